# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations in the database: created, changed and deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from . import revisions
from .tickets import now


def create(db: sqlite3.Connection, ticket: int, columns: Mapping[str, Any], by: int, moment: int) -> int:
    """Write a new conversation on a ticket and return its id."""
    row = {**columns, "ticket_id": ticket, "created_by": by, "created_time": moment, "updated_time": moment}
    marks = ", ".join("?" * len(row))
    cursor = db.execute(f"INSERT INTO conversation ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    number = int(cursor.lastrowid or 0)
    kind = {"type": (None, row["type"])}
    revisions.note(db, revisions.CREATED, ticket, by=by, moment=moment, changes=kind, conversation=number)
    return number


def change(db: sqlite3.Connection, current: sqlite3.Row, columns: Mapping[str, Any], by: int) -> None:
    """Write changes to a conversation; updatedTime always advances."""
    moment = max(now(), current["updated_time"] + 1)
    changes = {**columns, "updated_time": moment}
    settings = ", ".join(f"{column} = ?" for column in changes)
    db.execute(f"UPDATE conversation SET {settings} WHERE id = ?", (*changes.values(), current["id"]))
    _note(db, revisions.CHANGED, current, by, moment, revisions.difference(current, columns))


def delete(db: sqlite3.Connection, current: sqlite3.Row, by: int) -> None:
    """Remove a conversation."""
    db.execute("DELETE FROM conversation WHERE id = ?", (current["id"],))
    _note(db, revisions.DELETED, current, by, now(), {})


def on(db: sqlite3.Connection, ticket: int) -> list[sqlite3.Row]:
    """Return the rows of the conversations on a ticket, the newest first."""
    return list(db.execute("SELECT * FROM conversation WHERE ticket_id = ? ORDER BY id DESC", (ticket,)))


def _note(
    db: sqlite3.Connection, event: str, row: sqlite3.Row, by: int, moment: int, changes: dict[str, tuple[Any, Any]]
) -> None:
    kind = {"type": (row["type"], row["type"])}
    revisions.note(
        db, event, row["ticket_id"], by=by, moment=moment, changes={**kind, **changes}, conversation=row["id"]
    )
