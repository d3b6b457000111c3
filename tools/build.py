# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's archive, and print where it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import workspace


def main() -> int:
    """Build the archive and print its path; return the exit status."""
    try:
        print(build().relative_to(workspace.ROOT))
    except subprocess.CalledProcessError as failed:
        print(f"ansible-galaxy could not build the collection: status {failed.returncode}.", file=sys.stderr)
        return 1
    return 0


def build() -> Path:
    """Build the archive into ``.build/dist``, whole or not at all, and return its path."""
    programs = workspace.run_venv() / "bin"
    target = workspace.BUILD / "dist"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="serviceops-build-") as folder:
        scratch = Path(folder)
        environment = workspace.ansible_environment(scratch)
        built = workspace.build_collection(workspace.stage(scratch / "staged"), scratch, programs, environment)
        partial = target / f".{os.getpid()}"
        partial.write_bytes(built.read_bytes())
        return partial.replace(target / built.name)


if __name__ == "__main__":
    sys.exit(main())
