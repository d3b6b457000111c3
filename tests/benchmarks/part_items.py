# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One loop item on localhost: what the modules cost beside debug, uri and a module that does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from statistics import median
from typing import Any

from tests.simulator.client import Simulator

from .bench import Bench, Sizes, expect, sign_ins
from .figures import Row, Section, exactly, ratio, seconds
from .moments import Timed
from .tasks import DEBUG, FAST, MODULE, NOOP, PRELUDE, READ, READ_BY_URI, TOKEN, UNCHANGED, WAYS, named

_DEBUG, _URI, _NOOP = "debug", "uri, one GET", "a module that does nothing"
_UNCHANGED = "serviceops_request, unchanged"
_FLOORS = {_DEBUG: DEBUG, _URI: READ_BY_URI, _NOOP: NOOP}
_OURS = {
    "serviceops_token": TOKEN,
    _UNCHANGED: UNCHANGED,
    "serviceops_request_info": READ,
}
# Those that ask for the request: two modules on the fast path; on the other way they, too, and uri.
_QUICK_READERS, _SLOW_READERS = 2, 3


def measure(bench: Bench) -> Section:
    """Run the loops of every row in each round."""
    sizes = bench.sizes
    loops = _loops(sizes)
    # A machine is faster now and slower then: what is compared runs close together, the fewer loops halfway.
    columns = ([None] * ((sizes.quick_loops - len(each)) // 2) + each for each in loops.values())
    played = [loop for turn in zip_longest(*columns) for loop in turn if loop]
    rounds: list[dict[str, Timed]] = []
    tokens = bench.folder()
    with Simulator.start(tickets=50) as simulator:
        for number in range(sizes.rounds):
            bench.say(f"loop items, round {number + 1} of {sizes.rounds}")
            rounds.append(bench.play(simulator, [*PRELUDE, *played], tokens=tokens))
        calls = simulator.calls()
    times = {name: [_per_item(each, mine) for each in rounds] for name, mine in loops.items()}
    rows = [_row(name, times) for name in loops]
    reads = sum(call["method"] == "GET" for call in calls)
    quick, slow = sizes.quick_loops * sizes.quick_items, sizes.slow_loops * sizes.slow_items
    wanted = (_SLOW_READERS * slow + _QUICK_READERS * quick) * sizes.rounds
    counts = [exactly(1, sign_ins(calls), "token POST"), exactly(wanted, reads, "GETs")]
    rows.append(Row("HTTP calls of all rounds", "", counts))
    many = f"{sizes.rounds} × {slow} items, {quick} where no process is started"
    return Section(f"One loop item on localhost ({many})", rows)


def _loops(sizes: Sizes) -> dict[str, list[dict[str, Any]]]:
    """Return the loops of each row, by its name."""
    rows = {name: (task, FAST) for name, task in _FLOORS.items()}
    rows |= {f"{name}, {way}": (task, way) for name, task in _OURS.items() for way in WAYS}
    # What starts no process takes milliseconds, and more or less of them by which processor each loop happens to get.
    quick = {name for name, (dummy, way) in rows.items() if way == FAST} - {_URI, _NOOP}
    many, few = (sizes.quick_loops, sizes.quick_items), (sizes.slow_loops, sizes.slow_items)
    loops: dict[str, list[dict[str, Any]]] = {}
    for name, (task, way) in rows.items():
        number, items = many if name in quick else few
        loops[name] = [named(f"{name} {each}", task, way, loop=range(items)) for each in range(number)]
    return loops


def _per_item(timed: dict[str, Timed], loops: Sequence[dict[str, Any]]) -> float:
    return median(expect(timed[loop["name"]], changed=False).per_item() for loop in loops)


def _row(name: str, times: dict[str, list[float]]) -> Row:
    mine = times[name]
    if name in (_DEBUG, _URI):
        return Row(name, seconds(mine), [])
    if name.endswith(MODULE):
        figures = [ratio(mine, times[_URI], "uri", most=1.15), ratio(mine, times[_NOOP], "doing nothing")]
    elif name.startswith(_UNCHANGED):
        figures = [ratio(mine, times[_URI], "uri", most=0.1), ratio(mine, times[_DEBUG], "debug", most=2.0)]
    else:
        figures = [ratio(mine, times[_URI], "uri"), ratio(mine, times[_DEBUG], "debug")]
    return Row(name, seconds(mine), figures)
