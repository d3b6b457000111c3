# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes of tickets: make one of any kind, and see what is kept. They need no sign-in."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response

from . import conversations, tickets
from .answers import Shown, conversation_object
from .control_routes import json_object
from .credentials import USERNAME
from .kinds import SEGMENT
from .refusals import RefusalError, json_answer
from .request_routes import new_ticket
from .simulation import Simulation, simulation

ticket_control = Blueprint("ticket_control", __name__, url_prefix=f"/_simulator/tickets/{SEGMENT}")

# What a create is documented to need.
_NEEDED: dict[str, Any] = {"subject": "Disk full on db01", "requesterEmail": "jane@acme.example"}
_SPAN = {"startDate": 1_772_402_400_000, "endDate": 1_772_406_000_000}


@ticket_control.post("")
def make_ticket(kind: str) -> Response:
    """Make a ticket, with a subject, a requester and times unless the body has them."""
    simulated = simulation()
    person = simulated.people.find(USERNAME)
    assert person is not None
    span = _SPAN if kind in ("change", "release") else {}
    row = new_ticket(simulated, kind, {**_NEEDED, **span, **json_object()}, person.id)
    return json_answer(_shown(simulated, row))


@ticket_control.get("/<int:number>")
def show_ticket(kind: str, number: int) -> Response:
    """Answer the object of a ticket, deleted or not."""
    simulated = simulation()
    with simulated.store.reading() as db:
        return json_answer(_shown(simulated, _known(db, kind, number)))


@ticket_control.get("/<int:number>/conversations")
def list_conversations(kind: str, number: int) -> Response:
    """Answer the conversations on a ticket, the oldest first."""
    simulated = simulation()
    with simulated.store.reading() as db:
        rows = conversations.on(db, _known(db, kind, number)["id"])
    return json_answer([conversation_object(row, simulated.people) for row in reversed(rows)])


def _known(db: sqlite3.Connection, kind: str, number: int) -> sqlite3.Row:
    row = tickets.read(db, number, kind)
    if row is None:
        raise RefusalError(404, {"error": f"There is no {kind} {number}."})
    return row


def _shown(simulated: Simulation, row: sqlite3.Row) -> dict[str, Any]:
    return Shown(simulated.people, simulated.settings).object(row)
