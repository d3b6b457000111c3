# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that manages one request: what it calls, what it returns, and that check mode predicts it."""

from __future__ import annotations

import pytest

from tests.unit.support.simulated import counted, sent, stored, writes

KEY = {"subject": "Disk full on db01", "requester_email": "jane@acme.example"}
FULL = {
    **KEY,
    "description": "<p>/var is at <b>97</b> percent.</p>",
    "category": "Storage",
    "impact": "On Business",
    "priority": "High",
    "urgency": "Urgent",
    "department": "IT",
    "location": "Pune",
    "support_level": "Tier2",
    "assignee_email": "tina@acme.example",
    "technician_group": "Server Team",
    "source": "Phone",
    "status": "In Progress",
    "spam": False,
    "tags": ["nightly", "disk"],
    "cc_emails": ["Ops@acme.example"],
    "custom_fields": {
        "New Number": 3,
        "New Text Input": "a",
        "New Checkbox": ["C", "B"],
        "New Datetime": 1772352000000,
    },
}
# What only the server can know.
ASSIGNED = {
    *("id", "name", "url", "requester_name", "file_attachments", "created_time", "created_by_name", "updated_time"),
    *("updated_by_name", "last_opened_time", "resolved_time", "last_resolved_time", "last_closed_time"),
}


@pytest.fixture
def ticket(modules, simulator):
    """A request that is there, and an empty call log."""
    result = modules.request(**KEY, priority="Low")
    simulator.clear_calls()
    return result["request"]


def test_creating_by_the_natural_key_takes_two_calls(modules, simulator):
    result = modules.request(**KEY)
    assert (result["operation"], result["changed"]) == ("created", True)
    assert sent(simulator) == ["search", "POST"]
    assert writes(simulator)[0]["body"] == {"subject": KEY["subject"], "requesterEmail": KEY["requester_email"]}


def test_an_unchanged_request_takes_one_call(modules, simulator, ticket):
    result = modules.request(**KEY, priority="low")
    assert (result["operation"], result["changed"]) == ("none", False)
    assert "diff" not in result
    assert result["request"] == ticket
    assert sent(simulator) == ["search"]


def test_an_update_by_the_natural_key_takes_two_calls(modules, simulator, ticket):
    result = modules.request(**KEY, priority="High")
    assert result["operation"] == "updated"
    assert (result["diff"]["before"], result["diff"]["after"]) == ({"priority": "Low"}, {"priority": "High"})
    assert result["request"]["priority"] == "High"
    assert sent(simulator) == ["search", "PATCH"]
    assert writes(simulator)[0]["body"] == {"subject": KEY["subject"], "priorityName": "High"}


def test_deleting_by_the_natural_key_takes_three_calls(modules, simulator, ticket):
    result = modules.request(**KEY, state="absent")
    assert (result["operation"], result["changed"]) == ("deleted", True)
    assert result["request"]["id"] == ticket["id"]
    assert result["diff"]["after"] == {}
    assert result["diff"]["before"]["subject"] == KEY["subject"]
    assert sent(simulator) == ["search", "DELETE", "GET"]
    simulator.clear_calls()
    again = modules.request(**KEY, state="absent")
    assert (again["operation"], again["changed"], again["request"]) == ("none", False, None)
    assert sent(simulator) == ["search"]


def test_a_delete_that_leaves_no_doubt_is_not_read_back(modules, simulator, ticket):
    simulator.switch(delete="archive204")
    assert modules.request(**KEY, state="absent")["operation"] == "deleted"
    assert sent(simulator) == ["search", "DELETE"]


def test_a_create_with_custom_fields_takes_two_calls(modules, simulator):
    assert modules.request(**KEY, custom_fields={"New Text Input": "x", "New Number": 3})["operation"] == "created"
    assert sent(simulator) == ["search", "POST"]


def test_calls_by_id(modules, simulator, ticket):
    assert modules.request(id=ticket["id"], priority="Low")["operation"] == "none"
    assert sent(simulator) == ["GET"]
    simulator.clear_calls()
    assert modules.request(id=ticket["id"], priority="High")["operation"] == "updated"
    assert sent(simulator) == ["GET", "PATCH"]
    simulator.clear_calls()
    assert modules.request(id=ticket["id"], state="absent")["operation"] == "deleted"
    assert sent(simulator) == ["GET", "DELETE", "GET"]
    simulator.clear_calls()
    assert modules.request(id=ticket["id"], state="absent")["operation"] == "none"
    assert sent(simulator) == ["GET"]


def test_calls_by_name(modules, simulator, ticket):
    assert modules.request(name=ticket["name"])["request"] == ticket
    assert sent(simulator) == ["search"]
    simulator.clear_calls()
    assert modules.request(name=ticket["name"].lower(), priority="High")["operation"] == "updated"
    assert sent(simulator) == ["search", "PATCH"]
    simulator.clear_calls()
    assert modules.request(name=ticket["name"], state="absent")["operation"] == "deleted"
    assert sent(simulator) == ["search", "DELETE", "GET"]


def test_calls_by_correlation_id(modules, simulator):
    modules.request(**KEY, correlation_id="other")
    simulator.clear_calls()
    result = modules.request(**KEY, correlation_id="backup")
    assert result["operation"] == "created"
    assert result["request"]["correlation_id"] == "backup"
    assert result["request"]["tags"] == ["correlation:backup"]
    # The second search makes sure that the server does look into tags.
    assert sent(simulator) == ["search", "search", "POST"]
    simulator.clear_calls()
    assert modules.request(**KEY, correlation_id="backup")["operation"] == "none"
    assert sent(simulator) == ["search"]
    simulator.clear_calls()
    assert modules.request(correlation_id="backup", subject="Another")["operation"] == "updated"
    assert sent(simulator) == ["search", "PATCH"]
    simulator.clear_calls()
    assert modules.request(correlation_id="backup", state="absent")["operation"] == "deleted"
    assert sent(simulator) == ["search", "DELETE", "GET"]


def test_every_option_arrives_and_the_second_run_changes_nothing(modules, simulator):
    first = modules.request(**FULL)
    assert first["warnings"] == []
    simulator.clear_calls()
    second = modules.request(**FULL)
    assert (second["changed"], second["warnings"]) == (False, [])
    assert second["request"] == first["request"]
    assert sent(simulator) == ["search"]
    assert first["request"]["support_level"] == "tier2"
    assert first["request"]["cc_emails"] == ["Ops@acme.example"]
    assert first["request"]["description"] == "/var is at 97 percent."
    assert first["request"]["custom_fields"]["New Datetime"] == 1772352000000


def test_templates_make_texts_of_everything_and_still_nothing_changes(modules, simulator):
    first = modules.request(**FULL)
    texts = {
        **FULL,
        "id": str(first["request"]["id"]),
        "spam": "no",
        "tags": "disk,nightly",
        "custom_fields": {"New Number": "3.0", "New Datetime": "1772352000000", "New Checkbox": ["B", "C"]},
        "description": "/var is at 97 percent.",
        "support_level": "tier2",
        "assignee_email": "TINA@acme.example",
    }
    assert modules.request(**texts).get("diff") is None


@pytest.mark.parametrize("custom", [{"New Datetime": "2026-03-01T08:00:00Z"}, {"New Number": "3"}])
def test_custom_fields_of_a_new_request_may_be_texts(modules, simulator, custom):
    # The types of the form show in any other request.
    modules.request(subject="other", requester_email="jane")
    first = modules.request(**KEY, custom_fields=custom)
    assert first["failed"] is False, first["msg"]
    assert modules.request(**KEY, custom_fields=custom)["operation"] == "none"


def test_a_logon_name_as_requester_is_the_same_requester(modules, simulator):
    first = modules.request(subject="x", requester_email="jane")
    assert first["request"]["requester_email"] == "jane@acme.example"
    second = modules.request(subject="x", requester_email="jane")
    assert (second["operation"], second["warnings"]) == ("none", [])
    assert second["request"]["id"] == first["request"]["id"]


def assert_predicted(would, done):
    assert would["changed"] == done["changed"]
    assert would["operation"] == done["operation"]
    if done["operation"] == "created":
        # Only the server gives it a name.
        assert would["diff"].pop("after_header") == would["diff"]["before_header"]
        assert done["diff"].pop("after_header") == f"request {done['request']['name']}"
    assert would.get("diff") == done.get("diff")
    if done["request"] is None:
        assert would["request"] is None
        return
    assert set(would["request"]) == set(done["request"])
    for key, value in done["request"].items():
        if key not in ASSIGNED:
            assert as_read(would["request"][key]) == as_read(value), key


def as_read(value):
    """Return a value without what the server alone decides: how it writes empty, and white space between blocks."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return value


CHANGES = {
    "everything": {**FULL, "requester_email": None, "source": None},
    "one": {"priority": "Urgent"},
    "tags": {"tags": ["b", "a"]},
    "no tags": {"tags": []},
    "cleared": {"category": "", "assignee_email": "", "description": ""},
    "tier": {"support_level": "Tier4"},
    "no tier": {"support_level": ""},
    "custom": {"custom_fields": {"New Number": "7", "New Checkbox": ["A"], "New Datetime": "2026-03-01"}},
    "custom cleared": {"custom_fields": {"New Number": None, "New Text Input": "", "New Checkbox": []}},
    "resolved": {"status": "Resolved"},
    "closed": {"status": "closed"},
    "nothing": {},
    "markup": {"description": "<ul><li>a</li><li>b &amp; c</li></ul>"},
    "absent": {"state": "absent"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_check_mode_predicts_a_change(modules, simulator, change):
    options = {"id": modules.request(**FULL)["request"]["id"], **CHANGES[change]}
    simulator.clear_calls()
    would = modules.request(check=True, **options)
    assert writes(simulator) == []
    assert set(sent(simulator)) <= {"GET", "search"}
    done = modules.request(**options)
    assert_predicted(would, done)
    if change != "absent":
        again = modules.request(**options)
        assert (again["changed"], again["warnings"]) == (False, [])


def test_check_mode_predicts_a_creation(modules, simulator):
    would = modules.request(check=True, **FULL)
    assert writes(simulator) == []
    done = modules.request(**FULL)
    assert would["request"]["id"] is None
    assert would["operation"] == done["operation"] == "created"
    custom = done["request"].pop("custom_fields")
    assert would["request"].pop("custom_fields").items() <= custom.items()
    assert_predicted(would, done)


def test_check_mode_refuses_what_the_real_run_refuses(modules, simulator):
    for options in ({"id": 999}, {"name": "INC-999"}, {"subject": "x"}, {"id": 0}):
        assert modules.request(check=True, **options)["failed"] is True
        assert modules.request(**options)["failed"] is True
    assert writes(simulator) == []


def test_managing_tags_never_removes_the_correlation(modules, simulator):
    modules.request(**KEY, correlation_id="backup", tags=["a"])
    result = modules.request(correlation_id="backup", tags=["b"])
    assert sorted(result["request"]["tags"]) == ["b", "correlation:backup"]
    assert modules.request(correlation_id="backup", tags=["b"])["changed"] is False
    emptied = modules.request(id=result["request"]["id"], tags=[])
    assert emptied["request"]["tags"] == ["correlation:backup"]
    assert modules.request(id=result["request"]["id"], tags=[])["changed"] is False


def test_a_correlation_in_a_custom_field_makes_one_ticket(modules, simulator):
    options = {**KEY, "correlation_id": "42", "correlation_field": "Correlation ID"}
    assert modules.request(**options)["operation"] == "created"
    assert modules.request(**options)["operation"] == "none"
    assert modules.request(**{**options, "subject": "Other"})["operation"] == "updated"
    assert len(stored(simulator)) == 1
    assert stored(simulator)[0]["customField"]["Correlation ID"] == "42"


@pytest.mark.parametrize("tags", ["contains", "exact_only", "unsupported", "blind"])
@pytest.mark.parametrize("others", [0, 1])
def test_a_correlation_makes_one_ticket_however_tags_are_searched(modules, simulator, tags, others):
    simulator.switch(search_tags=tags)
    if others:
        modules.request(subject="other", requester_email="jane", correlation_id="back")
    options = {**KEY, "correlation_id": "backup"}
    assert [modules.request(**options)["operation"] for dummy in range(2)] == ["created", "none"]
    assert len(stored(simulator)) == 1 + others


def test_extra_fields_go_through_under_the_servers_names(modules, simulator):
    links = [{"assetModel": "asset_hardware", "assetId": 1}]
    modules.request(**KEY, extra_fields={"linkAssetIds": links})
    assert writes(simulator)[0]["body"]["linkAssetIds"] == links
    refused = modules.request(**KEY, extra_fields={"priorityName": "High"})
    assert "extra_fields: priorityName is the option priority; use that." in refused["msg"]


def test_requester_and_source_of_a_request_stay(modules, simulator, ticket):
    result = modules.request(id=ticket["id"], requester_email="ravi@acme.example", source="Phone")
    assert result["changed"] is False
    assert len(result["warnings"]) == 2
    assert any("requester_email" in text for text in result["warnings"])
    assert any("source" in text for text in result["warnings"])


def test_counts_hold_with_a_password_alone(modules, simulator):
    modules.request(**KEY)
    assert counted(simulator) == {"token": 1, "search": 1, "POST": 1}


@pytest.mark.parametrize("shown", ["omitted", "empty"])
def test_an_empty_list_is_predicted_as_it_is_shown(modules, simulator, shown):
    simulator.switch(lists_when_empty=shown)
    number = modules.request(**KEY, tags=["a"], cc_emails=["ops@acme.example"])["request"]["id"]
    clear = {"id": number, "tags": [], "cc_emails": []}
    predicted, cleared = modules.request(check=True, **clear), modules.request(**clear)
    assert predicted["diff"] == cleared["diff"]
    assert cleared["request"]["tags"] == (None if shown == "omitted" else [])


ASSET = [{"id": 1}]
SENT = [{"assetId": 1, "assetModel": "asset_hardware"}]


def test_links_are_sent_and_compared_where_the_server_shows_them(modules, simulator):
    simulator.switch(links="shown")
    made = modules.request(**KEY, link_assets=ASSET, link_cis=[{"id": "2", "model": "cmdb"}])
    assert simulator.calls()[-1]["body"]["linkAssetIds"] == SENT
    assert made["request"]["link_assets"] == [{"id": 1, "model": "asset_hardware"}]
    assert made["request"]["link_cis"] == [{"id": 2, "model": "cmdb"}]
    number = made["request"]["id"]
    assert modules.request(id=number, link_assets=[{"id": "1", "model": "Asset_Hardware"}])["operation"] == "none"
    predicted = modules.request(id=number, link_assets=[{"id": 7}, *ASSET], check=True)
    added = modules.request(id=number, link_assets=[{"id": 7}, *ASSET])
    assert predicted["diff"] == added["diff"]
    assert [link["id"] for link in added["request"]["link_assets"]] == [7, 1]
    assert modules.request(id=number, link_assets=[])["request"]["link_assets"] == []


def test_links_that_the_server_does_not_show_are_set_once(modules, simulator):
    made = modules.request(**KEY, link_assets=ASSET)
    assert simulator.calls()[-1]["body"]["linkAssetIds"] == SENT
    assert (made["request"]["link_assets"], made["warnings"]) == (None, [])
    assert made["diff"]["after"]["link_assets"] == [{"id": 1, "model": "asset_hardware"}]
    again = modules.request(id=made["request"]["id"], link_assets=ASSET)
    assert again["operation"] == "none"
    (warning,) = again["warnings"]
    assert warning.startswith("link_assets is left alone: the server shows no linkAssetIds of this request to compare")
    assert warning.endswith("Give linkAssetIds in extra_fields to send it in every run.")
    assert modules.request(id=made["request"]["id"], link_assets=[])["warnings"] == []


@pytest.mark.parametrize("shown", ["hidden", "shown"])
def test_links_in_extra_fields_work_as_before_there_was_an_option(modules, simulator, shown):
    simulator.switch(links=shown)
    made = modules.request(**KEY, extra_fields={"linkAssetIds": SENT})
    assert simulator.calls()[-1]["body"]["linkAssetIds"] == SENT
    assert made["diff"]["after"]["extra_fields"] == {"linkAssetIds": SENT}
    again = modules.request(id=made["request"]["id"], extra_fields={"linkAssetIds": SENT})
    assert again["operation"] == ("none" if shown == "shown" else "updated")
    if shown == "shown":
        assert again["request"]["extra_fields"]["linkAssetIds"] == SENT
        assert again["request"]["link_assets"] == [{"id": 1, "model": "asset_hardware"}]


def test_links_are_given_in_one_place(modules, simulator):
    before = len(simulator.calls())
    result = modules.request(**KEY, link_assets=ASSET, extra_fields={"linkAssetIds": SENT})
    assert result["msg"] == "extra_fields: linkAssetIds is the option link_assets; use that."
    assert modules.request(**KEY, link_cis=[{"id": 2}], extra_fields={"linkAssetIds": SENT})["changed"]
    assert len(simulator.calls()) > before


@pytest.mark.parametrize(
    ("link", "words"),
    [({}, "required arguments: id"), ({"id": "x"}, "convert to int"), ({"id": 1, "name": "a"}, "name. Supported")],
)
def test_a_link_that_is_none_is_explained(modules, link, words):
    for options in ({"link_assets": [link]}, {"requests": [{"link_assets": [link]}]}):
        result = modules.request(**KEY, **options)
        assert result["failed"]
        assert words in result["msg"], result["msg"]
