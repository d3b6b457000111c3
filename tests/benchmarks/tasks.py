# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that are measured, as Ansible takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

REQUESTER = "jane@acme.example"
FAST, MODULE = "fast path", "module path"
WAYS = (FAST, MODULE)

# What others need: a token, and a request to read.
PRELUDE: list[dict[str, Any]] = [
    {"name": "token", "motadata.serviceops.serviceops_token": {}, "register": "token"},
    {
        "name": "ticket",
        "motadata.serviceops.serviceops_request": {
            "subject": "Measure",
            "requester_email": REQUESTER,
            "priority": "High",
            "status": "Pending",
        },
        "register": "ticket",
    },
]
ONCE = {"run_once": True}

_AUTHORIZATION = {"Authorization": "Bearer {{ token.access_token }}"}
_SERVER = "{{ lookup('ansible.builtin.env', 'SERVICEOPS_URL') }}/api/v1/request"
_ID = "{{ ticket.request.id }}"

DEBUG = {"ansible.builtin.debug": {"msg": "Number {{ item | default(inventory_hostname) }}"}}
READ_BY_URI = {"ansible.builtin.uri": {"url": f"{_SERVER}/{_ID}", "headers": _AUTHORIZATION}}
NOOP: dict[str, Any] = {"bench_noop": {}}
TOKEN: dict[str, Any] = {"motadata.serviceops.serviceops_token": {}}
UNCHANGED = {"motadata.serviceops.serviceops_request": {"id": _ID, "priority": "High", "status": "Pending"}}
READ = {"motadata.serviceops.serviceops_request_info": {"id": _ID}}


def create(subject: str) -> dict[str, Any]:
    """Return the task that makes a request."""
    return {"motadata.serviceops.serviceops_request": fields(subject)}


def create_by_uri(subject: str) -> dict[str, Any]:
    """Return the task that sends the same request with ``uri``."""
    body = {"subject": subject, "requesterEmail": REQUESTER, "priorityName": "High"}
    options = {"url": _SERVER, "method": "POST", "headers": _AUTHORIZATION, "body_format": "json", "body": body}
    return {"ansible.builtin.uri": options}


def create_all(subject: str, number: int, *, whole: bool = True) -> dict[str, Any]:
    """Return the task that makes so many requests at once, and returns each of them ``whole`` or by its name."""
    wanted = [fields(f"{subject} {each}") for each in range(number)]
    view = {} if whole else {"fields": ["name"]}
    return {"motadata.serviceops.serviceops_request": {"requests": wanted, **view}}


def fields(subject: str) -> dict[str, str]:
    """Return a request as the modules take it."""
    return {"subject": subject, "requester_email": REQUESTER, "priority": "High"}


def named(name: str, task: dict[str, Any], way: str = FAST, *, loop: Sequence[int] = ()) -> dict[str, Any]:
    """Return ``task`` under a name, on one of the two ways, perhaps in a loop over numbers."""
    looped = {"loop": list(loop)} if loop else {}
    return {"name": name, **task, **looped, "vars": {"serviceops_in_process": way == FAST}}
