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
  failed:
    description: What each failed host said, as plain text that begins with a colon or with the task.
    type: dict
    required: true
  succeeded:
    description: The hosts that succeeded.
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
- name: Write the newest failure into a request
  motadata.serviceops.serviceops_request:
    id: 65
    description: "{{ account.description }}"
    status: "{{ 'Open' if account.standing else 'Resolved' }}"
  vars:
    account: >-
      {{ ticket.request.description | motadata.serviceops.failing_job({'web1': ': no answer'}, succeeded=['web2']) }}
"""

RETURN = r"""
_value:
  description:
    - RV(ignore:description), the new description as HTML, RV(ignore:standing), the hosts whose failure stands in it,
      and RV(ignore:failures), the number of failed runs.
  type: dict
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..module_utils._failures.account import Run, account_of
from ..plugin_utils._run_record import now


def _failing_job(
    description: str,
    failed: Mapping[str, str],
    succeeded: Iterable[str] = (),
    hosts: Iterable[str] | None = None,
    link: str = "",
    counted: bool = False,
) -> dict[str, Any]:
    run = Run(
        at=now(),
        failed={str(host): str(text) for host, text in failed.items()},
        succeeded=frozenset(map(str, succeeded)),
        hosts=None if hosts is None else frozenset(map(str, hosts)),
        link=str(link),
        is_counted=counted,
    )
    account = account_of(str(description), run)
    return {
        "description": account.description,
        "standing": list(account.standing),
        "failures": account.failures,
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"failing_job": _failing_job}
