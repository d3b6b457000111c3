# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write every result that Ansible shows to its callbacks as JSON, each in a line, to the file of AS_JSON_FILE."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: as_json
type: notification
short_description: Write every result as JSON
description:
  - Writes every result to the file that the environment variable E(AS_JSON_FILE) names.
"""


class CallbackModule(CallbackBase):
    """Keeps nothing back."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "as_json"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result: Any) -> None:
        # Newer cores have the one, older ones the other.
        content = result.result if hasattr(result, "result") else result._result
        with open(os.environ["AS_JSON_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(content, default=str) + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write(result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._write(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._write(result)
