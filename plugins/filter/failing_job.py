# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the request of a failing job is to say."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: failing_job
short_description: Tell what the request of a failing job is to say
version_added: 0.1.0
description:
  - Brings the description of a job's request up to date with a run of the job - the number of failed runs, and the
    newest failure of each host. What people wrote stays.
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
      - What became of each host, by its name. Its RV(ignore:state) is V(running), V(succeeded), V(failed), V(partial)
        if only some of the tasks ran, or V(ended) if they were ended early. One that failed has RV(ignore:task), the
        name of the task, and RV(ignore:text), what it said, as P(motadata.serviceops.failure_text#filter) tells it.
      - A host that has nothing to do with the request has V(none).
    type: dict
    required: true
  active:
    description: The hosts that are still in the play. Another one that is V(running) got lost on the way, and failed.
    type: list
    elements: str
    default: []
  hosts:
    description:
      - All hosts that the job has. The failure of another one, which is gone, no longer stands.
      - Leave it out where the run looked at some of them only.
    type: list
    elements: str
  link:
    description: Address of the run.
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

- name: Write the newest failure into a request
  motadata.serviceops.serviceops_request:
    id: "{{ ticket.request.id }}"
    description: "{{ account.description }}"
    status: "{{ 'Resolved' if account.is_well else 'Open' }}"
  vars:
    account: "{{ ticket.request.description | default('', true) | motadata.serviceops.failing_job(outcomes) }}"
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
    - RV(ignore:description), the new description as HTML, RV(ignore:standing), the hosts whose failure stands in it,
      RV(ignore:failures), the number of failed runs, and RV(ignore:is_well), whether no failure stands and all that
      ran came to its end.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..module_utils._failures.account import Run, account_of
from ..module_utils._failures.masking import masking
from ..module_utils._failures.said import task_text
from ..plugin_utils._run_record import now

_STILL_AT_IT = ("running", "finished")
# Neither says that a host is well.
_UNFINISHED = ("partial", "ended")
_LOST = ": it got lost on the way. It became unreachable, or left the play: see the output."


def _failing_job(
    description: str,
    outcomes: Mapping[str, Any],
    active: Iterable[str] = (),
    hosts: Iterable[str] | None = None,
    link: str = "",
    counted: bool = False,
) -> dict[str, Any]:
    states = {str(host): outcome for host, outcome in outcomes.items() if outcome}
    still = {host for host, outcome in states.items() if outcome["state"] in _STILL_AT_IT}
    lost = still - set(map(str, active))
    failed = {host: _said(outcome) for host, outcome in states.items() if outcome["state"] == "failed"}
    is_whole = not any(outcome["state"] in _UNFINISHED for outcome in states.values())
    run = Run(
        at=now(),
        failed={**failed, **dict.fromkeys(sorted(lost), _LOST)},
        succeeded=frozenset(host for host, outcome in states.items() if outcome["state"] == "succeeded"),
        hosts=None if hosts is None or not is_whole else frozenset(map(str, hosts)),
        link=str(link),
        is_counted=counted,
    )
    account = account_of(str(description), run)
    return {
        "description": account.description,
        "standing": list(account.standing),
        "failures": account.failures,
        "is_well": is_whole and still <= lost and not account.standing,
    }


def _said(outcome: Mapping[str, Any]) -> str:
    return f"{task_text(str(outcome.get('task') or ''), mask=masking(()))}: {outcome['text']}"


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failing_job": _failing_job}
