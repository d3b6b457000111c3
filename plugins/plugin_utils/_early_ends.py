# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts a run came to an end for before its tasks were done: meta tasks such as end_play do that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._run_record import host_of, task_of

_ENDS = frozenset({"end_play", "end_batch", "end_host", "end_role"})


class EarlyEnds:
    """The hosts of a run's plays, and those of them that a meta task ended early.

    Core reports that such a task begins, and whether it was skipped, but not for whom it was carried out.
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

    def note_play(self, play: Any, all_hosts: Iterable[str], batch: Iterable[str]) -> None:
        """Take note of a play, or of a batch of it, and of the hosts of both."""
        self._settle()
        self._play, self._all, self._batch = play, set(all_hosts), set(batch)
        self._skipped = {}
        self.expected |= self._all

    def note_begin(self, task: Any) -> None:
        """Take note of a task that begins."""
        self._settle()
        if task.action.rpartition(".")[2] == "meta" and _kind(task) in _ENDS:
            self._begun = task

    def note_skip(self, result: Any) -> None:
        """Take note of a task that was skipped on a host."""
        if self._begun is not None and task_of(result)._uuid == self._begun._uuid:
            self._skipped.setdefault(self._begun._uuid, set()).add(host_of(result).get_name())
            self._begun = None

    def ended(self) -> set[str]:
        """Return the hosts that were ended early."""
        self._settle()
        return self._ended

    def _settle(self) -> None:
        """Take a meta task that was not skipped for carried out."""
        task, self._begun = self._begun, None
        if task is None:
            return
        hosts = {"end_play": self._all, "end_batch": self._batch, "end_host": set(self._play._removed_hosts)}
        # Which host left its role is not to be seen: any that has not said that it stays.
        left_role = self._batch - self._skipped.get(task._uuid, set())
        self._ended |= hosts.get(_kind(task), left_role)


def _kind(task: Any) -> str:
    return str((task.args or {}).get("_raw_params"))
