# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what tasks cost: build the collection, install it, and run ``tests/benchmarks`` with the arguments given."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

import workspace


def main() -> int:
    """Run the benchmark and return its exit status."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    requirements = [workspace.ROOT / f"tests/{name}/requirements.txt" for name in ("simulator", "benchmarks")]
    programs = workspace.venv("bench", workspace.RUN, requirements) / "bin"
    scratch = Path(tempfile.mkdtemp(prefix="serviceops-bench-"))
    try:
        environment = workspace.ansible_environment(scratch)
        archive = workspace.build_collection(workspace.stage(scratch / "staged"), scratch, programs, environment)
        workspace.install_collection(archive, scratch / "installed", programs, environment)
        command = [str(programs / "python"), "-m", "tests.benchmarks", *sys.argv[1:]]
        # Whatever it leaves, if it is killed, is left in the scratch, too; and no bytecode in the checkout.
        settings = environment | {"TMPDIR": str(scratch), "PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}
        return subprocess.run(command, cwd=workspace.ROOT, env=settings, check=False).returncode
    except subprocess.CalledProcessError as failed:
        name = Path(failed.cmd[0]).name
        print(f"The benchmark could not be run: {name} ended with status {failed.returncode}.", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _leave(number: int, dummy: FrameType | None) -> None:
    # Leave by the ordinary way, so that the scratch is removed and the benchmark ended.
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
