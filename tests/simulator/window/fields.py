# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a ticket under the words that people use, with the option of the collection that sets each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .. import catalogue
from ..form import FIELDS as CUSTOM
from ..people import People
from . import wording


@dataclass(frozen=True)
class Field:
    """A field: its word, its key in the API and its column, the option of the modules, and how a value is shown."""

    word: str
    key: str
    option: str
    column: str = ""
    names: catalogue.Names | None = None
    type: str = "text"


FIELDS = (
    Field("Subject", "subject", "subject", "subject"),
    Field("Description", "description", "description", "description"),
    Field("Requester", "requesterEmail", "requester_email", "requester_id", type="person"),
    Field("Assignee", "assigneeEmail", "assignee_email", "technician_id", type="person"),
    Field("Technician group", "technicianGroupName", "technician_group", "group_id", catalogue.GROUPS),
    Field("Status", "statusName", "status", "status_id", catalogue.Names(catalogue.STATUS_NAMES)),
    Field("Approval", "approvalStatus", "approval_status"),
    Field("Priority", "priorityName", "priority", "priority_id", catalogue.PRIORITIES),
    Field("Urgency", "urgencyName", "urgency", "urgency_id", catalogue.URGENCIES),
    Field("Impact", "impactName", "impact", "impact_id", catalogue.IMPACTS),
    Field("Category", "categoryName", "category", "category_id", catalogue.CATEGORIES),
    Field("Department", "departmentName", "department", "department_id", catalogue.DEPARTMENTS),
    Field("Location", "locationName", "location", "location_id", catalogue.LOCATIONS),
    Field("Start", "startDate", "start_date", type="time"),
    Field("End", "endDate", "end_date", type="time"),
    Field("Known error", "knownError", "known_error", type="flag"),
    Field("Change type", "changeType", "change_type"),
    Field("Risk", "riskType", "risk_type"),
    Field("Environment", "targetEnvironment", "target_environment"),
    Field("Release type", "releaseTypeName", "release_type"),
    Field("Reason", "reasonTypeName", "reason_type"),
    Field("Risk", "riskTypeName", "risk_type"),
    Field("Release manager", "releaseManagerEmail", "release_manager_email"),
    Field("Release engineer", "releaseEngineerEmail", "release_engineer_email"),
    Field("QA manager", "qaManagerEmail", "qa_manager_email"),
    Field("Reviewer", "releaseReviewerEmail", "release_reviewer_email"),
    Field("Source", "source", "source", "source_id", catalogue.SOURCES),
    Field("Support level", "supportLevel", "support_level", "support_level", type="level"),
    Field("Spam", "spam", "spam", "spam", type="flag"),
    Field("Tags", "tags", "tags", "tags", type="list"),
    Field("Copies to", "ccEmailSet", "cc_emails", "cc", type="list"),
)
# Those that are shown in places of their own, or only say what is so nearly always.
_ELSEWHERE = ("subject", "description", "statusName")
_BY_COLUMN = {field.column: field for field in FIELDS if field.column}
_BY_KEY = {field.key: field for field in FIELDS}


def shown(ticket: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Yield the fields of an object of the API that have a value, with what is shown of it."""
    for field in FIELDS:
        value = ticket.get(field.key)
        if field.key not in _ELSEWHERE and value not in (None, "", [], False):
            yield field, wording.clock(value) if field.type == "time" else value
    for label, value in ticket.get("customField", {}).items():
        if value not in ("", [], 0):
            custom = Field(label, label, f"custom_fields: {label}", type="list" if isinstance(value, list) else "text")
            yield custom, wording.clock(value) if CUSTOM.get(label) == "datetime" else value


def word_of(column_or_key: str) -> str:
    """Return the word for a column, or for a key that only some kinds of tickets have."""
    field = _BY_COLUMN.get(column_or_key) or _BY_KEY.get(column_or_key)
    return field.word if field else column_or_key


def value_of(column: str, value: Any, people: People) -> str:
    """Return the text for the value of a column, or of a key that only some kinds of tickets have."""
    field = _BY_COLUMN.get(column) or _BY_KEY.get(column)
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field and field.names:
        return field.names.names.get(value, str(value))
    kind = field.type if field else CUSTOM.get(column, "text")
    return _WORDED[kind](value, people) if kind in _WORDED else str(value)


def _person(number: int, people: People) -> str:
    person = people.get(number)
    return person.name if person else str(number)


_WORDED: dict[str, Callable[[Any, People], str]] = {
    "person": _person,
    "level": lambda number, dummy: catalogue.SUPPORT_LEVELS[number],
    "flag": lambda value, dummy: "yes" if value else "no",
    "time": lambda moment, dummy: wording.clock(moment),
    # Of a custom field, which shows 0 for none.
    "datetime": lambda moment, dummy: wording.clock(moment) if moment else "",
}
