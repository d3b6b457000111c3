# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes, problems and releases: the same routes as requests, with numbers and fields of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.client import SimulatorError

OTHERS = ("change", "problem", "release")
SPAN = {"startDate": 1_772_402_400_000, "endDate": 1_772_406_000_000}
# What a create of each kind is documented to need.
NEEDED: dict[str, dict[str, Any]] = {
    kind: {"subject": f"A {kind}", "requesterEmail": "jane@acme.example", **(SPAN if kind != "problem" else {})}
    for kind in OTHERS
}
PREFIXES = {"change": "CHG", "problem": "PRB", "release": "REL"}


def made(api: Any, kind: str, **fields: Any) -> dict[str, Any]:
    answer = api.call("POST", f"/api/v1/{kind}", json={**NEEDED[kind], **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(api: Any, kind: str, qualification: Any = None) -> list[int]:
    answer = api.call("POST", f"/api/v1/{kind}/search/byqual", json={"qualDetails": qualification})
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["objectList"]]


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_counts_for_itself(api: Any, kind: str) -> None:
    api.created()

    first, second = made(api, kind), made(api, kind)

    assert [first["name"], second["name"]] == [f"{PREFIXES[kind]}-1", f"{PREFIXES[kind]}-2"]
    assert first["id"] != 1


@pytest.mark.parametrize("kind", OTHERS)
def test_a_ticket_is_read_changed_found_and_deleted(api: Any, kind: str, condition: Any) -> None:
    api.simulator.switch(planned_custom_fields="shown")
    ticket = made(api, kind, tags=["a"], assigneeEmail="tina@acme.example", customField={"New Number": 3})
    path = f"/api/v1/{kind}/{ticket['id']}"
    assert api.call("GET", path).json() == ticket
    assert (ticket["tags"], ticket["assigneeEmail"]) == (["a"], "tina@acme.example")
    assert ticket["customField"]["New Number"] == 3

    changed = api.call("PATCH", path, json={"statusName": "closed", "priorityName": "high"}).json()

    assert (changed["statusName"], changed["priorityName"]) == ("Closed", "High")
    assert (changed["subject"], changed["createdTime"]) == (ticket["subject"], ticket["createdTime"])
    assert found(api, kind, condition(f"{kind}.tags", "equal", "a")) == [ticket["id"]]
    assert found(api, kind, condition(f"{kind}.name", "equal", ticket["name"])) == [ticket["id"]]
    assert found(api, kind, condition(f"{kind}.name", "equal", "CHG-9")) == []
    assert api.call("DELETE", path).status_code == 200
    assert api.call("GET", path).status_code == 404
    assert found(api, kind) == []


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_is_found_under_its_own_name_only(api: Any, kind: str, condition: Any) -> None:
    ticket, request = made(api, kind), api.created()

    assert found(api, kind) == [ticket["id"]]
    assert api.found() == [request["id"]]
    assert api.read(ticket["id"]).status_code == 404
    assert api.search(condition(f"{kind}.subject", "equal", "x")).status_code == 500


@pytest.mark.parametrize("kind", OTHERS)
def test_what_only_requests_have_is_not_shown(api: Any, kind: str) -> None:
    assert not {"source", "spam", "supportLevel", "ccEmailSet"} & set(made(api, kind, ccEmailSet=["a@acme.example"]))


def test_fields_of_a_change(api: Any) -> None:
    own = {"riskType": "high", "changeType": "standard", "targetEnvironment": "production"}
    change = made(api, "change", **own)

    assert change.items() >= SPAN.items()
    assert change["riskType"] == "High"
    assert (change["changeType"], change["targetEnvironment"]) == ("Standard", "Production")
    later = api.call("PATCH", f"/api/v1/change/{change['id']}", json={"endDate": SPAN["endDate"] + 1}).json()
    assert (later["startDate"], later["endDate"]) == (SPAN["startDate"], SPAN["endDate"] + 1)


def test_fields_of_a_release(api: Any) -> None:
    people = ("releaseEngineerEmail", "releaseManagerEmail", "qaManagerEmail", "releaseReviewerEmail")
    own = {"riskTypeName": "Low", "releaseTypeName": "Major", "reasonTypeName": "New Implementation"}
    given = {**own, **dict.fromkeys(people, "tina@acme.example")}

    assert made(api, "release", **given).items() >= given.items()


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("change", "riskType", "Nowhere"),
        ("change", "endDate", "tomorrow"),
        ("release", "startDate", True),
        ("release", "qaManagerEmail", "jane@acme.example"),
    ],
)
def test_what_a_field_does_not_take_is_refused(api: Any, kind: str, key: str, value: Any) -> None:
    answer = api.call("POST", f"/api/v1/{kind}", json={**NEEDED[kind], key: value})

    assert (answer.status_code, key in answer.json()["userMessage"]) == (400, True)
    assert found(api, kind) == []


@pytest.mark.parametrize("kind", OTHERS)
def test_a_search_behind_does_not_show_a_new_ticket(api: Any, kind: str) -> None:
    api.simulator.switch(search_lag=5000)
    made(api, kind, tags=["a"])

    assert found(api, kind) == []


@pytest.mark.parametrize("kind", OTHERS)
def test_an_unknown_id_is_answered_as_with_requests(api: Any, kind: str) -> None:
    answer = api.call("GET", f"/api/v1/{kind}/9")

    assert (answer.status_code, answer.json()["userMessage"]) == (404, f"{kind.capitalize()} with id 9 not found.")
    assert api.call("GET", "/api/v1/incident/9").status_code == 404
    assert "userMessage" not in api.call("GET", "/api/v1/incident/9").json()


@pytest.mark.parametrize("kind", ["change", "release"])
@pytest.mark.parametrize("key", SPAN)
def test_the_times_of_what_is_planned_are_compulsory(api: Any, kind: str, key: str) -> None:
    without = {name: value for name, value in NEEDED[kind].items() if name != key}
    answer = api.call("POST", f"/api/v1/{kind}", json=without)
    assert (answer.status_code, answer.json()["userMessage"]) == (400, f"{key} is compulsory.")
    path = f"/api/v1/{kind}/{made(api, kind)['id']}"
    assert api.call("PATCH", path, json=without).status_code == 200
    api.simulator.switch(patch_subject="required")
    assert api.call("PATCH", path, json=without).status_code == 400


def test_a_technician_approves_moves_and_closes_a_change(api: Any) -> None:
    change = made(api, "change")
    assert (change["statusName"], change["approvalStatus"]) == ("Requested", "pre_approved")
    api.simulator.change_ticket("change", change["id"], approvalStatus="rejected", statusName="canceled", endDate=5)
    shown = api.call("GET", f"/api/v1/change/{change['id']}").json()
    assert (shown["statusName"], shown["approvalStatus"], shown["endDate"]) == ("Canceled", "rejected", 5)
    assert (shown["startDate"], shown["updatedByName"]) == (SPAN["startDate"], "Tina Berg")
    assert shown["updatedTime"] > change["updatedTime"]


@pytest.mark.parametrize("fields", [{"approvalStatus": "perhaps"}, {"statusName": "Open"}, {"subject": "x"}])
def test_what_a_technician_cannot_set_is_refused(api: Any, fields: dict[str, Any]) -> None:
    number = made(api, "change")["id"]
    with pytest.raises(SimulatorError, match="A change has no"):
        api.simulator.change_ticket("change", number, **fields)


def test_a_task_does_not_approve(api: Any) -> None:
    path = f"/api/v1/change/{made(api, 'change')['id']}"
    assert api.call("PATCH", path, json={"approvalStatus": "approved"}).json()["approvalStatus"] == "pre_approved"


def test_a_problem_may_be_a_known_error(api: Any) -> None:
    problem = made(api, "problem", knownError=True)
    assert problem["knownError"] is True
    path = f"/api/v1/problem/{problem['id']}"
    assert api.call("PATCH", path, json={"knownError": False}).json()["knownError"] is False
    assert api.call("PATCH", path, json={"knownError": "no"}).status_code == 400


@pytest.mark.parametrize("kind", OTHERS)
def test_a_body_may_name_whatever_an_object_shows(api: Any, kind: str) -> None:
    api.simulator.switch(unknown_body_key="refused", planned_custom_fields="shown", links="shown", clearing="null")
    ticket = made(api, kind, tags=["a"], assigneeEmail="tina@acme.example")

    assert api.call("PATCH", f"/api/v1/{kind}/{ticket['id']}", json=ticket).status_code == 200


@pytest.mark.parametrize("kind", OTHERS)
def test_closing_one_again_is_refused(api: Any, kind: str) -> None:
    ticket = made(api, kind, statusName="Closed")

    answer = api.call("PATCH", f"/api/v1/{kind}/{ticket['id']}", json={"statusName": "closed"})

    assert (answer.status_code, answer.json()["userMessage"]) == (400, f"{ticket['name']} is already closed.")
