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

from ..module_utils._failures.report import Reported, Run, reported
from ..module_utils._module.coercion import coerced
from ..module_utils._module.resource import resource_task
from ..module_utils._module.runner import run_task
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
        if not run.failed:
            return None
        description = reported(ticket.words, run).description
        options = {**ticket.key, **ticket.fields, "description": description}
        return _done("opened", _run({**ticket.connection, **options}, warn))
    after = reported(found["description"] or "", run)
    this = {**ticket.connection, "id": found["id"]}
    if not after.standing and ticket.resolved_status:
        return _done("resolved", _resolve(this, after, ticket.resolved_status, warn))
    done = _run({**this, "description": after.description}, warn)
    return _done("brought up to date", done) if done["changed"] else None


def _resolve(this: Mapping[str, Any], after: Reported, status: str, warn: Callable[[str], None]) -> Mapping[str, Any]:
    update = {**this, "description": after.description}
    try:
        return _run({**update, "status": status}, warn)
    except ReportError:
        # A server may refuse the status, for example without a category. The description is updated all the same.
        _run(update, warn)
        raise


def _done(what: str, result: Mapping[str, Any]) -> str:
    request = result["request"]
    address = request["web_url"] or request["url"]
    return f"{request['name']} {what}{f' ({address})' if address else ''}"


def _run(options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False) -> dict[str, Any]:
    """Return the result of serviceops_request with these options. Raises ReportError."""
    task = resource_task(REQUEST)
    given = read_options(task, options, "the request of a failing job")
    if given.refusal:
        raise ReportError(given.refusal)
    trace = tracer(given.masked)
    result = run_task(task, given.params, check_mode=check_mode, environ=os.environ, warn=warn, trace=trace)
    shown: dict[str, Any] = remove_values(result, given.masked)
    if shown.get("failed"):
        raise ReportError(_reworded(shown["msg"]))
    return shown


def _reworded(message: str) -> str:
    for advice, other in _REWORDED:
        message = advice.sub(other, message)
    return message
