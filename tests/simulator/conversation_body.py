# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the JSON of a conversation to the columns that it sets, judged by the switches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from .incoming import check_list, read_attachments
from .markup import shown_description
from .refusals import refused
from .simulation import Simulation

NOTE = "note"
_REPLIES = ("requestor_to_technician", "technician_to_requester")


def new_columns(simulated: Simulation, ticket: sqlite3.Row, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the body of a create says; raises a refusal where it cannot be taken."""
    wanted = _type(simulated, ticket, body)
    reply = wanted in _REPLIES
    return {
        "type": wanted,
        "details": _details(simulated, body),
        "subject": _subject(simulated, ticket, body),
        "state": _text(body, "conversationState") or "published",
        # Only replies go to addresses.
        "emails": json.dumps(_addresses(body, "emailIds") if reply else []),
        "cc": json.dumps(_addresses(body, "ccEmailIds") if reply else []),
        "attachments": json.dumps(read_attachments(simulated, body, None) or []),
    }


def changed_columns(
    simulated: Simulation, ticket: sqlite3.Row, current: sqlite3.Row, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the body of an update changes; raises a refusal where it cannot be taken."""
    whole = simulated.settings["conversation_patch"] == "whole"
    columns: dict[str, Any] = {}
    if "conversationType" in body and _type(simulated, ticket, body) != current["type"]:
        raise refused("conversationType: the type of a conversation cannot be changed.")
    if whole or "details" in body:
        columns["details"] = _details(simulated, body)
    if whole or "subject" in body:
        columns["subject"] = _subject(simulated, ticket, body)
    if whole or "conversationState" in body:
        columns["state"] = _text(body, "conversationState")
    attachments = read_attachments(simulated, body, current)
    if whole or attachments is not None:
        columns["attachments"] = json.dumps(attachments or [])
    return columns


def _type(simulated: Simulation, ticket: sqlite3.Row, body: Mapping[str, Any]) -> str:
    given = _text(body, "conversationType")
    if not given:
        raise refused("conversationType is compulsory.")
    word = given if simulated.settings["conversation_type_case"] == "strict" else given.lower()
    if word not in (NOTE, "collaborate", *(_REPLIES if ticket["kind"] == "request" else ())):
        raise refused(f"conversationType: '{given}' does not exist.")
    return word


def _details(simulated: Simulation, body: Mapping[str, Any]) -> str:
    details = _text(body, "details")
    if not details:
        raise refused("details is compulsory.")
    return shown_description(details, simulated.settings["conversation_details"])


def _subject(simulated: Simulation, ticket: sqlite3.Row, body: Mapping[str, Any]) -> str:
    """Return the subject, which counts as sent on changes only in the documented samples."""
    sent = _text(body, "subject")
    keeps = ticket["kind"] == "change" or simulated.settings["conversation_subject"] == "kept"
    return sent if keeps and sent else f"[{ticket['name']}]: {ticket['subject']}"


def _text(body: Mapping[str, Any], key: str) -> str | None:
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise refused(f"{key}: a string is expected, not {value!r}.")
    return value if value and value.strip() else None


def _addresses(body: Mapping[str, Any], key: str) -> list[str]:
    value: list[str] | None = body.get(key)
    check_list(key, value, str)
    return value or []
