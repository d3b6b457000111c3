# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plan to request: writes in doubt, servers that differ, clearing, and warnings about surprises."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from tests.unit.support.canned import CannedServer, response, routed
from tests.unit.support.running import Modules, start_process
from tests.unit.support.simulated import RESOURCE, counted, sent, stored, writes

KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}


def fail_create(simulator, **fault):
    simulator.fail(method="POST", path=RESOURCE, **fault)


@pytest.mark.parametrize("correlation", [{}, {"correlation_id": "backup"}])
def test_a_create_whose_answer_is_lost_makes_one_request(modules, simulator, correlation):
    fail_create(simulator, fault="drop_after_write")
    result = modules.request(**KEY, **correlation)
    assert (result["operation"], result["changed"]) == ("created", True)
    assert result["request"]["id"] == stored(simulator)[0]["id"]
    assert len(stored(simulator)) == 1
    assert sent(simulator).count("POST") == 1
    assert modules.request(**KEY, **correlation)["operation"] == "none"


def test_a_create_that_never_arrived_is_sent_again(modules, simulator):
    fail_create(simulator, fault="drop_before_write")
    result = modules.request(**KEY)
    assert result["operation"] == "created"
    # Five looks, one for what resembles it, and two more because the server is empty: does it understand a time?
    assert sent(simulator) == ["search", "POST", *["search"] * 8, "POST"]
    assert len(stored(simulator)) == 1
    assert any("may have been applied" in text for text in result["warnings"])


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_create_that_meets_trouble_makes_one_request(modules, simulator, status, after):
    fail_create(simulator, fault="status", status=status, after_write=after, headers={"Retry-After": "0.1"})
    assert modules.request(**KEY)["operation"] == "created"
    assert len(stored(simulator)) == 1
    assert sent(simulator).count("POST") == (1 if after else 2)


def test_a_create_waits_as_long_as_a_busy_server_says(modules, simulator):
    fail_create(simulator, fault="status", status=503, headers={"Retry-After": "1"})
    before = time.monotonic()
    result = modules.request(**KEY)
    assert time.monotonic() - before >= 1
    assert result["operation"] == "created"
    assert [kind for kind in sent(simulator) if kind != "search"] == ["POST", "POST"]
    assert any("503" in text for text in result["warnings"])


@pytest.mark.parametrize("fault", ["truncated_json", "endless_body"])
def test_a_create_whose_answer_is_cut_off_makes_one_request(modules, simulator, fault):
    fail_create(simulator, fault=fault)
    result = modules.request(**KEY, timeout=2)
    assert result["operation"] == "created"
    assert len(stored(simulator)) == 1
    assert sent(simulator).count("POST") == 1


def test_a_create_that_lands_after_its_time_out_is_found(modules, simulator):
    fail_create(simulator, fault="latency", seconds=2)
    result = modules.request(**KEY, timeout=1, retry_timeout=10)
    assert result["operation"] == "created"
    assert len(stored(simulator)) == 1
    assert sent(simulator).count("POST") == 1


def test_a_create_that_lands_after_all_patience_fails_and_is_never_sent_again(modules, simulator):
    fail_create(simulator, fault="latency", seconds=2)
    result = modules.request(**KEY, timeout=1, retry_timeout=0)
    assert result["failed"] is True
    assert "no answer within 1 s" in result["msg"]
    assert result["msg"].endswith("It was not found so far, but may still be applied: run the task again.")
    assert sent(simulator).count("POST") == 1
    time.sleep(1.5)
    assert len(stored(simulator)) == 1
    assert modules.request(**KEY)["operation"] == "none"


def test_a_create_in_doubt_whose_look_up_fails_is_never_sent_again(modules, simulator):
    fail_create(simulator, fault="drop_after_write")
    refusal = {"fault": "status", "status": 403, "body": {"userMessage": "No search"}}
    simulator.fail(**refusal, path_regex=".*/byqual", skip=1, times=None)
    result = modules.request(**KEY)
    assert result["failed"] is True
    assert "could not be found out" in result["msg"]
    assert "No search" in result["msg"]
    simulator.clear_faults()
    assert sent(simulator).count("POST") == 1
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize("fault", ["drop_before_write", "drop_after_write"])
def test_without_time_to_retry_a_create_in_doubt_is_looked_up_and_not_sent_again(modules, simulator, fault):
    fail_create(simulator, fault=fault)
    result = modules.request(**KEY, retry_timeout=0)
    assert sent(simulator)[:3] == ["search", "POST", "search"]
    assert sent(simulator).count("POST") == 1
    if fault == "drop_after_write":
        assert result["operation"] == "created"
    else:
        assert result["failed"] is True


def test_a_create_that_always_meets_500_is_bounded(modules, simulator):
    fail_create(simulator, fault="status", status=500, times=None)
    result = modules.request(**KEY)
    assert result["failed"] is True
    assert result["failure"]["status"] == 500
    assert sent(simulator).count("POST") == 2


@pytest.mark.parametrize("fault", ["drop_before_write", "drop_after_write"])
def test_an_update_in_doubt_is_applied(modules, simulator, fault):
    number = modules.request(**KEY)["request"]["id"]
    simulator.fail(fault=fault, method="PATCH")
    result = modules.request(id=number, priority="High", tags=["a"])
    assert result["operation"] == "updated"
    assert result["request"]["priority"] == "High"
    assert sent(simulator).count("PATCH") == (2 if fault == "drop_before_write" else 1)


@pytest.mark.parametrize("fault", ["drop_before_write", "drop_after_write"])
def test_a_delete_in_doubt_is_done(modules, simulator, fault):
    number = modules.request(**KEY)["request"]["id"]
    simulator.fail(fault=fault, method="DELETE")
    assert modules.request(id=number, state="absent")["operation"] == "deleted"
    assert stored(simulator) == []
    assert sent(simulator).count("DELETE") == (2 if fault == "drop_before_write" else 1)


def test_two_processes_that_create_the_same_key_make_one_request(modules, simulator):
    simulator.fail(fault="latency", seconds=0.5, method="POST", path=RESOURCE, times=2)
    modules.token()
    processes = [start_process("serviceops_request", {}, **modules.defaults, **KEY) for dummy in range(2)]
    for process in processes:
        out, errors = process.communicate(timeout=180)
        assert '"request"' in out, out + errors
    assert len(stored(simulator)) == 1


def test_a_token_that_ends_in_the_middle_is_renewed_and_the_create_replayed_once(modules, simulator):
    modules.token()
    fail_create(simulator, fault="status", status=401, body={"userMessage": "Session has timed out"})
    assert modules.request(**KEY)["operation"] == "created"
    assert counted(simulator) == {"token": 2, "search": 1, "POST": 2}
    assert len(stored(simulator)) == 1


def test_a_rate_limited_server_is_waited_for(modules, simulator):
    simulator.switch(rate_limit="on")
    results = [modules.request(subject=f"number {count}", requester_email="jane") for count in range(20)]
    assert [result["operation"] for result in results] == ["created"] * 20
    assert len(stored(simulator)) == 20


@pytest.mark.parametrize("policy", ["archive200", "archive204"])
@pytest.mark.parametrize("read", ["not_found", "removed_flag"])
def test_a_delete_is_done_once(modules, simulator, policy, read):
    simulator.switch(delete=policy, deleted_read=read)
    number = modules.request(**KEY)["request"]["id"]
    assert modules.request(id=number, state="absent")["operation"] == "deleted"
    assert modules.request(id=number, state="absent")["operation"] == "none"


def test_a_server_without_delete_advises_to_close(modules, simulator):
    simulator.switch(delete="refused405")
    modules.request(**KEY)
    result = modules.request(**KEY, state="absent")
    assert result["failure"]["status"] == 405
    assert "Close the request instead: state present with status Closed." in result["msg"]


@pytest.mark.parametrize("form", ["object", "short", "empty"])
def test_every_answer_to_an_update_gives_the_whole_request(modules, simulator, form):
    simulator.switch(patch_answer=form)
    number = modules.request(**KEY)["request"]["id"]
    result = modules.request(id=number, priority="High")
    assert result["request"]["priority"] == "High"
    assert result["request"]["subject"] == KEY["subject"]
    assert result["warnings"] == []
    assert sent(simulator)[-1] == ("PATCH" if form == "object" else "GET")


def test_an_update_answered_by_another_record_is_no_success(tmp_path):
    record = {"id": 5, "name": "INC-5", "subject": "x"}
    other = response(200, {**record, "id": 6})
    with CannedServer(routed(GET=response(200, record), PATCH=other)) as server:
        result = Modules(server.url, tmp_path, access_token="fake-token", retry_timeout=0).request(id=5, subject="y")
    assert "the server answered with id 6 instead" in result["msg"]
    assert server.paths.count("PATCH /api/v1/request/5") == 1


def test_a_status_that_creation_ignores_is_set_afterwards(modules, simulator):
    simulator.switch(create_status="ignored")
    result = modules.request(**KEY, status="Pending")
    assert (result["operation"], result["request"]["status"], result["warnings"]) == ("created", "Pending", [])
    assert sent(simulator) == ["search", "POST", "PATCH"]
    assert modules.request(**KEY, status="Pending")["operation"] == "none"


CLEARED = {"category": "", "assignee_email": "", "description": "", "technician_group": ""}


@pytest.mark.parametrize("clearing", ["empty_string", "null", "refused"])
def test_an_empty_text_clears(modules, simulator, clearing):
    simulator.switch(clearing=clearing)
    number = modules.request(
        **KEY, category="Storage", assignee_email="tina@acme.example", description="d", technician_group="Server Team"
    )["request"]["id"]
    result = modules.request(id=number, **CLEARED, priority="High")
    assert result["operation"] == "updated"
    assert result["warnings"] == []
    for option in CLEARED:
        assert result["request"][option] in (None, "")
    assert result["request"]["priority"] == "High"
    assert modules.request(id=number, **CLEARED)["changed"] is False


def test_what_cannot_be_cleared_is_a_warning_that_names_it(modules, simulator):
    simulator.switch(clearing="impossible")
    number = modules.request(**KEY, category="Storage")["request"]["id"]
    result = modules.request(id=number, category="")
    assert result["request"]["category"] == "Storage"
    (warning,) = result["warnings"]
    assert "category" in warning
    assert "did not apply" in warning


def test_clearing_a_support_level_takes_one_write(modules, simulator):
    number = modules.request(**KEY, support_level="Tier2")["request"]["id"]
    simulator.clear_calls()
    assert modules.request(id=number, support_level="")["request"]["support_level"] == "tier0"
    assert sent(simulator) == ["GET", "PATCH"]
    assert modules.request(id=number, support_level="")["changed"] is False


def test_lists_that_a_server_merges_are_a_warning(modules, simulator):
    simulator.switch(patch_lists="merged")
    number = modules.request(**KEY, tags=["a"])["request"]["id"]
    result = modules.request(id=number, tags=["b"])
    (warning,) = result["warnings"]
    assert "tags" in warning
    assert modules.request(id=number, tags=["a", "b", "c"])["warnings"] == []


@pytest.mark.parametrize("policy", ["merged", "replaced"])
def test_what_somebody_sets_in_another_custom_field_meanwhile_stays(modules, simulator, policy):
    number = modules.request(**KEY, custom_fields={"New Number": 3, "New Text Area": "old"})["request"]["id"]
    edit = {"customField": {"New Number": 3, "New Text Area": "by hand"}}
    simulator.fail(fault="latency", seconds=1, method="PATCH")

    def interfere():
        while "PATCH" not in sent(simulator):
            time.sleep(0.01)
        patch_elsewhere(simulator, number, edit)

    human = threading.Thread(target=interfere)
    human.start()
    simulator.switch(patch_custom_fields=policy)
    result = modules.request(id=number, custom_fields={"New Text Input": "a"}, priority="High")
    human.join()
    custom = result["request"]["custom_fields"]
    assert (custom["New Number"], custom["New Text Input"]) == (3, "a")
    # A server that replaces all of them leaves nothing to keep but what was read before.
    assert custom["New Text Area"] == ("by hand" if policy == "merged" else "old")
    assert len(result["warnings"]) == (policy == "replaced")


def test_a_server_that_takes_custom_fields_for_the_whole_is_known_after_the_first(modules, simulator):
    simulator.switch(patch_custom_fields="replaced")
    fields = {"New Number": 3, "New Text Area": "old"}
    numbers = [
        modules.request(subject=subject, requester_email="jane", custom_fields=fields)["request"]["id"]
        for subject in ("x", "y")
    ]
    calls, warnings = [], []
    for number in numbers:
        simulator.clear_calls()
        result = modules.request(id=number, custom_fields={"New Text Input": "a"})
        assert result["request"]["custom_fields"]["New Text Area"] == "old"
        calls.append(sent(simulator))
        warnings.append(result["warnings"])
    # The second one is read again just before all of its fields are sent.
    assert calls == [["GET", "PATCH", "PATCH"], ["GET", "GET", "PATCH"]]
    assert "emptied 'New Text Area', 'New Number': put back as read before." in warnings[0][0]
    assert warnings[1] == []


def test_custom_fields_that_cannot_be_put_back_are_named(modules, simulator):
    number = modules.request(**KEY, custom_fields={"New Number": 3})["request"]["id"]
    simulator.switch(patch_custom_fields="replaced")
    simulator.fail(fault="status", status=400, body={"userMessage": "No"}, method="PATCH", skip=1)
    result = modules.request(id=number, custom_fields={"New Text Input": "a"})
    assert result["failed"] is True
    assert "The server emptied the custom fields 'New Number', and they could not be put back." in result["msg"]


def patch_elsewhere(simulator, number, body):
    """Change a request as another client would."""
    headers = {"Authorization": f"Apikey {simulator.api_key}"}
    requests.patch(f"{simulator.url}{RESOURCE}/{number}", json=body, headers=headers, timeout=30).raise_for_status()


@pytest.mark.parametrize("policy", ["merged", "replaced"])
def test_custom_fields_that_are_not_named_stay(modules, simulator, policy):
    simulator.switch(patch_custom_fields=policy)
    number = modules.request(**KEY, custom_fields={"New Number": 3, "New Checkbox": ["A"]})["request"]["id"]
    result = modules.request(id=number, custom_fields={"New Text Input": "a"})
    custom = result["request"]["custom_fields"]
    assert (custom["New Number"], custom["New Checkbox"], custom["New Text Input"]) == (3, ["A"], "a")
    assert result["diff"]["before"] == {"custom_fields": {"New Text Input": ""}}
    assert result["diff"]["after"] == {"custom_fields": {"New Text Input": "a"}}


def test_a_server_that_wants_the_subject_gets_it(modules, simulator):
    simulator.switch(patch_subject="required")
    number = modules.request(**KEY)["request"]["id"]
    assert modules.request(id=number, priority="High")["operation"] == "updated"


NAMES = {
    "category": "Nowhere",
    "location": "Nowhere",
    "department": "Nowhere",
    "priority": "Nowhere",
    "assignee_email": "nobody@acme.example",
    "technician_group": "Nowhere",
}


@pytest.mark.parametrize("option", NAMES)
def test_an_unknown_name_is_refused_in_the_servers_words(modules, simulator, option):
    result = modules.request(**KEY, **{option: NAMES[option]})
    assert result["failed"] is True
    assert f"'{NAMES[option]}' does not exist." in result["msg"]
    assert result["failure"]["status"] == 400
    assert result["failure"]["code"] == "SIM400"
    assert stored(simulator) == []
    number = modules.request(**KEY)["request"]["id"]
    assert "does not exist" in modules.request(id=number, **{option: NAMES[option]})["msg"]


@pytest.mark.parametrize("option", NAMES)
def test_an_unknown_name_that_is_ignored_is_a_warning(modules, simulator, option):
    simulator.switch(unknown_name="ignored")
    for operation in ("created", "none"):
        result = modules.request(**KEY, **{option: NAMES[option]})
        assert result["operation"] == operation
        assert result["changed"] is (operation == "created")
        assert option not in result.get("diff", {}).get("after", {})
        (warning,) = result["warnings"]
        assert option in warning


def test_an_unknown_custom_field_is_said(modules, simulator):
    created = modules.request(**KEY, custom_fields={"Nowhere": "x"})
    there = "the form has 'Correlation ID', 'New Checkbox', "
    assert any(f"'Nowhere' (not on its form; {there}" in text for text in created["warnings"])
    again = modules.request(**KEY, custom_fields={"Nowhere": "x"})
    assert again["changed"] is False
    assert any(f"'Nowhere' is not on the server's form and is not set: {there}" in text for text in again["warnings"])
    simulator.switch(unknown_custom_field="refused")
    refused = modules.request(subject="y", requester_email="jane", custom_fields={"Nowhere": "x"})
    assert "there is no field 'Nowhere'" in refused["msg"]
    assert any(f"'Nowhere' is not on the server's form and is not set: {there}" in text for text in refused["warnings"])


def test_an_unknown_requester_is_refused_or_made(modules, simulator):
    options = {"subject": "x", "requester_email": "new@acme.example"}
    assert "there is no requester" in modules.request(**options)["msg"]
    simulator.switch(unknown_requester="created")
    assert modules.request(**options)["request"]["requester_email"] == "new@acme.example"


@pytest.mark.parametrize("profile", ["default", "documented", "cloud", "legacy", "terse", "stubborn", "forgiving"])
def test_the_second_run_changes_nothing_under_every_profile(modules, simulator, profile):
    simulator.reset(10)
    simulator.profile(profile)
    options = {
        **KEY,
        "description": "<p>one</p><p>two</p>",
        "category": "Storage",
        "priority": "High",
        "tags": ["a", "b"],
        "custom_fields": {"New Number": 3},
    }
    first, second = modules.request(**options), modules.request(**options)
    assert (first.get("operation"), second.get("operation")) == ("created", "none"), first.get("msg")
    assert first["warnings"] == second["warnings"] == []
    changed = modules.request(**{**options, "priority": "Low", "description": "three"})
    assert (changed["operation"], changed["warnings"]) == ("updated", [])
    assert modules.request(id=first["request"]["id"], priority="Low")["operation"] == "none"
    closed = [modules.request(**KEY, status="Closed")["operation"] for dummy in range(2)]
    assert closed == ["updated", "none"]


TEXTS = (
    *("plain", "two\nlines", "  spaces  ", "a\r\nb", "é ü", "x < y > z", "a &lt; b &amp; c"),
    *("<p>a</p><p>b</p>", "ping <host> twice", "<host>", "<br>", "<p></p>"),
)


@pytest.mark.parametrize("description", ["stripped", "kept", "collapsed"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_description_is_compared_as_the_server_keeps_it(modules, simulator, description, text):
    simulator.switch(description=description)
    first, second = modules.request(**KEY, description=text), modules.request(**KEY, description=text)
    lost = "The server does not show <host> of description: it takes that for markup."
    assert first["operation"] == "created"
    assert first["warnings"] == ([lost] if "<host>" in text and description != "kept" else [])
    assert (second["operation"], second["warnings"]) == ("none", [])


def test_a_close_rule_of_the_server_is_told_in_its_words(modules, simulator):
    simulator.switch(close_rule="refused")
    modules.request(**KEY)
    result = modules.request(**KEY, status="Closed")
    assert "Category is required to resolve or close the request." in result["msg"]
    assert "Could not change request INC-46" in result["msg"]


def test_a_part_of_the_key_that_the_server_ignores_is_an_error_that_names_the_new_request(modules, simulator):
    simulator.switch(unknown_name="ignored")
    options = {**KEY, "category": "Nowhere", "match_on": ["subject", "category"]}
    failed = modules.request(**options)
    assert failed["failed"] is True
    assert "request INC-46 was created, but the server does not show category 'Nowhere'" in failed["msg"]
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize("check", [False, True])
def test_a_correlation_field_that_is_not_on_the_form_creates_nothing(modules, simulator, check):
    simulator.reset(1)
    options = {**KEY, "correlation_id": "backup", "correlation_field": "Corelation ID"}
    failed = modules.request(**options, check=check)
    assert failed["failed"] is True
    assert "Not created: the custom field 'Corelation ID' is not on the server's form" in failed["msg"]
    assert "(the form has 'Correlation ID', 'New Checkbox', " in failed["msg"]
    assert writes(simulator) == []


@pytest.mark.parametrize("check", [False, True])
def test_a_correlation_id_that_the_field_shows_as_empty_creates_nothing(modules, simulator, check):
    simulator.reset(1)
    options = {**KEY, "correlation_id": "0", "correlation_field": "New Number"}
    failed = modules.request(**options, check=check)
    assert "the custom field 'New Number' shows '0' as empty" in failed["msg"]
    assert writes(simulator) == []


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"correlation_id": "backup"}, "subject and requester_email"),
        ({"correlation_id": "backup", "subject": "Disk full"}, "requester_email"),
        ({"match_on": ["subject"], "subject": "Disk full"}, "requester_email"),
    ],
)
def test_what_a_new_request_needs_is_said_in_check_mode_too(modules, simulator, options, missing, check):
    failed = modules.request(**options, check=check)
    assert failed["failed"] is True
    assert f"none can be created without {missing}. Set {missing}." in failed["msg"]
    assert writes(simulator) == []


def test_an_id_with_an_empty_subject_makes_no_call(modules, simulator):
    number = modules.request(**KEY)["request"]["id"]
    simulator.clear_calls()
    assert "subject is empty: every request has one." in modules.request(id=number, subject="")["msg"]
    assert sent(simulator) == []


TYPED = {"New Number": "5", "New Checkbox": "a", "New Text Input": 7}


def test_check_mode_predicts_custom_fields_in_the_types_of_the_form(modules, simulator):
    simulator.reset(1)
    options = {**KEY, "custom_fields": {**TYPED, "Nowhere": "x"}}
    predicted, made = modules.request(**options, check=True), modules.request(**options)
    fields = {"New Number": 5.0, "New Checkbox": ["a"], "New Text Input": "7"}
    assert predicted["diff"]["after"]["custom_fields"] == made["diff"]["after"]["custom_fields"] == fields
    assert predicted["request"]["custom_fields"] == fields
    assert ["'Nowhere'" in text for text in predicted["warnings"]] == [True]
    assert ["'Nowhere'" in text for text in made["warnings"]] == [True]


def test_the_diff_shows_what_the_server_did_and_not_what_was_asked(modules, simulator):
    simulator.switch(unknown_name="ignored")
    number = modules.request(**KEY)["request"]["id"]
    changed = modules.request(id=number, priority="High", category="Nowhere")
    assert (changed["operation"], len(changed["warnings"])) == ("updated", 1)
    header = "request INC-46"
    assert changed["diff"] == {
        "before": {"priority": None},
        "after": {"priority": "High"},
        "before_header": header,
        "after_header": header,
    }


@pytest.mark.parametrize("check", [True, False])
def test_the_diff_names_the_record_and_shows_values_as_the_server_does(modules, check):
    made = {**KEY, "priority": "hIGH", "status": "in progress"}
    result = modules.request(**made, check=check)
    header = f"request with subject {KEY['subject']!r}, requester_email {KEY['requester_email']!r}"
    assert result["diff"]["before_header"] == header
    assert result["diff"]["after_header"] == (header if check else "request INC-46")
    assert (result["diff"]["after"]["priority"], result["diff"]["after"]["status"]) == ("High", "In Progress")
    number = modules.request(**made)["request"]["id"]
    changed = modules.request(id=number, status="closed", tags=["b", "a"], check=check)["diff"]
    assert (changed["before"]["status"], changed["after"]["status"]) == ("In Progress", "Closed")
    gone = modules.request(id=number, state="absent", check=check)["diff"]
    assert changed["before_header"] == gone["after_header"] == "request INC-46"


def test_a_name_of_the_server_alone_is_shown_in_its_spelling(modules):
    number = modules.request(**KEY, category="hardware")["request"]["id"]
    changed = modules.request(id=number, category="STORAGE", custom_fields={"New Number": "3"})
    assert changed["diff"]["before"]["category"] == "Hardware"
    assert changed["diff"]["after"] == {"category": "Storage", "custom_fields": {"New Number": 3.0}}


def test_lists_that_are_merged_show_as_they_became(modules, simulator):
    simulator.switch(patch_lists="merged")
    number = modules.request(**KEY, tags=["a"])["request"]["id"]
    changed = modules.request(id=number, tags=["b"])
    assert (changed["operation"], len(changed["warnings"])) == ("updated", 1)
    assert (changed["diff"]["before"], changed["diff"]["after"]) == ({"tags": ["a"]}, {"tags": ["a", "b"]})
    assert modules.request(id=number, tags=["b"])["changed"] is False


def test_an_extra_field_that_is_never_shown_counts_as_changed(modules, simulator):
    number = modules.request(**KEY)["request"]["id"]
    links = {"linkAssetIds": [{"assetModel": "asset_hardware", "assetId": 1}]}
    for dummy in range(2):
        changed = modules.request(id=number, extra_fields=links)
        assert changed["changed"] is True
        assert changed["diff"]["after"] == {"extra_fields": links}
        assert ["'linkAssetIds'" in text for text in changed["warnings"]] == [True]


def test_a_description_with_angle_brackets_and_markup_changes_once(modules):
    text = "load < 5 & temp > 60 on <db01>, see <b>runbook</b>"
    operations = [modules.request(**KEY, description=text)["operation"] for dummy in range(2)]
    assert operations == ["created", "none"]


def test_an_empty_description_clears_what_looks_like_markup(modules, simulator):
    simulator.switch(description="kept")
    modules.request(**KEY, description="<host>")
    operations = [modules.request(**KEY, description="")["operation"] for dummy in range(2)]
    assert operations == ["updated", "none"]


def test_a_support_level_may_be_written_with_a_space(modules):
    operations = [modules.request(**KEY, support_level="Tier 2")["operation"] for dummy in range(2)]
    assert operations == ["created", "none"]
