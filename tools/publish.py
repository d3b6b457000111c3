# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the archive of the version in galaxy.yml to Ansible Galaxy.

The token comes from the environment variable GALAXY_TOKEN, and another server than Galaxy from GALAXY_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import workspace
from release import NotReadyError, read_version

GALAXY = "https://galaxy.ansible.com/"


def main() -> int:
    """Publish the archive in ``.build/dist``, wait until it is imported, and return the exit status."""
    try:
        archive = workspace.BUILD / "dist" / f"motadata-serviceops-{read_version()}.tar.gz"
        if not archive.is_file():
            raise NotReadyError(f"There is no {archive.relative_to(workspace.ROOT)}: run make release first.")
        token = os.environ.get("GALAXY_TOKEN")
        if not token:
            raise NotReadyError("The environment variable GALAXY_TOKEN is not set: it is the token of the namespace.")
    except NotReadyError as exc:
        print(exc, file=sys.stderr)
        return 1
    programs = workspace.run_venv() / "bin"
    with tempfile.TemporaryDirectory(prefix="serviceops-publish-") as folder:
        # In the environment rather than on the command line, which others on the machine can read.
        environment = workspace.ansible_environment(Path(folder)) | {
            "ANSIBLE_GALAXY_SERVER_LIST": "galaxy",
            "ANSIBLE_GALAXY_SERVER_GALAXY_URL": os.environ.get("GALAXY_URL") or GALAXY,
            "ANSIBLE_GALAXY_SERVER_GALAXY_TOKEN": token,
        }
        command = [str(programs / "ansible-galaxy"), "collection", "publish", str(archive)]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
