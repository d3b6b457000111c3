# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's process compiles whatever it loads: one with nothing to change loads nothing that it does not use."""

from __future__ import annotations

from typing import Any

from ansible_collections.motadata.serviceops.plugins.module_utils._task import ahead, single, view
from tests.unit.support.running import parsed, start_process

SEEN = {"subject": "Disk full", "requester_email": "jane@acme.example"}
LATE = {getattr(ahead, name).__name__ for name in ahead.__all__}


def loaded_by(module: str, **options: Any) -> set[str]:
    """Return the names of what a module that changes nothing loads in a process of its own."""
    out, told = start_process(module, {"PYTHONPROFILEIMPORTTIME": "1"}, **options).communicate(timeout=180)
    assert parsed(out)["changed"] is False
    assert parsed(out)["failed"] is False
    return {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}


def test_a_task_that_finds_all_as_described_loads_only_what_it_needs(modules):
    made = modules.request(**SEEN, tags=["disk"])["request"]
    loaded = loaded_by("serviceops_request", **modules.defaults, id=made["id"], tags=["disk"])
    assert single.__name__ in loaded
    assert not loaded & LATE


def test_a_task_that_reads_by_id_loads_only_what_it_needs(modules):
    made = modules.request(**SEEN)["request"]
    loaded = loaded_by("serviceops_request_info", **modules.defaults, id=made["id"])
    assert view.__name__ in loaded
    assert not loaded & LATE - {view.__name__}


def test_a_list_loads_all_before_its_threads_begin(modules, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "submit = ThreadPoolExecutor.submit\n"
        "def noted(self, *arguments):\n"
        "    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
        "    return submit(self, *arguments)\n"
        "ThreadPoolExecutor.submit = noted\n"
    )
    options = {**modules.defaults, "requests": [SEEN]}
    out, told = start_process("serviceops_request", {"PYTHONPATH": str(tmp_path)}, **options).communicate(timeout=180)
    assert parsed(out)["summary"]["created"] == 1
    assert set(told.split()) >= LATE
