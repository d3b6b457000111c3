# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: measure, print one table, and fail where a count is off."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
from pathlib import Path

from ansible.release import __version__ as ansible_version

from . import part_create, part_find, part_hosts, part_items
from .bench import QUICK, Bench, BenchError, Sizes
from .figures import off
from .table import print_table

PARTS = {
    "items": part_items.measure,
    "loop": part_create.measure_loop,
    "bulk": part_create.measure_bulk,
    "near": part_create.measure_near,
    "distant": part_create.measure_distant,
    "limit": part_create.measure_limited,
    "hosts": part_hosts.measure,
    "find": part_find.measure,
}

# From this load for each processor on, others are felt.
_BUSY = 0.5


def main() -> int:
    """Return 0 if every count is as it must be."""
    options = _parser().parse_args()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        # By the ordinary way, so that simulators are stopped and the scratch removed.
        signal.signal(number, lambda number, dummy: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="serviceops-bench-") as folder:
        bench = Bench(QUICK if options.quick else Sizes(), Path(folder))
        if (load := os.getloadavg()[0]) > _BUSY * (os.cpu_count() or 1):
            bench.say(f"this machine is busy otherwise (load {load:.1f}), so that ratios will spread")
        try:
            sections = [measure(bench) for name, measure in PARTS.items() if name in (options.only or PARTS)]
        except BenchError as exc:
            print(f"The benchmark could not be run. {exc}", file=sys.stderr)
            return 1
    print_table(sections, _caption(options.quick), markdown=options.markdown)
    wrong = off(sections)
    for text in wrong:
        print(f"Wrong: {text}", file=sys.stderr)
    return int(bool(wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="Measure what tasks of the collection cost, side by side with what they are compared with. "
        "tests/benchmarks/README.md says how.",
    )
    parser.add_argument("--quick", action="store_true", help="a small run, which shows that it works and little else")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part alone; repeatable")
    return parser


def _caption(quick: bool) -> str:
    command = "make bench ARGS=--quick" if quick else "make bench"
    return (
        f"Made by `{command}` with ansible-core {ansible_version} and Python {platform.python_version()}, all on one "
        f"machine with {os.cpu_count()} processors. What is claimed are the ratios: the times are that machine's."
    )


if __name__ == "__main__":
    sys.exit(main())
