# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request of a task: keys, open and closed requests, contradictions, and responses that never count as gone."""

from __future__ import annotations

import pytest

from tests.unit.support.canned import CannedServer, one_page, response, routed
from tests.unit.support.running import Modules
from tests.unit.support.simulated import sent, stored, writes

KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}


def test_a_key_that_only_closed_requests_carry_makes_a_new_one(modules, simulator):
    first = modules.request(**KEY)["request"]
    modules.request(id=first["id"], status="Closed")
    second = modules.request(**KEY)
    assert second["operation"] == "created"
    assert second["request"]["id"] != first["id"]
    assert modules.request(**KEY)["changed"] is False


@pytest.mark.parametrize("closed", ["Closed", "Resolved"])
def test_match_scope_all_finds_a_closed_request(modules, closed):
    first = modules.request(**KEY)["request"]
    modules.request(id=first["id"], status=closed)
    again = modules.request(**KEY, match_scope="all", priority="High")
    assert (again["operation"], again["request"]["id"]) == ("updated", first["id"])


@pytest.mark.parametrize("status", ["Closed", "Resolved", "resolved"])
@pytest.mark.parametrize("scope", ["open", "all"])
def test_closing_by_a_key_twice_changes_once(modules, simulator, status, scope):
    modules.request(**KEY)
    options = {**KEY, "status": status, "match_scope": scope}
    first, second = modules.request(**options), modules.request(**options)
    assert (first["operation"], second["operation"]) == ("updated", "none")
    assert first["request"]["id"] == second["request"]["id"]
    assert len(stored(simulator)) == 1


def test_closing_takes_the_open_one_before_the_newest_closed_one(modules):
    ids = []
    for dummy in range(2):
        ids.append(modules.request(**KEY)["request"]["id"])
        modules.request(id=ids[-1], status="Closed")
    ids.append(modules.request(**KEY)["request"]["id"])
    closing = {**KEY, "status": "Closed"}
    assert modules.request(**closing)["request"]["id"] == ids[2]
    again = modules.request(**closing)
    assert (again["changed"], again["request"]["id"]) == (False, ids[2])
    modules.request(id=ids[2], state="absent")
    newest = modules.request(**closing)
    assert (newest["changed"], newest["request"]["id"]) == (False, ids[1])


def test_a_closed_status_that_nobody_has_yet_creates_closed(modules, simulator):
    options = {**KEY, "status": "Closed"}
    first, second = modules.request(**options), modules.request(**options)
    assert (first["operation"], second["operation"]) == ("created", "none")
    assert first["request"]["status"] == "Closed"
    assert len(stored(simulator)) == 1


def test_resolving_what_is_closed_already_takes_the_closed_one(modules, simulator):
    modules.request(**KEY, status="Closed")
    result = modules.request(**KEY, status="Resolved")
    assert (result["operation"], result["request"]["status"]) == ("updated", "Resolved")
    assert modules.request(**KEY, status="Resolved")["operation"] == "none"
    assert len(stored(simulator)) == 1


def test_absent_by_a_key_deletes_open_ones_only(modules, simulator):
    modules.request(**KEY, status="Closed")
    assert modules.request(**KEY, state="absent")["operation"] == "none"
    assert modules.request(**KEY, state="absent", match_scope="all")["operation"] == "deleted"


def test_a_custom_status_is_open(modules):
    first = modules.request(**KEY, status="On Hold")["request"]
    assert modules.request(**KEY)["request"]["id"] == first["id"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_two_hits_are_an_error_that_lists_them(modules, simulator, state):
    key = {**KEY, "match_on": ["subject", "priority"]}
    names = [modules.request(**key, priority=priority)["request"]["name"] for priority in ("Low", "High")]
    simulator.clear_calls()
    result = modules.request(**KEY, status="Closed" if state == "present" else None, state=state)
    assert result["failed"] is True
    for name in names:
        assert name in result["msg"]
    assert "More than one open request has subject 'Disk full', requester_email 'jane@acme.example'" in result["msg"]
    assert "Nothing was changed" in result["msg"]
    assert result["failure"] == {"status": None, "code": None, "method": None, "url": None}
    assert writes(simulator) == []


@pytest.mark.parametrize("subject", [None, "", "  "])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_empty_key_never_matches_everything(modules, simulator, subject, state):
    simulator.reset(3)
    result = modules.request(subject=subject, requester_email="jane@acme.example", state=state)
    assert result["failed"] is True
    assert "subject is missing or empty" in result["msg"]
    assert sent(simulator) == []


def test_a_missing_requester_says_how_to_choose_another_key(modules, simulator):
    result = modules.request(subject="x")
    assert "requester_email is missing or empty" in result["msg"]
    assert "match_on" in result["msg"]
    assert sent(simulator) == []


@pytest.mark.parametrize("empty", ["", "  "])
@pytest.mark.parametrize("option", ["name", "correlation_id"])
def test_an_empty_name_or_correlation_is_an_error(modules, simulator, option, empty):
    result = modules.request(**KEY, **{option: empty})
    assert f"{option} is empty" in result["msg"]
    assert sent(simulator) == []


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_name_that_is_not_of_the_id_is_an_error(modules, simulator, state, check):
    first = modules.request(**KEY)["request"]
    simulator.clear_calls()
    result = modules.request(check=check, id=first["id"], name="INC-999", state=state, priority="High")
    assert f"The request with id {first['id']} is {first['name']}, not INC-999." in result["msg"]
    assert writes(simulator) == []
    agreed = modules.request(id=first["id"], name=first["name"].lower())
    assert agreed["changed"] is False


@pytest.mark.parametrize("option", [{"id": 999}, {"name": "INC-999"}])
def test_an_id_or_name_never_creates(modules, simulator, option):
    result = modules.request(**option, **KEY)
    assert "none is created by id or name" in result["msg"]
    assert modules.request(**option, state="absent")["operation"] == "none"
    assert stored(simulator) == []


@pytest.mark.parametrize("number", [0, -1])
def test_an_id_that_cannot_be_is_an_error(modules, simulator, number):
    assert f"id is {number}: give the positive number" in modules.request(id=number, state="absent")["msg"]
    assert sent(simulator) == []


@pytest.mark.parametrize("name", ["inc-46", " INC-46 ", "Inc-46"])
def test_a_name_in_another_spelling_is_found(modules, name):
    first = modules.request(**KEY)["request"]
    assert first["name"] == "INC-46"
    assert modules.request(name=name).get("request") == first


@pytest.mark.parametrize("policy", ["not_found", "bad_request", "error500"])
def test_an_unknown_id_is_gone_however_the_server_says_so(modules, simulator, policy):
    simulator.switch(unknown_id=policy)
    assert modules.request(id=999, state="absent")["operation"] == "none"
    assert "none is created by id or name" in modules.request(id=999)["msg"]


def test_an_empty_404_is_not_gone(modules, simulator):
    simulator.switch(unknown_id="empty404")
    result = modules.request(id=999, state="absent")
    assert result["failed"] is True
    assert result["failure"]["status"] == 404


@pytest.mark.parametrize("by", [{"id": 65}, KEY, {"name": "INC-46"}], ids=["id", "key", "name"])
@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "status", "status": 401, "times": None},
        {"fault": "status", "status": 403},
        {"fault": "status", "status": 500, "body": {"userMessage": "Oops"}, "times": None},
        {"fault": "status", "status": 404},
        {"fault": "html", "status": 404, "times": None},
        {"fault": "html", "status": 200, "times": None},
        {"fault": "drop_before_write", "times": None},
    ],
    ids=lambda fault: f"{fault['fault']}-{fault.get('status')}",
)
def test_no_trouble_means_gone(modules, simulator, by, fault):
    modules.request(**KEY)
    simulator.fail(**fault, path_regex="/api/v1/.*")
    result = modules.request(**by, state="absent", retry_timeout=0)
    assert result["failed"] is True
    assert "msg" in result
    simulator.clear_faults()
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize(
    "record", [{"subject": "Disk full on db02"}, {"requesterEmail": "jane2@acme.example"}, {"subject": None}, {}]
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_server_that_answers_more_than_was_asked_gives_no_wrong_match(tmp_path, record, state):
    other = {"id": 7, "name": "INC-7", "subject": KEY["subject"], "requesterEmail": KEY["requester_email"], **record}
    other = other if record else {"id": 7}
    made = {"id": 8, "subject": KEY["subject"], "requesterEmail": KEY["requester_email"]}
    with CannedServer(routed(search=one_page(other), POST=response(200, made))) as server:
        result = Modules(server.url, tmp_path, access_token="fake-token").request(**KEY, state=state)
    assert result["operation"] == ("created" if state == "present" else "none")
    assert "PATCH /api/v1/request/7" not in server.paths
    assert "DELETE /api/v1/request/7" not in server.paths


@pytest.mark.parametrize("policy", ["ignored", "refused"])
@pytest.mark.parametrize("cap", [0, 100])
def test_the_right_request_is_found_among_many_whatever_the_search_does(modules, simulator, policy, cap):
    simulator.reset(500)
    simulator.switch(search_qualification=policy, search_page_cap=cap, search_total="missing")
    desired = stored(simulator)[200]
    result = modules.request(name=desired["name"])
    assert result["request"]["id"] == desired["id"]
    assert modules.request(**KEY)["operation"] == "created"
    assert modules.request(**KEY)["operation"] == "none"


@pytest.mark.parametrize("key", [["subject"], ["category", "priority"], ["subject", "location"]])
def test_another_natural_key(modules, key):
    options = {**KEY, "category": "Storage", "priority": "High", "location": "Pune", "match_on": key}
    assert [modules.request(**options)["operation"] for dummy in range(2)] == ["created", "none"]
    assert modules.request(**{**options, "description": "new"})["operation"] == "updated"


def test_a_deleted_request_is_not_found_where_searches_still_show_it(modules, simulator):
    simulator.switch(deleted_search="shown", deleted_read="removed_flag")
    first = modules.request(**KEY)["request"]
    assert modules.request(**KEY, state="absent")["operation"] == "deleted"
    assert modules.request(**KEY, state="absent")["operation"] == "none"
    assert modules.request(id=first["id"], state="absent")["operation"] == "none"
    assert modules.request(**KEY)["request"]["id"] != first["id"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_unknown_id_beside_a_name_that_is_there_is_a_contradiction(modules, simulator, state):
    made = modules.request(**KEY)["request"]
    result = modules.request(id=made["id"] + 7, name=made["name"], state=state)
    assert result["failed"] is True
    assert "There is no request with id 72, but INC-46 is there, with id 65. Nothing was changed." in result["msg"]
    assert len(stored(simulator)) == 1
    gone = modules.request(id=made["id"] + 7, name="INC-99", state="absent")
    assert (gone["failed"], gone["operation"]) == (False, "none")


def test_two_requests_with_one_correlation_id_are_reported_without_the_tag(modules):
    for subject in ("one", "two"):
        modules.request(**{**KEY, "subject": subject}, tags=["correlation:job"])
    message = modules.request(**KEY, correlation_id="job")["msg"]
    assert "More than one open request has correlation_id 'job': " in message
    assert message.endswith("Say which one with id or name.")
