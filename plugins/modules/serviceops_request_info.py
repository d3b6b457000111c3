#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_request_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_request_info
short_description: Find and read ServiceOps requests
version_added: "0.1.0"
description:
  - Finds requests (tickets) of Motadata ServiceOps and returns them.
  - A request must match every option that is set. Without any, the module returns every request that the user may see.
  - The module reads every page of the server's answer and compares every request itself, so the result is right even if
    the server cannot search by a field.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._request.info
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_request
  - plugin: motadata.serviceops.request
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one request
  motadata.serviceops.serviceops_request_info:
    name: INC-46
  register: found

- name: Find the urgent requests that are still open, oldest first
  motadata.serviceops.serviceops_request_info:
    scope: open
    filters:
      priority:
        - High
        - Urgent
      created_after: "2026-03-01"
    sort_by: created_time
    limit: 20
  register: urgent

- name: Show them
  ansible.builtin.debug:
    msg: "{{ urgent.total }} urgent, first {{ urgent.requests | map(attribute='name') | join(', ') }}"

- name: List every request by name and status
  motadata.serviceops.serviceops_request_info:
    fields:
      - name
      - status
  register: every

- name: Find the request of a backup job
  motadata.serviceops.serviceops_request_info:
    correlation_id: backup-db01

- name: Ask in the language of the server
  motadata.serviceops.serviceops_request_info:
    qualification:
      type: FlatQualificationRest
      quals:
        - type: RelationalQualificationRest
          leftOperand:
            type: PropertyOperandRest
            key: request.name
          operator: equal
          rightOperand:
            type: ValueOperandRest
            value:
              type: StringValueRest
              value: INC-46
"""

RETURN = r"""
requests:
  description:
    - The requests that match, an empty list if there are none.
    - The keys of each are those of RV(motadata.serviceops.serviceops_request#module:request). Every key is present,
      unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 65
      name: INC-46
      subject: Disk full on db01
      status: Open
total:
  description: How many requests match every option, O(scope) included, whatever O(limit) says.
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

TASK = info_task(REQUEST)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
