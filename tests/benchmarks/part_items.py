# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One loop item on localhost: what the modules cost beside debug, uri and a module that does nothing."""

from __future__ import annotations

from tests.simulator.client import Simulator

from .bench import Bench, expect, sign_ins
from .figures import Row, Section, exactly, ratio, seconds
from .moments import Timed
from .tasks import DEBUG, MODULE, NOOP, PRELUDE, READ, READ_BY_URI, TOKEN, UNCHANGED, WAYS, named

_DEBUG, _URI, _NOOP = "debug", "uri, one GET", "a module that does nothing"
_UNCHANGED = "serviceops_request, unchanged"
_FLOORS = {_DEBUG: DEBUG, _URI: READ_BY_URI, _NOOP: NOOP}
_OURS = {
    "serviceops_token": TOKEN,
    _UNCHANGED: UNCHANGED,
    "serviceops_request_info": READ,
}
# uri, and two modules on two ways.
_READERS = 5


def measure(bench: Bench) -> Section:
    """Run a loop of every row in each round."""
    sizes = bench.sizes
    tasks = [named(name, task, loop=range(sizes.items)) for name, task in _FLOORS.items()]
    tasks += [
        named(f"{name}, {way}", task, way, loop=range(sizes.items)) for name, task in _OURS.items() for way in WAYS
    ]
    rounds: list[dict[str, Timed]] = []
    tokens = bench.folder()
    with Simulator.start(tickets=50) as simulator:
        for number in range(sizes.rounds):
            bench.say(f"loop items, round {number + 1} of {sizes.rounds}")
            rounds.append(bench.play(simulator, [*PRELUDE, *tasks], tokens=tokens))
        calls = simulator.calls()
    reads = sum(call["method"] == "GET" for call in calls)
    times = {task["name"]: [expect(each[task["name"]], changed=False).per_item() for each in rounds] for task in tasks}
    rows = [_row(name, times) for name in times]
    wanted = _READERS * sizes.items * sizes.rounds
    counts = [exactly(1, sign_ins(calls), "token POST"), exactly(wanted, reads, "GETs")]
    rows.append(Row("HTTP calls of all rounds", "", counts))
    return Section(f"One loop item on localhost ({sizes.rounds} × {sizes.items} items)", rows)


def _row(name: str, times: dict[str, list[float]]) -> Row:
    mine = times[name]
    if name in (_DEBUG, _URI):
        return Row(name, seconds(mine), [])
    if name.endswith(MODULE):
        figures = [ratio(mine, times[_URI], "uri", most=1.0), ratio(mine, times[_NOOP], "doing nothing")]
    elif name.startswith(_UNCHANGED):
        figures = [ratio(mine, times[_URI], "uri", most=0.1), ratio(mine, times[_DEBUG], "debug", most=2.0)]
    else:
        figures = [ratio(mine, times[_URI], "uri"), ratio(mine, times[_DEBUG], "debug")]
    return Row(name, seconds(mine), figures)
