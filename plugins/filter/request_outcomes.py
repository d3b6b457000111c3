# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of each host in the description of a request."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: request_outcomes
short_description: Put the outcome of each host into the description of a request
version_added: 0.1.0
description:
  - Gives each host one paragraph, between C([[Ansible) and C(]]), at the end of a description. An older paragraph about
    the same host goes, and all else stays.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: What the request says now.
    type: str
    required: true
  outcomes:
    description:
      - What happened on each host - RV(ignore:host), RV(ignore:verb) (V(failed) or V(succeeded)) and RV(ignore:text),
        which is HTML.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Read a request
  motadata.serviceops.serviceops_request:
    id: 65
  register: ticket

- name: Write the outcome into a request
  motadata.serviceops.serviceops_request:
    id: "{{ ticket.request.id }}"
    description: "{{ ticket.request.description | default('', true) | motadata.serviceops.request_outcomes(outcomes) }}"
  vars:
    outcomes:
      - host: web1
        verb: succeeded
        text: ": Valid until 2031."
"""

RETURN = r"""
_value:
  description: What the request is to say, as HTML.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ..module_utils._failures.paragraphs import with_outcomes


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"request_outcomes": with_outcomes}
