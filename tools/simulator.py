# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator of ServiceOps in the foreground, with the arguments given."""

from __future__ import annotations

import os
import sys

import workspace

if __name__ == "__main__":
    python = str(workspace.run_venv() / "bin/python")
    os.chdir(workspace.ROOT)
    os.execve(python, [python, "-m", "tests.simulator", *sys.argv[1:]], workspace.checkout_environment())
