# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages about tickets: the list, which is the first page, and one ticket."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from flask import Blueprint, abort, render_template, request

from .. import catalogue, conversations, revisions, uploads
from ..answers import Shown
from ..kinds import KINDS, REQUEST
from ..markup import shown_description
from ..simulation import Simulation, simulation
from ..tickets import read
from . import fields, listing
from .changes import CONVERSATION_WORDS, entry
from .connection import FIRST_COMMAND, export_block, gate_command
from .plans import plan_of
from .wording import KIND_WORDS

ticket_pages = Blueprint("tickets", __name__)

_CALLS_BESIDE = 14


@ticket_pages.get("/")
def tickets() -> str:
    """Show the tickets that fit, and the last calls beside them."""
    simulated = simulation()
    wanted = listing.Filter.of(request.args)
    with simulated.store.reading() as db:
        counts = listing.counts(db, wanted)
        found = listing.page_of(db, wanted, simulated.people)
    return render_template(
        "tickets.html",
        wanted=wanted,
        tickets=found,
        counts=counts,
        total=counts[wanted.kind],
        pages=-(-counts[wanted.kind] // listing.PAGE) or 1,
        kinds=KIND_WORDS,
        states=listing.STATES,
        statuses=list(dict.fromkeys(catalogue.STATUS_NAMES.values())),
        calls=simulated.calls.latest(_CALLS_BESIDE),
        exports=export_block(),
        first_command=FIRST_COMMAND,
    )


@ticket_pages.get("/window/<kind>/<int:number>")
def ticket(kind: str, number: int) -> str:
    """Show one ticket, deleted or not."""
    simulated = simulation()
    # The collection calls an order from the catalogue by a name of its own; here it is a request.
    kind = REQUEST if kind == "service_request" else kind
    with simulated.store.reading() as db:
        row = read(db, number, kind) if kind in KINDS else None
        if row is None:
            abort(404, f"There is no {kind.replace('_', ' ')} {number}.")
        said = [conversation(db, each, simulated) for each in conversations.on(db, number)]
        history = [entry(revision, simulated.people) for revision in revisions.listed(db, number)]
        files = [attachment(db, each) for each in json.loads(row["attachments"])]
    shown = Shown(simulated.people, simulated.settings).object(row)
    return render_template(
        "ticket.html",
        ticket=shown,
        row=row,
        kind=kind,
        kind_words=KIND_WORDS[kind],
        people={
            "requesterEmail": simulated.people.get(row["requester_id"]),
            "assigneeEmail": simulated.people.get(row["technician_id"]),
        },
        plan=plan_of(simulated, row),
        gate_command=gate_command(row["name"]) if kind == "change" else None,
        fields=list(fields.shown(shown)),
        files=files,
        conversations=said,
        history=history,
        api_object=json.dumps(shown, indent=2, ensure_ascii=False),
    )


def conversation(db: sqlite3.Connection, row: sqlite3.Row, simulated: Simulation) -> dict[str, Any]:
    """Return what is shown of a conversation: its text without the tags, and as it was sent if that is another."""
    author = simulated.people.get(row["created_by"])
    plain = shown_description(row["details"] or "", "stripped")
    return {
        "id": row["id"],
        "type": row["type"],
        "word": CONVERSATION_WORDS.get(row["type"], row["type"]),
        "author": author.name if author else "-",
        "text": plain,
        "sent": row["details"] if plain != row["details"] else None,
        "created": row["created_time"],
        "changed": row["updated_time"] if row["updated_time"] > row["created_time"] else None,
        "to": json.loads(row["emails"]) + json.loads(row["cc"]),
        "files": [attachment(db, each) for each in json.loads(row["attachments"])],
    }


def attachment(db: sqlite3.Connection, file: dict[str, str]) -> dict[str, Any]:
    """Return name, reference and size of an attached file."""
    reference = file["refFileName"]
    return {"name": file["realName"], "reference": reference, "size": uploads.size_of(db, reference)}
