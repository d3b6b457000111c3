# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release. The keys of a task are those of the documented tables of a create and an update; a read, a search and
what they answer are inferred from the change."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._field_types import Name, Status
from ._resource import Field, LifeCycle, Resource

RELEASE = Resource(
    name="release",
    path="/api/v1/release",
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
        "release_type",
        "reason_type",
        "technician_group",
        "assignee_email",
    ),
    life_cycle=LifeCycle("status", ("Closed",)),
    carrier="tags",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    # The documented table of an update marks them compulsory.
    sent_along=("subject", "start_date", "end_date"),
    fields=(
        ticket.number_of("release", sample=8),
        ticket.name_of(sample="REL-8"),
        ticket.subject_of("release", sample="Shop 4.2"),
        ticket.description_of(sample="New checkout."),
        ticket.requester_of("release"),
        ticket.REQUESTER_NAME,
        ticket.start_of("release"),
        ticket.end_of("release"),
        Field(
            "status",
            "statusName",
            Status("Closed"),
            description=(
                "Status, by the name that the server shows.",
                "The API of releases does not document it. If the server does not apply it, the module warns.",
            ),
            sample="Requested",
        ),
        ticket.APPROVAL_STATUS,
        # Named otherwise than those of a change.
        Field(
            "risk_type",
            "riskTypeName",
            Name(*ticket.RISKS),
            description=("Risk of the release, for example V(Low), V(Medium) or V(High).",),
            sample="Low",
        ),
        Field(
            "release_type",
            "releaseTypeName",
            Name("Minor", "Major", "Emergency"),
            description=("Type of the release, for example V(Minor), V(Major) or V(Emergency).",),
            sample="Minor",
        ),
        Field(
            "reason_type",
            "reasonTypeName",
            Name(),
            description=("Reason for the release, for example V(Upgrade Existing) or V(New Implementation).",),
            sample="Upgrade Existing",
        ),
        ticket.CATEGORY,
        ticket.IMPACT,
        ticket.PRIORITY,
        ticket.URGENCY,
        ticket.DEPARTMENT,
        ticket.LOCATION,
        ticket.technician_of("assignee_email", "assigneeEmail", "to whom the release is assigned"),
        ticket.TECHNICIAN_GROUP,
        ticket.technician_of("release_engineer_email", "releaseEngineerEmail", "who builds the release"),
        ticket.technician_of("release_manager_email", "releaseManagerEmail", "who manages the release"),
        ticket.technician_of("qa_manager_email", "qaManagerEmail", "who manages its quality"),
        ticket.technician_of("release_reviewer_email", "releaseReviewerEmail", "who reviews the release"),
        ticket.tags_of("release", sample="shop"),
        ticket.custom_fields_of("release"),
        ticket.FILE_ATTACHMENTS,
        ticket.created_time_of("release"),
        ticket.CREATED_BY_NAME,
        ticket.UPDATED_TIME,
        ticket.UPDATED_BY_NAME,
        ticket.COMPANY_NAME,
    ),
)
