# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys a qualification and ``sort_by`` know, and which columns they mean.

The keys are those seen in use with the product; ``request.statusName`` and the like were not, so they are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .kinds import KINDS
from .refusals import RefusalError, refused
from .switches import Settings

_PLAIN = {
    "id": "id",
    "name": "name",
    "subject": "subject",
    "description": "description",
    "statusId": "status_id",
    "priorityId": "priority_id",
    "urgencyId": "urgency_id",
    "impactId": "impact_id",
    "categoryId": "category_id",
    "departmentId": "department_id",
    "locationId": "location_id",
    "groupId": "group_id",
    "technicianId": "technician_id",
    "requesterId": "requester_id",
    "createdById": "created_by",
    "updatedById": "updated_by",
    "supportLevel": "support_level",
    "spam": "spam",
    "createdTime": "created_time",
    "updatedTime": "updated_time",
    "dueBy": "due_by",
    "dueByTime": "due_by",
    "lastOpenedTime": "last_opened_time",
    "lastResolvedTime": "last_resolved_time",
    "lastClosedTime": "last_closed_time",
    "removed": "removed",
}
TAGS = "tags"
TIMES = {key for key in _PLAIN if key.endswith("Time")} | {"dueBy"}


class IgnoredKeyError(Exception):
    """A search names a key that is unknown, and goes on as if it did not."""


def unknown_key(settings: Settings, message: str) -> Exception:
    """Return what to raise at a key that is unknown, as the switch has it."""
    policy = settings["search_unknown_key"]
    if policy == "ignored":
        return IgnoredKeyError(message)
    return RefusalError(500) if policy == "error500" else refused(message)


@dataclass(frozen=True)
class Searchable:
    """What one search looks through. ``noun`` stands in front of its keys; ``tags`` names the table of its tags.

    Without such a table it has neither tags nor custom fields.
    """

    noun: str
    table: str
    columns: Mapping[str, str]
    tags: str | None = None

    def bare(self, key: str) -> str:
        """Return a key without the dot and the noun in front: ``.request.name`` is ``name``."""
        return key.strip().lstrip(".").removeprefix(f"{self.noun}.")


TICKETS = {kind: Searchable(kind, "ticket", _PLAIN, "ticket_tag") for kind in KINDS}
CONVERSATIONS = Searchable(
    "conversation",
    "conversation",
    {
        "id": "id",
        "conversationType": "type",
        "details": "details",
        "subject": "subject",
        "conversationState": "state",
        "createdById": "created_by",
        "createdTime": "created_time",
        "updatedTime": "updated_time",
    },
)
