# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The change. Its keys are those of the vendor's documented tables of a create, an update and a search."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._field_types import Name, Status
from ._resource import Field, LifeCycle, Resource

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
        ticket.name_of(sample="CHG-5"),
        ticket.subject_of("change", sample="Update the kernel of db01"),
        ticket.description_of(sample="Reboot at 22:00."),
        ticket.requester_of("change"),
        ticket.REQUESTER_NAME,
        ticket.start_of("change"),
        ticket.end_of("change"),
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
        ticket.APPROVAL_STATUS,
        Field(
            "risk_type",
            "riskType",
            Name(*ticket.RISKS),
            description=("Risk of the change: V(Low), V(Medium) or V(High).",),
            sample="Low",
        ),
        Field(
            "change_type",
            "changeType",
            Name("Minor", "Standard", "Significant", "Major", "Emergency"),
            description=("Type of the change: V(Minor), V(Standard), V(Significant), V(Major) or V(Emergency).",),
            sample="Standard",
        ),
        Field(
            "target_environment",
            "targetEnvironment",
            Name("Production", "Development", "Test"),
            description=("Environment in which it is made, for example V(Production), V(Development) or V(Test).",),
            sample="Production",
        ),
        ticket.CATEGORY,
        ticket.IMPACT,
        ticket.PRIORITY,
        ticket.URGENCY,
        ticket.DEPARTMENT,
        ticket.LOCATION,
        ticket.technician_of("assignee_email", "assigneeEmail", "to whom the change is assigned"),
        ticket.TECHNICIAN_GROUP,
        ticket.tags_of("change", sample="kernel"),
        ticket.custom_fields_of("change"),
        ticket.FILE_ATTACHMENTS,
        ticket.created_time_of("change"),
        ticket.CREATED_BY_NAME,
        ticket.UPDATED_TIME,
        ticket.UPDATED_BY_NAME,
        ticket.COMPANY_NAME,
    ),
)
