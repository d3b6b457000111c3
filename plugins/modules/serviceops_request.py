#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_request
short_description: Make a ServiceOps request exist as described, read it, change it or delete it
version_added: "0.1.0"
description:
  - Creates, reads, changes and deletes requests (tickets) of Motadata ServiceOps.
  - Running the same task again changes nothing. Which request is meant is decided by the first of these that is given,
    O(id), O(name), O(correlation_id), or else the natural key O(match_on).
  - Only what the task sets is compared and changed. An option that is left out leaves the request alone, an empty one
    (V(""), V([])) clears it.
author:
  - Motadata (@motadata)
options:
  state:
    description:
      - V(present) makes the request exist as described. With O(id) or O(name) and nothing else it only reads.
      - V(absent) deletes (archives) the request. None that fits is success without a change.
      - How far a request has come is its O(status), not its state.
    type: str
    choices:
      - present
      - absent
    default: present
  id:
    description:
      - Number of the request. A request that does not exist is an error with O(state=present); none is ever created
        by number.
    type: int
  name:
    description:
      - Display name of the request, for example V(INC-46). None is ever created by name.
      - Together with O(id) it must be the name of that request.
    type: str
  correlation_id:
    description:
      - An ID of your own, which identifies the request whatever its other fields say.
      - It is kept as the tag C(correlation:) with the ID behind it, or in O(correlation_field). Managing O(tags) never
        removes it.
    type: str
  correlation_field:
    description:
      - Label of a custom field that carries the correlation ID instead of a tag.
      - The server is not known to search in custom fields, so every request is looked at; on a server with very
        many requests a tag is faster.
    type: str
  match_on:
    description:
      - The options whose values together identify the request where no O(id), O(name) or O(correlation_id) is given.
        None of them may be empty.
      - A O(requester_email) that is a logon name cannot be compared with the address that the server makes of it; then
        the rest of the key decides.
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
      - Among which requests O(match_on) and O(correlation_id) look.
      - With V(open), those that are neither Resolved nor Closed. A key that only closed requests carry then makes a new
        request, a new occurrence.
      - With V(all), every one.
      - A task that asks for O(status=Resolved) or O(status=Closed) takes, where there is no open one, the newest closed
        one, so that its second run changes nothing.
    type: str
    choices:
      - open
      - all
    default: open
  subject:
    description:
      - Subject of the request. White space is folded. A new request needs one, and it cannot be cleared.
    type: str
  description:
    description:
      - Description. HTML is accepted; servers keep its text only, and it is compared that way.
      - A server may take text such as C(<host>) for markup and drop it, which is a warning. Write C(&lt;host&gt;).
    type: str
  requester_email:
    description:
      - E-mail address or logon name of the requester. A new request needs one.
      - The server takes it only when the request is created. A difference later is a warning, not a change.
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
      - E-mail address of the technician that the request is assigned to.
    type: str
  technician_group:
    description:
      - Name of the technician group.
    type: str
  source:
    description:
      - Where the request came from, for example V(Email). The server's default for its API is V(External).
      - The server takes it only when the request is created. A difference later is a warning, not a change.
    type: str
  status:
    description:
      - Status, for example V(Open), V(In Progress), V(Pending), V(Resolved), V(Closed), or a custom one.
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
      - Custom fields of the request form, by their label. Only those that are named are compared and changed.
      - Give a date and time in ISO 8601, or as epoch seconds or milliseconds, and a selection as a list. A time
        without a zone is UTC.
      - The server does not say which type a field has. A whole number counts as a time if the other numbers of the
        request have a fraction (V(3.0)), as they have on the servers that are known. If none shows that, epoch seconds
        are sent as they are, and a warning says so.
    type: dict
  extra_fields:
    description:
      - Further fields, under the names that the server gives them, which are passed through as they are.
      - One that the server never shows, such as C(linkAssetIds), cannot be compared. It is sent, and counts as a
        change, in every run.
    type: dict
  requests:
    description:
      - Many requests in one task, each a dictionary of the options from O(state) to O(extra_fields). What is not set
        there is taken from the task, O(id), O(name) and O(correlation_id) aside, which each request has for itself.
        On a command line it is a list in JSON.
      - The task signs in once, looks for all of them in a few searches and makes several changes at a time, as fast as
        the server allows. That is many times faster than a loop.
      - What is wrong with the options of any is said before anything is written, and so is that two of them mean one
        request. Where the server refuses one, the others are done all the same, and the task fails at the end;
        O(requests) can then be given again as it is. A server that is away, or fails many times in a row, is not asked
        for the rest.
      - The RV(results) are in the same order. With C(-v), long work says how far it is where it runs on the controller.
    type: list
    elements: dict
  fields:
    description:
      - Return only these keys of a request, and its C(id). Without this, every key is there.
      - The names are those of RV(request). For a long list in O(requests) this makes the result small, and the task
        faster.
    type: list
    elements: str
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
notes:
  - Two tasks of one controller that create the same request at the same moment make one request.
  - A field that the server accepted but did not apply is a warning that names it. It is no part of the diff, and where
    nothing else changed, C(changed) is false.
  - A new request whose key the server does not show, because it ignored a part of O(match_on), is an error that names
    the request, for the next run would make another.
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
    assignee_email: ravi@acme.example

- name: Resolve the request of this host, wherever it was opened
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
      Affected hosts: 3

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
  description: What was done, or would be done in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(requests)
  type: str
  sample: created
request:
  description:
    - The request as it is afterwards, or as it was before it was deleted. Null where there is none.
    - Every key is always there, null where the server sends nothing, unless O(fields) says which are wanted.
    - In check mode it is the prediction; what only the server can know is null.
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
      description: Description, as the server keeps it; usually without markup.
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
      description: Support level, as the server writes it.
      type: str
      sample: tier1
    assignee_email:
      description: E-mail address of the assigned technician.
      type: str
      sample: ravi@acme.example
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
      description: Attachments, as the server describes them.
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
      description: Correlation ID that is kept in the tags.
      type: str
      sample: nightly-backup
    url:
      description: Address of the request in the API.
      type: str
      sample: https://acme.motadataserviceops.com/api/v1/request/65
    extra_fields:
      description: Whatever else the server sends, under its own names.
      type: dict
      sample: {}
results:
  description: What became of each of O(requests), in their order.
  returned: with O(requests)
  type: list
  elements: dict
  contains:
    operation:
      description: As RV(operation), and V(none) where it failed.
      type: str
      sample: created
    changed:
      description: Whether the request was changed.
      type: bool
      sample: true
    request:
      description: As RV(request), and null where it failed.
      type: dict
      sample: {}
    failed:
      description: Whether something went wrong.
      type: bool
      sample: false
    msg:
      description: What went wrong; null where nothing did.
      type: str
    failure:
      description: As RV(failure), and null where nothing went wrong.
      type: dict
      sample: null
summary:
  description: How many of O(requests) ended in which way.
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
      description: Number of requests that were as described.
      type: int
      sample: 0
    failed:
      description: Number of requests for which something went wrong.
      type: int
      sample: 0
failure:
  description: What went wrong, for conditions; each value is null where it does not apply.
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
