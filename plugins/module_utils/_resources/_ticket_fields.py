# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields that tickets of every kind have, or what stands on them: each table lists them among its own."""

from __future__ import annotations

from .._api import endpoints
from ._custom_fields import CustomFields
from ._field_types import Line, Markup, Name, Number, Objects, Requester, Tags, Technician, Time
from ._files import Files
from ._resource import Field

ONLY_AT_CREATION = (
    "The server accepts it only at creation. The module warns if it differs later, and does not change it."
)
SHOWN_LINKS = (
    "If the server does not show them, they are set with a new request only, and the module warns later that it cannot "
    "compare them."
)
_TIME = "ISO 8601, or epoch seconds or milliseconds; without a zone it is UTC."
# Names that the product comes with.
_LEVELS = ("Low", "Medium", "High", "Urgent")

REQUESTER_NAME = Field(
    "requester_name",
    "requesterName",
    Name(),
    "never",
    description=("Name of the requester.",),
    sample="Jane Doe",
)
CATEGORY = Field("category", "categoryName", Name(), description=("Name of the category.",), sample="Storage")
IMPACT = Field(
    "impact",
    "impactName",
    Name(),
    description=("Impact, for example V(Low) or V(On Business), as named on the server.",),
    sample="Low",
)
PRIORITY = Field(
    "priority",
    "priorityName",
    Name(*_LEVELS),
    description=("Priority, for example V(Low), V(Medium), V(High) or V(Urgent).",),
    sample="High",
)
URGENCY = Field(
    "urgency",
    "urgencyName",
    Name(*_LEVELS),
    description=("Urgency, for example V(Low), V(Medium), V(High) or V(Urgent).",),
    sample="High",
)
DEPARTMENT = Field("department", "departmentName", Name(), description=("Name of the department.",), sample="IT")
LOCATION = Field("location", "locationName", Name(), description=("Name of the location.",), sample="Ahmedabad")
RISKS = ("Low", "Medium", "High")
TECHNICIAN_GROUP = Field(
    "technician_group",
    "technicianGroupName",
    Name(),
    description=("Name of the technician group.",),
    sample="Storage team",
)
FILES = Field(
    "files",
    endpoints.ATTACHMENTS_KEY,
    Files(),
    "input",
    description=(
        "Files to attach, by their paths where the task runs. One whose name is attached already stays as it is.",
    ),
    sample=["/var/log/restart.log"],
)
FILE_ATTACHMENTS = Field(
    "file_attachments",
    endpoints.ATTACHMENTS_KEY,
    Objects(),
    "never",
    description=("Attachments as the server describes them.",),
    sample=[],
)
CREATED_BY_NAME = Field(
    "created_by_name", "createdByName", Name(), "never", description=("Who created it.",), sample="Automation"
)
UPDATED_TIME = Field(
    "updated_time",
    "updatedTime",
    Time(),
    "never",
    search="asked",
    span="updated",
    description=("When it was last changed.",),
    sample="2026-03-01T08:00:00.000Z",
)
UPDATED_BY_NAME = Field(
    "updated_by_name",
    "updatedByName",
    Name(),
    "never",
    description=("Who changed it last.",),
    sample="Automation",
)

APPROVAL_STATUS = Field(
    "approval_status",
    "approvalStatus",
    Name(),
    "never",
    description=("Whether it is approved, for example V(pre_approved). Only ServiceOps sets it.",),
    sample="pre_approved",
)
COMPANY_NAME = Field(
    "company_name",
    "companyName",
    Name(),
    "never",
    description=("Company, on a server with several.",),
    sample="ACME",
)


def number_of(resource: str, *, sample: int) -> Field:
    """Return the field of the id."""
    return Field(
        "id",
        "id",
        Number(),
        "never",
        search="asked",
        description=(f"Number of the {resource}, which never changes.",),
        sample=sample,
    )


def name_of(*, sample: str) -> Field:
    """Return the field of the display name."""
    return Field("name", "name", Name(), "never", search="asked", description=("Display name.",), sample=sample)


def subject_of(resource: str, *, sample: str) -> Field:
    """Return the field of the subject."""
    return Field(
        "subject",
        "subject",
        Line(),
        required=True,
        search="asked",
        is_text=True,
        description=(
            f"Subject of the {resource}. Runs of white space become one space.",
            f"A new {resource} needs a subject, and it cannot be cleared.",
        ),
        sample=sample,
    )


def description_of(*, sample: str) -> Field:
    """Return the field of the description."""
    return Field(
        "description",
        "description",
        Markup(),
        description=("Description, as plain text or HTML. The module compares the text only.",),
        sample=sample,
    )


def requester_of(resource: str) -> Field:
    """Return the field of the requester."""
    return Field(
        "requester_email",
        "requesterEmail",
        Requester(),
        "create",
        required=True,
        description=(
            f"E-mail address or logon name of the requester. A new {resource} needs one.",
            ONLY_AT_CREATION,
        ),
        sample="jane@acme.example",
    )


def start_of(resource: str) -> Field:
    """Return the field of the time when the work begins."""
    return Field(
        "start_date",
        "startDate",
        Time(),
        required=True,
        span="start",
        description=(f"When the {resource} begins, in {_TIME} A new {resource} needs it.",),
        sample="2026-03-01T22:00:00.000Z",
    )


def end_of(resource: str) -> Field:
    """Return the field of the time when the work ends."""
    return Field(
        "end_date",
        "endDate",
        Time(),
        required=True,
        span="end",
        description=(f"When the {resource} ends, in {_TIME} A new {resource} needs it.",),
        sample="2026-03-01T23:00:00.000Z",
    )


def technician_of(option: str, key: str, does: str, *, sample: str = "tina@acme.example") -> Field:
    """Return the field of a technician, who ``does`` something."""
    return Field(option, key, Technician(), description=(f"E-mail address of the technician {does}.",), sample=sample)


def tags_of(resource: str, *, sample: str) -> Field:
    """Return the field of the tags."""
    return Field(
        "tags",
        "tags",
        Tags(),
        search="doubted",
        description=(f"All tags of the {resource}, in any order.",),
        sample=[sample],
    )


def custom_fields_of(resource: str) -> Field:
    """Return the field of the custom fields."""
    return Field(
        "custom_fields",
        "customField",
        CustomFields(),
        description=(
            f"Custom fields of the form of {resource}s, by their labels.",
            "The module compares and changes only those that are named.",
        ),
        sample={"New Number": 3},
    )


def created_time_of(resource: str) -> Field:
    """Return the field of the time of creation."""
    return Field(
        "created_time",
        "createdTime",
        Time(),
        "never",
        search="asked",
        span="created",
        description=(f"When the {resource} was created. All times are ISO 8601 in UTC.",),
        sample="2026-03-01T08:00:00.000Z",
    )
