# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the script with which ansible-test installs pip into its virtual environments.

ansible-test downloads that script from an address of its own, which many networks do not reach, and keeps it in a
cache. noxfile.py puts this file there beforehand: it installs the pip asked for from the configured package index.
ansible-test passes almost no environment on, so that all this relies on is PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main() -> int:
    """Install the packages named on the command line, pip among them, for the interpreter that runs this."""
    packages = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    # The certificates of the system, as pip uses them, rather than uv's own.
    environment = dict(os.environ, UV_NATIVE_TLS="true", UV_SYSTEM_CERTS="true")
    uv = shutil.which("uv")
    if uv and not subprocess.call(
        [uv, "pip", "install", "--quiet", "--python", sys.executable, *packages], env=environment
    ):
        return 0
    for command in (
        [sys.executable, "-m", "ensurepip", "--upgrade", "--default-pip"],
        [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", *packages],
    ):
        status = subprocess.call(command, stdout=subprocess.DEVNULL, env=environment)
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
