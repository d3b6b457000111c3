# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The problem. Only the search of its conversations is documented: all this is inferred from requests and changes."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._field_types import Flag, Status, Time
from ._resource import Field, LifeCycle, Resource

PROBLEM = Resource(
    name="problem",
    path="/api/v1/problem",
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
        "technician_group",
        "assignee_email",
    ),
    # A problem that is resolved may still be reviewed.
    life_cycle=LifeCycle("status", ("Closed",)),
    carrier="tags",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    sent_along=("subject",),
    fields=(
        ticket.number_of("problem", sample=9),
        ticket.name_of(sample="PRB-9"),
        ticket.subject_of("problem", sample="Disks of databases fill up"),
        ticket.description_of(sample="Logs are never rotated."),
        ticket.requester_of("problem"),
        ticket.REQUESTER_NAME,
        Field(
            "status",
            "statusName",
            Status("Open", "In Progress", "Pending", "Resolved", "Closed"),
            description=("Status, such as V(Open), V(In Progress), V(Resolved), V(Closed), or one of your server.",),
            sample="Open",
        ),
        Field(
            "known_error",
            "knownError",
            Flag(),
            description=("Whether the cause is known, and how to work around it.",),
            sample=False,
        ),
        ticket.CATEGORY,
        ticket.IMPACT,
        ticket.PRIORITY,
        ticket.URGENCY,
        ticket.DEPARTMENT,
        ticket.LOCATION,
        ticket.technician_of("assignee_email", "assigneeEmail", "to whom the problem is assigned"),
        ticket.TECHNICIAN_GROUP,
        ticket.tags_of("problem", sample="storage"),
        ticket.custom_fields_of("problem"),
        ticket.FILE_ATTACHMENTS,
        ticket.created_time_of("problem"),
        ticket.CREATED_BY_NAME,
        ticket.UPDATED_TIME,
        ticket.UPDATED_BY_NAME,
        Field(
            "due_by",
            "dueBy",
            Time(),
            "never",
            description=("When it must be resolved.",),
            sample="2026-03-02T08:00:00.000Z",
        ),
        ticket.COMPANY_NAME,
    ),
)
