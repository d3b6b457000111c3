# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the jobs that a continuous integration runs side by side, as a matrix in JSON.

Each job has a name, the Pythons that it needs (the last one runs make), and the arguments of ``make test``.
"""

from __future__ import annotations

import argparse
import json
import sys

from supported import CORES, DEFAULT, MODULE_PYTHONS, NEWEST, OLDEST, OLDEST_MODULE_PYTHON

# What runs make and nox themselves.
TOOLS_PYTHON = "3.13"
OF_CORE = ("units", "jobs", "integration", "stories", "sanity")
# What is run once, whatever the core; "gate" holds the rest of it.
ONCE = ("bench", "importer")


def main(arguments: list[str] | None = None) -> int:
    """Print the matrix; its jobs are all of ``make test-all``, or those of the gate."""
    parser = argparse.ArgumentParser(prog="make matrix ARGS=...", description="Print the jobs of the tests as JSON.")
    parser.add_argument("which", nargs="?", choices=("gate", "all"), default="all", help="default: %(default)s")
    which = parser.parse_args(arguments).which
    jobs = [_gate()] if which == "gate" else [_gate(), *_of_cores(), *_of_modules()]
    print(json.dumps({"include": jobs}))
    return 0


def _job(name: str, pythons: list[str], arguments: str) -> dict[str, str]:
    needed = [python for python in dict.fromkeys(pythons) if python != TOOLS_PYTHON]
    return {"name": name, "pythons": "\n".join([*needed, TOOLS_PYTHON]), "arguments": arguments}


def _gate() -> dict[str, str]:
    pythons = [OLDEST_MODULE_PYTHON, *(CORES[core][0] for core in (OLDEST, DEFAULT, NEWEST))]
    return _job("gate", pythons, "-t gate")


def _of_cores() -> list[dict[str, str]]:
    return [
        _job(
            f"ansible-core {core}, Python {python}",
            [python],
            f"-P {python} -s {' '.join(f'{kind}-{core}' for kind in OF_CORE)}",
        )
        for core, pythons in CORES.items()
        for python in pythons
    ]


def _of_modules() -> list[dict[str, str]]:
    jobs = []
    for python, core in MODULE_PYTHONS.items():
        sessions = [f"units-py{python}", f"integration-{core}-modules-py{python}"]
        sessions += ONCE if python == OLDEST_MODULE_PYTHON else ()
        jobs.append(_job(f"modules on Python {python}", [python, CORES[core][0]], f"-s {' '.join(sessions)}"))
    return jobs


if __name__ == "__main__":
    sys.exit(main())
