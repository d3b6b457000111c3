# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the probe that change its own request. Each relies on the ones before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api import endpoints
from .._api.response import Response, is_removed, json_of
from .._api.search import Clause
from .fixture import CLOSED, STATUS, RequestFixture, is_whole
from .reads import check_tag_search, compare_read
from .session import DIFFERS, Finding, NotTriedError, ProbeSession, join_parts, judge, quote, records_in, texts_in

_HTML = "<p>One  <b>two</b></p><p>three</p>"
_HTML_TEXT = "One two three"
_PRIORITY = "High"
_RESOLVED = "Resolved"
_UNKNOWN_NAME = "motadata.serviceops: no such name"
_TAG = "serviceops-probe"
_FIELD_VALUE = "probe"


def read(fixture: RequestFixture) -> Finding:
    """Whether a read returns what the create returned."""
    record = dict(fixture.record) if fixture.record_id else {}
    response = fixture.session.read(fixture.record_id)
    if is_whole(record, fixture.record_id):
        return compare_read(response, record, "create")
    fixture.read_again()
    return judge(False, "create answers less than the whole request, which GET then shows")


def compulsory_fields(fixture: RequestFixture) -> Finding:
    """Whether subject and requester are enough."""
    if fixture.record:
        return judge(True, "a request with a subject and a requester was created")
    if not fixture.create_responses:
        raise NotTriedError("the request could not be sent")
    return judge(False, f"a request with a subject and a requester is answered {quote(fixture.create_responses[-1])}")


def status_at_creation(fixture: RequestFixture) -> Finding:
    """Whether a new request has the requested status."""
    shown = fixture.record.get("statusName") if fixture.record_id else None
    if len(fixture.create_responses) > 1:
        return judge(False, f"a new request in status {STATUS} is answered {quote(fixture.create_responses[0])}")
    return judge(shown == STATUS, f"a request created in status {STATUS} shows {shown!r}")


def support_level(fixture: RequestFixture) -> Finding:
    """Which support level a request without one shows."""
    shown = fixture.record.get("supportLevel") if fixture.record_id else None
    return judge(shown in (None, "", "tier0"), f"a new request without a support level shows {shown!r}")


def logon_names(fixture: RequestFixture) -> Finding:
    """How the server shows a requester without an @."""
    shown = fixture.record.get("requesterEmail") if fixture.record_id else None
    if "@" in fixture.requester:
        raise NotTriedError("the requester of the probe was given as an address; set requester_email to a logon name")
    return judge("@" in str(shown), f"the requester {fixture.requester!r} is shown as {shown!r}")


def update(fixture: RequestFixture) -> Finding:
    """Whether an update may set one field only, changes no other, and returns the whole request."""
    before = dict(fixture.record) if fixture.record_id else {}
    response = fixture.patch({"description": _HTML}, bare=True)
    found = []
    if not response.ok:
        found.append(f"an update without the subject is answered {quote(response)}")
        response = fixture.patch({"description": _HTML})
    if not response.ok:
        return judge(False, f"an update of the description is answered {quote(response)}")
    if not is_whole(json_of(response), fixture.record_id):
        empty = not response.body.strip()
        found.append(f"an update answers {'an empty body' if empty else 'less than the whole request'}")
    after = fixture.read_again()
    changed = [key for key in ("requesterEmail", "statusName", "subject") if before.get(key) != after.get(key)]
    found += [f"an update of the description changes {', '.join(changed)}, too"] if changed else []
    return judge(
        not found, join_parts(found) or "an update of one field changes that one and answers the whole request"
    )


def markup(fixture: RequestFixture) -> Finding:
    """How the server shows HTML in a description."""
    shown = fixture.record.get("description") if fixture.record_id else None
    if not isinstance(shown, str) or not shown:
        raise NotTriedError("the description could not be set")
    if "<" in shown:
        return judge(False, "HTML is kept as it was sent" if shown == _HTML else f"HTML is shown as {shown!r}")
    if " ".join(shown.split()) != _HTML_TEXT:
        return judge(False, f"{_HTML} is shown as {shown!r}")
    space = "is kept" if "  " in shown else "is folded"
    return judge(True, f"HTML is stripped, white space {space}")


def lists(fixture: RequestFixture) -> Finding:
    """Whether lists are replaced and custom fields merged, seen on tags and two text fields of the form."""
    labels = _text_labels(fixture.record)[:2] if fixture.record_id else []
    labels = labels if len(labels) == 2 else []
    response = _change_lists(fixture, _TAG, labels[:1])
    if not response.ok and labels:
        # The field may accept certain values only: try tags alone.
        labels = []
        response = _change_lists(fixture, _TAG, labels)
    if response.ok:
        response = _change_lists(fixture, fixture.tag, labels[1:])
    if not response.ok:
        return judge(False, f"an update of tags is answered {quote(response)}")
    after = fixture.record_after(response)
    tags, fields = texts_in(after, "tags"), after.get("customField")
    kept = [isinstance(fields, dict) and fields.get(label) == _FIELD_VALUE for label in labels]
    replaced = (
        "replaced" if set(tags) == {fixture.tag} else "merged" if {fixture.tag, _TAG} <= set(tags) else f"{tags!r}"
    )
    merged = "not tried" if not kept else "merged" if all(kept) else "replaced" if kept[1] else "not set"
    found = f"tags are {replaced}, custom fields are {merged}; CC addresses were left alone, for they get mail"
    return judge(replaced == "replaced" and merged in ("merged", "not tried"), found)


def tags(fixture: RequestFixture) -> Finding:
    """Whether the search finds the request by its correlation tag."""
    if fixture.tag not in texts_in(fixture.record, "tags"):
        raise NotTriedError(f"no request with a tag: {_missing_tag(fixture)}")
    return check_tag_search(fixture.session, fixture.tag, fixture.record_id)


def clearing(fixture: RequestFixture) -> Finding:
    """What clears a description."""
    if not (fixture.record_id and fixture.record.get("description")):
        raise NotTriedError("the description could not be set")
    found = []
    for value, name in (("", "an empty string"), (None, "null")):
        response = fixture.patch({"description": value})
        if not response.ok:
            found.append(f"{name} is answered {quote(response)}")
        elif fixture.record_after(response).get("description"):
            found.append(f"{name} leaves the description as it is")
        else:
            found.append(f"{name} clears the description")
            break
    return judge(found[0].endswith("clears the description"), join_parts(found))


def unknown_names(fixture: RequestFixture) -> Finding:
    """How the server treats names that do not exist."""
    found = {}
    for key, name in (("categoryName", "category"), ("locationName", "location")):
        response = fixture.patch({key: _UNKNOWN_NAME})
        if response.ok:
            kept = fixture.record_after(response).get(key) == _UNKNOWN_NAME
            found[name] = "is taken and shown" if kept else "is accepted and disregarded"
        else:
            found[name] = f"is {'refused' if response.status < 500 else 'answered'} with HTTP {response.status}"
    if len(set(found.values())) == 1:
        found = {"category or location": found["category"]}
    parts = [f"an unknown {name} {effect}" for name, effect in found.items()]
    return judge(all(effect.startswith("is refused") for effect in found.values()), join_parts(parts))


def case(fixture: RequestFixture) -> Finding:
    """Whether a name matches regardless of case."""
    small = _PRIORITY.lower()
    if _sets_priority(fixture, small):
        return judge(True, f"the priority {small} is taken for {_PRIORITY}")
    if _sets_priority(fixture, _PRIORITY):
        return judge(False, f"the priority {small} is not taken for {_PRIORITY}: the server heeds case")
    raise NotTriedError(f"the server has no priority {_PRIORITY} to try it with")


def only_at_creation(fixture: RequestFixture) -> Finding:
    """Whether the source can be changed; another requester would get mail."""
    before = fixture.record.get("source") if fixture.record_id else None
    known = [sample.get("source") for sample in fixture.session.samples]
    other = next((name for name in known if isinstance(name, str) and name and name != before), "Email")
    response = fixture.patch({"source": other})
    note = "the requester was left alone, for another one would get mail"
    if not response.ok:
        return judge(True, f"an update of the source is answered {quote(response)}; {note}")
    changed = fixture.record_after(response).get("source") != before
    return judge(not changed, f"an update of the source {'changes it' if changed else 'is disregarded'}; {note}")


def closed_states(fixture: RequestFixture) -> Finding:
    """Whether both closed states can be set."""
    for status in (_RESOLVED, CLOSED):
        response = fixture.patch({"statusName": status})
        if not response.ok:
            found = f"the status {status} is answered {quote(response)}"
            return Finding(
                DIFFERS, found, "a task that asks for it fails in these words, unless it gives what they name"
            )
    shown = fixture.record_after(response).get("statusName")
    return judge(shown == CLOSED, f"the status {_RESOLVED} is taken, and {CLOSED} shows {shown!r}")


def delete(fixture: RequestFixture) -> Finding:
    """What a delete does, and whether the request still shows afterwards."""
    record_id = fixture.record_id
    response = fixture.delete()
    found = [f"DELETE is answered {f'HTTP {response.status}' if response.ok else quote(response)}"]
    if not fixture.is_deleted:
        return judge(False, join_parts([*found, "the request is still there"]))
    session = fixture.session
    found.append(f"a read {_after_delete(session, fixture.read_after_delete)}")
    search = session.search(*[Clause("id", "equal", (record_id,))] if session.is_selective else [], fresh=True)
    hits = [hit for hit in records_in(search) or () if hit["id"] == record_id]
    found.append("a search still shows it" if hits else "a search does not show it")
    found.append(f"a second DELETE {_after_delete(session, fixture.send_delete())}")
    if hits and not is_removed(hits[0]):
        meaning = "a task that looks for a request by a key can take up a deleted one"
        return Finding(DIFFERS, join_parts(found), meaning)
    return judge(response.status in endpoints.DELETED, join_parts(found))


def _after_delete(session: ProbeSession, response: Response | None) -> str:
    if response is None:
        return "is not answered"
    if response.ok:
        shows = isinstance(json_of(response), dict) and is_removed(json_of(response))
        return f"is answered HTTP {response.status}{', with the request as removed' if shows else ''}"
    alike = (response.status, bool(response.body)) == (
        session.unknown_response.status,
        bool(session.unknown_response.body),
    )
    return "is answered as for an unknown id" if alike else f"is answered {quote(response)}"


def _missing_tag(fixture: RequestFixture) -> str:
    return f"{fixture.record.get('name')} did not take one" if fixture.record_id else ""


def _text_labels(record: Mapping[str, Any]) -> list[str]:
    """Return the labels of the form whose empty value is a text."""
    fields = record.get("customField")
    return [label for label, value in fields.items() if value == ""] if isinstance(fields, dict) else []


def _change_lists(fixture: RequestFixture, tag: str, labels: list[str]) -> Response:
    fields = {"customField": dict.fromkeys(labels, _FIELD_VALUE)} if labels else {}
    return fixture.patch({"tags": [tag], **fields})


def _sets_priority(fixture: RequestFixture, name: str) -> bool:
    response = fixture.patch({"priorityName": name})
    return response.ok and fixture.record_after(response).get("priorityName") == _PRIORITY
