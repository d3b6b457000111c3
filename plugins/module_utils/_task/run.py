# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task and make its result, the same in a module's process and in Ansible's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from typing import Any, Callable

from ansible.module_utils.basic import missing_required_lib

from .._api.connection import Connection
from .._api.errors import ServiceOpsError
from .._api.redact import redact
from .._api.transport import RequestsMissingError, Transport
from .._records._noun import FieldError
from .._text import sendable
from .arguments import check_types, connection_arguments
from .frame import Frame, Task
from .report import failure_of, result_of

Lend = Callable[[Connection, Mapping[str, str]], AbstractContextManager[Transport]]


def run_task(
    task: Task,
    params: Mapping[str, Any],
    *,
    check_mode: bool,
    environ: Mapping[str, str],
    warn: Callable[[str], None],
    report: Callable[[str], None] = lambda text: None,
    announce: Callable[[str], None] = lambda text: None,
    lend: Lend | None = None,
    variables: Collection[str] = (),
) -> dict[str, Any]:
    """Return the result of ``task``, with ``failed`` where it failed. ``params`` are validated options.

    ``report`` hears how far long work is, ``announce`` at once of a warning that comes before a wait; ``lend`` gives a
    transport where it need not be a new one. ``variables`` are the options that variables of a play set.
    """
    frame = _Frame(sendable_options(params), check_mode, environ, warn, report, announce, lend)
    frame.variables = variables
    try:
        check_types(task.arguments, frame.params)
        outcome = task.run(frame)
    except RequestsMissingError as exc:
        return {"failed": True, "msg": f"{missing_required_lib('requests')} {exc.__cause__}", "failure": exc.failure}
    except (ServiceOpsError, FieldError) as exc:
        return {"failed": True, **failure_of(exc, frame.secrets)}
    return result_of(outcome, frame.secrets, task.bare)


def sendable_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options of a task with what goes into records as a server can keep it, and as a run compares it."""
    # Of a credential not a character is ours to change.
    untouched = connection_arguments()
    return {option: value if option in untouched else sendable(value) for option, value in options.items()}


def unmasked(task: Task, params: Mapping[str, Any], masked: set[str]) -> dict[str, Any]:
    """Return the options with which ``task`` runs, and take out of ``masked`` what its result shows on purpose.

    A token that is given to the task that returns one plays no part there, and may be the very same.
    """
    if not task.bare:
        return dict(params)
    masked.discard(str(params.get("access_token")))
    return {**params, "access_token": None}


def hide_address(params: Mapping[str, Any], masked: set[str]) -> None:
    """Have an address with credentials, which is refused, not shown by what lists the options of a task either."""
    if "@" in str(params.get("url")):
        masked.add(str(params["url"]))


class _Frame(Frame):
    """The surroundings of one run."""

    def __init__(
        self,
        params: Mapping[str, Any],
        check_mode: bool,
        environ: Mapping[str, str],
        warn: Callable[[str], None],
        report: Callable[[str], None],
        announce: Callable[[str], None],
        lend: Lend | None,
    ) -> None:
        self._warn = warn
        self._report = report
        self._announce = announce
        self._lend = lend
        self._said: set[str] = set()
        self.secrets: set[str] = set()
        self.params = params
        self.check_mode = check_mode
        self.environ = environ

    def warn(self, text: str) -> None:
        """Say each warning once, without secrets."""
        shown = redact(text, self.secrets)
        if shown not in self._said:
            self._said.add(shown)
            self._warn(shown)

    def announce(self, text: str) -> None:
        """Show a warning now, and have it in the result, too."""
        self._announce(redact(text, self.secrets))
        self.warn(text)

    def learn(self, secret: str) -> None:
        """Mask ``secret`` in whatever this run shows from now on."""
        self.secrets.add(secret)

    def report(self, text: str) -> None:
        """Say how far the work is."""
        self._report(text)

    def transport(self, connection: Connection) -> AbstractContextManager[Transport]:
        """Give what carries the calls to the server, for as long as the context lasts."""
        return self._lend(connection, self.environ) if self._lend else super().transport(connection)
