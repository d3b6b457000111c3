# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of the playbook awx_setup, with the modules of awx.awx, against a stand-in for AWX."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .fake_awx import FakeAwx
from .fake_awx_api import TOKEN, serving

ACCOUNT = {
    "SERVICEOPS_URL": "https://acme.example",
    "SERVICEOPS_CLIENT_ID": "fake-client",
    # An admin may choose what looks like a template.
    "SERVICEOPS_CLIENT_SECRET": "fake {{ 6 * 7 }}-secret",
    "SERVICEOPS_USERNAME": "automation@acme.example",
    "SERVICEOPS_PASSWORD": "fake-password",
}
OPEN, RESOLVE = "Open a ServiceOps request", "Resolve a ServiceOps request"
READ, NOTE = "Read a ServiceOps request", "Add a note to a ServiceOps request"
GATE = "Run under a ServiceOps change"
WORKFLOW = "ServiceOps request with approval"


@dataclass(frozen=True)
class Run:
    """What a run of the playbook printed, what it wrote to AWX, and AWX as it was afterwards."""

    output: str
    writes: list[str]
    awx: FakeAwx

    def counted(self, word: str) -> int:
        """Return a count of the recap, such as changed."""
        recap = self.output[self.output.rindex("PLAY RECAP") :]
        return int(recap.split(f"{word}=")[1].split()[0])

    @property
    def said(self) -> str:
        return " ".join(self.output.split())


def set_up(
    awx: FakeAwx,
    surroundings: dict[str, str],
    account: dict[str, str],
    *arguments: str,
    access: dict[str, str] | None = None,
    **variables: Any,
) -> Run:
    awx.writes.clear()
    with serving(awx) as url:
        command = ["ansible-playbook", "motadata.serviceops.awx_setup", "-vvv", "--diff", *arguments]
        access = {"CONTROLLER_OAUTH_TOKEN": TOKEN} if access is None else access
        done = subprocess.run(
            [*command, "-e", json.dumps(variables)],
            env={**surroundings, **account, "CONTROLLER_HOST": url, **access},
            capture_output=True,
            text=True,
            check=False,
        )
    return Run(done.stdout + done.stderr, list(awx.writes), deepcopy(awx))
