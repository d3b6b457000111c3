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
  - Makes plain text of a few thousand characters at most of the result of a failed task - its message, the first lines
    of C(stderr), or of C(stdout) where that is empty, and of a loop the first ten items that failed.
  - The credentials of the connection in the environment, the passwords with which Ansible connects and becomes, vaulted
    values with their lines and members, and what looks like a secret are masked. Nothing else can be known here -
    neither a file that is vaulted as a whole, nor a secret under an ordinary name, nor what was typed at a prompt.
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
  include_output:
    description: Whether the first lines of what a program printed are told.
    type: bool
    default: true
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

from ..module_utils._failures.masking import credentials, is_connection_password, masking, parts_of, vaulted_in
from ..module_utils._failures.said import failure_text

# To look into these is to template whatever they hold.
_OF_ALL = frozenset({"hostvars", "vars"})


@pass_context
def _failure_text(
    context: Context,
    result: Mapping[str, Any] | None,
    hidden: bool = False,
    labelled: bool = False,
    include_output: bool = True,
) -> str:
    secrets = credentials(os.environ) | vaulted_in(_raw(context)) | _passwords(context)
    return failure_text(result, hidden=hidden, labelled=labelled, include_output=include_output, mask=masking(secrets))


def _raw(context: Context) -> list[Any]:
    """Return the values of variables as they are written."""
    layers = [layer for layer in getattr(context.parent, "maps", [context.parent]) if isinstance(layer, dict)]
    return [value for layer in layers for name, value in dict.items(layer) if name not in _OF_ALL]


def _passwords(context: Context) -> set[str]:
    """Return the passwords of the connection; no other variables are templated for this."""
    found: set[str] = set()
    for name in filter(is_connection_password, context.parent):
        try:
            found.update(parts_of(context.parent[name]))
        except Exception:  # noqa: BLE001, S112 - what cannot be templated shows nowhere
            continue
    return found


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failure_text": _failure_text}
