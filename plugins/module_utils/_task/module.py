# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task as an Ansible module: a process of its own, which may run anywhere."""

from __future__ import annotations

import os
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule

from .._process import end_process
from .frame import Task
from .report import NO_EXCHANGE
from .run import hide_address, run_task, unmasked


def run_module(task: Task) -> None:
    """Run ``task`` in this process and exit with its result."""
    module = _Module(dict(task.arguments), supports_check_mode=True)  # type: ignore[no-untyped-call]
    module.params = unmasked(task, module.params, module.no_log_values)
    result = run_task(task, module.params, check_mode=module.check_mode, environ=os.environ, warn=module.warn)
    end_process()
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


class _Module(AnsibleModule):
    """A module whose every failure holds ``failure``, also where Ansible itself refuses an option."""

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        """Exit with a failure."""
        hide_address(self.params, self.no_log_values)
        super().fail_json(msg, **{"failure": dict(NO_EXCHANGE), **kwargs})
