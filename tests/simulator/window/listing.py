# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of tickets: which ones a page shows, and how many there are of each kind."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from .. import catalogue
from ..kinds import KINDS
from ..people import People

PAGE = 50
# Nobody looks for more words at once.
_MOST_WORDS = 20
STATES = {"": "Open or closed", "open": "Open", "closed": "Closed", "deleted": "Deleted"}

_CLOSED = f"(t.status_id = {catalogue.CLOSED} OR (t.kind = 'request' AND t.status_id = {catalogue.RESOLVED}))"
_OF_STATES = {
    "": "t.removed = 0",
    "open": f"t.removed = 0 AND NOT {_CLOSED}",
    "closed": f"t.removed = 0 AND {_CLOSED}",
    "deleted": "t.removed = 1",
}
_ESCAPED = "LIKE ? ESCAPE '\\'"
_SOUGHT = (
    *(f"t.{column} {_ESCAPED}" for column in ("name", "subject", "description")),
    *(f"{person}.{column} {_ESCAPED}" for person in "ra" for column in ("name", "email")),
    f"EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket_id = t.id AND g.tag {_ESCAPED})",
)
_FROM = "FROM ticket t LEFT JOIN person r ON r.id = t.requester_id LEFT JOIN person a ON a.id = t.technician_id WHERE "


@dataclass(frozen=True)
class Filter:
    """What the reader asks for: words to look for, a kind, a state, a status, and the page of the list."""

    words: str = ""
    kind: str = ""
    state: str = ""
    status: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filter:
        """Return the filter of an address; what it does not know counts as not asked for."""
        kind, state, status = (query.get(name, "") for name in ("kind", "state", "status"))
        page = query.get("page", "1")
        return cls(
            words=query.get("q", "").strip(),
            kind=kind if kind in KINDS else "",
            state=state if state in STATES else "",
            status=status if _status_ids(status) else "",
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) else 1,
        )

    @property
    def narrows(self) -> bool:
        """Tell whether it leaves out any ticket but deleted ones."""
        return replace(self, page=1) != Filter()

    def address(self, **changes: Any) -> str:
        """Return the address of the list under this filter with changes; a change of the filter leads to page 1."""
        wanted = replace(self, **{"page": 1, **changes})
        query = {"q": wanted.words, "kind": wanted.kind, "state": wanted.state, "status": wanted.status}
        query["page"] = str(wanted.page) if wanted.page > 1 else ""
        given = urlencode({name: value for name, value in query.items() if value})
        return f"/?{given}" if given else "/"

    def condition(self, *, any_kind: bool = False) -> tuple[str, list[Any]]:
        """Return the condition in SQL."""
        parts, values = [_OF_STATES[self.state]], []
        if self.kind and not any_kind:
            parts.append("t.kind = ?")
            values.append(self.kind)
        if self.status:
            ids = _status_ids(self.status)
            parts.append(f"t.status_id IN ({', '.join('?' * len(ids))})")
            values += ids
        for word in self.words.split()[:_MOST_WORDS]:
            parts.append(f"({' OR '.join(_SOUGHT)})")
            values += [_pattern(word)] * len(_SOUGHT)
        return " AND ".join(parts), values


def _status_ids(status: str) -> list[int]:
    return [number for number, name in catalogue.STATUS_NAMES.items() if name.casefold() == status.strip().casefold()]


def _pattern(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"


def counts(db: sqlite3.Connection, wanted: Filter) -> dict[str, int]:
    """Return how many tickets of each kind fit all but the kind, and of any kind under the key ``""``."""
    where, values = wanted.condition(any_kind=True)
    found = dict(db.execute(f"SELECT t.kind, count(*) {_FROM}{where} GROUP BY t.kind", values).fetchall())
    return {"": sum(found.values()), **{kind: found.get(kind, 0) for kind in KINDS}}


def page_of(db: sqlite3.Connection, wanted: Filter, people: People) -> list[dict[str, Any]]:
    """Return one page of the tickets that fit, the one that changed last first."""
    where, values = wanted.condition()
    notes = "(SELECT count(*) FROM conversation c WHERE c.ticket_id = t.id) AS notes"
    query = f"SELECT t.*, {notes} {_FROM}{where} ORDER BY t.updated_time DESC, t.id DESC LIMIT ? OFFSET ?"
    rows = db.execute(query, (*values, PAGE, (wanted.page - 1) * PAGE))
    return [_shown(row, people) for row in rows]


def _shown(row: sqlite3.Row, people: People) -> dict[str, Any]:
    requester, assignee = people.get(row["requester_id"]), people.get(row["technician_id"])
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "subject": row["subject"],
        "status": catalogue.STATUS_NAMES[row["status_id"]],
        "priority": catalogue.PRIORITIES.names.get(row["priority_id"]),
        "requester": requester,
        "assignee": assignee,
        "group": catalogue.GROUPS.names.get(row["group_id"]),
        "tags": json.loads(row["tags"]),
        "files": len(json.loads(row["attachments"])),
        "notes": row["notes"],
        "removed": bool(row["removed"]),
        "updated": row["updated_time"],
    }
