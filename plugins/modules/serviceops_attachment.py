#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_attachment."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_attachment
short_description: Attach files to ServiceOps tickets
version_added: "1.0.0"
description:
  - Attaches a file to a request, change, problem or release of Motadata ServiceOps, or removes one.
  - A ticket that has an attachment of the same name is unchanged, unless O(force) is set, because the server does not
    show what a file contains.
  - Attachments that are there already are never lost. They are sent along, and a server that drops one all the same is
    an error that names it.
  - The upload is an assumption. No public documentation of this version of the server names the route, see
    O(upload_path). M(motadata.serviceops.serviceops_verify) with O(motadata.serviceops.serviceops_verify#module:write)
    tries it.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._attachment
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
options:
  state:
    description:
      - V(present) attaches the file.
      - V(absent) removes the attachments of this name. If there are none, nothing changes.
    type: str
    choices: [present, absent]
    default: present
  path:
    description:
      - The file to attach, where the task runs.
      - It is sent while it is read, so its size does not matter for memory. An upload may take O(timeout) and one
        second more for each megabyte.
    type: path
  content:
    description:
      - The text of the file to attach, instead of O(path). It needs a O(name).
      - A dictionary or a list becomes JSON.
    type: raw
  name:
    description: Name of the attachment. The default is the name of the file at O(path).
    type: str
  force:
    description: Upload the file even if there is an attachment of its name, and put it in place of that.
    type: bool
    default: false
attributes:
  idempotent:
    support: partial
    details:
      - With O(force=true) each run uploads the file.
notes:
  - Two tasks of one controller change the attachments of a ticket one after the other. Of two controllers that do so at
    the same moment, one may take away what the other attached, because the server knows only the whole list.
  - A server may refuse an API key for uploads. The module says so, and never signs in another way by itself.
seealso:
  - module: motadata.serviceops.serviceops_conversation
"""

EXAMPLES = r"""
- name: Attach the log of a failed job
  motadata.serviceops.serviceops_attachment:
    request: INC-46
    path: /var/log/backup.log
    name: "backup-{{ inventory_hostname }}.log"

- name: Look how full the disks are
  ansible.builtin.command: df
  register: df
  changed_when: false

- name: Attach what that printed, in place of the last one
  motadata.serviceops.serviceops_attachment:
    change: 5
    name: df.txt
    content: "{{ df.stdout }}"
    force: true

- name: Remove an attachment
  motadata.serviceops.serviceops_attachment:
    request: 65
    name: df.txt
    state: absent
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success
  type: str
  sample: created
attachment:
  description: The attachment after the task, or before it was removed. Null if there is none.
  returned: success
  type: dict
  contains:
    name: {description: Name of the file., type: str, sample: backup.log}
    reference: {description: "What the server calls it; null if that is not known.", type: str, sample: 0b6e2a52}
file_attachments:
  description: All attachments of the ticket after the task, as the server describes them.
  returned: success
  type: list
  elements: dict
  sample:
    - realName: backup.log
      refFileName: 0b6e2a52
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

from ansible_collections.motadata.serviceops.plugins.module_utils._module.attachment import attachment_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module

TASK = attachment_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
