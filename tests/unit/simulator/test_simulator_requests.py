# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as the live sample shows them."""

from __future__ import annotations

import time
from typing import Any

import pytest

FULL = {
    "customField": {"New Multi-Select Dropdown": ["A", "C"], "New Datetime": 1756304676767},
    "requesterEmail": "jane",
    "subject": "Incident Summary",
    "description": "<p>Incident Description</p>",
    "departmentName": "department",
    "impactName": "low",
    "urgencyName": "Low",
    "categoryName": "incident category",
    "source": "email",
    "locationName": "AHMEDABAD",
    "priorityName": "Low",
}


def test_create_answers_the_whole_object_as_the_live_sample_does(api: Any) -> None:
    answer = api.create(**FULL)

    assert answer.status_code == 200
    times = ("createdTime", "updatedTime", "customField")
    assert {key: value for key, value in answer.json().items() if key not in times} == {
        "id": 65,
        "categoryName": "Incident Category",
        "name": "INC-46",
        "departmentName": "Department",
        "statusName": "Open",
        "createdByName": "Automation",
        "subject": "Incident Summary",
        "requesterName": "Jane Miller",
        "fileAttachments": [],
        "requesterEmail": "jane@acme.example",
        "description": "Incident Description",
        "locationName": "Ahmedabad",
        "impactName": "Low",
        "priorityName": "Low",
        "urgencyName": "Low",
        "updatedByName": "Automation",
        "source": "Email",
        "spam": False,
        "supportLevel": "tier0",
    }


def test_times_are_epoch_milliseconds_and_the_same_at_creation(api: Any) -> None:
    before = int(time.time() * 1000)

    shown = api.created()

    assert before <= shown["createdTime"] == shown["updatedTime"] <= time.time() * 1000


def test_every_custom_field_is_shown_with_an_empty_value_of_its_type(api: Any) -> None:
    shown = api.created(customField=FULL["customField"])["customField"]

    assert shown == {
        "New Text Input": "",
        "New Text Area": "",
        "New Rich Text Area": "",
        "New Number": 0.0,
        "New Datetime": 1756304676767,
        "New Dropdown": "",
        "New Radio": "",
        "New Multi-Select Dropdown": ["A", "C"],
        "New Checkbox": [],
        "Correlation ID": "",
        "Project Ticket ID": "",
    }


def test_service_request_shares_the_sequence_and_drops_fields(api: Any) -> None:
    incident = api.created()
    body = {
        "customField": {"New Text Area": "Text"},
        "requester": "ravi",
        "description": "<p>SR</p>",
        "departmentName": "Department",
        "categoryName": "SR Category",
        "source": "Email",
        "priorityName": "Low",
        "serviceName": "HW 1",
        "serviceCategoryName": "Hardware",
    }

    shown = api.call("POST", "/api/v1/service_catalog/servicerequest", json=body).json()

    assert (incident["name"], shown["name"], shown["id"]) == ("INC-46", "SR-47", incident["id"] + 1)
    assert (shown["subject"], shown["description"], shown["source"]) == ("---", "", "External")
    assert (shown["requesterEmail"], shown["departmentName"]) == ("ravi@acme.example", "Department")
    assert "categoryName" not in shown
    assert shown["customField"]["New Text Area"] == ""
    assert shown["updatedTime"] > shown["createdTime"]


def test_the_categories_of_services_are_those_that_can_be_ordered_from(api: Any) -> None:
    listed = api.call("GET", "/api/v1/service_catalog/categorylist").json()["objectList"]

    assert [(one["name"], one["removed"]) for one in listed] == [
        ("Hardware", False),
        ("Access", False),
        ("Email", False),
    ]


def test_everything_that_can_be_set_is_shown(api: Any) -> None:
    caller = api.as_user(api.simulator.username, api.simulator.password)
    upload = caller.call("POST", "/api/oprfile", files={"file": ("x.pdf", b"x")}).json()
    attachment = {"refFileName": upload["refFileName"], "realName": "y.pdf"}
    shown = api.created(
        tags=["a", "b", "a"],
        ccEmailSet=["x@acme.example"],
        supportLevel="Tier2",
        spam=True,
        assigneeEmail="TIM@acme.com",
        technicianGroupName="network team",
        statusName="on hold",
        fileAttachments=[attachment],
    )

    assert (shown["tags"], shown["ccEmailSet"], shown["supportLevel"]) == (["a", "b"], ["x@acme.example"], "tier2")
    assert (shown["spam"], shown["assigneeEmail"], shown["statusName"]) == (True, "tim@acme.com", "On Hold")
    assert shown["technicianGroupName"] == "Network Team"
    assert shown["fileAttachments"] == [attachment]
    assert api.read(shown["id"]).json() == shown


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"subject": None}, "subject"),
        ({"subject": "  "}, "subject"),
        ({"subject": 5}, "subject"),
        ({"requesterEmail": ""}, "requesterEmail"),
        ({"requesterEmail": "nobody"}, "nobody"),
        ({"spam": "yes"}, "spam"),
        ({"tags": "a"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"categoryName": 1}, "categoryName"),
        ({"source": "Pigeon"}, "Pigeon"),
        ({"supportLevel": "tier9"}, "tier9"),
        ({"assigneeEmail": "jane@acme.example"}, "jane"),
        ({"customField": {"New Number": "ten"}}, "New Number"),
        ({"customField": {"New Checkbox": "A"}}, "New Checkbox"),
        ({"customField": {"New Datetime": 1.5}}, "New Datetime"),
        ({"customField": []}, "customField"),
    ],
)
def test_unusable_field_is_refused_by_name(api: Any, fields: Any, word: str) -> None:
    answer = api.create(**fields)

    assert answer.status_code == 400
    assert list(answer.json()) == ["code", "userMessage", "cause"]
    assert word in answer.json()["userMessage"]
    assert api.found() == []


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 400), (b'{"subject": "\\ud800"}', 400), (b"", 400)])
def test_body_that_is_no_object_is_refused(api: Any, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}

    assert api.call("POST", "/api/v1/request", data=body, headers=headers).status_code == status


def test_body_that_is_not_called_json_is_refused(api: Any) -> None:
    assert api.call("POST", "/api/v1/request", data=b"{}").status_code == 415


def test_update_changes_what_it_names_only(api: Any) -> None:
    made = api.created(**FULL)

    shown = api.update(made["id"], priorityName="HIGH", requesterEmail="ravi", source="Phone", id=1).json()

    assert {key for key in shown if shown[key] != made[key]} == {"priorityName", "updatedTime"}
    assert shown["priorityName"] == "High"


def test_updated_time_always_advances(api: Any) -> None:
    number = api.created()["id"]

    times = [api.update(number, subject="same").json()["updatedTime"] for dummy in range(20)]

    assert times == sorted(set(times))


def test_update_is_signed_by_who_made_it(api: Any) -> None:
    number = api.created()["id"]

    shown = api.as_user("tim", "fake-password-of-tim").update(number, subject="x").json()

    assert (shown["createdByName"], shown["updatedByName"]) == ("Automation", "Tim Gray")


def test_status_changes_set_their_times(api: Any) -> None:
    number = api.created()["id"]

    resolved = api.update(number, statusName="Resolved").json()
    assert resolved["resolvedTime"] == resolved["lastResolvedTime"] == resolved["updatedTime"]
    closed = api.update(number, statusName="Closed").json()
    assert closed["lastClosedTime"] == closed["updatedTime"]
    assert closed["resolvedTime"] == resolved["resolvedTime"]
    opened = api.update(number, statusName="Open").json()
    assert opened["lastOpenedTime"] == opened["updatedTime"]
    unchanged = api.update(number, statusName="Open").json()
    assert unchanged["lastOpenedTime"] == opened["lastOpenedTime"]


def test_subject_cannot_be_cleared(api: Any) -> None:
    number = api.created()["id"]

    assert [api.update(number, subject=empty).status_code for empty in ("", None)] == [400, 400]


def test_lists_and_custom_fields_can_be_emptied(api: Any) -> None:
    number = api.created(tags=["a"], customField={"New Text Input": "x", "New Checkbox": ["A"]})["id"]

    shown = api.updated(number, tags=[], customField={"New Text Input": "", "New Checkbox": []})

    assert "tags" not in shown
    assert (shown["customField"]["New Text Input"], shown["customField"]["New Checkbox"]) == ("", [])


def test_refused_update_changes_nothing(api: Any) -> None:
    made = api.created(tags=["a"])

    assert api.update(made["id"], subject="other", tags=["b"], locationName="Nowhere").status_code == 400
    assert api.read(made["id"]).json() == made


def test_deleted_request_is_gone_and_its_number_is_not_used_again(api: Any) -> None:
    made = api.created()

    assert (api.delete(made["id"]).status_code, api.read(made["id"]).status_code) == (200, 404)
    assert api.update(made["id"], subject="x").status_code == 404
    assert api.created()["id"] == made["id"] + 1


def test_path_takes_no_name(api: Any) -> None:
    made = api.created()

    assert api.call("GET", f"/api/v1/request/{made['name']}").status_code == 400


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v2/x", 404), ("GET", "/api/v1/request", 405)])
def test_what_no_route_takes_is_answered_in_the_frameworks_shape(api: Any, method: str, path: str, status: int) -> None:
    answer = api.call(method, path)

    assert answer.status_code == status
    assert list(answer.json()) == ["timestamp", "status", "error", "path"]
