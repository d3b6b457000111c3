# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the probe that change its own request, in an order in which each finds what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import contract
from .answer import Answer, is_removed, json_of
from .probe_line import DIFFERS, Finding, Line, UntriedError, judged, listed, quoted, records_in, texts_in
from .probe_reads import compared, searched_by_tag
from .probe_trial import CLOSED, STATUS, Trial, is_whole
from .search import Clause

_HTML = "<p>One  <b>two</b></p><p>three</p>"
_WORDS = "One two three"
_PRIORITY = "High"
_RESOLVED = "Resolved"
_NO_NAME = "motadata.serviceops: no such name"
_TAG = "serviceops-probe"
_VALUE = "probe"


def read(trial: Trial) -> Finding:
    """Whether a read answers what create answered."""
    record = dict(trial.record) if trial.record_id else {}
    answer = trial.line.read(trial.record_id)
    if is_whole(record, trial.record_id):
        return compared(answer, record, "create")
    trial.reread()
    return judged(False, "create answers less than the whole request, which GET then shows")


def compulsory_fields(trial: Trial) -> Finding:
    """Whether subject and requester are enough."""
    if trial.record:
        return judged(True, "a request with a subject and a requester was created")
    if not trial.attempts:
        raise UntriedError("the request could not be sent")
    return judged(False, f"a request with a subject and a requester is answered {quoted(trial.attempts[-1])}")


def status_at_creation(trial: Trial) -> Finding:
    """Whether a new request has the status that was asked for."""
    shown = trial.record.get("statusName") if trial.record_id else None
    if len(trial.attempts) > 1:
        return judged(False, f"a new request in status {STATUS} is answered {quoted(trial.attempts[0])}")
    return judged(shown == STATUS, f"a request created in status {STATUS} shows {shown!r}")


def support_level(trial: Trial) -> Finding:
    """What a request without a support level shows as one."""
    shown = trial.record.get("supportLevel") if trial.record_id else None
    return judged(shown in (None, "", "tier0"), f"a new request without a support level shows {shown!r}")


def logon_names(trial: Trial) -> Finding:
    """What becomes of a requester without an @."""
    shown = trial.record.get("requesterEmail") if trial.record_id else None
    if "@" in trial.requester:
        raise UntriedError("the requester of the probe was given as an address; set requester_email to a logon name")
    return judged("@" in str(shown), f"the requester {trial.requester!r} is shown as {shown!r}")


def update(trial: Trial) -> Finding:
    """Whether an update may name one field only, changes no other, and answers the whole request."""
    before = dict(trial.record) if trial.record_id else {}
    answer = trial.patch({"description": _HTML}, bare=True)
    found = []
    if not answer.ok:
        found.append(f"an update without the subject is answered {quoted(answer)}")
        answer = trial.patch({"description": _HTML})
    if not answer.ok:
        return judged(False, f"an update of the description is answered {quoted(answer)}")
    if not is_whole(json_of(answer), trial.record_id):
        empty = not answer.body.strip()
        found.append(f"an update answers {'an empty body' if empty else 'less than the whole request'}")
    after = trial.reread()
    changed = [key for key in ("requesterEmail", "statusName", "subject") if before.get(key) != after.get(key)]
    found += [f"an update of the description changes {', '.join(changed)}, too"] if changed else []
    return judged(not found, listed(found) or "an update of one field changes that one and answers the whole request")


def markup(trial: Trial) -> Finding:
    """What becomes of HTML in a description."""
    shown = trial.record.get("description") if trial.record_id else None
    if not isinstance(shown, str) or not shown:
        raise UntriedError("the description could not be set")
    if "<" in shown:
        return judged(False, "HTML is kept as it was sent" if shown == _HTML else f"HTML is shown as {shown!r}")
    if " ".join(shown.split()) != _WORDS:
        return judged(False, f"{_HTML} is shown as {shown!r}")
    space = "is kept" if "  " in shown else "is folded"
    return judged(True, f"HTML is stripped, white space {space}")


def lists(trial: Trial) -> Finding:
    """Whether lists are replaced and custom fields merged, seen on tags and two text fields of the form."""
    labels = _text_labels(trial.record)[:2] if trial.record_id else []
    labels = labels if len(labels) == 2 else []
    answer = _change_lists(trial, _TAG, labels[:1])
    if not answer.ok and labels:
        # The field may take certain values only: tags alone tell a part of it.
        labels = []
        answer = _change_lists(trial, _TAG, labels)
    if answer.ok:
        answer = _change_lists(trial, trial.tag, labels[1:])
    if not answer.ok:
        return judged(False, f"an update of tags is answered {quoted(answer)}")
    after = trial.after(answer)
    tags, fields = texts_in(after, "tags"), after.get("customField")
    kept = [isinstance(fields, dict) and fields.get(label) == _VALUE for label in labels]
    replaced = "replaced" if set(tags) == {trial.tag} else "merged" if {trial.tag, _TAG} <= set(tags) else f"{tags!r}"
    merged = "not tried" if not kept else "merged" if all(kept) else "replaced" if kept[1] else "not set"
    found = f"tags are {replaced}, custom fields are {merged}; CC addresses were left alone, for they get mail"
    return judged(replaced == "replaced" and merged in ("merged", "not tried"), found)


def tags(trial: Trial) -> Finding:
    """Whether the search finds the request by its correlation tag."""
    if trial.tag not in texts_in(trial.record, "tags"):
        raise UntriedError(f"no request with a tag: {_no_tag(trial)}")
    return searched_by_tag(trial.line, trial.tag, trial.record_id)


def clearing(trial: Trial) -> Finding:
    """What clears a description."""
    if not (trial.record_id and trial.record.get("description")):
        raise UntriedError("the description could not be set")
    found = []
    for value, name in (("", "an empty string"), (None, "null")):
        answer = trial.patch({"description": value})
        if not answer.ok:
            found.append(f"{name} is answered {quoted(answer)}")
        elif trial.after(answer).get("description"):
            found.append(f"{name} leaves the description as it is")
        else:
            found.append(f"{name} clears the description")
            break
    return judged(found[0].endswith("clears the description"), listed(found))


def unknown_names(trial: Trial) -> Finding:
    """What becomes of names that do not exist."""
    found = {}
    for key, name in (("categoryName", "category"), ("locationName", "location")):
        answer = trial.patch({key: _NO_NAME})
        if answer.ok:
            kept = trial.after(answer).get(key) == _NO_NAME
            found[name] = "is taken and shown" if kept else "is accepted and disregarded"
        else:
            found[name] = f"is {'refused' if answer.status < 500 else 'answered'} with HTTP {answer.status}"
    if len(set(found.values())) == 1:
        found = {"category or location": found["category"]}
    parts = [f"an unknown {name} {said}" for name, said in found.items()]
    return judged(all(said.startswith("is refused") for said in found.values()), listed(parts))


def case(trial: Trial) -> Finding:
    """Whether a name in small letters is taken for the one in capitals."""
    small = _PRIORITY.lower()
    if _sets_priority(trial, small):
        return judged(True, f"the priority {small} is taken for {_PRIORITY}")
    if _sets_priority(trial, _PRIORITY):
        return judged(False, f"the priority {small} is not taken for {_PRIORITY}: the server heeds case")
    raise UntriedError(f"the server has no priority {_PRIORITY} to try it with")


def only_at_creation(trial: Trial) -> Finding:
    """Whether the source can be changed; another requester would get mail."""
    before = trial.record.get("source") if trial.record_id else None
    known = [sample.get("source") for sample in trial.line.samples]
    other = next((name for name in known if isinstance(name, str) and name and name != before), "Email")
    answer = trial.patch({"source": other})
    note = "the requester was left alone, for another one would get mail"
    if not answer.ok:
        return judged(True, f"an update of the source is answered {quoted(answer)}; {note}")
    changed = trial.after(answer).get("source") != before
    return judged(not changed, f"an update of the source {'changes it' if changed else 'is disregarded'}; {note}")


def closed_states(trial: Trial) -> Finding:
    """Whether both closed states can be set."""
    for status in (_RESOLVED, CLOSED):
        answer = trial.patch({"statusName": status})
        if not answer.ok:
            found = f"the status {status} is answered {quoted(answer)}"
            return Finding(
                DIFFERS, found, "a task that asks for it fails in these words, unless it gives what they name"
            )
    shown = trial.after(answer).get("statusName")
    return judged(shown == CLOSED, f"the status {_RESOLVED} is taken, and {CLOSED} shows {shown!r}")


def delete(trial: Trial) -> Finding:
    """What a delete does, and what is seen of the request afterwards."""
    record_id = trial.record_id
    answer = trial.delete()
    found = [f"DELETE is answered {f'HTTP {answer.status}' if answer.ok else quoted(answer)}"]
    if not trial.is_gone:
        return judged(False, listed([*found, "the request is still there"]))
    line = trial.line
    found.append(f"a read {_after_delete(line, trial.last_read)}")
    search = line.search(*[Clause("id", "equal", (record_id,))] if line.is_selective else [], fresh=True)
    hits = [hit for hit in records_in(search) or () if hit["id"] == record_id]
    found.append("a search still shows it" if hits else "a search does not show it")
    found.append(f"a second DELETE {_after_delete(line, trial.send_delete())}")
    if hits and not is_removed(hits[0]):
        meaning = "a task that looks for a request by a key can take up a deleted one"
        return Finding(DIFFERS, listed(found), meaning)
    return judged(answer.status in contract.DELETED, listed(found))


def _after_delete(line: Line, answer: Answer | None) -> str:
    if answer is None:
        return "is not answered"
    if answer.ok:
        shows = isinstance(json_of(answer), dict) and is_removed(json_of(answer))
        return f"is answered HTTP {answer.status}{', with the request as removed' if shows else ''}"
    alike = (answer.status, bool(answer.body)) == (line.unknown.status, bool(line.unknown.body))
    return "is answered as for an unknown id" if alike else f"is answered {quoted(answer)}"


def _no_tag(trial: Trial) -> str:
    return f"{trial.record.get('name')} did not take one" if trial.record_id else ""


def _text_labels(record: Mapping[str, Any]) -> list[str]:
    """Return the labels of the form whose empty value is a text."""
    fields = record.get("customField")
    return [label for label, value in fields.items() if value == ""] if isinstance(fields, dict) else []


def _change_lists(trial: Trial, tag: str, labels: list[str]) -> Answer:
    fields = {"customField": dict.fromkeys(labels, _VALUE)} if labels else {}
    return trial.patch({"tags": [tag], **fields})


def _sets_priority(trial: Trial, name: str) -> bool:
    answer = trial.patch({"priorityName": name})
    return answer.ok and trial.after(answer).get("priorityName") == _PRIORITY
