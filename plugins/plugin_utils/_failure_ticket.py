# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the one request of a failing job: open, update and resolve it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ansible.module_utils.common.parameters import remove_values

from ..module_utils._failures.notes import JOB_NOTE, is_refusal, job_note_text, refusal_warning
from ..module_utils._failures.report import Reported, Run, reported
from ..module_utils._module.coercion import coerced
from ..module_utils._module.resource import info_task, resource_task
from ..module_utils._module.runner import run_task
from ..module_utils._module.task import Task
from ..module_utils._resources.conversation import CONVERSATION
from ..module_utils._resources.request import REQUEST
from ._announcement import tracer
from ._options import read_options

# The advice of the module is for the author of a task, and here is none.
_REWORDED = (
    (
        re.compile(r"Say which one with id or name[^.]*"),
        "Close those that are too many, or set correlation_id (SERVICEOPS_FAILURE_CORRELATION_ID)",
    ),
    (
        re.compile(
            r"(?s)Failed to import the required Python library \(requests\).*ansible_python_interpreter\.? (.*)"
        ),
        rf"The Python library requests cannot be imported (\1): install it for {re.escape(sys.executable)}.",
    ),
    (re.compile("run the task again"), "run the job again"),
)


class ReportError(Exception):
    """The request could not be updated; the text is a sentence."""


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
    found = _run({**ticket.connection, **ticket.key}, warn, check_mode=True)["request"]
    if found["id"] is None:
        return _open(ticket, run, warn) if run.failed else None
    notes = _Notes(ticket.connection, found["id"], warn)
    after = reported(found["description"] or "", run, note=notes.read())
    changed = _write(ticket, notes, found["id"], after, warn)
    if not after.standing and ticket.resolved_status:
        options = {**ticket.connection, "id": found["id"], "status": ticket.resolved_status}
        return _done("resolved", _run(options, warn)["request"])
    return _done("brought up to date", found) if changed else None


def _open(ticket: Ticket, run: Run, warn: Callable[[str], None]) -> str:
    after = reported(ticket.words, run)
    options = {**ticket.connection, **ticket.key, **ticket.fields, "description": after.summary}
    opened = _run(options, warn)["request"]
    _write(ticket, _Notes(ticket.connection, opened["id"], warn), opened["id"], after, warn)
    return _done("opened", opened)


def _write(ticket: Ticket, notes: _Notes, number: int, after: Reported, warn: Callable[[str], None]) -> bool:
    """Write the report into the note, or else into the description, and return whether that changed anything."""
    changed = notes.write(after.note)
    if notes.are_refused:
        changed = _run({**ticket.connection, "id": number, "description": after.description}, warn)["changed"]
    return changed


class _Notes:
    """The notes on a request, of which one holds the report. ``are_refused`` says that the server refused one call."""

    def __init__(self, connection: Mapping[str, Any], number: int, warn: Callable[[str], None]) -> None:
        self._parent = {**connection, "request": str(number)}
        self._warn = warn
        self.are_refused = False

    def read(self) -> str | None:
        """Return the report so far, None if there is none. Raises ReportError."""
        found = self._run(info_task(CONVERSATION), {"type": "note"})
        return job_note_text(found.get("conversations") or ())

    def write(self, text: str) -> bool:
        """Write the report unless the server refuses notes, and return whether that changed it. Raises ReportError."""
        if self.are_refused:
            return False
        written = self._run(resource_task(CONVERSATION), {"correlation_id": JOB_NOTE, "details": text})
        return bool(written.get("changed"))

    def _run(self, task: Task, options: Mapping[str, Any]) -> dict[str, Any]:
        result = _result(task, {**self._parent, **options}, self._warn)
        if not result.get("failed"):
            return result
        if not is_refusal(result):
            raise ReportError(_reworded(result["msg"]))
        self.are_refused = True
        self._warn(refusal_warning(result))
        return {}


def _done(what: str, request: Mapping[str, Any]) -> str:
    # The address in the API opens nothing in a browser.
    page = request["web_url"]
    return f"{request['name']} {what}{f' ({page})' if page else ''}"


def _run(options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False) -> dict[str, Any]:
    """Return the result of serviceops_request with these options. Raises ReportError."""
    shown = _result(resource_task(REQUEST), options, warn, check_mode=check_mode)
    if shown.get("failed"):
        raise ReportError(_reworded(shown["msg"]))
    return shown


def _result(
    task: Task, options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False
) -> dict[str, Any]:
    """Return the result of a task with these options, also of one that failed. Raises ReportError."""
    given = read_options(task, options, "the request of a failing job")
    if given.refusal:
        raise ReportError(given.refusal)
    trace = tracer(given.masked)
    result = run_task(task, given.params, check_mode=check_mode, environ=os.environ, warn=warn, trace=trace)
    shown: dict[str, Any] = remove_values(result, given.masked)
    return shown


def _reworded(message: str) -> str:
    for advice, other in _REWORDED:
        message = advice.sub(other, message)
    return message
