# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's process compiles whatever it loads: one with nothing to change loads nothing that it does not use."""

from __future__ import annotations

from ansible_collections.motadata.serviceops.plugins.module_utils._task import ahead, single
from tests.unit.support.running import parsed, start_process

SEEN = {"subject": "Disk full", "requester_email": "jane@acme.example"}


def test_a_task_that_finds_all_as_described_loads_only_what_it_needs(modules):
    made = modules.request(**SEEN, tags=["disk"])["request"]
    process = start_process(
        "serviceops_request", {"PYTHONPROFILEIMPORTTIME": "1"}, **modules.defaults, id=made["id"], tags=["disk"]
    )
    out, told = process.communicate(timeout=60)
    assert parsed(out)["operation"] == "none"
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}
    assert single.__name__ in loaded
    assert not loaded & {getattr(ahead, name).__name__ for name in ahead.__all__}
