# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the outcome of each host into the description of a request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: request_outcomes
short_description: Put the outcome of each host into the description of a request
version_added: 0.1.0
description:
  - Gives each host one paragraph, between C([[Ansible) and C(]]), at the end of a description. It replaces an older
    paragraph about the same host. Everything else stays.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The current description.
    type: str
    required: true
  outcomes:
    description:
      - The outcome of each host - RV(ignore:host), RV(ignore:state) and RV(ignore:text).
      - The state is V(failed), with RV(ignore:task), the name of the task, and plain text; V(succeeded), with HTML as
        its text; V(partial), if only some of the tasks ran; V(ended), if they were ended early; or V(running).
    type: list
    elements: dict
    required: true
  active:
    description: The hosts that are still in the play. Another one that is V(running) did not finish.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Read a request
  motadata.serviceops.serviceops_request:
    id: 65
  register: ticket

- name: Write the outcome into a request
  motadata.serviceops.serviceops_request:
    id: "{{ ticket.request.id }}"
    description: "{{ account.description }}"
    status: "{{ 'Open' if account.standing else 'Resolved' }}"
  vars:
    account: "{{ ticket.request.description | default('', true) | motadata.serviceops.request_outcomes(outcomes) }}"
    outcomes:
      - host: web1
        state: succeeded
        text: Valid until 2031.
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:description), the new description as HTML, and RV(ignore:standing), what keeps the request open
      - V(failed) if a host failed, V(unfinished) if one did not finish, or an empty text.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..module_utils._failures.outcomes import with_outcomes


def _request_outcomes(
    description: str, outcomes: Iterable[Mapping[str, Any]], active: Iterable[str] = ()
) -> dict[str, Any]:
    found = with_outcomes(str(description), outcomes, frozenset(map(str, active)))
    return {"description": found.description, "standing": found.standing}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"request_outcomes": _request_outcomes}
