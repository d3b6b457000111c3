# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the hosts that a meta task such as end_play ended before their tasks were done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._run_recorder import host_of, task_of

_ENDS = frozenset({"end_play", "end_batch", "end_host", "end_role"})


class EarlyEnds:
    """The hosts of a run's plays, and those of them that a meta task ended early.

    Core reports that such a task begins, and whether it was skipped, but not for which hosts it ran.
    """

    def __init__(self) -> None:
        self.expected: set[str] = set()
        self._ended: set[str] = set()
        self._play: Any = None
        self._all: set[str] = set()
        self._batch: set[str] = set()
        # The meta task that began last, and the hosts for which any was skipped, by its id.
        self._begun: Any = None
        self._skipped: dict[str, set[str]] = {}

    def begin_play(self, play: Any, all_hosts: Iterable[str], batch: Iterable[str]) -> None:
        """Begin a play, or a batch of it, with the hosts of both."""
        self._settle()
        self._play, self._all, self._batch = play, set(all_hosts), set(batch)
        self._skipped = {}
        self.expected |= self._all

    def begin_task(self, task: Any) -> None:
        self._settle()
        if task.action.rpartition(".")[2] == "meta" and _kind(task) in _ENDS:
            self._begun = task

    def skip_task(self, result: Any) -> None:
        """Record that a task was skipped on a host."""
        if self._begun is not None and task_of(result)._uuid == self._begun._uuid:
            self._skipped.setdefault(self._begun._uuid, set()).add(host_of(result).get_name())
            self._begun = None

    def ended(self) -> set[str]:
        """Return the hosts that were ended early."""
        self._settle()
        return self._ended

    def _settle(self) -> None:
        """Count a meta task that was not skipped as run."""
        task, self._begun = self._begun, None
        if task is None:
            return
        hosts = {"end_play": self._all, "end_batch": self._batch, "end_host": set(self._play._removed_hosts)}
        # Core does not say which host left its role: any that did not skip the task may have.
        left_role = self._batch - self._skipped.get(task._uuid, set())
        self._ended |= hosts.get(_kind(task), left_role)


def _kind(task: Any) -> str:
    return str((task.args or {}).get("_raw_params"))
