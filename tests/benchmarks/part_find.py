# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Growth: serviceops_request_info over few and over many requests, as the process of its module."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.simulator.client import Simulator

from .bench import Bench, BenchError, run, sign_ins
from .figures import Row, Section, exactly, ratio, seconds

# A quarter of the requests that the simulator makes up.
_FILTERED = {"filters": {"priority": "High"}, "limit": 10}
_CASES: dict[str, dict[str, Any]] = {
    "a filter and limit: 10": _FILTERED,
    "all of them, three fields": {"fields": ["name", "subject", "status"]},
    "all of them": {},
}


@dataclass(frozen=True)
class _Cost:
    """What one run took: seconds, seconds of its own work, and bytes at its largest."""

    wall: float
    work: float
    peak: float


def measure(bench: Bench) -> Section:
    """Run the module over both numbers of requests in turn."""
    sizes = bench.sizes
    tokens = {sizes.few: bench.folder(), sizes.many: bench.folder()}
    rows = []
    archive = _zipped(bench)
    bench.say(f"preparing {sizes.few:,} and {sizes.many:,} requests")
    with Simulator.start(tickets=sizes.few) as few, Simulator.start(tickets=sizes.many) as many:
        for case, options in _CASES.items():
            costs: dict[int, list[_Cost]] = {sizes.few: [], sizes.many: []}
            for dummy in range(sizes.find_rounds if "limit" in options else sizes.find_long_rounds):
                for number, simulator in ((sizes.few, few), (sizes.many, many)):
                    bench.say(f"finding requests, {case}, among {number:,}")
                    costs[number].append(_run(bench, archive, simulator, tokens[number], options, number))
            rows += _rows(case, costs)
        signed_in = [sign_ins(simulator.calls()) for simulator in (few, many)]
    rows.append(Row("HTTP calls of all these", "", [exactly(1, max(signed_in), "token POST for each server")]))
    return Section(f"serviceops_request_info, {sizes.many:,} requests beside {sizes.few:,}", rows)


def _rows(case: str, costs: dict[int, list[_Cost]]) -> list[Row]:
    few, many = sorted(costs)
    # Linear, and a tenth for chance.
    growth = 11 * many / few / 10
    walls, works, peaks = (
        {number: [getattr(cost, name) for cost in costs[number]] for number in costs}
        for name in ("wall", "work", "peak")
    )
    unit = f"at {few:,}"
    return [
        Row(f"{case}: time", seconds(walls[many]), [ratio(walls[many], walls[few], unit, most=growth)]),
        Row(
            f"{case}: processor time of the module",
            seconds(works[many]),
            [ratio(works[many], works[few], unit, most=growth)],
        ),
        Row(
            f"{case}: peak memory",
            f"{median(peaks[many]) / 1e6:.0f} MB",
            [ratio(peaks[many], peaks[few], unit, most=growth)],
        ),
    ]


def _zipped(bench: Bench) -> str:
    """Return a zip of the collection, as which modules are handed to their process."""
    return shutil.make_archive(
        str(bench.folder() / "collection"), "zip", os.environ["ANSIBLE_COLLECTIONS_PATH"], "ansible_collections"
    )


def _run(bench: Bench, archive: str, simulator: Simulator, tokens: Path, options: dict[str, Any], number: int) -> _Cost:
    folder = bench.folder()
    script = str(Path(__file__).with_name("module_process.py"))
    arguments = [archive, json.dumps(options), str(folder / "cost")]
    start = time.monotonic()
    run([sys.executable, script, *arguments], bench.environment(simulator, tokens), output=folder / "result")
    wall = time.monotonic() - start
    cost = json.loads((folder / "cost").read_text("utf-8"))
    if ("limit" not in options and cost["total"] != number) or not cost["total"]:
        raise BenchError(f"{cost['total']} requests were found among {number}.")
    (folder / "result").unlink()
    return _Cost(wall, cost["work"], cost["peak"])
