# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who changed what of a ticket, and when: kept in the database, in the transaction of the change itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

CREATED, CHANGED, DELETED = "created", "changed", "deleted"

# Set by every write, or by a change of the status.
_FOLLOWING = {
    *("updated_time", "updated_by", "resolved_time", "last_resolved_time", "last_closed_time", "last_opened_time"),
}


def note(
    db: sqlite3.Connection,
    event: str,
    ticket: int,
    *,
    by: int | None,
    moment: int,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    conversation: int | None = None,
) -> None:
    """Write down one change of a ticket, or of a conversation on it; ``changes`` has each column before and after."""
    db.execute(
        "INSERT INTO revision VALUES (NULL, ?, ?, ?, ?, ?, ?)",
        (ticket, conversation, event, moment, by, json.dumps(changes or {})),
    )


def difference(before: sqlite3.Row, after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the columns that get another value."""
    return {
        column: (before[column], value)
        for column, value in after.items()
        if column not in _FOLLOWING and before[column] != value
    }


def listed(db: sqlite3.Connection, ticket: int) -> list[dict[str, Any]]:
    """Return the changes of a ticket, the newest first."""
    rows = db.execute("SELECT * FROM revision WHERE ticket_id = ? ORDER BY moment DESC, id DESC", (ticket,))
    return [{**dict(row), "changes": json.loads(row["changes"])} for row in rows]
