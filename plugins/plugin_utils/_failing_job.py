# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the one request of a failing job: open it, bring it up to date, and resolve it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ansible.module_utils.common.parameters import remove_values

from ..module_utils._failures.account import Account, Run, account_of
from ..module_utils._records.request import REQUEST
from ..module_utils._task.record import record_task
from ..module_utils._task.run import run_task
from ._options import read_options

# The module advises those who write its tasks, which nobody did here.
_IN_OTHER_WORDS = (
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
    """The request does not say what it should; the text is a sentence."""


@dataclass(frozen=True)
class Ticket:
    """Which request is meant, and how it is to be.

    ``connection`` and ``key`` are options of serviceops_request, as are ``fields``, which are set when it is opened
    and left to people from then on. ``words`` are what its description begins with then. Without ``resolved_status``
    people resolve it.
    """

    connection: Mapping[str, Any]
    key: Mapping[str, Any]
    fields: Mapping[str, Any]
    words: str
    resolved_status: str


def report(ticket: Ticket, run: Run, *, warn: Callable[[str], None]) -> str | None:
    """Tell the request of ``run`` and return what was done in a few words, None for nothing. Raises ReportError."""
    found = _run({**ticket.connection, **ticket.key}, warn, check_mode=True)["request"]
    if found["id"] is None:
        if not run.failed:
            return None
        account = account_of(ticket.words, run)
        options = {**ticket.key, **ticket.fields, "description": account.description}
        return _done("opened", _run({**ticket.connection, **options}, warn))
    account = account_of(found["description"] or "", run)
    this = {**ticket.connection, "id": found["id"]}
    if not account.standing and ticket.resolved_status:
        return _done("resolved", _resolve(this, account, ticket.resolved_status, warn))
    done = _run({**this, "description": account.description}, warn)
    return _done("brought up to date", done) if done["changed"] else None


def _resolve(this: Mapping[str, Any], account: Account, status: str, warn: Callable[[str], None]) -> Mapping[str, Any]:
    told = {**this, "description": account.description}
    try:
        return _run({**told, "status": status}, warn)
    except ReportError:
        # A server may refuse the status, for want of a category say. That the job is well again is to be read.
        _run(told, warn)
        raise


def _done(what: str, result: Mapping[str, Any]) -> str:
    request = result["request"]
    address = f" ({request['url']})" if request["url"] else ""
    return f"{request['name']} {what}{address}"


def _run(options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False) -> dict[str, Any]:
    """Return the result of serviceops_request with these options. Raises ReportError."""
    task = record_task(REQUEST)
    taken = read_options(task, options, "the request of a failing job")
    if taken.refusal:
        raise ReportError(taken.refusal)
    result = run_task(task, taken.params, check_mode=check_mode, environ=os.environ, warn=warn)
    shown: dict[str, Any] = remove_values(result, taken.masked)
    if shown.get("failed"):
        raise ReportError(_in_other_words(shown["msg"]))
    return shown


def _in_other_words(message: str) -> str:
    for advice, other in _IN_OTHER_WORDS:
        message = advice.sub(other, message)
    return message
