#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_problem."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_problem
short_description: Create, read, change and delete ServiceOps problems
version_added: "1.0.0"
description:
  - Creates, reads, changes and deletes problems of Motadata ServiceOps.
  - Running the same task again changes nothing. The module looks for the problem by the first of these that is set,
    O(id), O(name), O(correlation_id), or else by the natural key O(match_on).
  - The module compares and changes only what the task sets. An option that is not set leaves the field alone, an empty
    one (V(""), V([])) clears it.
notes:
  - The API of problems is not documented. All of this rests on the API of requests and changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._problem
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_problem_info
  - module: motadata.serviceops.serviceops_conversation
  - module: motadata.serviceops.serviceops_attachment
"""

EXAMPLES = r"""
- name: Keep one problem for what happens again and again
  motadata.serviceops.serviceops_problem:
    correlation_id: disks-of-databases
    subject: Disks of databases fill up
    requester_email: jane@acme.example
    description: Logs are never rotated.
    priority: High
  register: kept

- name: Say that there is a way around it
  motadata.serviceops.serviceops_problem:
    id: "{{ kept.problem.id }}"
    known_error: true
    status: In Progress

- name: Write on it which requests it explains
  motadata.serviceops.serviceops_conversation:
    problem: "{{ kept.problem.name }}"
    details: INC-46 and INC-52 come from this.
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(problems)
  type: str
  sample: created
problem:
  description:
    - The problem after the task, or before it was deleted. Null if there is none.
    - Every option that describes a problem is a key of it, from O(subject) to O(custom_fields), as the server shows it.
      The keys below are the rest.
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(problems)
  type: dict
  contains:
    id: {description: "Number of the problem, which never changes.", type: int, sample: 9}
    name: {description: Display name., type: str, sample: PRB-9}
    requester_name: {description: Name of the requester., type: str, sample: Jane Doe}
    file_attachments: {description: Attachments as the server describes them., type: list, elements: dict, sample: []}
    created_time:
      description: When the problem was created. All times are ISO 8601 in UTC.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    created_by_name: {description: Who created it., type: str, sample: Automation}
    updated_time: {description: When it was last changed., type: str, sample: "2026-03-01T08:00:00.000Z"}
    updated_by_name: {description: Who changed it last., type: str, sample: Automation}
    due_by: {description: When it must be resolved., type: str, sample: "2026-03-02T08:00:00.000Z"}
    company_name: {description: "Company, on a server with several.", type: str, sample: ACME}
    correlation_id: {description: Correlation ID from the tags., type: str, sample: disks-of-databases}
    url:
      description: Address of the problem in the API.
      type: str
      sample: "https://acme.motadataserviceops.com/api/v1/problem/9"
    web_url:
      description: "Address of its page for people, if O(web_url) is set."
      type: str
      sample: "https://acme.motadataserviceops.com/problem/9"
    extra_fields: {description: "Everything else that the server sends, under its own names.", type: dict, sample: {}}
results:
  description: The result of each item of O(problems), in their order.
  returned: with O(problems)
  type: list
  elements: dict
  contains:
    operation: {description: "As RV(operation), and V(none) if the item failed.", type: str, sample: created}
    changed: {description: Whether the problem was changed., type: bool, sample: true}
    problem: {description: "As RV(problem), and null if the item failed.", type: dict, sample: {}}
    failed: {description: Whether the item failed., type: bool, sample: false}
    msg: {description: Why the item failed; null if it did not., type: str}
    failure: {description: "As RV(failure), and null if the item did not fail.", type: dict, sample: null}
summary:
  description: How many items of O(problems) had each outcome.
  returned: with O(problems)
  type: dict
  contains:
    created: {description: Number of problems that were created., type: int, sample: 2}
    updated: {description: Number of problems that were changed., type: int, sample: 0}
    deleted: {description: Number of problems that were deleted., type: int, sample: 1}
    none: {description: Number of problems that needed no change., type: int, sample: 0}
    failed: {description: Number of items that failed., type: int, sample: 0}
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

from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import resource_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.problem import PROBLEM

TASK = resource_task(PROBLEM)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
