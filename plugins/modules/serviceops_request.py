#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_request
short_description: Create, read, change and delete ServiceOps requests
version_added: "0.1.0"
description:
  - Creates, reads, changes and deletes requests (tickets) of Motadata ServiceOps. The known servers archive a deleted
    request.
  - Running the same task again changes nothing. The module looks for the request by the first of these that is set,
    O(id), O(name), O(correlation_id), or else by the natural key O(match_on).
  - The module compares and changes only what the task sets. An option that is not set leaves the field alone, an empty
    one (V(""), V([])) clears it.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._request
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_request_info
  - module: motadata.serviceops.serviceops_token
"""

EXAMPLES = r"""
- name: Open a request, once
  motadata.serviceops.serviceops_request:
    subject: "Disk full on {{ inventory_hostname }}"
    requester_email: jane@acme.example
    description: "<p>/var is at <b>97</b> percent.</p>"
    priority: High
    category: Storage
    tags:
      - nightly
  register: ticket

- name: Work on it
  motadata.serviceops.serviceops_request:
    id: "{{ ticket.request.id }}"
    status: In Progress
    assignee_email: tina@acme.example # a technician

- name: Open a request that is linked to the assets it is about
  motadata.serviceops.serviceops_request:
    subject: "Replace the battery of {{ inventory_hostname }}"
    requester_email: jane@acme.example
    link_assets:
      - id: 12
        model: asset_hardware
    link_cis:
      - id: 7

- name: Resolve the request of this host, without knowing its number
  motadata.serviceops.serviceops_request:
    subject: "Disk full on {{ inventory_hostname }}"
    requester_email: jane@acme.example
    status: Resolved

- name: Keep one request for each backup job, whatever its subject says
  motadata.serviceops.serviceops_request:
    correlation_id: "backup-{{ inventory_hostname }}"
    subject: "Backup of {{ inventory_hostname }} failed"
    requester_email: jane@acme.example
    custom_fields:
      New Number: 3 # the label of a field on the form of your server

- name: Read a request
  motadata.serviceops.serviceops_request:
    name: INC-46
  register: ticket

- name: Clear the assignee and all tags
  motadata.serviceops.serviceops_request:
    name: INC-46
    assignee_email: ""
    tags: []

- name: Delete a request
  motadata.serviceops.serviceops_request:
    id: 65
    state: absent

- name: Open one request for each full disk, all in one task
  motadata.serviceops.serviceops_request:
    requester_email: jane@acme.example
    category: Storage
    requests:
      - subject: Disk full on db01
        priority: High
      - subject: Disk full on db02
      - name: INC-40
        state: absent
    fields:
      - name
      - status
  register: tickets

- name: Find the open requests of the nightly jobs
  motadata.serviceops.serviceops_request_info:
    scope: open
    filters:
      tags: nightly
    fields: [id]
  register: found

- name: Close all of them in one task
  motadata.serviceops.serviceops_request:
    status: Closed
    requests: "{{ found.requests }}"

- name: Set the server once for a block
  module_defaults:
    group/motadata.serviceops.all:
      url: https://acme.motadataserviceops.com
  block:
    - name: Open a request with the credentials of the environment
      motadata.serviceops.serviceops_request:
        subject: Renew the certificate
        requester_email: jane@acme.example
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(requests)
  type: str
  sample: created
request:
  description:
    - The request after the task, or before it was deleted. Null if there is none.
    - Every option that describes a request is a key of it, from O(subject) to O(custom_fields), as the server shows it.
      The keys below are the rest.
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - All times are ISO 8601 in UTC. In C(custom_fields) every whole number that is large enough for epoch milliseconds
      since 1973 is a time; one that the task gives as a number is shown as epoch milliseconds.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(requests)
  type: dict
  contains:
    id: {description: "Number of the request, which never changes.", type: int, sample: 65}
    name: {description: Display name., type: str, sample: INC-46}
    requester_name: {description: Name of the requester., type: str, sample: Jane Doe}
    file_attachments: {description: Attachments as the server describes them., type: list, elements: dict, sample: []}
    created_time: {description: When the request was created., type: str, sample: "2026-03-01T08:00:00.000Z"}
    created_by_name: {description: Who created it., type: str, sample: Automation}
    updated_time: {description: When it was last changed., type: str, sample: "2026-03-01T08:00:00.000Z"}
    updated_by_name: {description: Who changed it last., type: str, sample: Automation}
    due_by: {description: When it must be resolved., type: str, sample: "2026-03-02T08:00:00.000Z"}
    response_due: {description: When a first response is due., type: str, sample: "2026-03-01T12:00:00.000Z"}
    first_response_time: {description: When it was first responded to., type: str, sample: "2026-03-01T09:00:00.000Z"}
    last_opened_time: {description: When it was last opened., type: str, sample: "2026-03-01T08:00:00.000Z"}
    resolved_time: {description: When it was resolved., type: str, sample: "2026-03-01T10:00:00.000Z"}
    last_resolved_time: {description: When it was last resolved., type: str, sample: "2026-03-01T10:00:00.000Z"}
    last_closed_time: {description: When it was last closed., type: str, sample: "2026-03-01T11:00:00.000Z"}
    last_violation_time:
      description: When a service level was last violated.
      type: str
      sample: "2026-03-01T12:00:00.000Z"
    correlation_id: {description: Correlation ID from the tags., type: str, sample: nightly-backup}
    url:
      description: Address of the request in the API.
      type: str
      sample: https://acme.motadataserviceops.com/api/v1/request/65
    web_url:
      description: Address of its page for people, if O(web_url) is set.
      type: str
      sample: https://acme.motadataserviceops.com/request/65
    extra_fields: {description: "Everything else that the server sends, under its own names.", type: dict, sample: {}}
results:
  description: The result of each item of O(requests), in their order.
  returned: with O(requests)
  type: list
  elements: dict
  contains:
    operation: {description: "As RV(operation), and V(none) if the item failed.", type: str, sample: created}
    changed: {description: Whether the request was changed., type: bool, sample: true}
    request: {description: "As RV(request), and null if the item failed.", type: dict, sample: {}}
    failed: {description: Whether the item failed., type: bool, sample: false}
    msg: {description: Why the item failed; null if it did not., type: str}
    failure: {description: "As RV(failure), and null if the item did not fail.", type: dict, sample: null}
summary:
  description: How many items of O(requests) had each outcome.
  returned: with O(requests)
  type: dict
  contains:
    created: {description: Number of requests that were created., type: int, sample: 2}
    updated: {description: Number of requests that were changed., type: int, sample: 0}
    deleted: {description: Number of requests that were deleted., type: int, sample: 1}
    none: {description: Number of requests that needed no change., type: int, sample: 0}
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

TASK = resource_task(REQUEST)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
