#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_conversation_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_conversation_info
short_description: Read the notes and replies on a ServiceOps ticket
version_added: "1.0.0"
description:
  - Reads the notes, discussions and replies on one request, change, problem or release of Motadata ServiceOps.
  - A conversation must match every option that is set. Without any, the module returns all of the ticket, the newest
    first.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._conversation.info
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_conversation
"""

EXAMPLES = r"""
- name: Read what was written on a request
  motadata.serviceops.serviceops_conversation_info:
    request: INC-46
  register: history

- name: Show the newest
  ansible.builtin.debug:
    var: history.conversations[0].details
  when: history.total > 0

- name: Read the last three notes on a change
  motadata.serviceops.serviceops_conversation_info:
    change: 5
    type: note
    limit: 3

- name: Find a note by a word in it
  motadata.serviceops.serviceops_conversation_info:
    request: 65
    filters:
      details_contains: restarted
"""

RETURN = r"""
conversations:
  description:
    - The conversations that match, an empty list if there are none.
    - The keys of each are those of RV(motadata.serviceops.serviceops_conversation#module:conversation). Every key is
      present, unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 3
      type: note
      details: The disk was replaced.
total:
  description: How many conversations match every option, whatever O(limit) says.
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
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.conversation import CONVERSATION

TASK = info_task(CONVERSATION)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
