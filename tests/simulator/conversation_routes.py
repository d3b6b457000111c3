# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations on tickets: create, list, search, update, delete."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from flask import Blueprint, Response, g

from . import tickets, uploads
from .incoming import json_body
from .markup import shown_description
from .refusals import RefusalError, json_answer, refused
from .request_routes import KIND, number_of, unknown
from .search_routes import page_answer, page_of, searched
from .simulation import Simulation, simulation

conversation_api = Blueprint("conversation", __name__)

_REPLIES = ("requestor_to_technician", "technician_to_requester")
_BASE = f"/api/v1/{KIND}/<key>/conversation"
_GATEWAY_PAGE = "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"


@conversation_api.post(_BASE)
def create_conversation(kind: str, key: str) -> Response:
    """Write a conversation on a ticket."""
    simulated = simulation()
    _check_offered(simulated)
    body = json_body()
    with simulated.store.writing() as db:
        ticket = _ticket(simulated, db, kind, key)
        moment = tickets.now()
        columns = {
            "ticket_id": ticket["id"],
            "type": _type(simulated, kind, body),
            "details": _details(simulated, body),
            "subject": _subject(simulated, ticket, body),
            "state": str(body.get("conversationState") or "published"),
            "emails": json.dumps(body.get("emailIds") or []),
            "cc": json.dumps(body.get("ccEmailIds") or []),
            "attachments": json.dumps(body.get("fileAttachments") or []),
            "created_by": g.caller.person.id,
            "created_time": moment,
            "updated_time": moment,
        }
        uploads.check(db, columns)
        marks = ", ".join("?" * len(columns))
        cursor = db.execute(
            f"INSERT INTO conversation ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values())
        )
        row = _row(db, ticket, int(cursor.lastrowid or 0))
    assert row is not None
    simulated.history.note(row["id"], None, "conversation")
    return json_answer(_object(simulated, row))


@conversation_api.post(f"{_BASE}/search/byqual")
def search_conversations(kind: str, key: str) -> Response:
    """Answer one page of the conversations of a ticket, the newest first."""
    simulated = simulation()
    _check_offered(simulated)
    wanted = _wanted_type(json_body().get("qualDetails"))
    offset, size = page_of(simulated)
    with simulated.store.reading() as db:
        ticket = _ticket(simulated, db, kind, key)
    with searched(simulated) as db:
        rows = [row for row in _rows(db, ticket) if wanted in (None, row["type"])]
    counted = simulated.settings["search_total"] == "given"
    objects = [_object(simulated, row) for row in rows[offset : offset + size]]
    return page_answer(simulated, objects, len(rows) if counted else None)


@conversation_api.get(_BASE)
def list_conversations(kind: str, key: str) -> Response:
    """Answer the conversations of a ticket, if the switches know how."""
    simulated = simulation()
    _check_offered(simulated)
    if simulated.settings["conversation_list"] == "refused405":
        raise _not_allowed("GET")
    with simulated.store.reading() as db:
        rows = _rows(db, _ticket(simulated, db, kind, key))
    return json_answer({"objectList": [_object(simulated, row) for row in rows], "totalCount": len(rows)})


@conversation_api.patch(f"{_BASE}/<number>")
def update_conversation(kind: str, key: str, number: str) -> Response:
    """Change a note."""
    simulated = simulation()
    _check_offered(simulated)
    body = json_body()
    with simulated.store.writing() as db:
        ticket = _ticket(simulated, db, kind, key)
        current = _known(db, ticket, number)
        policy = simulated.settings["conversation_patch_of_others"]
        if current["type"] != "note" and policy != "ignored":
            raise refused("Only a note can be updated.", 400 if policy == "bad_request" else 403)
        if current["type"] == "note":
            columns = _changes(simulated, ticket, body)
            uploads.check(db, columns)
            columns["updated_time"] = max(tickets.now(), current["updated_time"] + 1)
            settings = ", ".join(f"{column} = ?" for column in columns)
            db.execute(f"UPDATE conversation SET {settings} WHERE id = ?", (*columns.values(), current["id"]))
        row = _known(db, ticket, number)
    simulated.history.note(row["id"], current, "conversation")
    return json_answer(_object(simulated, row))


@conversation_api.delete(f"{_BASE}/<number>")
def delete_conversation(kind: str, key: str, number: str) -> Response:
    """Delete a conversation, if the switches know how."""
    simulated = simulation()
    _check_offered(simulated)
    policy = simulated.settings["conversation_delete"]
    if policy == "refused405":
        raise _not_allowed("DELETE")
    with simulated.store.writing() as db:
        current = _known(db, _ticket(simulated, db, kind, key), number)
        db.execute("DELETE FROM conversation WHERE id = ?", (current["id"],))
    simulated.history.note(current["id"], current, "conversation")
    return json_answer(None, 204 if policy == "done204" else 200)


def _changes(simulated: Simulation, ticket: sqlite3.Row, body: dict[str, Any]) -> dict[str, Any]:
    emptied = simulated.settings["conversation_patch"] == "whole"
    columns: dict[str, Any] = {}
    if emptied or "details" in body:
        columns["details"] = _details(simulated, body)
    if emptied or "subject" in body:
        columns["subject"] = _subject(simulated, ticket, body)
    if emptied or "conversationState" in body:
        columns["state"] = body.get("conversationState")
    if "fileAttachments" in body:
        columns["attachments"] = json.dumps(body["fileAttachments"])
    return columns


def _check_offered(simulated: Simulation) -> None:
    """Refuse every call where this server has no conversations."""
    policy = simulated.settings["conversations"]
    if policy == "gateway404":
        raise RefusalError(404, _GATEWAY_PAGE)
    if policy == "refused405":
        raise _not_allowed("POST")
    if policy != "offered":
        raise refused("Conversations are not available.", 404 if policy == "not_found" else 403)


def _not_allowed(method: str) -> RefusalError:
    message = f"Request method '{method}' not supported"
    return RefusalError(405, {"status": 405, "error": "Method Not Allowed", "message": message})


def _ticket(simulated: Simulation, db: sqlite3.Connection, kind: str, key: str) -> sqlite3.Row:
    row = tickets.read(db, number_of(key), kind)
    if row is None or row["removed"]:
        raise unknown(simulated, key)
    return row


def _rows(db: sqlite3.Connection, ticket: sqlite3.Row) -> list[sqlite3.Row]:
    query = "SELECT * FROM conversation WHERE ticket_id = ? ORDER BY id DESC"
    return list(db.execute(query, (ticket["id"],)))


def _row(db: sqlite3.Connection, ticket: sqlite3.Row, number: int) -> sqlite3.Row | None:
    query = "SELECT * FROM conversation WHERE ticket_id = ? AND id = ?"
    row: sqlite3.Row | None = db.execute(query, (ticket["id"], number)).fetchone()
    return row


def _known(db: sqlite3.Connection, ticket: sqlite3.Row, number: str) -> sqlite3.Row:
    row = _row(db, ticket, number_of(number))
    if row is None:
        raise refused(f"Conversation with id {number} not found.", 404)
    return row


def _type(simulated: Simulation, kind: str, body: dict[str, Any]) -> str:
    given = str(body.get("conversationType") or "")
    word = given if simulated.settings["conversation_type_case"] == "strict" else given.lower()
    known = ("note", "collaborate", *(_REPLIES if kind == "request" else ()))
    if word not in known:
        raise refused(f"conversationType: '{given}' is unknown.")
    return word


def _details(simulated: Simulation, body: dict[str, Any]) -> str:
    details = body.get("details")
    if not isinstance(details, str) or not details.strip():
        raise refused("details is compulsory.")
    return shown_description(details, simulated.settings["conversation_details"])


def _subject(simulated: Simulation, ticket: sqlite3.Row, body: dict[str, Any]) -> str:
    keeps = ticket["kind"] == "change" or simulated.settings["conversation_subject"] == "kept"
    if keeps and body.get("subject"):
        return str(body["subject"])
    return f"[{ticket['name']}]: {ticket['subject']}"


def _object(simulated: Simulation, row: sqlite3.Row) -> dict[str, Any]:
    author = simulated.people.get(row["created_by"])
    shown = {
        "id": row["id"],
        "conversationType": row["type"],
        "details": row["details"],
        "createdByName": author.name if author else None,
        "createdByEmail": author.email if author else None,
        "createdTime": _worded(row["created_time"]),
        "updatedTime": _worded(row["updated_time"]),
        "subject": row["subject"],
        "conversationState": row["state"],
        "emailIds": json.loads(row["emails"]),
        "ccEmailIds": json.loads(row["cc"]),
        "updatable": row["type"] == "note",
        "deletable": True,
        "fileAttachments": json.loads(row["attachments"]),
    }
    if row["type"] == "collaborate":
        # As the documented answer to one.
        del shown["emailIds"], shown["ccEmailIds"]
    return shown


def _worded(moment: int) -> str:
    """Return a time in the words of the documented answers, which name no zone."""
    words = time.strftime("%a, %b %d, %Y %I:%M %p", time.gmtime(moment / 1000))
    return words[:-2] + words[-2:].lower()


def _wanted_type(qualification: Any) -> str | None:
    """Return the type that a documented condition asks for, None without one."""
    if qualification is None:
        return None
    quals = qualification.get("quals") or [qualification] if isinstance(qualification, dict) else []
    for each in quals:
        left, right = each.get("leftOperand") or {}, (each.get("rightOperand") or {}).get("value") or {}
        if left.get("key") != ".conversation.conversationType" or each.get("operator") != "equal":
            raise refused("qualDetails: only .conversation.conversationType can be searched.")
        return str(right.get("value")).lower()
    return None
