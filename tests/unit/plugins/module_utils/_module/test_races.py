# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes at once, processes that are killed, and folders that cannot be written."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from tests.unit.support.running import parsed, run_module, run_process, start_process
from tests.unit.support.simulated import counted, stored

KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}
PROCESSES = 50
KILLS = 100


def test_fifty_processes_share_one_sign_in(modules, simulator):
    simulator.fail(fault="latency", seconds=0.5, path="/api/oauth/token")
    processes = [start_process("serviceops_token", {}, **modules.defaults) for dummy in range(PROCESSES)]
    results = [parsed(process.communicate(timeout=300)[0]) for process in processes]
    assert [result["failed"] for result in results] == [False] * PROCESSES
    assert sorted(result["source"] for result in results) == ["cache"] * (PROCESSES - 1) + ["login"]
    assert len({result["access_token"] for result in results}) == 1
    assert counted(simulator) == {"token": 1}


def run_again_and_again(options):
    """Sign in, open the request, change it, forget the token and delete the request, until killed."""
    while True:
        for priority in ("Low", "High"):
            run_module("serviceops_request", **options, **KEY, priority=priority)
        run_module("serviceops_token", **options, state="absent")
        run_module("serviceops_request", **options, **KEY, state="absent")


def test_a_process_that_is_killed_at_any_point_stops_no_other(modules, simulator):
    # A fork of this process has imported all there is, so that the moment of its death falls into its work.
    context = multiprocessing.get_context("fork")
    folder = Path(modules.defaults["token_cache_path"])
    for number in range(KILLS):
        process = context.Process(target=run_again_and_again, args=(modules.defaults,))
        process.start()
        # Over all of them the moments cover a whole round, of a quarter of a second or so.
        time.sleep(0.002 * number)
        os.kill(process.pid, signal.SIGKILL)
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        if number % 10 == 9:
            before = time.monotonic()
            result = modules.request(**KEY)
            assert result["failed"] is False
            # One that was killed in a create may have made it.
            assert all("an earlier task tried to create it" in text for text in result["warnings"])
            # A lock that a dead process held would hold this one up for as long as it may wait.
            assert time.monotonic() - before < 10
    assert len(stored(simulator)) == 1
    assert {path.suffix for path in folder.iterdir()} <= {".lock", ".log", ".json", ".new"}
    modules.token(force=True)
    assert not list(folder.glob("*.new"))


def without_room(number):
    """Let no file of a process grow, as on a full disk."""
    resource.prlimit(number, resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_is_one_warning(modules, simulator, tmp_path):
    start = partial(start_process, "serviceops_request", {"TMPDIR": str(tmp_path)}, prepare=without_room)
    for operation in ("created", "none"):
        result = parsed(start(**modules.defaults, **KEY).communicate(timeout=180)[0])
        assert (result["failed"], result["operation"]) == (False, operation)
        (warning,) = result["warnings"]
        assert "No access token is kept for the next task" in warning
    assert counted(simulator)["token"] == 2
    assert modules.request(**KEY)["warnings"] == []


@pytest.mark.parametrize("path", ["/proc/none", "/dev/null/none"])
def test_a_folder_that_cannot_be_made_is_one_warning(modules, path):
    result = run_process("serviceops_request", {}, **{**modules.defaults, "token_cache_path": path}, **KEY)
    assert (result["failed"], result["operation"]) == (False, "created")
    (warning,) = result["warnings"]
    assert path in warning
    assert "Set token_cache_path to a private folder." in warning
