# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the notes about the outcome of each host."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: request_outcomes
short_description: Build the notes about the outcome of each host
version_added: 0.1.0
description:
  - Makes one paragraph of the outcome of each host, between C([[Ansible) and C(]]). It replaces an older paragraph
    about the same host. Everything else stays.
  - The paragraphs stand in notes on the request, one for each job and host, or at the end of its description.
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
  conversations:
    description:
      - The conversations of the request, as M(motadata.serviceops.serviceops_conversation_info) returns them. Without
        it the paragraphs stand in the description.
    type: list
    elements: dict
  job:
    description: Name of the job. Notes of the same job, host and request are one note.
    type: str
    default: ''
  host:
    description: The host that writes its note. It also writes for hosts that did not finish and left the play.
    type: str
    default: ''
"""

EXAMPLES = r"""
- name: Read a request
  motadata.serviceops.serviceops_request:
    id: 65
  register: ticket

- name: Read the notes on it
  motadata.serviceops.serviceops_conversation_info:
    request: 65
    type: note
  register: noted

- name: Write the outcome into a note
  motadata.serviceops.serviceops_conversation:
    request: 65
    conversations: "{{ account.notes }}"
  vars:
    account: >-
      {{ ticket.request.description | default('', true)
         | motadata.serviceops.request_outcomes(
             outcomes, conversations=noted.conversations, job='Renewal', host='web1') }}
    outcomes:
      - host: web1
        state: succeeded
        text: Valid until 2031.
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:notes), the notes to write, RV(ignore:description), the new description as HTML if there are no
      O(conversations), and RV(ignore:standing), what keeps the request open - V(failed) if a host failed, V(unfinished)
      if one did not finish, or an empty text.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..module_utils._failures.outcomes import with_host_notes, with_outcomes


def _request_outcomes(
    description: str,
    outcomes: Iterable[Mapping[str, Any]],
    active: Iterable[str] = (),
    conversations: Iterable[Mapping[str, Any]] | None = None,
    job: str = "",
    host: str = "",
) -> dict[str, Any]:
    hosts = frozenset(map(str, active))
    if conversations is None:
        found = with_outcomes(str(description), outcomes, hosts)
        return {"description": found.description, "notes": [], "standing": found.standing}
    noted = with_host_notes(str(description), conversations, outcomes, hosts, job=str(job), host=str(host))
    notes = [{"correlation_id": key, "details": text} for key, text in noted.notes.items()]
    return {"description": str(description), "notes": notes, "standing": noted.standing}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"request_outcomes": _request_outcomes}
