# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the one request of a failing job: open, update and resolve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ..module_utils._failures.notes import JOB_NOTE, job_note_text
from ..module_utils._failures.report import Reported, Run, reported
from ..module_utils._module.coercion import coerced
from ..module_utils._resources.request import REQUEST
from ._report_writer import Notes, ReportError, done, run_module


@dataclass(frozen=True)
class Ticket:
    """Which request is meant, and its fields.

    ``connection`` and ``key`` are options of serviceops_request, as are ``fields``, which are set when the request is
    opened and left to people from then on. A new description begins with ``words``. Without ``resolved_status`` people
    resolve the request.
    """

    connection: Mapping[str, Any]
    key: Mapping[str, Any]
    fields: Mapping[str, Any]
    words: str
    resolved_status: str


def read_headers(given: Any) -> Any:
    """Return headers that are ``given`` as a dictionary or a text. Raises ReportError."""
    try:
        return coerced({}, {"headers": given if isinstance(given, Mapping) else str(given or "")}).get("headers")
    except ValueError as exc:
        raise ReportError(str(exc)) from exc


def update_ticket(ticket: Ticket, run: Run, *, warn: Callable[[str], None]) -> str | None:
    """Report ``run`` to the request and return what was done in a few words, None for nothing. Raises ReportError."""
    found = run_module(REQUEST, {**ticket.connection, **ticket.key}, warn, check_mode=True)["request"]
    if found["id"] is None:
        return _open(ticket, run, warn) if run.failed else None
    notes = Notes(ticket.connection, REQUEST, found["id"], JOB_NOTE, warn)
    after = reported(found["description"] or "", run, note=job_note_text(notes.read()))
    changed = _write(ticket, notes, found["id"], after, warn)
    if not after.standing and ticket.resolved_status:
        options = {**ticket.connection, "id": found["id"], "status": ticket.resolved_status}
        return done("resolved", run_module(REQUEST, options, warn)["request"])
    return done("brought up to date", found) if changed else None


def _open(ticket: Ticket, run: Run, warn: Callable[[str], None]) -> str:
    after = reported(ticket.words, run)
    options = {**ticket.connection, **ticket.key, **ticket.fields, "description": after.summary}
    opened = run_module(REQUEST, options, warn)["request"]
    _write(ticket, Notes(ticket.connection, REQUEST, opened["id"], JOB_NOTE, warn), opened["id"], after, warn)
    return done("opened", opened)


def _write(ticket: Ticket, notes: Notes, number: int, after: Reported, warn: Callable[[str], None]) -> bool:
    """Write the report into the note, or else into the description, and return whether that changed anything."""
    changed = notes.write(after.note)
    if notes.are_refused:
        changed = run_module(REQUEST, {**ticket.connection, "id": number, "description": after.description}, warn)[
            "changed"
        ]
    return changed
