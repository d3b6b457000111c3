# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the checks of noxfile.py, some at a time; list at the end how long each took, what was skipped and why."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import workspace

TOOLS = ("nox>=2026.10", "uv>=0.9")
# What nox calls them; every other result is a failure.
_RESULTS = {"success": "passed", "skipped": "skipped"}


def main() -> int:
    """Run nox with the arguments given, and return 0 only if something ran and nothing failed."""
    started = time.monotonic()
    programs = workspace.venv("check", TOOLS) / "bin"
    environment = workspace.build_environment()
    environment["PATH"] = os.pathsep.join([str(programs), environment.get("PATH", os.defpath)])
    # What this make was called with is no business of a make that a session calls.
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        environment.pop(name, None)
    with _slot() as slot, _sessions(slot) as sessions:
        report = slot / "report.json"
        # One more than there are processors, for the integration tests wait most of their time.
        jobs = os.environ.get("JOBS") or str(min((os.cpu_count() or 1) + 1, 4))
        command = [str(programs / "python"), "-B", "-m", "nox", "--envdir", str(sessions)]
        command += ["--report", str(report), "--parallel", jobs, *sys.argv[1:]]
        ended = subprocess.run(command, cwd=workspace.ROOT, env=environment, check=False).returncode
        return _summary(report, ended, time.monotonic() - started)


@contextmanager
def _slot() -> Iterator[Path]:
    """Yield a folder for the sessions' environments that no other run in this checkout is using now."""
    number = 0
    while True:
        number += 1
        slot = workspace.BUILD / f"check-{number}"
        slot.mkdir(parents=True, exist_ok=True)
        with (slot / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # Programs in a virtual environment know its path: a checkout that was moved starts afresh.
            origin = slot / "origin"
            if not origin.exists() or origin.read_text("utf-8") != str(workspace.ROOT):
                shutil.rmtree(slot / "sessions", ignore_errors=True)
                origin.write_text(str(workspace.ROOT), "utf-8")
            (slot / "report.json").unlink(missing_ok=True)
            yield slot
            return


@contextmanager
def _sessions(slot: Path) -> Iterator[Path]:
    """Yield where the sessions' environments go: to ``slot``, to be used again, unless its path is too odd for that."""
    if not any(character.isspace() for character in str(slot)):
        yield slot / "sessions"
        return
    # ansible-test starts Ansible's programs in a way that a space in their path breaks.
    with tempfile.TemporaryDirectory(prefix="serviceops-sessions-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _summary(report: Path, ended: int, seconds: float) -> int:
    if not report.exists():
        print(f"nox ended with status {ended} before it ran anything.", file=sys.stderr)
        return ended or 1
    sessions = json.loads(report.read_text("utf-8"))["sessions"]
    counts = Counter(_RESULTS.get(session["result"], "failed") for session in sessions)
    width = max((len(session["name"]) for session in sessions), default=0)
    print("\nSeconds  Session")
    for session in sorted(sessions, key=lambda each: -float(each["duration"])):
        print(f"{float(session['duration']):7.0f}  {session['name']:{width}}  {_outcome(session)}")
    minutes, rest = divmod(round(seconds), 60)
    listed = ", ".join(f"{counts[name]} {name}" for name in ("passed", "failed", "skipped"))
    print(f"{seconds:7.0f}  in all ({minutes} min {rest} s): {listed}", flush=True)
    return ended or int(bool(counts["failed"]) or not counts["passed"])


def _outcome(session: dict[str, str]) -> str:
    outcome = _RESULTS.get(session["result"], "failed")
    unexplained = {"failed": "see its output above", "skipped": "no reason given"}
    return outcome if outcome == "passed" else f"{outcome}: {session.get('reason') or unexplained[outcome]}"


if __name__ == "__main__":
    sys.exit(main())
