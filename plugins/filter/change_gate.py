# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge whether a change lets tasks run."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: change_gate
short_description: Judge whether a change lets tasks run
version_added: 1.0.0
description:
  - Looks at a change, as M(motadata.serviceops.serviceops_change_info) returns it. It lets tasks run if it is approved,
    not over, and if its window is open. The role P(motadata.serviceops.change_gate#role) stands on this.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The change, or none if there is no such change.
    type: dict
    required: true
  named:
    description: The name or number by which the change was looked for.
    type: str
    default: ''
  approved:
    description: The values of C(approval_status) that count as approved, in any case.
    type: list
    elements: str
    default: [approved, pre_approved]
  statuses:
    description: The statuses in which tasks may run, in any case. Without any, every status will do that does not end
      a change.
    type: list
    elements: str
    default: []
  in_window:
    description: Whether now must lie between C(start_date) and C(end_date).
    type: bool
    default: true
  server_time:
    description: The time by the server's clock. The default is the clock of the controller.
    type: str
    default: ''
  wait:
    description: For how many seconds more somebody waits for the change. A window that begins later is worth no wait.
    type: float
    default: 0
"""

EXAMPLES = r"""
- name: Look at a change
  motadata.serviceops.serviceops_change_info:
    name: CHG-5
  register: look

- name: Go on only if it lets tasks run
  ansible.builtin.assert:
    that: verdict.refusal == ''
    fail_msg: "{{ verdict.refusal }}"
  vars:
    verdict: >-
      {{ look.changes | first | default(none)
         | motadata.serviceops.change_gate(named='CHG-5', server_time=look.server_time) }}
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:refusal), a sentence that names all that is missing, or an empty text if tasks may run.
    - RV(ignore:is_final), whether waiting cannot help, because the change was rejected, or the window is over, or
      begins after the wait.
    - RV(ignore:seconds_left), the seconds until the end of the window, or none if there is no end.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ..plugin_utils._change_verdict import verdict


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"change_gate": verdict}
