#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_change_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_change_info
short_description: Find and read ServiceOps changes
version_added: "1.0.0"
description:
  - Finds changes of Motadata ServiceOps and returns them.
  - A change must match every option that is set. Without any, the module returns every change that the user may see.
  - The module reads every page of the server's answer and compares every change itself, so the result is right even if
    the server cannot search by a field.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._change.info
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_change
  - plugin: motadata.serviceops.change
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one change
  motadata.serviceops.serviceops_change_info:
    name: CHG-5
  register: found

- name: Find the changes of a night
  motadata.serviceops.serviceops_change_info:
    scope: open
    filters:
      start_after: "2026-03-01T20:00:00+01:00"
      end_before: "2026-03-02T06:00:00+01:00"
      target_environment: Production
    sort_by: start_date
  register: night

- name: Show them
  ansible.builtin.debug:
    msg: "{{ night.changes | map(attribute='name') | join(', ') }}"

- name: List those that still wait for an approval
  motadata.serviceops.serviceops_change_info:
    filters:
      approval_status: pending
    fields:
      - name
      - start_date
"""

RETURN = r"""
changes:
  description:
    - The changes that match, an empty list if there are none.
    - The keys of each are those of RV(motadata.serviceops.serviceops_change#module:change). Every key is present,
      unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 5
      name: CHG-5
      subject: Update the kernel of db01
total:
  description: How many changes match every option, O(scope) included, whatever O(limit) says.
  returned: success
  type: int
  sample: 3
server_time:
  description: Time by the server's clock, in ISO 8601; null if the server does not send it.
  returned: success
  type: str
  sample: "2026-03-01T08:00:00.000Z"
failure:
  description: Why the task failed, for conditions; each value is null if it does not apply.
  returned: failure
  type: dict
  contains:
    status: {description: HTTP status of the answer., type: int}
    code: {description: Error code of the answer., type: str}
    method: {description: HTTP method of the call., type: str}
    url: {description: Address of the call., type: str}
"""

from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import info_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.change import CHANGE

TASK = info_task(CHANGE)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
