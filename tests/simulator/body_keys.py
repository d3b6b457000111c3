# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys the body of a create or an update may have: those that set something, and those that only show it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from .kinds import KINDS, LINKS
from .refusals import refused
from .switches import Settings

_COMMON = {
    *("assigneeEmail", "categoryName", "customField", "departmentName", "description", "fileAttachments"),
    *("impactName", "locationName", "priorityName", "requesterEmail", "statusName", "subject", "tags"),
    *("technicianGroupName", "urgencyName"),
}
_REQUESTS_ONLY = {"ccEmailSet", "source", "spam", "supportLevel"}
_SHOWN = {
    *("id", "name", "createdByName", "createdTime", "requesterName", "updatedByName", "updatedTime", "removed"),
    *("dueBy", "lastClosedTime", "lastOpenedTime", "lastResolvedTime", "resolvedTime"),
}
_SHOWN_IF_PLANNED = {"approvalStatus"}

TICKET_KEYS = {
    name: (_COMMON | _SHOWN | set(LINKS) | _REQUESTS_ONLY | {field.key for field in kind.own}) - set(kind.lacks)
    | (_SHOWN_IF_PLANNED if kind.planned else set())
    for name, kind in KINDS.items()
}
ORDER_KEYS = _COMMON - {"requesterEmail"} | {"requester", "serviceCategoryName", "serviceName", "source"}
CONVERSATION_KEYS = {
    *("ccEmailIds", "conversationState", "conversationType", "details", "emailIds", "fileAttachments", "subject"),
    *("id", "createdByEmail", "createdByName", "createdTime", "updatedTime", "deletable", "updatable"),
}


def check_keys(settings: Settings, body: Mapping[str, Any], known: Set[str]) -> None:
    """Refuse a body with a key that is not known, where the switch does."""
    unknown = [key for key in body if key not in known]
    if unknown and settings["unknown_body_key"] == "refused":
        raise refused(f"The key '{unknown[0]}' is unknown.")
