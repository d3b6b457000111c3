# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and other tickets in the database: created, found, changed and archived."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from . import revisions
from .catalogue import CLOSED, OPEN, RESOLVED
from .form import full
from .kinds import REQUEST
from .store import FIRST_ID, FIRST_NUMBER

_EMPTY = {
    "description": "",
    "status_id": OPEN,
    "support_level": 0,
    "spam": 0,
    "tags": "[]",
    "cc": "[]",
    "attachments": "[]",
    "custom": json.dumps(full({})),
}
# What SQLite takes for an id.
_LARGEST = 2**63


def now() -> int:
    """Return the time as the server counts it: milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def display_name(prefix: str, number: int) -> str:
    """Return the name of the request with this id: one sequence, whatever the prefix."""
    return f"{prefix}-{number - FIRST_ID + FIRST_NUMBER}"


def create(
    db: sqlite3.Connection, prefix: str, columns: Mapping[str, Any], delay: int = 0, moment: int | None = None
) -> sqlite3.Row:
    """Write a new ticket and return its row; ``delay`` is by how much updatedTime is later, in milliseconds.

    ``moment`` is when it is made, now unless given.
    """
    moment = now() if moment is None else moment
    row = {**_EMPTY, **columns, "created_time": moment, "updated_time": moment + delay}
    row.update(_status_times(row["status_id"], None, moment))
    marks = ", ".join("?" * len(row))
    cursor = db.execute(f"INSERT INTO ticket ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    number = int(cursor.lastrowid or 0)
    kind = row.get("kind", REQUEST)
    counted = db.execute("SELECT count(*) FROM ticket WHERE kind = ?", (kind,)).fetchone()[0]
    name = display_name(prefix, number) if kind == REQUEST else f"{prefix}-{counted}"
    db.execute("UPDATE ticket SET name = ? WHERE id = ?", (name, number))
    _write_tags(db, number, row["tags"])
    revisions.note(db, revisions.CREATED, number, by=row.get("created_by"), moment=moment)
    return found(db, number)


def read(db: sqlite3.Connection, number: int, kind: str | None = None) -> sqlite3.Row | None:
    """Return the row of a ticket, archived or not; None for an unknown id, or one of another kind."""
    if number >= _LARGEST:
        return None
    row: sqlite3.Row | None = db.execute("SELECT * FROM ticket WHERE id = ?", (number,)).fetchone()
    return row if row is None or kind in (None, row["kind"]) else None


def found(db: sqlite3.Connection, number: int) -> sqlite3.Row:
    """Return the row of a request that is known to exist."""
    row = read(db, number)
    assert row is not None
    return row


def change(
    db: sqlite3.Connection, current: sqlite3.Row, columns: Mapping[str, Any], by: int, moment: int | None = None
) -> sqlite3.Row:
    """Write changes to a request and return its new row; updatedTime always advances.

    ``moment`` is when it is changed, now unless given.
    """
    moment = max(now() if moment is None else moment, current["updated_time"] + 1)
    changes = {**columns, "updated_time": moment, "updated_by": by}
    if columns.get("status_id") not in (None, current["status_id"]):
        changes.update(_status_times(columns["status_id"], current["status_id"], moment))
    _update(db, current["id"], changes)
    if "tags" in columns:
        _write_tags(db, current["id"], columns["tags"])
    changed = revisions.difference(current, columns)
    revisions.note(db, revisions.CHANGED, current["id"], by=by, moment=moment, changes=changed)
    return found(db, current["id"])


def archive(db: sqlite3.Connection, current: sqlite3.Row, by: int) -> None:
    """Archive a request."""
    moment = max(now(), current["updated_time"] + 1)
    _update(db, current["id"], {"removed": 1, "updated_time": moment, "updated_by": by})
    revisions.note(db, revisions.DELETED, current["id"], by=by, moment=moment)


def _update(db: sqlite3.Connection, number: int, changes: Mapping[str, Any]) -> None:
    settings = ", ".join(f"{column} = ?" for column in changes)
    db.execute(f"UPDATE ticket SET {settings} WHERE id = ?", (*changes.values(), number))


def _write_tags(db: sqlite3.Connection, number: int, tags: str) -> None:
    db.execute("DELETE FROM ticket_tag WHERE ticket_id = ?", (number,))
    rows = [(tag, number) for tag in json.loads(tags)]
    db.executemany("INSERT INTO ticket_tag (tag, ticket_id) VALUES (?, ?)", rows)


def _status_times(status: int, before: int | None, moment: int) -> dict[str, int]:
    if status == RESOLVED:
        return {"resolved_time": moment, "last_resolved_time": moment}
    if status == CLOSED:
        return {"last_closed_time": moment}
    return {"last_opened_time": moment} if before in (RESOLVED, CLOSED) else {}
