# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request (ticket). Its keys are those of the vendor's documented tables and of a public log of a live server."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._custom_fields import CustomFields
from ._field_types import Addresses, Flag, Markup, Name, Status, Tier, Time
from ._links import Links
from ._resource import Field, LifeCycle, Resource

REQUEST = Resource(
    name="request",
    # POST is documented, PATCH too; GET and DELETE are not visible in public pages.
    path="/api/v1/request",
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
        "source",
        "technician_group",
        "assignee_email",
    ),
    # The out-of-box states that end a request.
    life_cycle=LifeCycle("status", ("Resolved", "Closed")),
    carrier="tags",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    # The documented table of an update marks it compulsory.
    sent_along=("subject",),
    fields=(
        ticket.number_of("request", sample=65),
        ticket.name_of(sample="INC-46"),
        ticket.subject_of("request", sample="Disk full on db01"),
        Field(
            "description",
            "description",
            Markup(),
            description=(
                "Description, as plain text or HTML. Servers keep only the text, and the module compares only that.",
                (
                    "A server may take text such as C(<host>) for markup and drop it; the module then warns. Write "
                    "C(&lt;host&gt;)."
                ),
            ),
            sample="/var is at 97 percent.",
        ),
        ticket.requester_of("request"),
        ticket.REQUESTER_NAME,
        Field(
            "status",
            "statusName",
            Status("Open", "In Progress", "Pending", "Resolved", "Closed"),
            description=(
                "Status, such as V(Open), V(In Progress), V(Pending), V(Resolved), V(Closed), or one of your server.",
            ),
            sample="Open",
        ),
        ticket.CATEGORY,
        ticket.IMPACT,
        ticket.PRIORITY,
        ticket.URGENCY,
        ticket.DEPARTMENT,
        ticket.LOCATION,
        Field(
            "support_level",
            "supportLevel",
            Tier(),
            description=("Support level, V(Tier1) to V(Tier4).",),
            sample="tier1",
        ),
        ticket.technician_of("assignee_email", "assigneeEmail", "to whom the request is assigned"),
        ticket.TECHNICIAN_GROUP,
        Field(
            "source",
            "source",
            Name(),
            "create",
            description=(
                "Where the request came from, for example V(Email). The server's default for its API is V(External).",
                ticket.ONLY_AT_CREATION,
            ),
            sample="External",
        ),
        Field("spam", "spam", Flag(), description=("Whether the request is marked as spam.",), sample=False),
        ticket.tags_of("request", sample="nightly"),
        Field(
            "cc_emails",
            "ccEmailSet",
            Addresses(),
            description=("All e-mail addresses that get a copy, in any order.",),
            sample=["ops@acme.example"],
        ),
        Field(
            "custom_fields",
            "customField",
            CustomFields(),
            description=(
                (
                    "Custom fields of the request form, by their labels. The module compares and changes only those "
                    "that are named."
                ),
                (
                    "Give a date and time in ISO 8601, or as epoch seconds or milliseconds, and a selection as a "
                    "list. A time without a zone is UTC."
                ),
                (
                    "The server does not report the type of a field. A whole number counts as a time if the other "
                    "numbers of the request have a fraction (V(3.0)), as on the known servers. If no number shows "
                    "that, the module sends epoch seconds as they are, and warns."
                ),
            ),
            sample={"New Number": 3},
        ),
        Field(
            "link_assets",
            "linkAssetIds",
            Links(("assetId", "assetModel"), "asset_hardware"),
            description=(
                "All assets that the request is linked to, in any order.",
                ticket.SHOWN_LINKS,
            ),
            sample=[{"id": 1, "model": "asset_hardware"}],
        ),
        Field(
            "link_cis",
            "linkCiIds",
            Links(("ciId", "ciModel"), "cmdb"),
            description=(
                "All configuration items that the request is linked to, in any order.",
                ticket.SHOWN_LINKS,
            ),
            sample=[{"id": 2, "model": "cmdb"}],
        ),
        ticket.FILE_ATTACHMENTS,
        Field(
            "created_time",
            "createdTime",
            Time(),
            "never",
            search="asked",
            span="created",
            description=("When the request was created.",),
            sample="2026-03-01T08:00:00.000Z",
        ),
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
        Field(
            "response_due",
            "responseDue",
            Time(),
            "never",
            description=("When a first response is due.",),
            sample="2026-03-01T12:00:00.000Z",
        ),
        Field(
            "first_response_time",
            "firstResponseTime",
            Time(),
            "never",
            description=("When it was first responded to.",),
            sample="2026-03-01T09:00:00.000Z",
        ),
        Field(
            "last_opened_time",
            "lastOpenedTime",
            Time(),
            "never",
            description=("When it was last opened.",),
            sample="2026-03-01T08:00:00.000Z",
        ),
        Field(
            "resolved_time",
            "resolvedTime",
            Time(),
            "never",
            description=("When it was resolved.",),
            sample="2026-03-01T10:00:00.000Z",
        ),
        Field(
            "last_resolved_time",
            "lastResolvedTime",
            Time(),
            "never",
            description=("When it was last resolved.",),
            sample="2026-03-01T10:00:00.000Z",
        ),
        Field(
            "last_closed_time",
            "lastClosedTime",
            Time(),
            "never",
            description=("When it was last closed.",),
            sample="2026-03-01T11:00:00.000Z",
        ),
        Field(
            "last_violation_time",
            "lastViolationTime",
            Time(),
            "never",
            description=("When a service level was last violated.",),
            sample="2026-03-01T12:00:00.000Z",
        ),
    ),
)
