# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call the modules for a report at the end of a run, and read and write the note that holds it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.common.parameters import remove_values

from ..module_utils._failures.notes import is_refusal, refusal_warning
from ..module_utils._module.resource import info_task, resource_task
from ..module_utils._module.runner import run_task
from ..module_utils._module.task import Task
from ..module_utils._resources._resource import Resource
from ..module_utils._resources.conversation import CONVERSATION
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
    """The report could not be written; the text is a sentence."""


class Notes:
    """The notes on a record, of which the one with ``correlation_id`` holds the report.

    ``are_refused`` says that the server refused one call. The methods raise ReportError.
    """

    def __init__(
        self,
        connection: Mapping[str, Any],
        resource: Resource,
        number: int,
        correlation_id: str,
        warn: Callable[[str], None],
    ) -> None:
        self._parent = {**connection, resource.name: str(number)}
        self._correlation_id = correlation_id
        self._warn = warn
        self.are_refused = False

    def read(self) -> list[dict[str, Any]]:
        """Return all notes on the record."""
        found = self._run(info_task(CONVERSATION), {"type": "note"})
        return list(found.get("conversations") or ())

    def write(self, text: str) -> bool:
        """Write the report unless the server refuses notes, and return whether that changed it."""
        if self.are_refused:
            return False
        options = {"correlation_id": self._correlation_id, "details": text}
        return bool(self._run(resource_task(CONVERSATION), options).get("changed"))

    def _run(self, task: Task, options: Mapping[str, Any]) -> dict[str, Any]:
        result = _result(task, {**self._parent, **options}, self._warn)
        if not result.get("failed"):
            return result
        if not is_refusal(result):
            raise ReportError(_reworded(result["msg"]))
        self.are_refused = True
        self._warn(refusal_warning(result))
        return {}


def done(what: str, record: Mapping[str, Any]) -> str:
    """Return in a few words what was done to a record."""
    # The address in the API opens nothing in a browser.
    page = record["web_url"]
    return f"{record['name']} {what}{f' ({page})' if page else ''}"


def run_module(
    resource: Resource, options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False
) -> dict[str, Any]:
    """Return the result of the module of a resource with these options. Raises ReportError."""
    shown = _result(resource_task(resource), options, warn, check_mode=check_mode)
    if shown.get("failed"):
        raise ReportError(_reworded(shown["msg"]))
    return shown


def _result(
    task: Task, options: Mapping[str, Any], warn: Callable[[str], None], *, check_mode: bool = False
) -> dict[str, Any]:
    """Return the result of a task with these options, also of one that failed. Raises ReportError."""
    given = read_options(task, options, "the report of a failing job")
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
