# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup problem."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: problem
short_description: Find and read ServiceOps problems in a template
version_added: "1.0.0"
description:
  - Returns problems of Motadata ServiceOps, by their ids or names, or by a search.
  - It does in a template what M(motadata.serviceops.serviceops_problem_info) does in a task. It only reads.
notes:
  - The API of problems is not documented. All of this rests on the API of requests and changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._problem.lookup
  - motadata.serviceops._lookup
seealso:
  - module: motadata.serviceops.serviceops_problem_info
  - module: motadata.serviceops.serviceops_problem
"""

EXAMPLES = r"""
- name: Show the status of a problem
  ansible.builtin.debug:
    msg: "{{ lookup('motadata.serviceops.problem', 'PRB-9').status }}"

- name: Show the problems that are open
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.subject }}"
  loop: "{{ query('motadata.serviceops.problem', scope='open') }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
_raw:
  description:
    - One dictionary for each problem.
    - The keys are those of RV(motadata.serviceops.serviceops_problem#module:problem).
    - Every key is present, unless O(fields) selects some.
  type: list
  elements: dict
  sample:
    - id: 9
      name: PRB-9
      subject: Disks of databases fill up
"""

from ..module_utils._resources.problem import PROBLEM
from ..plugin_utils._lookup import RecordLookup


class LookupModule(RecordLookup):
    """Problems by id, by name, or as a search finds them."""

    resource = PROBLEM
