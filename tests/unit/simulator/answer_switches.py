# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the switches of times, custom fields, closing and orders do."""

from __future__ import annotations

from typing import Any

from tests.unit.simulator.conftest import relational

JANE = "jane@acme.example"
ORDER = {
    "serviceName": "VPN Access",
    "serviceCategoryName": "Access",
    "requester": JANE,
    "priorityName": "High",
    "description": "For the new office",
    "source": "Email",
    "categoryName": "Network",
    "customField": {"New Number": 3},
}
WRONG = {"customField": {"New Rich Text Area": ["C", "B"]}}
# Before and after everything that a test makes.
LONG_AGO = ((1, "Long"), (1, "Time"), ("2024-01-08T00:00:00Z", "Time"))


def ordered(api: Any, **fields: Any) -> Any:
    return api.call("POST", "/api/v1/service_catalog/servicerequest", json={**ORDER, **fields})


def search_time_value(api: Any) -> Any:
    api.created()
    outcome = []
    for moment, kind in LONG_AGO:
        answer = api.search(relational("request.createdTime", "greater_than", moment, kind))
        outcome.append(answer.json()["totalCount"] if answer.ok else answer.status_code)
    return tuple(outcome)


def search_unknown_key(api: Any) -> Any:
    number = api.created()["id"]
    answers = [
        api.search(relational("request.statusName", "equal", "Open")),
        api.search(relational("Nowhere", "equal", "x", operand="CustomField")),
        api.search(sort_by="statusName"),
    ]
    assert len({(answer.status_code, bool(answer.content)) for answer in answers}) == 1
    if answers[0].ok:
        assert [[one["id"] for one in answer.json()["objectList"]] for answer in answers] == [[number]] * 3
    return answers[0].status_code, bool(answers[0].content)


def search_operator_case(api: Any) -> Any:
    api.created()
    spellings = ("greater_than_or_equal", "Greater_Than_Or_Equal", "GreaterThanOrEqual", "greaterthanorequal")
    answers = [api.search(relational("id", spelled, 1, "Long", "Db")) for spelled in spellings]
    return tuple(answer.json()["totalCount"] if answer.ok else answer.status_code for answer in answers)


def unknown_body_key(api: Any) -> Any:
    made = api.created()
    note = {"conversationType": "note", "details": "x"}
    path = f"/api/v1/request/{made['id']}/conversation"
    written = api.call("POST", path, json=note).json()
    answers = [
        api.create(riskType="Low"),
        api.update(made["id"], nowhere=1),
        ordered(api, requesterEmail=JANE),
        api.call("POST", path, json={**note, "nowhere": 1}),
        api.call("PATCH", f"{path}/{written['id']}", json={**note, "nowhere": 1}),
    ]
    # What an object shows, an update may name.
    assert api.update(made["id"], **made).status_code == 200
    assert api.call("PATCH", f"{path}/{written['id']}", json=written).status_code == 200
    assert ordered(api).status_code == 200
    return {answer.status_code for answer in answers}


def custom_field_type(api: Any) -> Any:
    number = api.created()["id"]
    answers = [api.create(**WRONG), api.update(number, **WRONG), ordered(api, **WRONG)]
    assert api.found() == [number]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    return answers[0].status_code, bool(answers[0].content)


def close_already_closed(api: Any) -> Any:
    number = api.created(statusName="Closed")["id"]
    assert api.update(number, priorityName="Low").status_code == 200
    answer = api.update(number, statusName="closed", priorityName="High")
    return answer.status_code, api.read(number).json()["priorityName"]


def order_echo(api: Any) -> Any:
    shown = ordered(api).json()
    assert (shown["priorityName"], shown["subject"]) == ("High", "---")
    assert api.read(shown["id"]).json() == shown
    return shown["description"], shown["source"], shown.get("categoryName"), shown["customField"]["New Number"]


EXPECTED: dict[Any, dict[Any, Any]] = {
    # (a long, epoch milliseconds, a text): hits, or the status of a refusal.
    search_time_value: {"any": (1, 1, 1), "iso_only": (400, 400, 1), "blind": (0, 0, 1)},
    search_unknown_key: {"error500": (500, False), "refused": (400, True), "ignored": (200, True)},
    search_operator_case: {"any": (1, 1, 1, 1), "strict": (1, 500, 500, 500)},
    unknown_body_key: {"ignored": {200}, "refused": {400}},
    custom_field_type: {"refused": (400, True), "error500": (500, False)},
    close_already_closed: {"refused": (400, "Low"), "done": (200, "High")},
    order_echo: {
        "dropped": ("", "External", None, 0.0),
        "kept": ("For the new office", "Email", "Network", 3.0),
    },
}
