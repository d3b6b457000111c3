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
  - Creates, reads, changes and deletes requests (tickets) of Motadata ServiceOps.
  - Running the same task again changes nothing. The module looks for the request by the first of these that is set,
    O(id), O(name), O(correlation_id), or else by the natural key O(match_on).
  - The module compares and changes only what the task sets. An option that is not set leaves the field alone, an empty
    one (V(""), V([])) clears it.
author:
  - Motadata (@motadata)
options:
  state:
    description:
      - V(present) makes the request exist as described. With O(id) or O(name) and nothing else the module only reads.
      - V(absent) deletes (archives) the request. If there is no such request, nothing changes.
      - Use O(status) for workflow; O(state) only controls existence.
    type: str
    choices:
      - present
      - absent
    default: present
  id:
    description:
      - Number of the request. With O(state=present) the request must exist; the module never creates one by number.
    type: int
  name:
    description:
      - Display name of the request, for example V(INC-46). The module never creates a request by name.
      - If O(id) is set, too, both must belong to the same request.
    type: str
  correlation_id:
    description:
      - An ID of your own that identifies the request, whatever its other fields say.
      - The request carries it as the tag C(correlation:ID), or in O(correlation_field). Managing O(tags) never removes
        it.
    type: str
  correlation_field:
    description:
      - Label of a custom field that carries the correlation ID instead of a tag.
      - The server is not known to search in custom fields, so the module reads every request. On a server with very
        many requests a tag is faster.
    type: str
  match_on:
    description:
      - The options whose values together identify the request if neither O(id), O(name) nor O(correlation_id) is set.
        None of them may be empty.
      - If O(requester_email) is a logon name, the rest of the key decides, because the server turns it into an e-mail
        address.
    type: list
    elements: str
    choices:
      - subject
      - requester_email
      - category
      - department
      - location
      - impact
      - priority
      - urgency
      - source
      - technician_group
      - assignee_email
    default:
      - subject
      - requester_email
  match_scope:
    description:
      - Which requests O(match_on) and O(correlation_id) look at.
      - V(open) looks at those that are neither Resolved nor Closed. If only closed requests have the key, the module
        creates a new one, a new occurrence.
      - V(all) looks at every request.
      - With O(status=Resolved) or O(status=Closed) and no open request, the module takes the newest closed one, so that
        a second run changes nothing.
    type: str
    choices:
      - open
      - all
    default: open
  subject:
    description:
      - Subject of the request. Runs of white space become one space. A new request needs a subject, and it cannot be
        cleared.
    type: str
  description:
    description:
      - Description, as plain text or HTML. Servers keep the text only, and the module compares the text only.
      - A server may take text such as C(<host>) for markup and drop it; the module then warns. Write C(&lt;host&gt;).
    type: str
  requester_email:
    description:
      - E-mail address or logon name of the requester. A new request needs one.
      - The server accepts it only at creation. The module warns if it differs later, and does not change it.
    type: str
  category:
    description:
      - Name of the category.
    type: str
  impact:
    description:
      - Impact, for example V(Low) or V(On Business), as named on the server.
    type: str
  priority:
    description:
      - Priority, for example V(Low), V(Medium), V(High) or V(Urgent).
    type: str
  urgency:
    description:
      - Urgency, for example V(Low), V(Medium), V(High) or V(Urgent).
    type: str
  department:
    description:
      - Name of the department.
    type: str
  location:
    description:
      - Name of the location.
    type: str
  support_level:
    description:
      - Support level, V(Tier1) to V(Tier4).
    type: str
  assignee_email:
    description:
      - E-mail address of the technician to whom the request is assigned.
    type: str
  technician_group:
    description:
      - Name of the technician group.
    type: str
  source:
    description:
      - Where the request came from, for example V(Email). The server's default for its API is V(External).
      - The server accepts it only at creation. The module warns if it differs later, and does not change it.
    type: str
  status:
    description:
      - Status, for example V(Open), V(In Progress), V(Pending), V(Resolved), V(Closed), or one of your server.
    type: str
  spam:
    description:
      - Whether the request is marked as spam.
    type: bool
  tags:
    description:
      - All tags of the request, in any order.
    type: list
    elements: str
  cc_emails:
    description:
      - All e-mail addresses that get a copy, in any order.
    type: list
    elements: str
  custom_fields:
    description:
      - Custom fields of the request form, by their labels. The module compares and changes only those that are named.
      - Give a date and time in ISO 8601, or as epoch seconds or milliseconds, and a selection as a list. A time
        without a zone is UTC.
      - The server does not report the type of a field. A whole number counts as a time if the other numbers of the
        request have a fraction (V(3.0)), as on the known servers. If no number shows that, the module sends epoch
        seconds as they are, and warns.
    type: dict
  extra_fields:
    description:
      - More fields, under the server's own names. The module sends them as they are.
      - A field that the server never shows, such as C(linkAssetIds), cannot be compared. The module sends it in every
        run, and reports a change each time.
    type: dict
  requests:
    description:
      - Many requests in one task, each a dictionary. An item takes every option of this module except the connection
        options, O(fields) and O(requests) itself.
      - An item inherits from the task what it does not set itself, except O(id), O(name) and O(correlation_id). On a
        command line, write the list as JSON.
      - The task signs in once, looks for all requests in a few searches, and makes several changes at a time, as fast
        as the server allows. This is many times faster than a loop.
      - The module checks the options of every item, and that no two items mean one request, before it changes anything.
        If the server refuses an item, the others are still processed, and the task fails at the end; run it again to
        process the rest. If the server is away, or fails many times in a row, the task skips the remaining items.
      - RV(results) are in the order of the list. With C(-v), a task that runs on the controller reports its progress.
    type: list
    elements: dict
  fields:
    description:
      - Return only these keys of a request, and its C(id). The default is to return every key.
      - The names are those of RV(request). For a long list in O(requests) this makes the result smaller and the task
        faster.
    type: list
    elements: str
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
notes:
  - If two tasks of one controller create the same request at the same moment, they create one request.
  - If the server accepts a field but does not apply it, the module warns and names the field. The diff leaves that
    field out, and C(changed) is false if nothing else changed.
  - If the server does not show the key of a new request, because it ignored a part of O(match_on), the module fails and
    names the request, because the next run would create another one.
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
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(requests)
  type: dict
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
          since 1973. One that the task gives as a number is shown as epoch milliseconds.
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
results:
  description: The result of each item of O(requests), in their order.
  returned: with O(requests)
  type: list
  elements: dict
  contains:
    operation:
      description: As RV(operation), and V(none) if the item failed.
      type: str
      sample: created
    changed:
      description: Whether the request was changed.
      type: bool
      sample: true
    request:
      description: As RV(request), and null if the item failed.
      type: dict
      sample: {}
    failed:
      description: Whether the item failed.
      type: bool
      sample: false
    msg:
      description: Why the item failed; null if it did not.
      type: str
    failure:
      description: As RV(failure), and null if the item did not fail.
      type: dict
      sample: null
summary:
  description: How many items of O(requests) had each outcome.
  returned: with O(requests)
  type: dict
  contains:
    created:
      description: Number of requests that were created.
      type: int
      sample: 2
    updated:
      description: Number of requests that were changed.
      type: int
      sample: 0
    deleted:
      description: Number of requests that were deleted.
      type: int
      sample: 1
    none:
      description: Number of requests that needed no change.
      type: int
      sample: 0
    failed:
      description: Number of items that failed.
      type: int
      sample: 0
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
from ansible_collections.motadata.serviceops.plugins.module_utils._task.record import record_task


def task() -> Task:
    """Return what the module does."""
    return record_task(REQUEST)


def main() -> None:
    """Run the module."""
    run_module(task())


if __name__ == "__main__":
    main()
