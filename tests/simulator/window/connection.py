# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a playbook gets here: the variables to copy."""

from __future__ import annotations

from flask import current_app, request

from ..exports import account, export_lines

AUTHORITY = "AUTHORITY"
FIRST_COMMAND = (
    "ansible localhost -m motadata.serviceops.serviceops_request "
    "-a \"subject='Disk full on db01' requester_email=jane@acme.example\""
)


def export_block() -> str:
    """Return the lines that lead the collection to the address that this page was asked for at."""
    return export_lines(account(request.url_root.rstrip("/"), current_app.config[AUTHORITY]))


def page_line() -> str:
    """Return the line that has results link to these pages."""
    return export_lines({"SERVICEOPS_WEB_URL": f"{request.url_root}window/{{resource}}/{{id}}"})


def gate_command(change: str) -> str:
    """Return a command that waits until tasks may run under a change.

    It waits for a day: a gate refuses at once a change whose window begins after the wait.
    """
    return (
        "ansible localhost -m ansible.builtin.include_role -a name=motadata.serviceops.change_gate "
        f"-e change_gate_change={change} -e change_gate_wait=86400 -e change_gate_delay=2"
    )
