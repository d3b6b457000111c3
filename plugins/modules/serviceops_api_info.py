#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_api_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_api_info
short_description: Read from any endpoint of the ServiceOps API
version_added: "1.0.0"
description:
  - Reads from an endpoint of Motadata ServiceOps that no other module of this collection covers, with the sign-in, the
    waiting, the retries and the error messages that all its modules share.
  - Prefer the module of a resource if there is one. This one returns what the server sends, under the server's own
    names.
author:
  - Motadata (@motadata)
options:
  path:
    description:
      - Path of the endpoint, below the address of the server. It must begin with C(/api/), and hold neither a query nor
        C(..).
      - Paths of the sign-in, such as C(/api/oauth/token), are refused. Use M(motadata.serviceops.serviceops_token).
    type: str
    required: true
  method:
    description:
      - V(GET) reads, V(POST) searches.
      - V(POST) is accepted only for a path with a part C(search), because this module repeats a call whose answer was
        lost, and makes it in check mode, too.
    type: str
    choices:
      - GET
      - POST
    default: GET
  query:
    description:
      - Parameters of the query. A list gives a parameter several times, and one that is null is left out.
    type: dict
  body:
    description:
      - Body of a search, a dictionary or a list that is sent as JSON, or JSON as a text.
    type: raw
  paginate:
    description:
      - Whether to read all pages and to join their lists into one. The answer must be a list, or have one in
        C(objectList).
      - The pages are asked for with C(offset) and C(size). Those of O(query) say where to begin and how much to ask for
        at a time, by default 0 and 2000.
      - A server that repeats a page, never comes to an end, or shows fewer entries than it counts is an error.
    type: bool
    default: false
  limit:
    description:
      - Return at most this many entries. Pages are read only until there are enough.
      - It implies O(paginate).
    type: int
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_api
  - module: motadata.serviceops.serviceops_request_info
"""

EXAMPLES = r"""
- name: Read one request as the server sends it
  motadata.serviceops.serviceops_api_info:
    path: /api/v1/request/65
  register: found

- name: Show its name
  ansible.builtin.debug:
    var: found.json.name

- name: Read the categories of the service catalogue
  motadata.serviceops.serviceops_api_info:
    path: /api/v1/service_catalog/categorylist
  register: catalogue

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ catalogue.json.objectList | map(attribute='name') }}"

- name: Find the newest five requests
  motadata.serviceops.serviceops_api_info:
    path: /api/v1/request/search/byqual
    method: POST
    query:
      sort_by: createdTime
    limit: 5

- name: Find all requests by the server's own search
  motadata.serviceops.serviceops_api_info:
    path: /api/v1/request/search/byqual
    method: POST
    paginate: true
    body:
      qualDetails:
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
json:
  description:
    - What the server sent. Null if the body is empty or no JSON.
    - With O(paginate) or O(limit) the last page, with the entries of all pages in its list.
  returned: success
  type: raw
  sample:
    id: 65
    name: INC-46
    statusName: Open
status:
  description: HTTP status of the answer.
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

from ansible_collections.motadata.serviceops.plugins.module_utils._module.api import api_info_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module

TASK = api_info_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
