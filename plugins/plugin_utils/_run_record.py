# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remember what failed in a run of a playbook, for the one who tells of it in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from ..module_utils._failures.account import Run
from ..module_utils._failures.said import REASON, failure_text, task_text


class Record:
    """What the results of a run say, host by host.

    Where a host rescued something, its newest failure counts; else the first, the cause, and the newest.
    """

    def __init__(self) -> None:
        self._failed: dict[str, list[str]] = {}
        self._items: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        self._is_cut_short = False

    def note_item(self, result: Any) -> None:
        """Take note of an item of a loop that failed."""
        self._items.setdefault(_place(result), []).append({**said_of(result), REASON: _reason_of(result)})

    def forget(self, result: Any) -> None:
        """Forget the items of a loop whose failure does not matter."""
        self._items.pop(_place(result), None)

    def note(self, result: Any, mask: Callable[[str], str], *, include_output: bool = True) -> None:
        """Take note of a result that says that a host has failed, or is unreachable."""
        task, said = task_of(result), {**said_of(result), REASON: _reason_of(result)}
        failed = self._items.pop(_place(result), [])
        if failed and isinstance(said.get("results"), list):
            said["results"] = [_marked(item, failed) for item in said["results"]]
        label = getattr(task.loop_control, "label", None)
        hidden = _is_hidden(task.no_log, said)
        text = failure_text(said, hidden=hidden, labelled=bool(label), include_output=include_output, mask=mask)
        name = task_text(str(task.get_name()), mask=mask)
        self._failed.setdefault(host_of(result).get_name(), []).append(f"{name}: {text}")
        if task.run_once or task.any_errors_fatal:
            self.cut_short()

    def cut_short(self) -> None:
        """Take it that a failure stopped the other hosts, too: of them nothing is known then."""
        self._is_cut_short = True

    def run(
        self, hosts: Mapping[str, Mapping[str, int]], *, link: str, is_whole: bool, are_all_tasks: bool = True
    ) -> Run:
        """Return the run that ends with this recap; ``is_whole`` says that it left no host out.

        Of a run that left tasks out nothing says that a host is well: what failed may be among them.
        """
        bad = [host for host, counts in hosts.items() if counts["failures"] or counts["unreachable"]]
        none_are_good = bool(bad and self._is_cut_short) or not are_all_tasks
        good = frozenset() if none_are_good else frozenset(hosts) - set(bad)
        return Run(
            at=now(),
            failed={host: self._told(host, hosts[host]) for host in bad},
            succeeded=good,
            hosts=frozenset(hosts) if is_whole and are_all_tasks and not bad else None,
            link=link,
        )

    def _told(self, host: str, counts: Mapping[str, int]) -> str:
        first, *others = self._failed.get(host) or [f": {failure_text(None)}"]
        if not others:
            return first
        return others[-1] if counts.get("rescued") else f"{first}\nAfterwards{others[-1]}"


def host_of(result: Any) -> Any:
    """Return the host that a result is of."""
    # Newer cores have the one name, older ones the other.
    return result.host if hasattr(result, "host") else result._host


def task_of(result: Any) -> Any:
    """Return the task that a result is of."""
    return result.task if hasattr(result, "task") else result._task


def said_of(result: Any) -> Mapping[str, Any]:
    """Return what a result says."""
    said: Mapping[str, Any] = result.result if hasattr(result, "result") else result._result
    return said


def _is_hidden(no_log: Any, said: Mapping[str, Any]) -> bool:
    """Tell whether a task's no_log hides what it said, which in doubt it does.

    Where a core leaves a template there, each part of the result says what came of it.
    """
    if no_log is None or isinstance(no_log, bool):
        return bool(no_log)
    parts = said.get("results") or [said]
    return not all(isinstance(part, Mapping) and part.get("_ansible_no_log") is False for part in parts)


def _reason_of(result: Any) -> str:
    """Return the first cause in the chain of errors that core 2.19 and later keep beside the result."""
    event = getattr(getattr(result, "exception", None), "event", None)
    while event and event.chain:
        event = event.chain.event
    return str(event.msg) if event else ""


def _place(result: Any) -> tuple[str, str]:
    return host_of(result).get_name(), str(task_of(result)._uuid)


def _marked(item: Any, failed: list[Mapping[str, Any]]) -> Any:
    """Return an item of a loop that says whether it failed, which those of core 2.21 do not."""
    if not isinstance(item, Mapping):
        return item
    name = str(item.get("ansible_loop_var"))
    match = next((other for other in failed if item.get(name) == other.get(name)), None)
    return {**item, "failed": match is not None, REASON: match[REASON] if match else ""}


def now() -> str:
    """Return the time as requests show it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
