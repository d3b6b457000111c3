# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, changes, problems and releases: create, read, update, delete."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from flask import Blueprint, Response, g

from . import tickets
from .answers import Shown
from .body_keys import TICKET_KEYS, check_keys
from .catalogue import CLOSED, RESOLVED
from .form import NEEDED
from .incoming import Reader, json_body
from .kinds import KINDS, SEGMENT
from .refusals import RefusalError, json_answer, not_supported, refused
from .simulation import Simulation, simulation

request_api = Blueprint("request", __name__)


@request_api.post(f"/api/v1/{SEGMENT}")
def create_ticket(kind: str) -> Response:
    """Create a ticket: HTTP 200 and the whole object, as the live sample shows."""
    simulated = simulation()
    row = new_ticket(simulated, kind, json_body(), g.caller.person.id)
    return json_answer(Shown(simulated.people, simulated.settings).object(row))


def new_ticket(simulated: Simulation, kind: str, body: dict[str, Any], by: int) -> sqlite3.Row:
    """Create a ticket on behalf of someone, and return its row."""
    ticket_kind = KINDS[kind]
    check_keys(simulated.settings, body, TICKET_KEYS[kind])
    reader = Reader(simulated, body, kind=ticket_kind)
    columns = {**reader.columns(), "requester_id": reader.requester(), "source_id": reader.source()}
    if columns.get("status_id") is None or simulated.settings["create_status"] == "ignored":
        columns["status_id"] = ticket_kind.first_status
    _check_close_rule(simulated, columns)
    columns["created_by"] = columns["updated_by"] = by
    begun = {"approvalStatus": simulated.settings["approval_status"]} if ticket_kind.planned else {}
    columns.update(kind=kind, more=json.dumps(reader.own(begun)))
    with simulated.store.writing() as db:
        row = tickets.create(db, ticket_kind.prefix, columns)
    simulated.history.note(row["id"], None)
    return row


@request_api.get(f"/api/v1/{SEGMENT}/<key>")
def read_ticket(kind: str, key: str) -> Response:
    """Answer the object of a ticket."""
    simulated = simulation()
    with simulated.store.reading() as db:
        row = tickets.read(db, number_of(key, kind), kind)
    if row is None or (row["removed"] and simulated.settings["deleted_read"] == "not_found"):
        raise unknown(simulated, key, kind)
    return json_answer(Shown(simulated.people, simulated.settings).object(row))


@request_api.patch(f"/api/v1/{SEGMENT}/<key>")
def update_ticket(kind: str, key: str) -> Response:
    """Change what the body names."""
    simulated = simulation()
    body = json_body()
    with simulated.store.writing() as db:
        current = tickets.read(db, number_of(key, kind), kind)
        if current is None or current["removed"]:
            raise unknown(simulated, key, kind)
        check_keys(simulated.settings, body, TICKET_KEYS[kind])
        reader = Reader(simulated, body, dict(current), KINDS[kind])
        columns = reader.columns()
        columns["more"] = json.dumps(reader.own(json.loads(current["more"])))
        _check_closing(simulated, current, columns)
        _check_close_rule(simulated, {**dict(current), **columns}, columns)
        row = tickets.change(db, current, columns, g.caller.person.id)
    simulated.history.note(row["id"], current)
    return _update_answer(simulated, row)


@request_api.delete(f"/api/v1/{SEGMENT}/<key>")
def delete_ticket(kind: str, key: str) -> Response:
    """Archive a ticket, if the switches know how."""
    simulated = simulation()
    policy = simulated.settings["delete"]
    if policy == "refused405":
        raise not_supported("DELETE", "GET, PATCH")
    with simulated.store.writing() as db:
        current = tickets.read(db, number_of(key, kind), kind)
        if current is None or (current["removed"] and simulated.settings["second_delete"] == "not_found"):
            raise unknown(simulated, key, kind)
        if not current["removed"]:
            tickets.archive(db, current, g.caller.person.id)
    simulated.history.note(current["id"], current)
    return json_answer(None, 204 if policy == "archive204" else 200)


def _update_answer(simulated: Simulation, row: sqlite3.Row) -> Response:
    policy = simulated.settings["patch_answer"]
    if policy == "empty":
        return json_answer(None)
    return json_answer(
        {"id": row["id"]} if policy == "short" else Shown(simulated.people, simulated.settings).object(row)
    )


def _check_closing(simulated: Simulation, current: sqlite3.Row, changes: dict[str, Any]) -> None:
    """Refuse to close what is closed, where the switch does."""
    again = changes.get("status_id") == CLOSED == current["status_id"]
    if again and simulated.settings["close_already_closed"] == "refused":
        raise refused(f"{current['name']} is already closed.")


def _check_close_rule(simulated: Simulation, after: dict[str, Any], changes: dict[str, Any] | None = None) -> None:
    """Refuse to resolve or close without what the rule asks for."""
    rule = simulated.settings["close_rule"]
    if rule == "off" or (after if changes is None else changes).get("status_id") not in (RESOLVED, CLOSED):
        return
    custom = json.loads(after.get("custom") or "{}")
    wanted, given = ("Category", after.get("category_id")) if rule == "refused" else (NEEDED, custom.get(NEEDED))
    if not given:
        raise refused(f"{wanted} is required to resolve or close the request.")


def number_of(key: str, noun: str) -> int:
    """Return a numeric id; the path takes no display name."""
    if key.isdigit() and key.isascii() and len(key) < 19:
        return int(key)
    raise refused(f"Invalid {noun} id '{key}'.")


def unknown(simulated: Simulation, key: str, noun: str) -> RefusalError:
    """Return the refusal of an id that nothing has."""
    policy = simulated.settings["unknown_id"]
    if policy in ("error500", "empty404"):
        return RefusalError(500 if policy == "error500" else 404)
    return refused(f"{noun.capitalize()} with id {key} not found.", 404 if policy == "not_found" else 400)
