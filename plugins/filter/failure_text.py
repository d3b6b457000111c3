# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed task said, for a request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: failure_text
short_description: Tell what a failed task said, for a request
version_added: 0.1.0
description:
  - Makes plain text of a few thousand characters at most of the result of a failed task - its message, C(stderr) and
    C(stdout), and of a loop the first ten items that failed.
  - The credentials of the connection in the environment, whatever has a name that says that it is a secret (variables,
    the environment, the options of the module, the items of a loop), and what looks like a secret are masked. Variables
    of the failed task itself are not known here.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The result, for example C(ansible_failed_result). V(none) says that Ansible gives no reason.
    type: dict
  hidden:
    description:
      - Whether the task has C(no_log), which the result does not always say. Nothing of it is told then.
    type: bool
    default: false
  labelled:
    description: Whether the loop of the task has a label. Its items are told by number alone then.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Do something, and tell of it where it fails
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

import os
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from ..module_utils._failures.masking import credentials, is_secret_name, masking, secret_values
from ..module_utils._failures.said import failure_text, given_in


@pass_context
def _failure_text(
    context: Context, result: Mapping[str, Any] | None, hidden: bool = False, labelled: bool = False
) -> str:
    found = credentials(os.environ).union(
        *map(secret_values, (os.environ, _named_as_secrets(context), *given_in(result)))
    )
    return failure_text(result, hidden=hidden, labelled=labelled, mask=masking(found))


def _named_as_secrets(context: Context) -> dict[str, Any]:
    """Return the variables whose names say that they are secrets; no others are templated for this."""
    found = {}
    for name in filter(is_secret_name, context.parent):
        try:
            found[name] = context.parent[name]
        except Exception:  # noqa: BLE001, S112 - what cannot be templated shows nowhere
            continue
    return found


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failure_text": _failure_text}
