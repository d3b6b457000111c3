# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation: a note, a discussion or a reply on a ticket. Its keys are those of the vendor's documentation."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._conversation_types import Choice, Details
from ._field_types import Addresses, Flag, Line, Name
from ._resource import Field, Kinds, Resource
from .change import CHANGE
from .problem import PROBLEM
from .release import RELEASE
from .request import REQUEST

# The vendor's documentation prints "requestor".
_TYPES = {
    "note": "note",
    "collaborate": "collaborate",
    "technician_to_requester": "technician_to_requester",
    "requester_to_technician": "requestor_to_technician",
}
_REPLIES = ("technician_to_requester", "requester_to_technician")

CONVERSATION = Resource(
    name="conversation",
    path="{parent}/conversation",
    # Creating and updating is documented for requests and changes, searching for all four.
    parents=(REQUEST, CHANGE, PROBLEM, RELEASE),
    # The server has no natural key: what says the same counts as the same.
    match_on=("type", "details"),
    match_options=(),
    alike=True,
    is_sequence=True,
    carrier="details",
    # The documentation updates notes, and a documented discussion says of itself that it cannot be updated. Replies are
    # documented for requests alone.
    kinds=Kinds("type", ("note",), only_under=(REQUEST.name, _REPLIES)),
    filter_options=("type",),
    whole=("details",),
    # Only the search is documented, with a condition on the type alone: all of a record are read, and compared here.
    has_read=False,
    # The documented update sends the first four again; the files go along so that none is lost.
    sent_along=("type", "details", "subject", "conversation_state", "file_attachments"),
    fields=(
        ticket.number_of("conversation", sample=3),
        Field(
            "type",
            "conversationType",
            Choice(_TYPES),
            "create",
            required=True,
            default="note",
            description=(
                "V(note) is for technicians, V(collaborate) is their discussion, the others are replies on a request.",
                "It never changes. Of the types the server changes only notes.",
            ),
            sample="note",
        ),
        Field(
            "details",
            "details",
            Details(),
            required=True,
            is_text=True,
            description=("What it says, as plain text or HTML. The module compares the text only.",),
            sample="The disk was replaced.",
        ),
        Field(
            "subject",
            "subject",
            Line(),
            "never",
            description=("Subject, which the server makes.",),
            sample="[INC-46]: Disk full on db01",
        ),
        Field(
            "conversation_state",
            "conversationState",
            Name("published"),
            "never",
            description=("State, for example V(published).",),
            sample="published",
        ),
        Field(
            "emails",
            "emailIds",
            Addresses(),
            "create",
            only_with=("type", _REPLIES),
            description=("E-mail addresses that a reply goes to, in any order.",),
            sample=[],
        ),
        Field(
            "cc_emails",
            "ccEmailIds",
            Addresses(),
            "create",
            only_with=("type", _REPLIES),
            description=("E-mail addresses that get a copy of a reply, in any order.",),
            sample=[],
        ),
        ticket.FILES,
        Field(
            "created_by_name",
            "createdByName",
            Name(),
            "never",
            description=("Who wrote it.",),
            sample="Automation",
        ),
        Field(
            "created_by_email",
            "createdByEmail",
            Name(),
            "never",
            description=("E-mail address of who wrote it.",),
            sample="automation@acme.example",
        ),
        Field(
            "created_time",
            "createdTime",
            Line(),
            "never",
            description=("When it was written, as the server words it; it names no zone.",),
            sample="Sun, Mar 01, 2026 08:00 am",
        ),
        Field(
            "updated_time",
            "updatedTime",
            Line(),
            "never",
            description=("When it was last changed, as the server words it.",),
            sample="Sun, Mar 01, 2026 08:00 am",
        ),
        Field("updatable", "updatable", Flag(), "never", description=("Whether it can be changed.",), sample=True),
        Field("deletable", "deletable", Flag(), "never", description=("Whether it can be deleted.",), sample=True),
        ticket.FILE_ATTACHMENTS,
    ),
)
