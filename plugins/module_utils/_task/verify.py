# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out which assumptions about the server hold."""

from __future__ import annotations

from dataclasses import asdict

from .._api.client import Client
from .._api.connection import PasswordGrant
from .._api.errors import OptionError
from .._api.probe import probe
from .._api.probe_trial import CLOSED, LeftBehind
from .arguments import verify_arguments
from .frame import Frame, Outcome, Task, open_client

_READ_ONLY = "only write=true tries this, on a request of its own"
_CHECK_MODE = "check mode writes nothing; without it this would be tried on a request of its own"


def verify_task() -> Task:
    """Return the task of the module that looks which assumptions hold."""
    return Task(verify_arguments(), _run)


def _run(frame: Frame) -> Outcome:
    writes = frame.params["write"]
    with open_client(frame, alone=True) as client:
        requester = _requester(frame, client) if writes else None
        unwritten = _CHECK_MODE if writes else _READ_ONLY
        report = probe(client, requester=None if frame.check_mode else requester, unwritten=unwritten)
    left = report.left_behind
    if left:
        frame.warn(_sentence(left))
    values = {"checks": report.checks, "summary": report.summary, "left_behind": asdict(left) if left else None}
    return Outcome(report.written, values)


def _requester(frame: Frame, client: Client) -> str:
    given = (frame.params["requester_email"] or "").strip()
    credentials = client.connection.credentials
    if given or isinstance(credentials, PasswordGrant):
        return given or credentials.username  # type: ignore[union-attr]
    raise OptionError("write needs requester_email, for a token or key does not say whose request it shall be.")


def _sentence(left: LeftBehind) -> str:
    if left.id is None:
        return f"The server may have created a request: look for the subject {left.subject!r}, and delete it."
    named = f"{left.name} (id {left.id}), the request of this run with the subject {left.subject!r},"
    if left.status == CLOSED:
        return f"{named} could not be deleted and was closed instead."
    return f"{named} could be neither deleted nor closed: delete it. Its status is {left.status}."
