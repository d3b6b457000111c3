# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task and return its result, in a module's own process or in Ansible's worker process."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._api.errors import NO_EXCHANGE, ServiceOpsError
from .._api.transport import RequestsMissingError
from .._resources._resource import FieldError
from .._text import sendable
from .argspec import check_types, connection_arguments
from .result import failure_of, result_of
from .task import Lend, Task, TaskContext

# What Ansible itself puts in the place of a secret option.
_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def run_module(task: Task) -> None:
    """Run ``task`` as an Ansible module, in a process of its own, and exit with its result."""
    module = _Module(dict(task.arguments), supports_check_mode=True)  # type: ignore[no-untyped-call]
    module.params = unmasked(task, module.params, module.no_log_values)
    result = run_task(task, module.params, check_mode=module.check_mode, environ=os.environ, warn=module.warn)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def run_task(
    task: Task,
    params: Mapping[str, Any],
    *,
    check_mode: bool,
    environ: Mapping[str, str],
    warn: Callable[[str], None],
    report: Callable[[str], None] = lambda text: None,
    announce: Callable[[str], None] = lambda text: None,
    trace: Callable[[str], None] | None = None,
    lend: Lend | None = None,
    variables: Collection[str] = (),
) -> dict[str, Any]:
    """Return the result of ``task``, with ``failed`` if it failed.

    ``announce`` and ``trace`` are announcer and tracer of its TaskContext, which has the other arguments as they are.
    """
    context = TaskContext(
        sendable_options(params),
        check_mode=check_mode,
        environ=environ,
        warn=warn,
        report=report,
        announcer=announce,
        tracer=trace,
        lend=lend,
        variables=variables,
    )
    try:
        check_types(task.arguments, context.params)
        result = task.run(context)
    except RequestsMissingError as exc:
        return {"failed": True, "msg": f"{missing_required_lib('requests')} {exc.__cause__}", "failure": exc.failure}
    except (ServiceOpsError, FieldError) as exc:
        return {"failed": True, **failure_of(exc, context.secrets)}
    return result_of(result, context.secrets, task.unmasked_keys)


def sendable_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a task with texts for records reduced to characters that a server can store."""
    # Credentials stay as they are.
    untouched = connection_arguments()
    return {option: value if option in untouched else sendable(value) for option, value in options.items()}


def unmasked(task: Task, params: Mapping[str, Any], masked: set[str]) -> dict[str, Any]:
    """Return the options with which ``task`` runs, and remove from ``masked`` what its result shows on purpose.

    The task that returns a token ignores one that is given, which may be the same token.
    """
    if not task.unmasked_keys:
        return dict(params)
    masked.discard(str(params.get("access_token")))
    return {**params, "access_token": None}


def hide_address(params: Mapping[str, Any], masked: set[str]) -> None:
    """Mask an address with credentials, so that a listing of the task's options does not show it."""
    if "@" in str(params.get("url")):
        masked.add(str(params["url"]))


def shown_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as results and logs may show them: without the values of headers."""
    headers = params.get("headers")
    hidden = dict.fromkeys(headers, _HIDDEN) if isinstance(headers, Mapping) else _HIDDEN
    return {**params, "headers": hidden} if headers else dict(params)


class _Module(AnsibleModule):
    """A module whose failures all have ``failure``, also if Ansible itself rejects an option."""

    def _log_invocation(self) -> None:
        params, self.params = self.params, shown_options(self.params)
        super()._log_invocation()  # type: ignore[no-untyped-call]
        self.params = params

    def exit_json(self, **kwargs: Any) -> NoReturn:
        """Exit with a result."""
        self.params = shown_options(self.params)
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        """Exit with a failure."""
        self.params = shown_options(self.params)
        hide_address(self.params, self.no_log_values)
        super().fail_json(msg, **{"failure": dict(NO_EXCHANGE), **kwargs})
