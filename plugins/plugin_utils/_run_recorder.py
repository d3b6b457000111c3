# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record the failures of a run of a playbook, for the report at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..module_utils._failures.report import Run
from ..module_utils._failures.summary import REASON, failure_text, task_text


class RunRecorder:
    """The failures of a run by host.

    The report quotes the first failure of a host that no rescue mended, which is the cause, and the newest.
    """

    def __init__(self) -> None:
        self._failed: dict[str, list[_Failure]] = {}
        self._items: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        self._is_stopped = False

    def add_item(self, result: Any) -> None:
        self._items.setdefault(_place(result), []).append(_with_reason(result))

    def forget_items(self, result: Any) -> None:
        """Forget the items of a loop whose failure is ignored."""
        self._items.pop(_place(result), None)

    def add_failure(self, result: Any, mask: Callable[[str], str], *, include_output: bool = True) -> None:
        """Record a result of a host that failed, or is unreachable."""
        task, fields = task_of(result), _with_reason(result)
        failed = self._items.pop(_place(result), [])
        if failed and isinstance(fields.get("results"), list):
            fields["results"] = [_marked(item, failed) for item in fields["results"]]
        label = getattr(task.loop_control, "label", None)
        hidden = _is_hidden(task.no_log, fields)
        text = failure_text(fields, hidden=hidden, labelled=bool(label), include_output=include_output, mask=mask)
        name = task_text(str(task.get_name()), mask=mask)
        rescuer, rescues = _rescues_around(task, can_be_rescued=not fields.get("unreachable"))
        self._failed.setdefault(host_of(result).get_name(), []).append(_Failure(f"{name}: {text}", rescuer, rescues))
        if task.run_once or task.any_errors_fatal:
            self.stop_others()

    def stop_others(self) -> None:
        """Record that a failure stopped the other hosts, too: whether they are well is then unknown."""
        self._is_stopped = True

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
        """Return the run that ends with this recap; ``is_whole`` means that it left no host out.

        No host counts as well after a run that left tasks out: what failed may be among them. Nor does a host whose
        part ``ended`` early, or that ran no task. ``expected`` are the hosts of all plays, also those without a task.
        """
        bad = [host for host, counts in hosts.items() if counts["failures"] or counts["unreachable"]]
        none_are_good = bool(bad and self._is_stopped) or not are_all_tasks
        worked = {host for host, counts in hosts.items() if counts.get("ok", 1)}
        good = frozenset() if none_are_good else frozenset(worked) - set(bad) - set(ended)
        return Run(
            at=now(),
            failed={host: self._failure_of(host) for host in bad},
            succeeded=good,
            hosts=frozenset(hosts) | set(expected) if is_whole and are_all_tasks and not bad else None,
            link=link,
        )

    def _failure_of(self, host: str) -> str:
        failures = self._failed.get(host) or [_Failure(f": {failure_text(None)}")]
        # If a rescue fails, the failure that it was to mend remains the cause.
        in_vain = {rescue for failure in failures if failure.rescuer is None for rescue in failure.rescues}
        standing = [failure for failure in failures if failure.rescuer is None or failure.rescuer in in_vain]
        first, *others = standing or failures[-1:]
        return first.text if not others else f"{first.text}\nAfterwards{others[-1].text}"


@dataclass(frozen=True)
class _Failure:
    """The text of a failure, the block whose rescue is to mend it, and the blocks in whose rescue it happened."""

    text: str
    rescuer: str | None = None
    rescues: frozenset[str] = frozenset()


def _rescues_around(task: Any, *, can_be_rescued: bool) -> tuple[str | None, frozenset[str]]:
    """Return the id of the block whose rescue follows a failure of ``task``, and of those whose rescue holds it."""
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
    """Return the host of a result."""
    # Newer cores use the first name, older ones the second.
    return result.host if hasattr(result, "host") else result._host


def task_of(result: Any) -> Any:
    """Return the task of a result."""
    return result.task if hasattr(result, "task") else result._task


def ignores_unreachable(result: Any) -> bool:
    """Return whether the task of a result ignores that its host is unreachable."""
    return bool(task_of(result).ignore_unreachable)


def fields_of(result: Any) -> Mapping[str, Any]:
    """Return the fields of a result."""
    fields: Mapping[str, Any] = result.result if hasattr(result, "result") else result._result
    return fields


def _is_hidden(no_log: Any, fields: Mapping[str, Any]) -> bool:
    """Return whether a task's no_log hides its result; in doubt it does.

    If a core leaves a template there, each part of the result holds what it came to.
    """
    if no_log is None or isinstance(no_log, bool):
        return bool(no_log)
    parts = fields.get("results") or [fields]
    return not all(isinstance(part, Mapping) and part.get("_ansible_no_log") is False for part in parts)


def _with_reason(result: Any) -> dict[str, Any]:
    """Return the fields of a result, and the first cause in the errors that core 2.19 and later keep beside it."""
    event = getattr(getattr(result, "exception", None), "event", None)
    while event and event.chain:
        event = event.chain.event
    return {**fields_of(result), REASON: str(event.msg) if event else ""}


def _place(result: Any) -> tuple[str, str]:
    return host_of(result).get_name(), str(task_of(result)._uuid)


def _marked(item: Any, failed: list[Mapping[str, Any]]) -> Any:
    """Return an item of a loop with a mark if it failed: core 2.21 sets none."""
    if not isinstance(item, Mapping):
        return item
    name = str(item.get("ansible_loop_var"))
    match = next((other for other in failed if item.get(name) == other.get(name)), None)
    return {**item, "failed": match is not None, REASON: match[REASON] if match else ""}


def now() -> str:
    """Return the time as reports show it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
