# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations on tickets: create, list, search, update, delete."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, g, request

from . import conversations, tickets
from .answers import conversation_object
from .body_keys import CONVERSATION_KEYS, check_keys
from .conversation_body import NOTE, changed_columns, new_columns
from .incoming import json_body
from .kinds import SEGMENT
from .refusals import RefusalError, json_answer, not_supported, refused
from .request_routes import number_of, unknown
from .search_columns import CONVERSATIONS
from .search_routes import answer_page, qualified
from .simulation import Simulation, simulation

conversation_api = Blueprint("conversation", __name__)

_BASE = f"/api/v1/{SEGMENT}/<key>/conversation"
_GATEWAY_PAGE = "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"


@conversation_api.post(_BASE)
def create_conversation(kind: str, key: str) -> Response:
    """Write a conversation on a ticket."""
    simulated = simulation()
    _check_offered(simulated)
    body = json_body()
    check_keys(simulated.settings, body, CONVERSATION_KEYS)
    with simulated.store.writing() as db:
        ticket = _ticket(simulated, db, kind, key)
        columns = new_columns(simulated, ticket, body)
        row = _row(db, ticket, conversations.create(db, ticket["id"], columns, g.caller.person.id, tickets.now()))
    assert row is not None
    simulated.history.note(row["id"], None, "conversation")
    return json_answer(conversation_object(row, simulated.people))


@conversation_api.post(f"{_BASE}/search/byqual")
def search_conversations(kind: str, key: str) -> Response:
    """Answer one page of the conversations of a ticket, the newest first."""
    simulated = simulation()
    _check_offered(simulated)
    body = json_body()
    with simulated.store.reading() as db:
        ticket = _ticket(simulated, db, kind, key)
    where, values = qualified(simulated, CONVERSATIONS, body)
    condition = f"ticket_id = ? AND {where}", [ticket["id"], *values]
    return answer_page(simulated, CONVERSATIONS, condition, lambda row: conversation_object(row, simulated.people))


@conversation_api.get(_BASE)
def list_conversations(kind: str, key: str) -> Response:
    """Answer the conversations of a ticket, if the switches know how."""
    simulated = simulation()
    _check_offered(simulated)
    if simulated.settings["conversation_list"] == "refused405":
        raise not_supported("GET", "POST")
    with simulated.store.reading() as db:
        rows = conversations.on(db, _ticket(simulated, db, kind, key)["id"])
    return json_answer(
        {"objectList": [conversation_object(row, simulated.people) for row in rows], "totalCount": len(rows)}
    )


@conversation_api.get(f"{_BASE}/<number>")
def read_conversation(kind: str, key: str, number: str) -> Response:
    """Answer the object of a conversation."""
    simulated = simulation()
    _check_offered(simulated)
    with simulated.store.reading() as db:
        row = _known(simulated, db, _ticket(simulated, db, kind, key), number)
    return json_answer(conversation_object(row, simulated.people))


@conversation_api.patch(f"{_BASE}/<number>")
def update_conversation(kind: str, key: str, number: str) -> Response:
    """Change a note."""
    simulated = simulation()
    _check_offered(simulated)
    body = json_body()
    check_keys(simulated.settings, body, CONVERSATION_KEYS)
    with simulated.store.writing() as db:
        ticket = _ticket(simulated, db, kind, key)
        current = _known(simulated, db, ticket, number)
        policy = simulated.settings["conversation_patch_of_others"]
        if current["type"] != NOTE and policy != "ignored":
            raise refused("Only a note can be updated.", 400 if policy == "bad_request" else 403)
        if current["type"] == NOTE:
            columns = changed_columns(simulated, ticket, current, body)
            conversations.change(db, current, columns, g.caller.person.id)
        row = _known(simulated, db, ticket, number)
    simulated.history.note(row["id"], current, "conversation")
    return json_answer(conversation_object(row, simulated.people))


@conversation_api.delete(f"{_BASE}/<number>")
def delete_conversation(kind: str, key: str, number: str) -> Response:
    """Delete a conversation, if the switches know how."""
    simulated = simulation()
    _check_offered(simulated)
    policy = simulated.settings["conversation_delete"]
    if policy == "refused405":
        raise not_supported("DELETE", "GET, PATCH")
    with simulated.store.writing() as db:
        current = _known(simulated, db, _ticket(simulated, db, kind, key), number)
        conversations.delete(db, current, g.caller.person.id)
    simulated.history.note(current["id"], current, "conversation")
    return json_answer(None, 204 if policy == "done204" else 200)


def _check_offered(simulated: Simulation) -> None:
    """Refuse every call where this server has no conversations."""
    policy = simulated.settings["conversations"]
    if policy == "gateway404":
        raise RefusalError(404, _GATEWAY_PAGE)
    if policy == "refused405":
        raise not_supported(request.method, "OPTIONS")
    if policy != "offered":
        raise refused("Conversations are not available.", 404 if policy == "not_found" else 403)


def _ticket(simulated: Simulation, db: sqlite3.Connection, kind: str, key: str) -> sqlite3.Row:
    row = tickets.read(db, number_of(key, kind), kind)
    if row is None or row["removed"]:
        raise unknown(simulated, key, kind)
    return row


def _row(db: sqlite3.Connection, ticket: sqlite3.Row, number: int) -> sqlite3.Row | None:
    query = "SELECT * FROM conversation WHERE ticket_id = ? AND id = ?"
    row: sqlite3.Row | None = db.execute(query, (ticket["id"], number)).fetchone()
    return row


def _known(simulated: Simulation, db: sqlite3.Connection, ticket: sqlite3.Row, number: str) -> sqlite3.Row:
    row = _row(db, ticket, number_of(number, "conversation"))
    if row is None:
        raise unknown(simulated, number, "conversation")
    return row
