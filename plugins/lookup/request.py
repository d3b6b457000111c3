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
extends_documentation_fragment:
  - motadata.serviceops._request.lookup
  - motadata.serviceops._lookup
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
    - The keys are those of RV(motadata.serviceops.serviceops_request#module:request).
    - Every key is present, unless O(fields) selects some.
  type: list
  elements: dict
  sample:
    - id: 65
      name: INC-46
      subject: Disk full on db01
      status: Open
"""

from ..module_utils._resources.request import REQUEST
from ..plugin_utils._lookup import RecordLookup


class LookupModule(RecordLookup):
    """Requests by id, by name, or as a search finds them."""

    resource = REQUEST
