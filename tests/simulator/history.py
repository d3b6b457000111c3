# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tickets were like before their last writes, for a search that is behind."""

from __future__ import annotations

import json
import sqlite3
import threading

from . import tickets


class History:
    """The last writes; of each the table, the id and the row before, None for a new one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: list[tuple[int, str, int, dict[str, object] | None]] = []

    def note(self, number: int, before: sqlite3.Row | None, table: str = "ticket") -> None:
        """Remember what a row was like before the write that just happened."""
        with self._lock:
            self._writes.append((tickets.now(), table, number, dict(before) if before else None))

    def clear(self) -> None:
        """Forget every write."""
        with self._lock:
            self._writes.clear()

    def go_back(self, db: sqlite3.Connection, milliseconds: int) -> None:
        """Undo in this transaction what was written during the last ``milliseconds``."""
        since = tickets.now() - milliseconds
        with self._lock:
            self._writes = [write for write in self._writes if write[0] > since]
            writes = list(self._writes)
        for dummy, table, number, before in reversed(writes):
            db.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
            if before is not None:
                marks = ", ".join("?" * len(before))
                db.execute(f"INSERT INTO {table} ({', '.join(before)}) VALUES ({marks})", tuple(before.values()))
            if table != "ticket":
                continue
            db.execute("DELETE FROM ticket_tag WHERE ticket_id = ?", (number,))
            if before is not None:
                rows = [(tag, number) for tag in json.loads(str(before["tags"]))]
                db.executemany("INSERT INTO ticket_tag (tag, ticket_id) VALUES (?, ?)", rows)
