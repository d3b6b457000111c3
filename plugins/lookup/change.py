# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup change."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: change
short_description: Find and read ServiceOps changes in a template
version_added: "1.0.0"
description:
  - Returns changes of Motadata ServiceOps, by their ids or names, or by a search.
  - It does in a template what M(motadata.serviceops.serviceops_change_info) does in a task. It only reads.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._change.lookup
  - motadata.serviceops._lookup
seealso:
  - module: motadata.serviceops.serviceops_change_info
  - module: motadata.serviceops.serviceops_change
"""

EXAMPLES = r"""
- name: Show whether a change is approved
  ansible.builtin.debug:
    msg: "{{ lookup('motadata.serviceops.change', 'CHG-5').approval_status }}"

- name: Wait until a change is approved
  ansible.builtin.assert:
    that: lookup('motadata.serviceops.change', 5).approval_status in ['approved', 'pre_approved']
  register: approved
  until: approved is success
  retries: 60
  delay: 60

- name: Take one step for each change that begins tonight
  ansible.builtin.debug:
    msg: "{{ item.name }} begins at {{ item.start_date }}"
  loop: "{{ query('motadata.serviceops.change', scope='open', filters=tonight, sort_by='start_date') }}"
  loop_control:
    label: "{{ item.name }}"
  vars:
    tonight:
      start_after: "2026-03-01T20:00:00+01:00"
      start_before: "2026-03-02T06:00:00+01:00"
"""

RETURN = r"""
_raw:
  description:
    - One dictionary for each change.
    - The keys are those of RV(motadata.serviceops.serviceops_change#module:change).
    - Every key is present, unless O(fields) selects some.
  type: list
  elements: dict
  sample:
    - id: 5
      name: CHG-5
      subject: Update the kernel of db01
"""

from ..module_utils._resources.change import CHANGE
from ..plugin_utils._lookup import RecordLookup


class LookupModule(RecordLookup):
    """Changes by id, by name, or as a search finds them."""

    resource = CHANGE
