# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of an Ansible that a test runs as somebody else would: no setting of the tester's is in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def environment_of(home: Path) -> dict[str, str]:
    """Return the variables of a user with this home, who has the installed collection."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_NOCOLOR": "true",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_PROXY": "127.0.0.1",
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin")),
        # The list of users names another home.
        "SERVICEOPS_TOKEN_CACHE_PATH": str(home / ".cache/motadata.serviceops"),
    }
