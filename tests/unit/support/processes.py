# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Support for processes that tests start, without Ansible."""

from __future__ import annotations

import os
import sys


def process_environment() -> dict[str, str]:
    """Return this process's environment for another one: its bytecode goes where this one keeps its own, or nowhere."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "" if sys.pycache_prefix else "1"}


def open_files() -> int:
    """Return the number of open file descriptors of this process."""
    return len(os.listdir("/proc/self/fd"))
