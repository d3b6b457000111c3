# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarize the result of a failed task."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: failure_text
short_description: Summarize the result of a failed task
version_added: 0.1.0
description:
  - Returns plain text of a few thousand characters at most - the message of the result, the first lines of C(stderr),
    or of C(stdout) if that is empty, and the first ten items of a loop that failed.
  - Masks the credentials of the connection in the environment, the passwords with which Ansible connects and becomes
    another user, vaulted values with their lines and members, and what looks like a secret. Other values are not
    masked - a file that is vaulted as a whole, a secret under an ordinary name, and answers to prompts.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The result, for example C(ansible_failed_result). V(none) if Ansible gives none.
    type: dict
  hidden:
    description:
      - Whether the task has C(no_log), which the result does not always show. The text then says no more than that.
    type: bool
    default: false
  labelled:
    description: Whether the loop of the task has a label. The text then gives its items by number alone.
    type: bool
    default: false
  include_output:
    description: Whether the text holds the first lines of what a program printed.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Do something, and report a failure
  block:
    - name: Do something
      ansible.builtin.command: /usr/local/bin/backup
      changed_when: true
  rescue:
    - name: Open a request
      motadata.serviceops.serviceops_request:
        subject: The backup fails
        requester_email: jane@acme.example
        description: >-
          {{ ansible_failed_result
             | motadata.serviceops.failure_text(hidden=ansible_failed_task.no_log | default(true)) }}
"""

RETURN = r"""
_value:
  description: The text.
  type: str
"""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from ..module_utils._failures.masking import masking
from ..module_utils._failures.summary import failure_text
from ..plugin_utils._template_secrets import template_secrets


@pass_context
def _failure_text(
    context: Context,
    result: Mapping[str, Any] | None,
    hidden: bool = False,
    labelled: bool = False,
    include_output: bool = True,
) -> str:
    mask = masking(template_secrets(context))
    return failure_text(result, hidden=hidden, labelled=labelled, include_output=include_output, mask=mask)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failure_text": _failure_text}
