#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_verify."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_verify
short_description: Find out which assumptions about a ServiceOps server hold
version_added: "0.1.0"
description:
  - This collection rests on assumptions about Motadata ServiceOps that no public documentation settles; its README
    lists them. This module tries them on a server, and says for each whether it holds, and what it means where it
    does not. Run it before the first use, and after an upgrade of the server.
  - The playbook C(motadata.serviceops.verify_server) runs it and prints a table.
  - It only reads unless O(write=true), with some fifteen calls however many requests there are, and it finds about
    a third of the answers so. Sign-ins, reads and searches are all that it sends.
  - A server that differs is no failure. The module fails only where it cannot sign in, or cannot reach the server.
author:
  - Motadata (@motadata)
options:
  requester_email:
    description:
      - Who requests the request that O(write=true) makes, and perhaps gets mail about it. A logon name, without
        an C(@), shows what the server makes of one.
      - If unset, the user who signs in. Required together with O(access_token) or O(api_key) if O(write=true).
    type: str
  write:
    description:
      - Whether to make one request, change it and remove it, which takes some twenty calls more. Its subject
        starts with C(motadata.serviceops contract probe).
      - It is removed at the end, whatever happens in between. Where the server refuses to delete it, it is closed. A
        warning and RV(left_behind) name what is left.
      - It is a request like any other, so the server's own rules and notifications apply to it.
    type: bool
    default: false
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.verify
  - motadata.serviceops._attributes.action_group
notes:
  - It signs in by itself, up to five times, and neither uses nor touches the token that other tasks share, so that
    O(token_cache) has no effect.
  - One sign-in is made up to be refused, with a user who does not exist. It may show in the server's log.
seealso:
  - module: motadata.serviceops.serviceops_token
  - module: motadata.serviceops.serviceops_request
"""

EXAMPLES = r"""
- name: See which assumptions hold, with nothing but reads
  motadata.serviceops.serviceops_verify:
  register: verified

- name: Show those that do not
  ansible.builtin.debug:
    msg: "{{ verified.checks | selectattr('outcome', 'equalto', 'differs') }}"

- name: Try what needs a request, too
  motadata.serviceops.serviceops_verify:
    write: true
    requester_email: jane@acme.example
"""

RETURN = r"""
checks:
  description: One entry or more for each assumption, in the order of the README.
  returned: success
  type: list
  elements: dict
  contains:
    topic:
      description: What it is about.
      type: str
      sample: Delete
    assumed:
      description: What is assumed.
      type: str
      sample: DELETE /api/v1/request/{id} archives the request and answers 200 or 204
    source:
      description: On which ground; the README explains the words.
      type: str
      sample: DOC names the verb only
    outcome:
      description: V(holds), V(differs) or V(not_tried).
      type: str
      sample: differs
    found:
      description: What the server did; null where nothing was seen.
      type: str
      sample: "DELETE is answered HTTP 405: Request method 'DELETE' not supported; the request is still there"
    meaning:
      description:
        - With V(differs), what the collection does on such a server.
        - With V(not_tried), why it was not tried.
        - Null with V(holds).
      type: str
      sample: 405 fails with the advice to close the request
summary:
  description: How many entries have each outcome.
  returned: success
  type: dict
  contains:
    holds:
      description: Assumptions that hold.
      type: int
      sample: 20
    differs:
      description: Assumptions that do not.
      type: int
      sample: 2
    not_tried:
      description: Assumptions that could not be tried.
      type: int
      sample: 5
left_behind:
  description: The request that O(write=true) made and could not remove; null where nothing is left.
  returned: success
  type: dict
  contains:
    subject:
      description: Its subject.
      type: str
      sample: "motadata.serviceops contract probe 2026-03-01T08:00:00.000+00:00, safe to delete"
    id:
      description: Its number; null where it is not known whether the server created it.
      type: int
      sample: 65
    name:
      description: Its name.
      type: str
      sample: INC-46
    status:
      description: Its status.
      type: str
      sample: Closed
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

from ansible_collections.motadata.serviceops.plugins.module_utils._task.frame import Task
from ansible_collections.motadata.serviceops.plugins.module_utils._task.module import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._task.verify import verify_task


def task() -> Task:
    """Return what the module does."""
    return verify_task()


def main() -> None:
    """Run the module."""
    run_module(task())


if __name__ == "__main__":
    main()
