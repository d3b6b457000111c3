# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the report of a failing job."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: failing_job
short_description: Build the report of a failing job
version_added: 0.1.0
description:
  - Updates the report of a failing job with a run of it - the number of failed runs, and the newest failure of each
    host. The report stands in a note on the job's request, or in its description. What people wrote there stays.
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
      - The outcome of each host, by its name. Its RV(ignore:state) is V(running), V(succeeded), V(failed), V(partial)
        if only some of the tasks ran, or V(ended) if they were ended early. One that failed has RV(ignore:task), the
        name of the task, and RV(ignore:text), as P(motadata.serviceops.rescued_failure#filter) returns them.
      - A host that does not belong to the request has V(none).
    type: dict
    required: true
  conversations:
    description:
      - The conversations of the request, as M(motadata.serviceops.serviceops_conversation_info) returns them. The
        report is read from the one whose correlation ID is C(ansible-failures); without it, from the description.
    type: list
    elements: dict
    default: []
  change_job:
    description:
      - Name of the job, if O(conversations) are those of the change that it ran under. The report is then read from the
        one whose correlation ID is C(ansible-failures) and that name.
      - What the role P(motadata.serviceops.change_gate#role) noted on the change is left out, and so are its refusals.
    type: str
    default: ''
    version_added: 1.0.0
  active:
    description: The hosts that are still in the play. Another one that is V(running) failed.
    type: list
    elements: str
    default: []
  hosts:
    description:
      - All hosts that the job has. The failure of another one, which is gone, no longer stands.
      - Leave it out if the run covered only some of them.
    type: list
    elements: str
  link:
    description: Address of the run.
    type: str
    default: ''
  awx_url:
    description: Address of AWX, from which the link is made if O(link) is empty.
    type: str
    default: ''
  job:
    description: Number of the job in AWX.
    type: str
    default: ''
  counted:
    description: Whether an earlier part of the same run has failed, and was counted.
    type: bool
    default: false
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

- name: Write the newest failure into a note
  motadata.serviceops.serviceops_conversation:
    request: 65
    correlation_id: ansible-failures
    details: "{{ account.note }}"
  vars:
    account: >-
      {{ ticket.request.description | default('', true)
         | motadata.serviceops.failing_job(outcomes, conversations=noted.conversations) }}
    outcomes:
      web1:
        state: failed
        task: Restart nginx
        text: no such unit
      web2:
        state: succeeded
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:note), the report as HTML, RV(ignore:description), the description with it, and RV(ignore:summary), a
      short one for a new request that gets a note.
    - RV(ignore:standing), the hosts whose failure stands, RV(ignore:failures), the number of failed runs, and
      RV(ignore:is_well), whether no failure stands and all tasks that ran came to their end.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..module_utils._failures.notes import change_note, job_note_text
from ..module_utils._failures.outcomes import reported_outcomes, without_noted
from ..module_utils._failures.report import job_link
from ..plugin_utils._run_recorder import now


def _failing_job(
    description: str,
    outcomes: Mapping[str, Any],
    active: Iterable[str] = (),
    hosts: Iterable[str] | None = None,
    link: str = "",
    counted: bool = False,
    awx_url: str = "",
    job: object = "",
    conversations: Iterable[Mapping[str, Any]] = (),
    change_job: str = "",
) -> dict[str, Any]:
    noted, own = list(conversations), {str(host): outcome for host, outcome in outcomes.items() if outcome}
    found, is_well = reported_outcomes(
        str(description),
        without_noted(own, noted, str(description)) if change_job else own,
        frozenset(map(str, active)),
        hosts=None if hosts is None else frozenset(map(str, hosts)),
        at=now(),
        link=str(link) or job_link(str(awx_url), job),
        is_counted=counted,
        note=job_note_text(noted, change_note(str(change_job))) if change_job else job_note_text(noted),
    )
    return {
        "description": found.description,
        "note": found.note,
        "summary": found.summary,
        "standing": list(found.standing),
        "failures": found.failures,
        "is_well": is_well,
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failing_job": _failing_job}
