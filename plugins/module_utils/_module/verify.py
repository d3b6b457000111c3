# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that checks which assumptions about the server hold."""

from __future__ import annotations

from dataclasses import asdict

from .._api.client import Client
from .._api.connection import PasswordGrant
from .._api.errors import OptionError
from .._engine.context import TaskResult
from .._probe.fixture import CLOSED, LeftBehind
from .._probe.probe import probe
from .argspec import ArgumentSpec, connection_arguments, upload_argument, upload_path
from .task import Task, TaskContext, open_client

_READ_ONLY_REASON = "only write=true tries this, on a request of its own"
_CHECK_MODE_REASON = "check mode writes nothing; without it this would be tried on a request of its own"


def verify_task() -> Task:
    """Return the task of the module that checks which assumptions hold."""
    return Task(verify_arguments(), _run)


def verify_arguments() -> ArgumentSpec:
    """Return the options of the module."""
    return {
        **connection_arguments(),
        "requester_email": {"type": "str"},
        "write": {"type": "bool", "default": False},
        **upload_argument(),
    }


def _run(context: TaskContext) -> TaskResult:
    writes, path = context.params["write"], upload_path(context.params)
    with open_client(context, alone=True) as client:
        requester = _requester(context, client) if writes else None
        untried_reason = _CHECK_MODE_REASON if writes else _READ_ONLY_REASON
        requester = None if context.check_mode else requester
        report = probe(client, requester=requester, untried_reason=untried_reason, upload_path=path)
    left = report.left_behind
    if left:
        context.warn(_left_behind_warning(left))
    values = {"checks": report.checks, "summary": report.summary, "left_behind": asdict(left) if left else None}
    return TaskResult(report.written, values)


def _requester(context: TaskContext, client: Client) -> str:
    given = (context.params["requester_email"] or "").strip()
    credentials = client.connection.credentials
    if given or isinstance(credentials, PasswordGrant):
        return given or credentials.username  # type: ignore[union-attr]
    raise OptionError("write needs requester_email, for a token or key does not say whose request it shall be.")


def _left_behind_warning(left: LeftBehind) -> str:
    if left.id is None:
        return f"The server may have created a request: look for the subject {left.subject!r}, and delete it."
    named = f"{left.name or left.id}, the request of this run with the subject {left.subject!r},"
    if left.status == CLOSED:
        return f"{named} could not be deleted and was closed instead."
    return f"{named} could be neither deleted nor closed: delete it. Its status is {left.status}."
