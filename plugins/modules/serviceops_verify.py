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
  - This collection relies on assumptions about Motadata ServiceOps that no public documentation settles. The
    L(guide to the assumptions,https://github.com/motadata/motadata.serviceops/blob/main/docs/assumptions.md) lists
    them. This module tries them on a server, and reports for each whether it holds, and what the collection does if it
    does not. Run it before the first use, and after an upgrade of the server.
  - The playbook C(motadata.serviceops.verify_server) runs it and prints a table.
  - Without O(write=true) it only signs in, reads and searches, with about fifteen calls however many requests there
    are. This answers about a third of the questions.
  - The module succeeds even if the server differs. It fails only if it cannot sign in, or cannot reach the server.
author:
  - Motadata (@motadata)
options:
  requester_email:
    description:
      - Requester of the request that O(write=true) creates; the server may send mail about it to this person. A logon
        name, without C(@), shows what the server makes of it.
      - The default is the user who signs in. Required with O(access_token) or O(api_key) if O(write=true).
    type: str
  write:
    description:
      - Whether to create one request, write on it, attach files to it, change it and remove it, which takes about
        thirty-five more calls. Its subject starts with C(motadata.serviceops contract probe).
      - The module removes it at the end, whatever happens in between. If the server refuses to delete it, the module
        closes it. A warning and RV(left_behind) name what is left.
      - It is a request like any other, so the server's rules and notifications apply to it.
    type: bool
    default: false
  upload_path:
    description:
      - Path of the route that takes uploads, below O(url), for the check of that route with O(write=true).
      - If unset, the environment variable E(SERVICEOPS_UPLOAD_PATH) is used.
    type: str
    default: /api/oprfile
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.verify
  - motadata.serviceops._attributes.action_group
notes:
  - It signs in by itself, up to five times, and neither uses nor changes the token that other tasks share.
    O(token_cache) has no effect.
  - One sign-in uses a user who does not exist, to see how the server refuses it. The server's log may show it.
seealso:
  - module: motadata.serviceops.serviceops_token
  - module: motadata.serviceops.serviceops_request
"""

EXAMPLES = r"""
- name: Find out which assumptions hold, without writing
  motadata.serviceops.serviceops_verify:
  register: verified

- name: Show those that do not
  ansible.builtin.debug:
    msg: "{{ verified.checks | selectattr('outcome', 'equalto', 'differs') }}"

- name: Also try what needs a request to be created
  motadata.serviceops.serviceops_verify:
    write: true
    requester_email: jane@acme.example
"""

RETURN = r"""
checks:
  description: One entry or more for each assumption, in the order of the guide.
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
      description: Where the assumption comes from; the guide explains the words.
      type: str
      sample: DOC names the verb only
    outcome:
      description: V(holds), V(differs) or V(not_tried).
      type: str
      sample: differs
    found:
      description: What the server did; null if nothing was seen.
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
  description: The request that O(write=true) created and could not remove; null if nothing is left.
  returned: success
  type: dict
  contains:
    subject:
      description: Its subject.
      type: str
      sample: "motadata.serviceops contract probe 2026-03-01T08:00:00.000+00:00, safe to delete"
    id:
      description: Its number; null if it is not known whether the server created it.
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
  description: Why the task failed, for conditions; each value is null if it does not apply.
  returned: failure
  type: dict
  contains:
    status: {description: HTTP status of the answer., type: int}
    code: {description: Error code of the answer., type: str}
    method: {description: HTTP method of the call., type: str}
    url: {description: Address of the call., type: str}
"""

from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._module.verify import verify_task

TASK = verify_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
