#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_conversation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_conversation
short_description: Write, change and delete notes and replies on ServiceOps tickets
version_added: "1.0.0"
description:
  - Writes notes, discussions and replies on requests, changes, problems and releases of Motadata ServiceOps.
  - A note is added once, however often the task runs. The module looks for it by O(id), O(correlation_id), or else for
    one of the same O(type) whose O(details) say the same, whoever wrote it.
  - With O(correlation_id) there is one note that is kept up to date. Its O(details) end in a paragraph
    C(correlation:ID).
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._conversation
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_conversation_info
  - module: motadata.serviceops.serviceops_attachment
"""

EXAMPLES = r"""
- name: Say on the ticket that the restart worked, and attach the log
  motadata.serviceops.serviceops_conversation:
    request: INC-46
    details: "{{ inventory_hostname }} was restarted."
    files:
      - /var/log/restart.log

- name: Keep one note for each host up to date
  motadata.serviceops.serviceops_conversation:
    change: 5
    correlation_id: "patching-{{ inventory_hostname }}"
    details: "<p>{{ inventory_hostname }}: <b>{{ patching_state | default('began') }}</b></p>"

- name: Reply to the requester
  motadata.serviceops.serviceops_conversation:
    request: INC-46
    type: technician_to_requester
    details: The disk was replaced. Please check.
    emails:
      - jane@acme.example

- name: Write several notes in one task
  motadata.serviceops.serviceops_conversation:
    request: INC-46
    conversations:
      - details: The backup was stopped.
      - details: Vendor case 4711 is open.
        type: collaborate

- name: Delete a note
  motadata.serviceops.serviceops_conversation:
    request: INC-46
    correlation_id: maintenance
    state: absent
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(conversations)
  type: str
  sample: created
conversation:
  description:
    - The conversation after the task, or before it was deleted. Null if there is none.
    - Every option that describes a conversation except O(files) is a key of it, as the server shows it. The keys below
      are the rest.
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(conversations)
  type: dict
  contains:
    id: {description: "Number of the conversation, which never changes.", type: int, sample: 3}
    subject: {description: "Subject, which the server makes.", type: str, sample: "[INC-46]: Disk full on db01"}
    conversation_state: {description: "State, for example V(published).", type: str, sample: published}
    created_by_name: {description: Who wrote it., type: str, sample: Automation}
    created_by_email: {description: E-mail address of who wrote it., type: str, sample: automation@acme.example}
    created_time:
      description: When it was written, as the server words it; it names no zone.
      type: str
      sample: Sun, Mar 01, 2026 08:00 am
    updated_time:
      description: When it was last changed, as the server words it.
      type: str
      sample: Sun, Mar 01, 2026 08:00 am
    updatable: {description: Whether it can be changed., type: bool, sample: true}
    deletable: {description: Whether it can be deleted., type: bool, sample: true}
    file_attachments: {description: Attachments as the server describes them., type: list, elements: dict, sample: []}
    correlation_id: {description: Correlation ID from the details., type: str, sample: patching-db01}
    url:
      description: Address of the conversation in the API.
      type: str
      sample: https://acme.motadataserviceops.com/api/v1/request/65/conversation/3
    web_url:
      description: Address of the page for people of the record to which it belongs, if O(web_url) is set.
      type: str
      sample: https://acme.motadataserviceops.com/request/65
    extra_fields: {description: "Everything else that the server sends, under its own names.", type: dict, sample: {}}
results:
  description: The result of each item of O(conversations), in their order.
  returned: with O(conversations)
  type: list
  elements: dict
  contains:
    operation: {description: "As RV(operation), and V(none) if the item failed.", type: str, sample: created}
    changed: {description: Whether the conversation was changed., type: bool, sample: true}
    conversation: {description: "As RV(conversation), and null if the item failed.", type: dict, sample: {}}
    failed: {description: Whether the item failed., type: bool, sample: false}
    msg: {description: Why the item failed; null if it did not., type: str}
    failure: {description: "As RV(failure), and null if the item did not fail.", type: dict, sample: null}
summary:
  description: How many items of O(conversations) had each outcome.
  returned: with O(conversations)
  type: dict
  contains:
    created: {description: Number of conversations that were created., type: int, sample: 2}
    updated: {description: Number of conversations that were changed., type: int, sample: 0}
    deleted: {description: Number of conversations that were deleted., type: int, sample: 1}
    none: {description: Number of conversations that needed no change., type: int, sample: 0}
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.conversation import CONVERSATION

TASK = resource_task(CONVERSATION)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
