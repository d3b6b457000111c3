# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes of tickets: make one of any kind, and see what is kept. They need no sign-in."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response

from . import catalogue, conversations, tickets
from .answers import Shown, conversation_object
from .control_routes import json_object
from .credentials import USERNAME
from .kinds import KINDS, SEGMENT
from .refusals import RefusalError, json_answer
from .request_routes import new_ticket
from .simulation import Simulation, simulation
from .technicians import change_as_technician

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
    span = _SPAN if KINDS[kind].planned else {}
    row = new_ticket(simulated, kind, {**_NEEDED, **span, **json_object()}, person.id)
    return json_answer(_shown(simulated, row))


@ticket_control.patch("/<int:number>")
def change_ticket(kind: str, number: int) -> Response:
    """Change a ticket as a technician does in the product: its status, its approval and its times."""
    simulated = simulation()
    row = change_as_technician(simulated, kind, number, *_changes(kind, json_object()))
    if row is None:
        raise _unknown(kind, number)
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


def _changes(kind: str, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns and the fields of the kind's own that a body sets; refuses what it does not know."""
    columns: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, value in body.items():
        status = KINDS[kind].statuses.id_of(str(value)) if key == "statusName" else None
        approval = catalogue.APPROVALS.id_of(str(value)) if key == "approvalStatus" else None
        if status is not None:
            columns["status_id"] = status
        elif approval is not None or (key in _SPAN and isinstance(value, int)):
            own[key] = value
        else:
            raise RefusalError(400, {"error": f"A {kind} has no {key} {value!r}."})
    return columns, own


def _known(db: sqlite3.Connection, kind: str, number: int) -> sqlite3.Row:
    row = tickets.read(db, number, kind)
    if row is None:
        raise _unknown(kind, number)
    return row


def _unknown(kind: str, number: int) -> RefusalError:
    return RefusalError(404, {"error": f"There is no {kind} {number}."})


def _shown(simulated: Simulation, row: sqlite3.Row) -> dict[str, Any]:
    return Shown(simulated.people, simulated.settings).object(row)
