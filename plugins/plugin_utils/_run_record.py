# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remember what failed in a run of a playbook, for the one who tells of it in the end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..module_utils._failures.account import Run
from ..module_utils._failures.said import REASON, failure_text, task_text


class Record:
    """What the results of a run say, host by host.

    Of a host's failures the first that no rescue made good counts, the cause, and the newest.
    """

    def __init__(self) -> None:
        self._failed: dict[str, list[_Failure]] = {}
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
        rescuer, rescues = _rescues_around(task, can_be_rescued=not said.get("unreachable"))
        self._failed.setdefault(host_of(result).get_name(), []).append(_Failure(f"{name}: {text}", rescuer, rescues))
        if task.run_once or task.any_errors_fatal:
            self.cut_short()

    def cut_short(self) -> None:
        """Take it that a failure stopped the other hosts, too: of them nothing is known then."""
        self._is_cut_short = True

    def run(
        self,
        hosts: Mapping[str, Mapping[str, int]],
        *,
        link: str,
        is_whole: bool,
        are_all_tasks: bool = True,
        expected: Collection[str] = (),
        ended: Collection[str] = (),
    ) -> Run:
        """Return the run that ends with this recap; ``is_whole`` says that it left no host out.

        Of a run that left tasks out nothing says that a host is well: what failed may be among them. Nor does anything
        of a host whose part ``ended`` early, or of which no task was carried out. ``expected`` are the hosts of all
        plays, also those that no task came to.
        """
        bad = [host for host, counts in hosts.items() if counts["failures"] or counts["unreachable"]]
        none_are_good = bool(bad and self._is_cut_short) or not are_all_tasks
        worked = {host for host, counts in hosts.items() if counts.get("ok", 1)}
        good = frozenset() if none_are_good else frozenset(worked) - set(bad) - set(ended)
        return Run(
            at=now(),
            failed={host: self._told(host) for host in bad},
            succeeded=good,
            hosts=frozenset(hosts) | set(expected) if is_whole and are_all_tasks and not bad else None,
            link=link,
        )

    def _told(self, host: str) -> str:
        failures = self._failed.get(host) or [_Failure(f": {failure_text(None)}")]
        # A failure in a rescue leaves what it was to make good as the cause.
        in_vain = {rescue for failure in failures if failure.rescuer is None for rescue in failure.rescues}
        standing = [failure for failure in failures if failure.rescuer is None or failure.rescuer in in_vain]
        first, *others = standing or failures[-1:]
        return first.text if not others else f"{first.text}\nAfterwards{others[-1].text}"


@dataclass(frozen=True)
class _Failure:
    """What a failure said, the block whose rescue is to make it good, and those in whose rescue it happened."""

    text: str
    rescuer: str | None = None
    rescues: frozenset[str] = frozenset()


def _rescues_around(task: Any, *, can_be_rescued: bool) -> tuple[str | None, frozenset[str]]:
    """Return the id of the block whose rescue follows a failure of ``task``, and of those in whose rescue it stands."""
    rescuer, rescues = None, set()
    child, parent = task, getattr(task, "_parent", None)
    while parent is not None:
        rescue = getattr(parent, "rescue", None) or []
        if _holds(rescue, child):
            rescues.add(str(parent._uuid))
        elif rescue and can_be_rescued and rescuer is None and _holds(parent.block, child):
            rescuer = str(parent._uuid)
        child, parent = parent, getattr(parent, "_parent", None)
    return rescuer, frozenset(rescues)


def _holds(section: Iterable[Any], child: Any) -> bool:
    # Core copies blocks and tasks, and their ids with them.
    return any(each._uuid == child._uuid for each in section)


def host_of(result: Any) -> Any:
    """Return the host that a result is of."""
    # Newer cores have the one name, older ones the other.
    return result.host if hasattr(result, "host") else result._host


def task_of(result: Any) -> Any:
    """Return the task that a result is of."""
    return result.task if hasattr(result, "task") else result._task


def ignores_unreachable(result: Any) -> bool:
    """Return whether it does not matter that the host of a result is unreachable."""
    return bool(task_of(result).ignore_unreachable)


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
