#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_token."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_token
short_description: Acquire, reuse and forget a ServiceOps access token
version_added: "0.1.0"
description:
  - Signs in to Motadata ServiceOps with the OAuth 2 password grant and returns the access token.
  - The other modules of this collection sign in by themselves and share their token. Use this module to check
    credentials, to call other parts of the API with P(ansible.builtin.uri#module), to give one token to many hosts, or
    to forget the token at the end.
author:
  - Motadata (@motadata)
options:
  state:
    description:
      - V(present) returns a valid token. The module reuses the kept token of an earlier task, renews it with the
        refresh token if it ends soon, and sends the password only if neither works.
      - V(absent) forgets the kept token. On the server the token stays valid until it expires.
    type: str
    choices:
      - present
      - absent
    default: present
  force:
    description:
      - Whether to sign in again even if a valid token is kept.
    type: bool
    default: false
  min_validity:
    description:
      - Seconds for which the token must still be valid.
    type: int
    default: 60
extends_documentation_fragment:
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.token
  - motadata.serviceops._attributes.action_group
notes:
  - The result holds the access token on purpose. Set C(no_log=true) on the task.
  - The module ignores O(access_token) and O(api_key), also in the environment and in C(module_defaults), and uses the
    password grant.
seealso:
  - module: motadata.serviceops.serviceops_request
"""

EXAMPLES = r"""
- name: Check that the server accepts the credentials of the environment
  motadata.serviceops.serviceops_token:
  no_log: true

- name: Sign in once for many hosts
  motadata.serviceops.serviceops_token:
    min_validity: 600
  register: serviceops
  run_once: true
  delegate_to: localhost
  no_log: true

- name: Call the API without a module of this collection
  ansible.builtin.uri:
    url: https://acme.motadataserviceops.com/api/v1/service_catalog/categorylist
    headers:
      Authorization: "Bearer {{ serviceops.access_token }}"
  no_log: true

- name: Forget the token at the end of the play
  motadata.serviceops.serviceops_token:
    state: absent
"""

RETURN = r"""
access_token:
  description:
    - The token. Send it in the header C(Authorization), after the word C(Bearer).
    - Null with O(state=absent), and in check mode if no valid token is kept.
  returned: success
  type: str
  sample: opaque-access-token
token_type:
  description: Type of the token as the server writes it.
  returned: success
  type: str
  sample: bearer
expires_in:
  description: Seconds for which the token is still valid.
  returned: success
  type: int
  sample: 43199
expires_at:
  description: When the token expires, in ISO 8601 and UTC.
  returned: success
  type: str
  sample: "2026-03-01T20:00:00.000Z"
scope:
  description: Scope that the server granted; null if it named none.
  returned: success
  type: str
  sample: other-api-scope
source:
  description:
    - Where the token came from. V(cache) is an earlier task, V(refresh) the refresh token, V(login) the password.
    - Null with O(state=absent).
  returned: success
  type: str
  sample: cache
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
from ansible_collections.motadata.serviceops.plugins.module_utils._module.token import token_task

TASK = token_task()


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
