# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request (ticket). Its keys are those of the vendor's documented tables and of a public log of a live server."""

from __future__ import annotations

from ._custom_fields import CustomFields
from ._kinds import Addresses, Flag, Kind, Line, Markup, Name, Objects, Requester, Status, Tags, Technician, Tier, Time
from ._noun import Field, Noun

# Names that the product comes with.
_LEVELS = ("Low", "Medium", "High", "Urgent")

REQUEST = Noun(
    name="request",
    fields=(
        Field("id", "id", Kind(), "never"),
        Field("name", "name", Name(), "never"),
        Field("subject", "subject", Line(), required=True),
        Field("description", "description", Markup()),
        Field("requester_email", "requesterEmail", Requester(), "create", required=True),
        Field("requester_name", "requesterName", Name(), "never"),
        Field("status", "statusName", Status("Open", "In Progress", "Pending", "Resolved", "Closed")),
        Field("category", "categoryName", Name()),
        Field("impact", "impactName", Name()),
        Field("priority", "priorityName", Name(*_LEVELS)),
        Field("urgency", "urgencyName", Name(*_LEVELS)),
        Field("department", "departmentName", Name()),
        Field("location", "locationName", Name()),
        Field("support_level", "supportLevel", Tier()),
        Field("assignee_email", "assigneeEmail", Technician()),
        Field("technician_group", "technicianGroupName", Name()),
        Field("source", "source", Name(), "create"),
        Field("spam", "spam", Flag()),
        Field("tags", "tags", Tags()),
        Field("cc_emails", "ccEmailSet", Addresses()),
        Field("custom_fields", "customField", CustomFields()),
        Field("file_attachments", "fileAttachments", Objects(), "never"),
        Field("created_time", "createdTime", Time(), "never"),
        Field("created_by_name", "createdByName", Name(), "never"),
        Field("updated_time", "updatedTime", Time(), "never"),
        Field("updated_by_name", "updatedByName", Name(), "never"),
        Field("due_by", "dueBy", Time(), "never"),
        Field("response_due", "responseDue", Time(), "never"),
        Field("first_response_time", "firstResponseTime", Time(), "never"),
        Field("last_opened_time", "lastOpenedTime", Time(), "never"),
        Field("resolved_time", "resolvedTime", Time(), "never"),
        Field("last_resolved_time", "lastResolvedTime", Time(), "never"),
        Field("last_closed_time", "lastClosedTime", Time(), "never"),
        Field("last_violation_time", "lastViolationTime", Time(), "never"),
    ),
    # The out-of-box states that end a request.
    closed=("Resolved", "Closed"),
    key=("subject", "requester_email"),
    keys=(
        "subject",
        "requester_email",
        "category",
        "department",
        "location",
        "impact",
        "priority",
        "urgency",
        "source",
        "technician_group",
        "assignee_email",
    ),
)
