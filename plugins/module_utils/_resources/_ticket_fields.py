# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields that tickets of every kind have, or what stands on them: each table lists them among its own."""

from __future__ import annotations

from ._field_types import Name, Number, Objects, Time
from ._files import Files
from ._resource import Field

ONLY_AT_CREATION = (
    "The server accepts it only at creation. The module warns if it differs later, and does not change it."
)
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
TECHNICIAN_GROUP = Field(
    "technician_group",
    "technicianGroupName",
    Name(),
    description=("Name of the technician group.",),
    sample="Storage team",
)
FILES = Field(
    "files",
    "fileAttachments",
    Files(),
    "input",
    description=(
        "Files to attach, by their paths where the task runs. One whose name is attached already stays as it is.",
    ),
    sample=["/var/log/restart.log"],
)
FILE_ATTACHMENTS = Field(
    "file_attachments",
    "fileAttachments",
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
