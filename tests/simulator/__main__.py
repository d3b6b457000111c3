# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the simulator: ``python -m tests.simulator``."""

from __future__ import annotations

import sys


def run() -> int:
    """Start, or say what is missing."""
    try:
        from .command_line import main
    except ModuleNotFoundError as exc:
        if exc.name not in ("flask", "werkzeug"):
            raise
        print("The simulator needs Flask: pip install -r tests/simulator/requirements.txt", file=sys.stderr)
        return 1
    return main()


if __name__ == "__main__":
    sys.exit(run())
