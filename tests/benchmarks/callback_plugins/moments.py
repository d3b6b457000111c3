# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write when tasks begin, when loop items and hosts are done, and whether they changed something, as lines of JSON."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: moments
type: notification
short_description: Write when tasks begin and end
description:
  - Writes a line for each moment to the file that the environment variable E(BENCH_MOMENTS) names.
"""


class CallbackModule(CallbackBase):
    """Writes a line each time."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "moments"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._task = ""
        self._path = os.environ["BENCH_MOMENTS"]

    def _write(self, kind: str, result: Any = None) -> None:
        at = time.monotonic()
        # Newer cores have the one, older ones the other.
        content = {} if result is None else result.result if hasattr(result, "result") else result._result
        moment = {"task": self._task, "kind": kind, "at": at, "changed": bool(content.get("changed"))}
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(moment) + "\n")

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._task = task.get_name()
        self._write("start")

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._write("item", result)

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write("host", result)
