# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: request
short_description: Find and read ServiceOps requests in a template
version_added: "0.1.0"
description:
  - Returns requests (tickets) of Motadata ServiceOps, by their ids or names, or by a search.
  - It does in a template what M(motadata.serviceops.serviceops_request_info) does in a task. It only reads.
author:
  - Motadata (@motadata)
options:
  _terms:
    description:
      - Ids or names of requests, and lists of them. A number, also as a string, is an id; any other string is a name,
        for example V(INC-46).
      - The lookup returns the requests in this order. An empty list returns an empty list.
      - Without ids and names, at least one of O(correlation_id), O(filters), O(qualification), O(scope), O(sort_by) and
        O(limit) says which requests to find. They cannot be combined with ids and names.
    type: list
    elements: raw
  on_missing:
    description:
      - What to do if no request has one of the ids or names.
      - V(error) fails, V(warn) prints a warning and leaves it out, V(skip) leaves it out.
      - A search that finds nothing returns an empty list in any case.
    type: str
    choices:
      - error
      - warn
      - skip
    default: error
  correlation_id:
    description:
      - An ID of your own that a task of M(motadata.serviceops.serviceops_request) gave the request.
    type: str
  correlation_field:
    description:
      - Label of a custom field that carries the correlation ID instead of a tag.
    type: str
  filters:
    description:
      - What the requests must have, as in the option O(motadata.serviceops.serviceops_request_info#module:filters). A
        request must match all of it; a list means any of its values.
    type: dict
  qualification:
    description:
      - A search in the server's own language, the value of C(qualDetails).
    type: dict
  scope:
    description:
      - V(open) finds the requests that are neither Resolved nor Closed, whatever other statuses the server has.
        V(closed) finds those that are Resolved or Closed, V(all) finds both. The default is V(all).
    type: str
    choices:
      - open
      - closed
      - all
  sort_by:
    description:
      - Result key to sort what a search finds by, for example V(updated_time). Put a V(-) before it for descending
        order.
      - The default is V(-created_time), newest first.
    type: str
  limit:
    description:
      - Return at most this many of the requests that a search finds, the first in the order of O(sort_by).
    type: int
  fields:
    description:
      - Return only these keys of each request, and its C(id). The default is to return every key.
    type: list
    elements: str
extends_documentation_fragment:
  - motadata.serviceops._lookup
notes:
  - C(query), or C(q), always returns a list. C(lookup) returns a single request as a dictionary, and several, or none,
    as a list.
  - A failure fails the task. With C(errors='warn') or C(errors='ignore'), as with every lookup, C(query) returns an
    empty list instead, and C(lookup) returns null. Unlike O(on_missing) this hides every kind of failure.
seealso:
  - module: motadata.serviceops.serviceops_request_info
  - module: motadata.serviceops.serviceops_request
"""

EXAMPLES = r"""
- name: Show the status of a request
  ansible.builtin.debug:
    msg: "{{ lookup('motadata.serviceops.request', 'INC-46').status }}"

- name: Wait until somebody has resolved a request
  ansible.builtin.assert:
    that: lookup('motadata.serviceops.request', 65, fields='status').status in ['Resolved', 'Closed']
  register: resolved
  until: resolved is success
  retries: 60
  delay: 60

- name: Write a list of the urgent requests that are open, oldest first
  ansible.builtin.copy:
    dest: /var/www/html/urgent.txt
    mode: "0644"
    content: |
      {% for request in query('motadata.serviceops.request', scope='open', filters=urgent, sort_by='created_time') %}
      {{ request.name }}  {{ request.subject }}  {{ request.requester_email }}
      {% endfor %}
  vars:
    urgent:
      priority: Urgent

- name: Read several, leave out those that are gone, and keep the result
  ansible.builtin.set_fact:
    related: "{{ query('motadata.serviceops.request', 'INC-46', more_ids, on_missing='skip') }}"
  vars:
    more_ids: [66, 67, 999999]

- name: Take one step for each request of a backup job
  ansible.builtin.debug:
    msg: "{{ item.name }} is {{ item.status }}"
  loop: "{{ query('motadata.serviceops.request', correlation_id='backup-db01') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Say once for a play where the server is and who signs in
  hosts: web
  vars:
    serviceops_url: https://acme.motadataserviceops.com
    serviceops_api_key: "{{ vault_api_key }}"
  tasks:
    - name: Show the newest request
      ansible.builtin.debug:
        msg: "{{ lookup('motadata.serviceops.request', limit=1).subject }}"
"""

RETURN = r"""
_raw:
  description:
    - One dictionary for each request.
    - The keys are those of RV(motadata.serviceops.serviceops_request_info#module:requests), such as C(id), C(name),
      C(subject), C(status), C(priority), C(requester_email), C(assignee_email), C(tags), C(custom_fields),
      C(created_time), C(updated_time), C(url).
    - Every key is present, unless O(fields) selects some.
  type: list
  elements: dict
  sample:
    - id: 65
      name: INC-46
      subject: Disk full on db01
      status: Open
"""

from ..module_utils._records.request import REQUEST
from ..plugin_utils._lookup import RecordLookup


class LookupModule(RecordLookup):
    """Requests by id, by name, or as a search finds them."""

    noun = REQUEST
