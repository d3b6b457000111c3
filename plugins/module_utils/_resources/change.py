# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The change. Its keys are those of the vendor's documented tables of a create, an update and a search."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._custom_fields import CustomFields
from ._field_types import Line, Markup, Name, Requester, Status, Tags, Technician, Time
from ._resource import Field, LifeCycle, Resource

_TIME = "ISO 8601, or epoch seconds or milliseconds; without a zone it is UTC."

CHANGE = Resource(
    name="change",
    # POST, PATCH and the search are documented; GET is inferred from the title of the page of the search.
    path="/api/v1/change",
    display="name",
    match_on=("subject", "requester_email"),
    match_options=(
        "subject",
        "requester_email",
        "category",
        "department",
        "location",
        "impact",
        "priority",
        "urgency",
        "risk_type",
        "change_type",
        "technician_group",
        "assignee_email",
    ),
    # Seen in a documented answer; other statuses have a stage, and the same name in several of them.
    life_cycle=LifeCycle("status", ("Closed",)),
    carrier="tags",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    # The documented table of an update marks them compulsory.
    sent_along=("subject", "start_date", "end_date"),
    fields=(
        ticket.number_of("change", sample=5),
        Field("name", "name", Name(), "never", search="asked", description=("Display name.",), sample="CHG-5"),
        Field(
            "subject",
            "subject",
            Line(),
            required=True,
            search="asked",
            is_text=True,
            description=(
                "Subject of the change. Runs of white space become one space.",
                "A new change needs a subject, and it cannot be cleared.",
            ),
            sample="Update the kernel of db01",
        ),
        Field(
            "description",
            "description",
            Markup(),
            description=("Description, as plain text or HTML. The module compares the text only.",),
            sample="Reboot at 22:00.",
        ),
        Field(
            "requester_email",
            "requesterEmail",
            Requester(),
            "create",
            required=True,
            description=(
                "E-mail address or logon name of the requester. A new change needs one.",
                ticket.ONLY_AT_CREATION,
            ),
            sample="jane@acme.example",
        ),
        ticket.REQUESTER_NAME,
        Field(
            "start_date",
            "startDate",
            Time(),
            required=True,
            span="start",
            description=(f"When the change begins, in {_TIME} A new change needs it.",),
            sample="2026-03-01T22:00:00.000Z",
        ),
        Field(
            "end_date",
            "endDate",
            Time(),
            required=True,
            span="end",
            description=(f"When the change ends, in {_TIME} A new change needs it.",),
            sample="2026-03-01T23:00:00.000Z",
        ),
        Field(
            "status",
            "statusName",
            Status("Closed"),
            description=(
                "Status, by the name that the server shows.",
                "The API of changes does not document it. If the server does not apply it, the module warns.",
            ),
            sample="Requested",
        ),
        Field(
            "approval_status",
            "approvalStatus",
            Name(),
            "never",
            description=("Whether the change is approved, for example V(pre_approved).",),
            sample="pre_approved",
        ),
        Field(
            "risk_type",
            "riskType",
            Name("Low", "Medium", "High"),
            description=("Risk, V(Low), V(Medium) or V(High).",),
            sample="Low",
        ),
        Field(
            "change_type",
            "changeType",
            Name("Minor", "Standard", "Significant", "Major", "Emergency"),
            description=("Type, V(Minor), V(Standard), V(Significant), V(Major) or V(Emergency).",),
            sample="Standard",
        ),
        Field(
            "target_environment",
            "targetEnvironment",
            Name("Production", "Development", "Test"),
            description=("Environment, for example V(Production), V(Development) or V(Test).",),
            sample="Production",
        ),
        ticket.CATEGORY,
        ticket.IMPACT,
        ticket.PRIORITY,
        ticket.URGENCY,
        ticket.DEPARTMENT,
        ticket.LOCATION,
        Field(
            "assignee_email",
            "assigneeEmail",
            Technician(),
            description=("E-mail address of the technician to whom the change is assigned.",),
            sample="tina@acme.example",
        ),
        ticket.TECHNICIAN_GROUP,
        Field(
            "tags",
            "tags",
            Tags(),
            search="doubted",
            description=("All tags of the change, in any order.",),
            sample=["kernel"],
        ),
        Field(
            "custom_fields",
            "customField",
            CustomFields(),
            description=(
                "Custom fields of the form of changes, by their labels.",
                "The module compares and changes only those that are named.",
            ),
            sample={"New Number": 3},
        ),
        ticket.FILE_ATTACHMENTS,
        Field(
            "created_time",
            "createdTime",
            Time(),
            "never",
            search="asked",
            span="created",
            description=("When the change was created. All times are ISO 8601 in UTC.",),
            sample="2026-03-01T08:00:00.000Z",
        ),
        ticket.CREATED_BY_NAME,
        ticket.UPDATED_TIME,
        ticket.UPDATED_BY_NAME,
        Field(
            "company_name",
            "companyName",
            Name(),
            "never",
            description=("Company, on a server with several.",),
            sample="ACME",
        ),
    ),
)
