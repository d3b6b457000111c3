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
options:
  id:
    description:
      - Number of the request. An unknown number returns an empty list.
    type: int
  name:
    description:
      - Display name of the request, for example V(INC-46).
    type: str
  correlation_id:
    description:
      - An ID of your own that a task of M(motadata.serviceops.serviceops_request) gave the request.
    type: str
  correlation_field:
    description:
      - Label of a custom field that carries the correlation ID instead of a tag.
      - The server is not known to search in custom fields, so the module reads every request. On a server with very
        many requests a tag is faster.
    type: str
  filters:
    description:
      - What the requests must have, by the option names of M(motadata.serviceops.serviceops_request), for example
        C(status), C(priority), C(tags) or C(custom_fields). A list means any of its values, V("") means no value.
      - C(subject_contains) is a part of the subject, in any case.
      - C(created_after), C(created_before), C(updated_after) and C(updated_before) are times, inclusive, in ISO 8601 or
        epoch (seconds or milliseconds); without a zone they are UTC.
      - A day means its first moment. C(created_before) with V(2026-03-01) leaves out what was created
        later on that day; to have all of it, give the next day.
    type: dict
  qualification:
    description:
      - A search in the server's own language, the value of C(qualDetails). The module sends it as it is, and compares
        the other options itself.
    type: dict
  scope:
    description:
      - V(open) returns the requests that are neither Resolved nor Closed, whatever other statuses the server has.
        V(closed) returns those that are Resolved or Closed, V(all) returns both.
      - The scope can be combined with every other option, and RV(total) counts what is in it. The module compares it
        itself, after it has read every request that matches the other options.
    type: str
    choices:
      - open
      - closed
      - all
    default: all
  sort_by:
    description:
      - Result key to sort by, for example V(updated_time). Put a V(-) before it for descending order.
      - The default is V(-created_time), newest first.
    type: str
  limit:
    description:
      - Return at most this many requests, the first in the order of O(sort_by).
    type: int
  fields:
    description:
      - Return only these keys of each request, and its C(id). The default is to return every key.
      - The names are those of RV(requests), for example V(subject) or V(custom_fields).
      - With very many requests this keeps the result small, and saves Ansible time and memory.
    type: list
    elements: str
extends_documentation_fragment:
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
    - Every key is present, unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Number of the request, which never changes.
      type: int
      sample: 65
    name:
      description: Display name.
      type: str
      sample: INC-46
    subject:
      description: Subject.
      type: str
      sample: Disk full on db01
    description:
      description: Description as the server keeps it, usually without markup.
      type: str
      sample: /var is at 97 percent.
    requester_email:
      description: E-mail address of the requester.
      type: str
      sample: jane@acme.example
    requester_name:
      description: Name of the requester.
      type: str
      sample: Jane Doe
    status:
      description: Status.
      type: str
      sample: Open
    category:
      description: Category.
      type: str
      sample: Storage
    impact:
      description: Impact.
      type: str
      sample: Low
    priority:
      description: Priority.
      type: str
      sample: High
    urgency:
      description: Urgency.
      type: str
      sample: High
    department:
      description: Department.
      type: str
      sample: IT
    location:
      description: Location.
      type: str
      sample: Ahmedabad
    support_level:
      description: Support level as the server writes it.
      type: str
      sample: tier1
    assignee_email:
      description: E-mail address of the assigned technician.
      type: str
      sample: tina@acme.example
    technician_group:
      description: Technician group.
      type: str
      sample: Storage team
    source:
      description: Source.
      type: str
      sample: External
    spam:
      description: Whether the request is marked as spam.
      type: bool
      sample: false
    tags:
      description: Tags.
      type: list
      elements: str
      sample: [nightly]
    cc_emails:
      description: E-mail addresses that get a copy.
      type: list
      elements: str
      sample: [ops@acme.example]
    custom_fields:
      description:
        - Custom fields by their label.
        - A time is shown in ISO 8601 and UTC, which is every whole number that is large enough for epoch milliseconds
          since 1973.
      type: dict
      sample: {New Number: 3}
    file_attachments:
      description: Attachments as the server describes them.
      type: list
      elements: dict
      sample: []
    created_time:
      description: When the request was created. All times are ISO 8601 in UTC.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    created_by_name:
      description: Who created it.
      type: str
      sample: Automation
    updated_time:
      description: When it was last changed.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    updated_by_name:
      description: Who changed it last.
      type: str
      sample: Automation
    due_by:
      description: When it must be resolved.
      type: str
      sample: "2026-03-02T08:00:00.000Z"
    response_due:
      description: When a first response is due.
      type: str
      sample: "2026-03-01T12:00:00.000Z"
    first_response_time:
      description: When it was first responded to.
      type: str
      sample: "2026-03-01T09:00:00.000Z"
    last_opened_time:
      description: When it was last opened.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    resolved_time:
      description: When it was resolved.
      type: str
      sample: "2026-03-01T10:00:00.000Z"
    last_resolved_time:
      description: When it was last resolved.
      type: str
      sample: "2026-03-01T10:00:00.000Z"
    last_closed_time:
      description: When it was last closed.
      type: str
      sample: "2026-03-01T11:00:00.000Z"
    last_violation_time:
      description: When a service level was last violated.
      type: str
      sample: "2026-03-01T12:00:00.000Z"
    correlation_id:
      description: Correlation ID from the tags.
      type: str
      sample: nightly-backup
    url:
      description: Address of the request in the API.
      type: str
      sample: https://acme.motadataserviceops.com/api/v1/request/65
    extra_fields:
      description: Everything else that the server sends, under its own names.
      type: dict
      sample: {}
total:
  description: How many requests match, whatever O(limit) says.
  returned: success
  type: int
  sample: 3
failure:
  description: Why the task failed, for conditions; each value is null if it does not apply.
  returned: failure
  type: dict
  contains:
    status:
      description: HTTP status of the answer.
      type: int
    code:
      description: Error code of the answer.
      type: str
    method:
      description: HTTP method of the call.
      type: str
    url:
      description: Address of the call.
      type: str
"""

from ansible_collections.motadata.serviceops.plugins.module_utils._process import begin_process

begin_process()

from ansible_collections.motadata.serviceops.plugins.module_utils._records.request import REQUEST
from ansible_collections.motadata.serviceops.plugins.module_utils._task.frame import Task
from ansible_collections.motadata.serviceops.plugins.module_utils._task.module import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._task.record_info import record_info_task


def task() -> Task:
    """Return what the module does."""
    return record_info_task(REQUEST)


def main() -> None:
    """Run the module."""
    run_module(task())


if __name__ == "__main__":
    main()
