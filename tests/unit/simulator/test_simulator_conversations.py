# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations on tickets of every kind."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import requests

NEEDED: dict[str, Any] = {"subject": "Disk full", "requesterEmail": "jane@acme.example"}
SPAN = {"startDate": 1_772_402_400_000, "endDate": 1_772_406_000_000}
KINDS = ("request", "change", "problem", "release")
SUBJECTS = {
    "request": "[INC-46]: Disk full",
    "change": "Mine",
    "problem": "[PRB-1]: Disk full",
    "release": "[REL-1]: Disk full",
}
WORDED = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [A-Z][a-z]{2} \d\d, \d{4} \d\d:\d\d (am|pm)"
NOTE = {"conversationType": "note", "details": "<p>a &amp; b</p>"}


class Talk:
    """The conversations of a new ticket of some kind."""

    def __init__(self, api: Any, kind: str = "request") -> None:
        self.api = api
        body = {**NEEDED, **(SPAN if kind in ("change", "release") else {})}
        self.ticket = api.call("POST", f"/api/v1/{kind}", json=body).json()
        self.path = f"/api/v1/{kind}/{self.ticket['id']}/conversation"

    def post(self, **fields: Any) -> requests.Response:
        return self.api.call("POST", self.path, json={**NOTE, **fields})

    def posted(self, **fields: Any) -> dict[str, Any]:
        answer = self.post(**fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def patch(self, number: int, **fields: Any) -> requests.Response:
        return self.api.call("PATCH", f"{self.path}/{number}", json=fields)

    def read(self, number: int) -> requests.Response:
        return self.api.call("GET", f"{self.path}/{number}")

    def delete(self, number: int) -> requests.Response:
        return self.api.call("DELETE", f"{self.path}/{number}")

    def search(self, qualification: Any = None, **query: Any) -> requests.Response:
        body = {} if qualification is None else {"qualDetails": qualification}
        return self.api.call("POST", f"{self.path}/search/byqual", json=body, params=query)

    def found(self, qualification: Any = None, **query: Any) -> list[int]:
        answer = self.search(qualification, **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["objectList"]]


@pytest.fixture
def talk(api: Any) -> Talk:
    return Talk(api)


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_is_answered_as_in_the_documented_samples(api: Any, kind: str) -> None:
    talk = Talk(api, kind)
    note = talk.posted(subject="Mine", conversationState="published")

    assert re.fullmatch(WORDED, note["createdTime"]), note["createdTime"]
    assert note == {
        "id": 1,
        **NOTE,
        "createdByName": "Automation",
        "createdByEmail": "automation@acme.example",
        "createdTime": note["createdTime"],
        "updatedTime": note["createdTime"],
        "subject": SUBJECTS[kind],
        "conversationState": "published",
        "emailIds": [],
        "ccEmailIds": [],
        "updatable": True,
        "deletable": True,
        "fileAttachments": [],
    }
    assert talk.read(1).json() == note
    assert talk.search().json() == {"objectList": [note], "totalCount": 1}
    assert api.call("GET", talk.path).json() == {"objectList": [note], "totalCount": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_is_updated_and_deleted(api: Any, kind: str) -> None:
    talk = Talk(api, kind)
    note = talk.posted()
    changed = talk.patch(note["id"], **{**NOTE, "details": "c"}, subject="Other", conversationState="published").json()

    assert changed == {**note, "details": "c", "subject": "Other" if kind == "change" else note["subject"]}
    assert talk.read(note["id"]).json() == changed
    assert talk.delete(note["id"]).status_code == 200
    assert talk.read(note["id"]).status_code == 404
    assert talk.found() == []


def test_an_update_comes_later(api: Any, condition: Any) -> None:
    talk = Talk(api)
    note = talk.posted()
    moment = int(time.time() * 1000) + 1
    time.sleep(0.02)
    talk.patch(note["id"], details="c")

    assert talk.found(condition(".conversation.updatedTime", "after", moment, "Time")) == [note["id"]]
    assert talk.found(condition(".conversation.createdTime", "after", moment, "Time")) == []


def test_a_note_keeps_its_author(api: Any, talk: Talk) -> None:
    note = talk.posted()
    talk.api = api.as_user("tim@acme.com", "fake-password-of-tim")

    assert talk.patch(note["id"], details="c").json()["createdByEmail"] == "automation@acme.example"
    assert talk.posted()["createdByName"] == "Tim Gray"


def test_a_collaboration_has_no_addresses_and_stays_as_it_is(talk: Talk) -> None:
    shown = talk.posted(conversationType="collaborate", emailIds=["x@acme.example"])

    assert not {"emailIds", "ccEmailIds"} & set(shown)
    assert (shown["updatable"], shown["conversationState"]) == (False, "published")
    answer = talk.patch(shown["id"], details="c")
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "userMessage", "cause"}
    assert talk.read(shown["id"]).json() == shown


@pytest.mark.parametrize("sort", ["requestor_to_technician", "technician_to_requester"])
def test_a_reply_goes_to_addresses(api: Any, talk: Talk, sort: str) -> None:
    given = {"conversationType": sort, "emailIds": ["x@acme.example"], "ccEmailIds": ["y@acme.example"]}

    assert talk.posted(**given).items() >= given.items()
    assert talk.posted(emailIds=["x@acme.example"])["emailIds"] == []
    assert Talk(api, "change").post(**given).status_code == 400


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"details": ""}, "details"),
        ({"details": " "}, "details"),
        ({"details": None}, "details"),
        ({"details": 7}, "details"),
        ({"conversationType": "chat"}, "chat"),
        ({"conversationType": None}, "conversationType"),
        ({"conversationType": "technician_to_requester", "emailIds": "x"}, "emailIds"),
        ({"fileAttachments": [{"refFileName": "nowhere"}]}, "nowhere"),
    ],
)
def test_what_cannot_be_taken_is_refused(talk: Talk, fields: Any, word: str) -> None:
    answer = talk.post(**fields)

    assert (answer.status_code, word in answer.json()["userMessage"]) == (400, True)
    assert talk.found() == []


def test_empty_details_are_refused_in_an_update(talk: Talk) -> None:
    note = talk.posted()

    assert talk.patch(note["id"], details="").status_code == 400
    assert talk.patch(note["id"], conversationType="collaborate").status_code == 400
    assert talk.read(note["id"]).json() == note


def test_conversations_are_found_by_type_and_text(talk: Talk, condition: Any) -> None:
    first = talk.posted(details="The disk is full")["id"]
    second = talk.posted(conversationType="collaborate")["id"]
    third = talk.posted()["id"]
    note = condition(".conversation.conversationType", "equal", "note", "Enum")

    assert talk.found() == [third, second, first]
    assert talk.found(note) == [third, first]
    assert talk.found(condition("conversation.conversationType", "equal", "collaborate", "Enum")) == [second]
    assert talk.found(condition(".conversation.id", "equal", second, "Long")) == [second]
    assert talk.found(condition("id", "in", [first], "ListLong", "Db")) == [first]
    full = condition(".conversation.details", "contains", "disk")
    assert talk.found({"type": "FlatQualificationRest", "quals": [note, full]}) == [first]
    assert talk.found(offset=1, size=1) == [second]
    assert talk.search(size=1).json()["totalCount"] == 3


@pytest.mark.parametrize(
    ("key", "operand"),
    [("conversation.tags", "Property"), ("request.subject", "Property"), ("New Number", "CustomField")],
)
def test_what_only_tickets_have_is_refused_in_a_search(talk: Talk, condition: Any, key: str, operand: str) -> None:
    assert talk.search(condition(key, "equal", "x", operand=operand)).status_code == 500


def test_each_ticket_has_its_own(api: Any, talk: Talk) -> None:
    note = talk.posted()
    change = Talk(api, "change")
    for ticket in (Talk(api), change):
        assert ticket.found() == []
        assert ticket.read(note["id"]).status_code == 404
        assert ticket.patch(note["id"], details="c").status_code == 404
        assert ticket.delete(note["id"]).status_code == 404
    assert change.posted()["id"] == note["id"] + 1
    assert talk.found() == [note["id"]]


def test_an_unknown_ticket_has_none(api: Any, talk: Talk) -> None:
    note = talk.posted()
    api.delete(talk.ticket["id"])
    for path in (talk.path, "/api/v1/request/9/conversation"):
        talk.path = path
        for answer in (talk.post(), talk.search(), talk.read(note["id"]), talk.delete(note["id"])):
            assert (answer.status_code, "Request with id" in answer.json()["userMessage"]) == (404, True)
    assert api.call("GET", "/api/v1/request/INC-46/conversation").status_code == 400


def test_who_may_not_write_may_read(api: Any, talk: Talk) -> None:
    note = talk.posted()
    talk.api = api.as_user("viewer@acme.example", "fake-password-of-viewer")

    assert [talk.post().status_code, talk.delete(note["id"]).status_code] == [403, 403]
    assert talk.found() == [note["id"]]


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        ({"fault": "drop_before_write"}, 0),
        ({"fault": "drop_after_write"}, 1),
        ({"fault": "status", "status": 500, "after_write": True}, 1),
        ({"fault": "status", "status": 429, "headers": {"Retry-After": "1"}}, 0),
        ({"fault": "html", "status": 502, "after_write": True}, 1),
    ],
)
def test_faults_meet_conversations_too(api: Any, talk: Talk, fault: Any, written: int) -> None:
    api.simulator.fail(method="POST", path=talk.path, **fault)

    if fault["fault"].startswith("drop"):
        with pytest.raises(requests.ConnectionError):
            talk.post()
    else:
        assert talk.post().status_code == fault["status"]
    assert len(talk.found()) == written


def test_a_conversation_is_written_after_its_answer(api: Any, talk: Talk) -> None:
    api.simulator.fail(method="POST", path=talk.path, fault="write_late", late=0.3, status=502)

    assert talk.post().status_code == 502
    assert talk.found() == []
    time.sleep(0.6)
    assert len(talk.found()) == 1


def test_a_search_behind_shows_what_conversations_were(api: Any, talk: Talk) -> None:
    first = talk.posted(details="first")["id"]
    gone = talk.posted(details="gone")["id"]
    time.sleep(0.5)
    api.simulator.switch(search_lag=400)
    talk.patch(first, details="changed")
    talk.delete(gone)
    talk.posted()

    shown = {one["id"]: one["details"] for one in talk.search().json()["objectList"]}
    assert shown == {first: "first", gone: "gone"}
    assert talk.read(first).json()["details"] == "changed"


def test_a_rate_limit_counts_conversations(api: Any, talk: Talk) -> None:
    api.simulator.switch(rate_limit="on")

    assert talk.search().headers["X-RateLimit-Limit"] == "30"
