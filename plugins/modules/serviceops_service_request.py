#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_service_request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_service_request
short_description: Order from the catalogue of ServiceOps, once
version_added: "1.0.0"
description:
  - Orders a service from the catalogue of Motadata ServiceOps. The order becomes a request, which the module
    M(motadata.serviceops.serviceops_request) manages from then on.
  - An order is placed once, however often the play runs. It carries O(correlation_id) as a tag, and a task that finds
    it changes nothing, whatever else it sets.
  - The server takes the tag only in a second call, after the order. If the answer to the order is lost, the task fails
    and names what may be it; it is never sent again. If the answer to the tag is lost, it is looked up.
  - Before it orders, the module looks for requests of the same requester from the last 24 hours that are not named
    C(INC-...) and carry no correlation ID. Any of them may be this order, placed by another controller that could not
    tag it, so the task fails and names them.
author:
  - Motadata (@motadata)
options:
  correlation_id:
    description:
      - An ID of your own that identifies the order. It is a tag of the request.
    type: str
    required: true
  id:
    description:
      - Number of a request that is this order. If it carries no correlation ID, it gets O(correlation_id), unless
        another request carries that. Nothing is ordered.
    type: int
  name:
    description:
      - Display name of a request that is this order, for example V(SR-47), instead of O(id).
    type: str
  different_from:
    description:
      - Names of requests that are other orders, though they carry no correlation ID.
    type: list
    elements: str
  fields:
    description:
      - Return only these keys of the request, and its C(id). The default is to return every key.
    type: list
    elements: str
extends_documentation_fragment:
  - motadata.serviceops._service_request
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
notes:
  - The known server shows neither the description, the source, the category nor the custom fields of an order. The
    module warns about each that was accepted and is not shown.
  - The known server answers HTTP 500 to a custom field of a wrong type. The module compares the types with those of
    another request, if it sees one.
  - If O(requester_email) is a logon name, requests of every requester may be the order, because the server shows an
    e-mail address.
seealso:
  - module: motadata.serviceops.serviceops_request
  - module: motadata.serviceops.serviceops_api_info
"""

EXAMPLES = r"""
- name: Order access for a new colleague, once
  motadata.serviceops.serviceops_service_request:
    correlation_id: vpn-jane
    service: VPN Access
    service_category: Access
    requester_email: jane@acme.example
    priority: Low
  register: ordered

- name: Say what was ordered
  ansible.builtin.debug:
    msg: "{{ ordered.request.name }} is {{ ordered.request.status }}"

- name: Take up an order that a task placed and could not tag
  motadata.serviceops.serviceops_service_request:
    correlation_id: vpn-jane
    name: SR-47

- name: See which categories of services there are
  motadata.serviceops.serviceops_api_info:
    path: /api/v1/service_catalog/categorylist
  register: categories
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(none).
  returned: success
  type: str
  sample: created
request:
  description:
    - The request that the order became, with the keys of RV(motadata.serviceops.serviceops_request#module:request).
    - In check mode it is a prediction; what only the server can know is null.
  returned: success
  type: dict
  sample:
    id: 66
    name: SR-47
    status: Open
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

from ansible_collections.motadata.serviceops.plugins.module_utils._module.order import order_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module

TASK = order_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
