# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe the failure that a rescue handles."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: rescued_failure
short_description: Describe the failure that a rescue handles
version_added: 1.0.0
description:
  - Returns the failed task and a summary of its result, for the outcome that P(motadata.serviceops.failing_job#filter)
    and P(motadata.serviceops.request_outcomes#filter) take.
  - If Ansible gives no result, because a file or a role could not be included, it names what does not exist.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The result, for example C(ansible_failed_result). V(none) if there is none.
    type: dict
  task:
    description: Name of the failed task.
    type: str
    default: ''
  hidden:
    description: Whether the task has C(no_log).
    type: bool
    default: false
  labelled:
    description: Whether the loop of the task has a label.
    type: bool
    default: false
  include_output:
    description: Whether the text holds the first lines of what a program printed.
    type: bool
    default: true
  mark:
    description:
      - Key of a mark that a result of an earlier failure has - the smallest O(depth) at which it was there already.
        Ansible leaves such a result in place if a later failure has none.
    type: str
    default: ''
  depth:
    description: How many inclusions of the same role surround this one.
    type: int
    default: 0
  source:
    description: Path of the file of tasks, or name or path of the role, whose inclusions are checked.
    type: str
    default: ''
  playbook_dir:
    description: Folder of the playbook.
    type: path
    default: '.'
"""

EXAMPLES = r"""
- name: Do something, and report a failure
  block:
    - name: Do something
      ansible.builtin.command: /usr/local/bin/backup
      changed_when: true
  rescue:
    - name: Remember the failure
      ansible.builtin.set_fact:
        failure: >-
          {{ ansible_failed_result | motadata.serviceops.rescued_failure(
               task=ansible_failed_task.name, hidden=ansible_failed_task.no_log | default(true)) }}
"""

RETURN = r"""
_value:
  description: RV(ignore:task), the name of the task, and RV(ignore:text), the summary of its result.
  type: dict
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible import constants
from jinja2 import pass_context
from jinja2.runtime import Context

from ..module_utils._failures.masking import masking
from ..module_utils._failures.summary import failure_text
from ..plugin_utils._includes import Search
from ..plugin_utils._template_secrets import template_secrets


@pass_context
def _rescued_failure(
    context: Context,
    result: Mapping[str, Any] | None,
    task: str = "",
    hidden: bool = False,
    labelled: bool = False,
    include_output: bool = True,
    mark: str = "",
    depth: int = 0,
    source: str = "",
    playbook_dir: str = ".",
) -> dict[str, str]:
    if result is None or int(result.get(mark, int(depth) + 1)) <= int(depth):
        return {"task": "", "text": _missing(str(source), Path(str(playbook_dir))) or failure_text(None)}
    mask = masking(template_secrets(context))
    text = failure_text(result, hidden=hidden, labelled=labelled, include_output=include_output, mask=mask)
    return {"task": failure_text({"msg": str(task)}, mask=mask) if task else "", "text": text}


def _missing(source: str, folder: Path) -> str:
    if not source:
        return ""
    roles = [folder / "roles", *map(Path, constants.config.get_config_value("DEFAULT_ROLES_PATH")), folder]
    return " ".join(Search(files=[folder], roles=roles).missing(source))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"rescued_failure": _rescued_failure}
