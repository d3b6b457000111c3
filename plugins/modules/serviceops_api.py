#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_api."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_api
short_description: Change something at any endpoint of the ServiceOps API
version_added: "1.0.0"
description:
  - Calls an endpoint of Motadata ServiceOps that no other module of this collection covers, with the sign-in, the
    waiting and the error messages that all its modules share.
  - Prefer the module of a resource if there is one. It compares before it writes, and looks up a write whose answer was
    lost. This module knows nothing of what it sends, and makes its call in every run unless O(creates) finds something.
  - A call is sent exactly once. It is sent again only if the server surely did not work on it, which are no connection,
    a token that is not valid any more, and HTTP 429. After HTTP 5xx, or without an answer, the task fails, and its
    message reports that the call may have been applied.
author:
  - Motadata (@motadata)
options:
  method:
    description:
      - HTTP method of the call. The module M(motadata.serviceops.serviceops_api_info) reads and searches.
    type: str
    choices:
      - POST
      - PATCH
      - PUT
      - DELETE
    required: true
  path:
    description:
      - Path of the endpoint, below the address of the server. It must begin with C(/api/), and hold neither a query nor
        C(..).
      - Paths of the sign-in, such as C(/api/oauth/token), are refused. Use M(motadata.serviceops.serviceops_token).
    type: str
    required: true
  query:
    description:
      - Parameters of the query. A list gives a parameter several times, and one that is null is left out.
    type: dict
  body:
    description:
      - Body of the call, a dictionary or a list that is sent as JSON, or JSON as a text.
    type: raw
  files:
    description:
      - Files to send as a form, by the names of its parts. Each is the path of a file where the task runs.
      - They are sent while they are read, so their size does not matter for memory. The call may take O(timeout) and
        one second more for each megabyte.
      - It cannot be combined with O(body).
    type: dict
  creates:
    description:
      - What to read first. If the server shows something there, nothing is done, and the task returns this answer.
      - Nothing is there if the answer is an empty list or object, null, has an empty C(objectList) or a C(totalCount)
        of 0, V(false), V(0), or is the server's own HTTP 404. Words that are no JSON are something. Any other answer
        that is no success is an error.
      - Two tasks of one controller with the same O(creates) run one after the other.
    type: dict
    suboptions:
      path:
        description:
          - Path of what to read, as O(path).
        type: str
        required: true
      query:
        description:
          - Parameters of the query, as O(query).
        type: dict
      body:
        description:
          - Body of a search. With it the call is a V(POST), and the path must have a part C(search). Without it the
            call is a C(GET).
        type: raw
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.api
  - motadata.serviceops._attributes.action_group
notes:
  - Results and the invocation show O(body). Set C(no_log) if it holds a secret.
seealso:
  - module: motadata.serviceops.serviceops_api_info
  - module: motadata.serviceops.serviceops_request
"""

EXAMPLES = r"""
- name: Create a request, unless there is one with this subject
  motadata.serviceops.serviceops_api:
    method: POST
    path: /api/v1/request
    body:
      subject: Disk full on db02
      requesterEmail: jane@acme.example
    creates:
      path: /api/v1/request/search/byqual
      body:
        qualDetails:
          type: FlatQualificationRest
          quals:
            - type: RelationalQualificationRest
              leftOperand:
                type: PropertyOperandRest
                key: request.subject
              operator: equal
              rightOperand:
                type: ValueOperandRest
                value:
                  type: StringValueRest
                  value: Disk full on db02

- name: Change a request under the server's own names
  motadata.serviceops.serviceops_api:
    method: PATCH
    path: /api/v1/request/65
    body:
      subject: Disk full on db01
      urgencyName: High
  register: changed_request

- name: Upload a file, to refer to it in later calls
  motadata.serviceops.serviceops_api:
    method: POST
    path: /api/oprfile
    files:
      file: /etc/hosts
  register: uploaded

- name: Delete a request, and accept that there is none
  motadata.serviceops.serviceops_api:
    method: DELETE
    path: /api/v1/request/67
  register: deleted
  failed_when: deleted is failed and deleted.failure.status != 404
"""

RETURN = r"""
json:
  description:
    - What the server sent. Null if the body is empty or no JSON, and in check mode unless O(creates) finds something.
  returned: success
  type: raw
  sample:
    id: 65
    name: INC-46
    statusName: Open
status:
  description: HTTP status of the answer. Null in check mode unless O(creates) finds something.
  returned: success
  type: int
  sample: 200
headers:
  description: Headers of the answer by their names in lower case, without cookies and others that may hold a secret.
  returned: success
  type: dict
  sample:
    content-type: application/json
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

from ansible_collections.motadata.serviceops.plugins.module_utils._module.api import api_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module

TASK = api_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
