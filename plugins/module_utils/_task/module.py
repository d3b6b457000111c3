# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task as an ordinary module: the only place where a module exits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._api.errors import ServiceOpsError
from .._api.redact import redact
from .._api.transport import RequestsMissingError
from .._records._noun import FieldError
from .frame import Task
from .report import failure_of, result_of


def run_module(task: Task) -> None:
    """Run ``task`` in this process and exit with its result."""
    module = AnsibleModule(argument_spec=dict(task.arguments), supports_check_mode=True)
    if task.bare:
        # The token given plays no part, and may be the very one that is the result: it must not be masked there.
        module.no_log_values.discard(module.params.get("access_token"))
        module.params["access_token"] = None
    frame = _ModuleFrame(module)
    try:
        outcome = task.run(frame)
    except RequestsMissingError as exc:
        module.fail_json(msg=f"{missing_required_lib('requests')} {exc.__cause__}", failure=exc.failure)
    except (ServiceOpsError, FieldError) as exc:
        module.fail_json(**failure_of(exc, frame.secrets))
    else:
        module.exit_json(**result_of(outcome, frame.secrets, task.bare))


class _ModuleFrame:
    """The surroundings of a task in a module's process."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module
        self._said: set[str] = set()
        self.secrets: set[str] = set()
        self.params: Mapping[str, Any] = module.params
        self.check_mode: bool = module.check_mode
        self.environ: Mapping[str, str] = os.environ

    def warn(self, text: str) -> None:
        """Say each warning once, without secrets."""
        shown = redact(text, self.secrets)
        if shown not in self._said:
            self._said.add(shown)
            self._module.warn(shown)

    def learn(self, secret: str) -> None:
        """Mask ``secret`` in whatever this process shows from now on."""
        self.secrets.add(secret)
