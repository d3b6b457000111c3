# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a row to the JSON object that the API shows, with the live sample's habits.

Unset keys are left out, lists of attachments and custom fields are always there, times are epoch milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from . import catalogue
from .form import full
from .kinds import KINDS, LINKS
from .people import People
from .switches import Settings

_TIMES = {
    "dueBy": "due_by",
    "lastOpenedTime": "last_opened_time",
    "resolvedTime": "resolved_time",
    "lastResolvedTime": "last_resolved_time",
    "lastClosedTime": "last_closed_time",
}


class Shown:
    """Shows rows under the switches as they stand."""

    def __init__(self, people: People, settings: Settings) -> None:
        self._people = people
        self._settings = settings

    def object(self, row: sqlite3.Row) -> dict[str, Any]:
        """Return the request object, its keys in the live sample's order."""
        requester, kind = self._people.get(row["requester_id"]), KINDS[row["kind"]]
        keys = {
            "id": row["id"],
            "categoryName": catalogue.CATEGORIES.names.get(row["category_id"]),
            "name": row["name"],
            "createdTime": row["created_time"],
            "updatedTime": row["updated_time"],
            "departmentName": catalogue.DEPARTMENTS.names.get(row["department_id"]),
            "customField": full(json.loads(row["custom"])),
            "statusName": kind.statuses.names[row["status_id"]],
            "createdByName": self._name(row["created_by"]),
            "subject": row["subject"],
            "requesterName": requester.name if requester else None,
            "fileAttachments": json.loads(row["attachments"]),
            "requesterEmail": requester.email if requester else None,
            "description": row["description"],
            "locationName": catalogue.LOCATIONS.names.get(row["location_id"]),
            "impactName": catalogue.IMPACTS.names.get(row["impact_id"]),
            "priorityName": catalogue.PRIORITIES.names.get(row["priority_id"]),
            "urgencyName": catalogue.URGENCIES.names.get(row["urgency_id"]),
            "updatedByName": self._name(row["updated_by"]),
            "source": catalogue.SOURCES.names.get(row["source_id"]),
            "spam": bool(row["spam"]),
            "supportLevel": catalogue.SUPPORT_LEVELS[row["support_level"]],
        }
        shown = {**keys, **self._more(row), **json.loads(row["more"])}
        without_form = kind.planned and self._settings["planned_custom_fields"] == "absent"
        lacks = (*kind.lacks, *(["customField"] if without_form else []))
        lacks += LINKS if self._settings["links"] == "hidden" else ()
        return {key: value for key, value in shown.items() if value is not None and key not in lacks}

    def _more(self, row: sqlite3.Row) -> dict[str, Any]:
        """Return the keys that the live sample has no value for."""
        assignee = self._people.get(row["technician_id"])
        return {
            "assigneeEmail": assignee.email if assignee else None,
            "technicianGroupName": catalogue.GROUPS.names.get(row["group_id"]),
            "tags": self._list(row["tags"]),
            "ccEmailSet": self._list(row["cc"]),
            **{key: row[column] for key, column in _TIMES.items()},
            "removed": True if row["removed"] and self._settings["deleted_read"] == "removed_flag" else None,
        }

    def _name(self, number: int | None) -> str | None:
        person = self._people.get(number)
        return person.name if person else None

    def _list(self, text: str) -> list[Any] | None:
        items: list[Any] = json.loads(text)
        return items if items or self._settings["lists_when_empty"] == "empty" else None


def conversation_object(row: sqlite3.Row, people: People) -> dict[str, Any]:
    """Return the object of a conversation, its keys in the documented samples' order."""
    author = people.get(row["created_by"])
    shown = {
        "id": row["id"],
        "conversationType": row["type"],
        "details": row["details"],
        "createdByName": author.name if author else None,
        "createdByEmail": author.email if author else None,
        "createdTime": _worded(row["created_time"]),
        "updatedTime": _worded(row["updated_time"]),
        "subject": row["subject"],
        "conversationState": row["state"],
        "emailIds": json.loads(row["emails"]),
        "ccEmailIds": json.loads(row["cc"]),
        "updatable": row["type"] == "note",
        "deletable": True,
        "fileAttachments": json.loads(row["attachments"]),
    }
    if row["type"] == "collaborate":
        # As the documented answer to one.
        del shown["emailIds"], shown["ccEmailIds"]
    return shown


def _worded(moment: int) -> str:
    """Return a time in the words of the documented answers, which name no zone."""
    words = time.strftime("%a, %b %d, %Y %I:%M %p", time.gmtime(moment / 1000))
    return words[:-2] + words[-2:].lower()
