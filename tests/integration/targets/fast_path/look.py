# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare which way each task took with the way that it should have taken."""

from __future__ import annotations

import re
import sys
from pathlib import Path

WAYS = {
    "On the controller": "in process",
    "With a Python that Ansible picks": "in process",
    "By its short name": "in process",
    "As an action": "in process",
    "With defaults of this module": "in process",
    "With defaults of another module": "in process",
    "Delegated to the controller": "in process",
    "Turned off": "as a module: serviceops_in_process is false",
    "With a Python of its own": "as a module: the Python interpreter is /no/such/python",
    "In the background": "as a module: async is asked for",
    "As another user": "as a module: become is asked for",
    "On another machine": "as a module: the connection is ssh",
}


def main(file: str) -> int:
    """Print each task that went another way, and return the exit code."""
    parts = re.split(r"^TASK \[(.*?)\] \*+$", Path(file).read_text("utf-8", "replace"), flags=re.MULTILINE)
    taken = {name: re.findall(r"> \S*serviceops_\w+ runs (.*)", said) for name, said in zip(parts[1::2], parts[2::2])}
    wrong = [f"{name}: {taken.get(name)} instead of {way!r}" for name, way in WAYS.items() if taken.get(name) != [way]]
    print("\n".join(wrong) or f"{len(WAYS)} tasks went their way.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
