# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task in Ansible's own process where its module would run on this machine anyway: the fast path.

Most of what a module costs is the start of its process. Whatever is not plainly the same here goes to the module.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._api.errors import NO_EXCHANGE
from ..module_utils._module.coercion import coerced
from ..module_utils._module.result import failure_of
from ..module_utils._module.runner import run_task, sendable_options, shown_options
from ..module_utils._module.session_cache import SessionCache
from ..module_utils._module.task import Task
from . import _serialization
from ._announcement import announce, tracer
from ._options import read_options

try:
    # It is loaded before the workers fork.
    import requests
except ImportError:
    HAS_REQUESTS = False
else:
    HAS_REQUESTS = bool(requests)

_SWITCH = "serviceops_in_process"
_NOT_IN_NAMES = {"=", "\0"}
_display = Display()
_session_cache = SessionCache()


class InProcessAction(ActionBase):
    """The action of a module of this collection; ``module_task`` is the module's task."""

    _supports_check_mode = True
    _supports_async = True

    module_task: ClassVar[Task]

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the result of the module, from wherever it ran."""
        known = task_vars or {}
        task = self.module_task
        try:
            # Core 2.16 cannot start a module that is given half a character.
            self._task.args = sendable_options(coerced(task.arguments, self._task.args))
            reason = self._reason_for_module(known)
        except ValueError as exc:
            return {"failed": True, "changed": False, **failure_of(exc, ())}
        host = known.get("inventory_hostname")
        if reason:
            _display.vvv(f"{self._task.action} runs as a module: {reason}", host=host)
            result = self._run_module(task_vars)
        else:
            _display.vvv(f"{self._task.action} runs in process", host=host)
            result = super().run(tmp, task_vars)
            with self._task_environment():
                result.update(self._run_here(task, known))
        if result.get("failed"):
            # Core refuses options, and cannot start some modules: it knows of no call.
            result.setdefault("failure", dict(NO_EXCHANGE))
        return result

    def _reason_for_module(self, task_vars: Mapping[str, Any]) -> str | None:
        """Return why the module must run, None if this process will do."""
        if self._connection.transport != "local":
            return f"the connection is {self._connection.transport}"
        if self._task.async_val:
            return "async is asked for"
        if self._connection.become or self._play_context.become:
            return "become is asked for"
        if not HAS_REQUESTS:
            return "the Python that runs Ansible has no requests"
        if not self._is_wanted(task_vars):
            return f"{_SWITCH} is false"
        interpreter = self._interpreter(task_vars)
        return None if _is_own(interpreter) else f"the Python interpreter is {interpreter}"

    def _is_wanted(self, task_vars: Mapping[str, Any]) -> bool:
        value = self._templar.template(task_vars.get(_SWITCH, True))
        try:
            return bool(boolean(value))
        except TypeError:
            raise ValueError(f"{_SWITCH} is {value!r}: give true or false.") from None

    def _interpreter(self, task_vars: Mapping[str, Any]) -> str:
        host = self._task.delegate_to
        known = task_vars.get("ansible_delegated_vars", {}).get(host, {}) if host else task_vars
        variables = {name: known[name] for name in ("ansible_python_interpreter",) if name in known}
        value = constants.config.get_config_value("INTERPRETER_PYTHON", variables=variables)
        return str(self._templar.template(value))

    def _is_followed_at_once(self) -> bool:
        """Return whether another item of a loop follows, without a pause in which a connection would lie idle."""
        control = self._task.loop_control
        return bool(self._task.loop and not self._task.until and not (control and control.pause))

    def _run_module(self, task_vars: dict[str, Any] | None) -> dict[str, Any]:
        parts = {
            "task": self._task,
            "connection": self._connection,
            "play_context": self._play_context,
            "loader": self._loader,
            "templar": self._templar,
            "shared_loader_obj": self._shared_loader_obj,
        }
        normal = self._shared_loader_obj.action_loader.get("ansible.legacy.normal", **parts)
        result: dict[str, Any] = normal.run(task_vars=task_vars)
        return result

    @contextmanager
    def _task_environment(self) -> Iterator[None]:
        """Have the ``environment`` of the task in this process, which a worker has to itself, for the time being."""
        desired: dict[str, Any] = {}
        self._compute_environment_string(desired)  # type: ignore[no-untyped-call]
        texts = {str(name): str(value) for name, value in desired.items()}
        if not texts:
            yield
            return
        before = dict(os.environ)
        try:
            # A name that no environment can hold reaches a module's process neither.
            os.environ.update({name: text for name, text in texts.items() if name and not _NOT_IN_NAMES & set(name)})
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _run_here(self, task: Task, task_vars: Mapping[str, Any]) -> dict[str, Any]:
        options = read_options(task, self._task.args, f"({self._task.action}) module")
        warnings: list[str] = []
        if options.refusal:
            result: dict[str, Any] = {"failed": True, "msg": options.refusal}
        else:
            result = run_task(
                task,
                options.params,
                check_mode=self._task.check_mode,
                environ=os.environ,
                warn=warnings.append,
                report=lambda text: _display.v(text, host=task_vars.get("inventory_hostname")),
                announce=lambda text: self._announce(str(remove_values(text, options.masked))),
                trace=None if self._task.no_log else tracer(options.masked, task_vars.get("inventory_hostname")),
                lend=_session_cache.lend if self._is_followed_at_once() else None,
            )
        if warnings:
            result["warnings"] = warnings
        if _shows_invocation(task_vars):
            result["invocation"] = {"module_args": shown_options(options.params)}
        return {"changed": False, **_serialization.from_module(result, options.masked)}

    def _announce(self, text: str) -> None:
        """Show a warning before the task ends, unless nothing of the task may be shown."""
        if not self._task.no_log:
            announce(text)


def _shows_invocation(task_vars: Mapping[str, Any]) -> bool:
    """Return whether results hold the options, which is a setting since core 2.21 and was always so before."""
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return True


@cache
def _is_own(interpreter: str) -> bool:
    """Return whether a Python interpreter, as configured, is the one that runs Ansible, or one that Ansible picks."""
    if interpreter.startswith("auto"):
        return True
    given, own = os.path.abspath(interpreter), os.path.abspath(sys.executable)
    # Links into one installation are many virtual environments: the folder has to be the same, too.
    return os.path.dirname(given) == os.path.dirname(own) and os.path.realpath(given) == os.path.realpath(own)
