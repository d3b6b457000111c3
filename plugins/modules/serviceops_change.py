#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_change."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_change
short_description: Create, read, change and delete ServiceOps changes
version_added: "1.0.0"
description:
  - Creates, reads, changes and deletes changes of Motadata ServiceOps.
  - Running the same task again changes nothing. The module looks for the change by the first of these that is set,
    O(id), O(name), O(correlation_id), or else by the natural key O(match_on).
  - The module compares and changes only what the task sets. An option that is not set leaves the field alone, an empty
    one (V(""), V([])) clears it.
  - A change is approved in ServiceOps itself. The result shows C(approval_status), and the role
    P(motadata.serviceops.change_gate#role) waits for it.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._change
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_change_info
  - module: motadata.serviceops.serviceops_conversation
  - module: motadata.serviceops.serviceops_attachment
"""

EXAMPLES = r"""
- name: Ask for a change, once
  motadata.serviceops.serviceops_change:
    subject: "Update the kernel of {{ inventory_hostname }}"
    requester_email: jane@acme.example
    description: <p>Reboot <b>once</b>.</p>
    start_date: "2026-03-01T22:00:00+01:00"
    end_date: "2026-03-01T23:00:00+01:00"
    change_type: Standard
    risk_type: Low
    target_environment: Production
    tags:
      - kernel
  register: asked

- name: Move its window by one day
  motadata.serviceops.serviceops_change:
    id: "{{ asked.change.id }}"
    start_date: "2026-03-02T22:00:00+01:00"
    end_date: "2026-03-02T23:00:00+01:00"

- name: Keep one change for each host, whatever its subject says
  motadata.serviceops.serviceops_change:
    correlation_id: "kernel-{{ inventory_hostname }}"
    subject: "Update the kernel of {{ inventory_hostname }} to 6.12"
    requester_email: jane@acme.example
    start_date: "2026-03-01T22:00:00+01:00"
    end_date: "2026-03-01T23:00:00+01:00"

- name: Read it
  motadata.serviceops.serviceops_change:
    name: CHG-5
  register: asked

- name: Go on only if it is approved
  ansible.builtin.assert:
    that: asked.change.approval_status in ['approved', 'pre_approved']
    fail_msg: "{{ asked.change.name }} is {{ asked.change.approval_status }}."

- name: Write on it what was done
  motadata.serviceops.serviceops_conversation:
    change: CHG-5
    details: The kernel was updated, and the host came back after 40 seconds.
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(changes)
  type: str
  sample: created
change:
  description:
    - The change after the task, or before it was deleted. Null if there is none.
    - Every option that describes a change is a key of it, from O(subject) to O(custom_fields), as the server shows it.
      The keys below are the rest.
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(changes)
  type: dict
  contains:
    id: {description: "Number of the change, which never changes.", type: int, sample: 5}
    name: {description: Display name., type: str, sample: CHG-5}
    requester_name: {description: Name of the requester., type: str, sample: Jane Doe}
    approval_status:
      description: "Whether it is approved, for example V(pre_approved). Only ServiceOps sets it."
      type: str
      sample: "pre_approved"
    file_attachments: {description: Attachments as the server describes them., type: list, elements: dict, sample: []}
    created_time:
      description: When the change was created. All times are ISO 8601 in UTC.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    created_by_name: {description: Who created it., type: str, sample: Automation}
    updated_time: {description: When it was last changed., type: str, sample: "2026-03-01T08:00:00.000Z"}
    updated_by_name: {description: Who changed it last., type: str, sample: Automation}
    company_name: {description: "Company, on a server with several.", type: str, sample: ACME}
    correlation_id: {description: Correlation ID from the tags., type: str, sample: kernel-db01}
    url:
      description: Address of the change in the API.
      type: str
      sample: "https://acme.motadataserviceops.com/api/v1/change/5"
    web_url:
      description: "Address of its page for people, if O(web_url) is set."
      type: str
      sample: "https://acme.motadataserviceops.com/change/5"
    extra_fields: {description: "Everything else that the server sends, under its own names.", type: dict, sample: {}}
results:
  description: The result of each item of O(changes), in their order.
  returned: with O(changes)
  type: list
  elements: dict
  contains:
    operation: {description: "As RV(operation), and V(none) if the item failed.", type: str, sample: created}
    changed: {description: Whether the change was changed., type: bool, sample: true}
    change: {description: "As RV(change), and null if the item failed.", type: dict, sample: {}}
    failed: {description: Whether the item failed., type: bool, sample: false}
    msg: {description: Why the item failed; null if it did not., type: str}
    failure: {description: "As RV(failure), and null if the item did not fail.", type: dict, sample: null}
summary:
  description: How many items of O(changes) had each outcome.
  returned: with O(changes)
  type: dict
  contains:
    created: {description: Number of changes that were created., type: int, sample: 2}
    updated: {description: Number of changes that were changed., type: int, sample: 0}
    deleted: {description: Number of changes that were deleted., type: int, sample: 1}
    none: {description: Number of changes that needed no change., type: int, sample: 0}
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.change import CHANGE

TASK = resource_task(CHANGE)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
