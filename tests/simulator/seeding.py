# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to begin with: the same ones each time, of every kind."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from typing import Any

from . import catalogue
from .credentials import PEOPLE
from .form import full
from .store import FIRST_ID
from .tickets import display_name

# The first seeded request was created at this moment (2025-01-01T00:00:00Z), each next one a minute later.
FIRST_TIME, STEP = 1_735_689_600_000, 60_000
_HOUR = 3_600_000
_SUBJECTS = (
    "Printer out of paper",
    "Cannot sign in",
    "Disk full on server",
    "VPN drops every hour",
    "New laptop needed",
    "E-mail is slow",
    "Database backup failed",
    "Certificate expires soon",
)
_TAGS = ("network", "hardware", "vip", "monitoring", "backup", "security", "office", "remote")
_STATUSES = (9, 9, 9, 10, 10, 11, 12, 13, 13, 14)
_COLUMNS = (
    "id, name, subject, description, status_id, priority_id, impact_id, urgency_id, category_id, department_id, "
    "location_id, group_id, technician_id, requester_id, created_by, updated_by, source_id, support_level, spam, "
    "created_time, updated_time, resolved_time, last_resolved_time, last_closed_time, due_by, tags, cc, attachments, "
    "custom"
)


def seed_tickets(db: sqlite3.Connection, count: int) -> None:
    """Write this many requests into an empty table; the n-th one's subject ends in ``#n``."""
    if not count:
        return
    marks = ", ".join("?" * len(_COLUMNS.split(",")))
    db.executemany(f"INSERT INTO ticket ({_COLUMNS}) VALUES ({marks})", _rows(count))
    db.execute("INSERT INTO ticket_tag (tag, ticket_id) SELECT j.value, t.id FROM ticket t, json_each(t.tags) j")


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(count)
    pick = chance.random
    requesters = [person.id for person in PEOPLE if not person.technician]
    technicians = [None, *(person.id for person in PEOPLE if person.technician)]
    empty = json.dumps(full({}))
    lists = [json.dumps(list(_TAGS[start : start + length])) for start in range(6) for length in (0, 1, 2)]
    for index in range(1, count + 1):
        number, made = FIRST_ID + index - 1, FIRST_TIME + (index - 1) * STEP
        status, changed = _STATUSES[index % len(_STATUSES)], made + int(pick() * _HOUR)
        resolved = changed if status in (12, 13) else None
        subject = f"{_SUBJECTS[index % len(_SUBJECTS)]} #{index}"
        identity = (
            number,
            display_name("SR" if index % 7 == 0 else "INC", number),
            subject,
            f"{subject}, as reported.",
        )
        names = (status, 1 + int(pick() * 4), 1 + int(pick() * 4), 1 + int(pick() * 4), _some(pick(), 12))
        places = (_some(pick(), 7), _some(pick(), 7), _some(pick(), 6), technicians[int(pick() * len(technicians))])
        people = (requesters[int(pick() * len(requesters))], 1, 1, 1 + int(pick() * 5), int(pick() * 5), 0)
        times = (made, changed, resolved, resolved, changed if status == 13 else None, made + 24 * _HOUR)
        yield (*identity, *names, *places, *people, *times, lists[int(pick() * len(lists))], "[]", "[]", empty)


def _some(chance: float, count: int) -> int | None:
    """Return an id, or None about once in six."""
    return None if chance < 1 / 6 else 1 + int((chance - 1 / 6) * 6 / 5 * count)


assert set(_STATUSES) <= set(catalogue.STATUSES.names)
