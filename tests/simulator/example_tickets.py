# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the example tickets, with what happened to each since."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import catalogue, conversations, tickets, uploads
from .credentials import PEOPLE
from .example import Example, Step
from .example_others import OTHERS
from .example_requests import REQUESTS
from .kinds import KINDS

_HOUR = 3_600_000
_IDS = {person.logon: person.id for person in PEOPLE}
_COLUMNS = {
    "priority": ("priority_id", catalogue.PRIORITIES),
    "urgency": ("urgency_id", catalogue.URGENCIES),
    "impact": ("impact_id", catalogue.IMPACTS),
    "category": ("category_id", catalogue.CATEGORIES),
    "department": ("department_id", catalogue.DEPARTMENTS),
    "location": ("location_id", catalogue.LOCATIONS),
    "group": ("group_id", catalogue.GROUPS),
    "source": ("source_id", catalogue.SOURCES),
}


def write_examples(db: sqlite3.Connection) -> None:
    """Write the examples, the oldest first, as if they had come one after the other until now."""
    now = tickets.now()
    for example in sorted((*REQUESTS, *OTHERS), key=lambda each: -each.hours_ago):
        _write(db, example, now - int(example.hours_ago * _HOUR))


def _write(db: sqlite3.Connection, example: Example, moment: int) -> None:
    by = _IDS[example.by or example.requester]
    columns = {
        **_columns(example.fields, example.kind),
        "kind": example.kind,
        "subject": example.subject,
        "description": example.description,
        "requester_id": _IDS[example.requester],
        "created_by": by,
        "updated_by": by,
        "more": json.dumps(_own(example, moment)),
    }
    columns.setdefault("source_id", catalogue.EXTERNAL)
    columns.setdefault("status_id", KINDS[example.kind].first_status)
    row = tickets.create(db, example.prefix or KINDS[example.kind].prefix, columns, moment=moment)
    for step in example.steps:
        row = _take(db, row, step, moment + int(step.hours * _HOUR))


def _take(db: sqlite3.Connection, row: sqlite3.Row, step: Step, moment: int) -> sqlite3.Row:
    by = _IDS[step.by]
    files = [
        {"refFileName": uploads.add(db, name, content.encode()), "realName": name}
        for name, content in step.files.items()
    ]
    if step.text:
        said = {"type": step.type, "details": step.text, "state": "published", "emails": "[]", "cc": "[]"}
        said.update(subject=f"[{row['name']}]: {row['subject']}", attachments=json.dumps(files))
        conversations.create(db, row["id"], said, by, moment)
        files = []
    changes = _columns(step.fields, row["kind"])
    if "approval" in step.fields:
        changes["more"] = json.dumps({**json.loads(row["more"]), "approvalStatus": step.fields["approval"]})
    if files:
        changes["attachments"] = json.dumps([*json.loads(row["attachments"]), *files])
    return tickets.change(db, row, changes, by, moment) if changes else row


def _columns(fields: dict[str, Any], kind: str) -> dict[str, Any]:
    known = {**_COLUMNS, "status": ("status_id", KINDS[kind].statuses)}
    columns: dict[str, Any] = {}
    for name, value in fields.items():
        if name in known:
            column, names = known[name]
            columns[column] = names.id_of(value)
            assert columns[column], value
        elif name == "assignee":
            columns["technician_id"] = _IDS[value]
        elif name == "tags":
            columns["tags"] = json.dumps(value)
    return columns


def _own(example: Example, moment: int) -> dict[str, Any]:
    """Return the fields that only some kinds of tickets have; times are given in hours after the ticket was made."""
    times = {"startDate", "endDate"}
    return {key: moment + int(value * _HOUR) if key in times else value for key, value in example.own.items()}
