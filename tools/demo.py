# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection at work: build it, install it, and run ``playbooks/demo.yml`` against the simulator."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

import workspace

SHOWN = "one sign-in, and a request opened, left alone, changed, read, found, written on and deleted"


def main() -> int:
    """Run the demo and return its exit status: 0 only if every task did what it should."""
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, _leave)
    programs = workspace.run_venv() / "bin"
    scratch = Path(tempfile.mkdtemp(prefix="serviceops-demo-"))
    try:
        return _demonstrate(programs, scratch)
    except subprocess.CalledProcessError as failed:
        print(f"The demo failed: {Path(failed.cmd[0]).name} ended with status {failed.returncode}.", file=sys.stderr)
    except RuntimeError as failed:
        print(f"The demo failed. {failed}", file=sys.stderr)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1


def _leave(number: int, dummy: FrameType | None) -> None:
    # Leave by the ordinary way, so that the simulator is stopped and the scratch removed.
    sys.exit(128 + number)


def _demonstrate(programs: Path, scratch: Path) -> int:
    environment = workspace.ansible_environment(scratch)
    archive = workspace.build_collection(workspace.stage(scratch / "staged"), scratch, programs, environment)
    installed = scratch / "installed"
    workspace.install_collection(archive, installed, programs, environment)
    print(f"Installed {archive.name}, as built from this checkout.")
    with workspace.simulator(programs / "python", scratch) as url:
        print(f"A simulator of ServiceOps answers at {url}.", flush=True)
        playbook = installed / workspace.COLLECTION / "playbooks/demo.yml"
        command = [str(programs / "ansible-playbook"), "--diff", str(playbook)]
        settings = environment | _manners() | {"SERVICEOPS_URL": url}
        settings |= {f"SERVICEOPS_{name.upper()}": value for name, value in workspace.ACCOUNT.items()}
        subprocess.run(command, cwd=scratch, env=settings, stdin=subprocess.DEVNULL, check=True)
    print(
        f"Shown: {SHOWN}. For a real server, set SERVICEOPS_URL, SERVICEOPS_CLIENT_ID, SERVICEOPS_CLIENT_SECRET, "
        "SERVICEOPS_USERNAME and SERVICEOPS_PASSWORD."
    )
    return 0


def _manners() -> dict[str, str]:
    colour = {"ANSIBLE_FORCE_COLOR": "1"} if sys.stdout.isatty() else {"ANSIBLE_NOCOLOR": "1"}
    return {
        **colour,
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_DEPRECATION_WARNINGS": "false",
        "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOWS": "1",
        "ANSIBLE_RETRY_FILES_ENABLED": "false",
    }


if __name__ == "__main__":
    sys.exit(main())
