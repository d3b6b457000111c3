# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a run as a story, a line for each step; ``make demo`` uses it, and the collection does not contain it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
---
name: story
type: stdout
short_description: Show a line for each step of a playbook
version_added: 1.0.0
description:
  - Shows each play as a heading, and below it what the tasks of the playbook itself did. Of the tasks of roles it shows
    those that changed a record.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - default_callback
  - result_format_callback
"""

_MODULES = "motadata.serviceops."
# The width of the column of outcomes, and of a line at most.
_COLUMN = 13
_WIDTH = 110


class CallbackModule(CallbackBase):
    """Displays a line for each step."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "story"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._heading = self._name = ""

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._heading = play.get_name()

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        # Only now is the name a template no more.
        self._name = task.name

    def v2_runner_on_ok(self, result: Any) -> None:
        shown, task = result.result, result.task
        self._handle_warnings(shown)
        if task.action.startswith(_MODULES):
            self._show_record(task, shown)
        elif _is_of_playbook(task) and shown.get("_ansible_verbose_always") and "msg" in shown:
            self._show_line("ok", str(shown["msg"]), constants.COLOR_OK)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._handle_warnings(result.result)
        # A role repeats the failure of its tasks at its end.
        if _is_of_playbook(result.task) or not result.task.action.endswith("fail"):
            self._show_line("failed", f"{self._name}: {result.result.get('msg')}", constants.COLOR_ERROR)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self.v2_runner_on_failed(result)

    def _show_record(self, task: Any, shown: Mapping[str, Any]) -> None:
        """Show what a task did with a record; what only reads shows nothing."""
        operation, is_changed = shown.get("operation"), bool(shown.get("changed"))
        if operation is None or not (is_changed or (_is_of_playbook(task) and not task.check_mode)):
            return
        name = (shown.get("request") or {}).get("name") or ""
        text = self._name if self._name.endswith(name) else f"{self._name}: {name}"
        outcome = "unchanged" if operation == "none" else "predicted" if task.check_mode else operation
        self._show_line(outcome, text, constants.COLOR_CHANGED if is_changed else constants.COLOR_OK)
        if task.diff and shown.get("diff"):
            # A line with @@ and numbers helps programs only.
            lines = [line for line in self._get_diff(dict(shown["diff"])).strip().splitlines() if "@@ " not in line]
            self._display.display(textwrap.indent("\n".join(lines), " " * _COLUMN))

    def _show_line(self, outcome: str, text: str, colour: str) -> None:
        if self._heading:
            self._display.display(f"\n{self._heading}", color=constants.COLOR_HIGHLIGHT)
            self._heading = ""
        room = min(shutil.get_terminal_size().columns, _WIDTH) - _COLUMN
        lines = textwrap.wrap(text, max(room, 30), break_long_words=False, break_on_hyphens=False)
        column = f"  {outcome}".ljust(_COLUMN)
        self._display.display(column + f"\n{' ' * _COLUMN}".join(lines or [""]), color=colour)


def _is_of_playbook(task: Any) -> bool:
    """Return whether a task stands in a playbook or a file beside it, rather than in a role."""
    return "playbooks" in Path(task.get_path()).parts and "roles" not in Path(task.get_path()).parts
