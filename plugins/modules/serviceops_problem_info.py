#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_problem_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_problem_info
short_description: Find and read ServiceOps problems
version_added: "1.0.0"
description:
  - Finds problems of Motadata ServiceOps and returns them.
  - A problem must match every option that is set. Without any, the module returns every problem that the user may see.
  - The module reads every page of the server's answer and compares every problem itself, so the result is right even if
    the server cannot search by a field.
notes:
  - The API of problems is not documented. All of this rests on the API of requests and changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._problem.info
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_problem
  - plugin: motadata.serviceops.problem
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one problem
  motadata.serviceops.serviceops_problem_info:
    name: PRB-9
  register: found

- name: Find the problems that are still open
  motadata.serviceops.serviceops_problem_info:
    scope: open
    filters:
      priority:
        - High
        - Urgent
  register: unsolved
"""

RETURN = r"""
problems:
  description:
    - The problems that match, an empty list if there are none.
    - The keys of each are those of RV(motadata.serviceops.serviceops_problem#module:problem). Every key is present,
      unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 9
      name: PRB-9
      subject: Disks of databases fill up
total:
  description: How many problems match every option, O(scope) included, whatever O(limit) says.
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.problem import PROBLEM

TASK = info_task(PROBLEM)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
