# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the checks of noxfile.py, some at a time, and tell at the end what ran, what was skipped and why."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import workspace

TOOLS = ("nox>=2026.10", "uv>=0.9")


def main() -> int:
    """Run nox with the arguments given, and return 0 only if something ran and nothing failed."""
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
        return _summary(report, ended)


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


def _summary(report: Path, ended: int) -> int:
    if not report.exists():
        print(f"nox ended with status {ended} before it ran anything.", file=sys.stderr)
        return ended or 1
    sessions = json.loads(report.read_text("utf-8"))["sessions"]
    by_result: dict[str, list[dict[str, str]]] = {}
    for session in sessions:
        by_result.setdefault(session["result"], []).append(session)
    passed, skipped = by_result.pop("success", []), by_result.pop("skipped", [])
    failed = [session for result in by_result.values() for session in result]
    print("\nSessions passed: " + ", ".join(f"{each['name']} ({float(each['duration']):.0f} s)" for each in passed))
    for each in skipped:
        print(f"Session skipped: {each['name']}: {each.get('reason') or 'no reason given'}")
    for each in failed:
        print(f"Session failed: {each['name']}: {each.get('reason') or 'see its output above'}")
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped", flush=True)
    return ended or int(bool(failed) or not passed)


if __name__ == "__main__":
    sys.exit(main())
