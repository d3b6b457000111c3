# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests made in a loop, and in one task, beside uri and beside a plain loop over a session of requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from tests.simulator.client import Simulator

from .bench import Bench, BenchError, expect, run, sign_ins
from .figures import Figure, Row, Section, at_most, exactly, ratio, seconds, share
from .moments import Timed
from .tasks import FAST, MODULE, PRELUDE, WAYS, create, create_all, create_by_uri, named

# The documented token bucket: so many calls at once, then so many a second.
_CAPACITY, _REFILL = 30, 20
# Seconds after which a list looks again for keys that were made elsewhere.
_REFRESH = 5
# Seconds that a server takes for each answer: one that is very fast and near, and one that is neither.
_NEAR, _FAR = 0.005, 0.05
# The loop and the list do the same calls, which several at a time cannot do with less work, only with less waiting.
_AT_ONCE, _WAITING = 1.2, 0.5
# The way, and whether whole requests are returned: what Ansible does with these is not this collection's to hasten.
_CLAIMED = (FAST, False)
_RAW = "a loop of the same POSTs over one requests.Session"
_BULK = "serviceops_request with a list"
_URI = "uri, one POST"


def measure_loop(bench: Bench) -> Section:
    """Make requests in loops, each way, and as many at once."""
    rounds, number = bench.sizes.rounds, bench.sizes.loop // bench.sizes.rounds
    rows = {_URI: create_by_uri("By uri {{ item }}")}
    rows |= {f"serviceops_request, {way}": create(f"By {way} {{{{ item }}}}") for way in WAYS}
    tasks: list[dict[str, Any]] = []
    for start in range(0, rounds * number, number):
        loop = range(start, start + number)
        tasks += [named(f"{name} {start}", task, _way(name), loop=loop) for name, task in rows.items()]
        tasks.append(named(f"{_BULK} {start}", create_all(f"At once {start}", rounds * number)))
    bench.say(f"making {rounds * number} requests in loops")
    with Simulator.start() as simulator:
        timed = bench.play(simulator, [*PRELUDE, *tasks])
        calls = simulator.calls()
    return _loop_section(timed, rounds * number, rounds, calls)


def _loop_section(timed: Mapping[str, Timed], number: int, rounds: int, calls: Sequence[Mapping[str, Any]]) -> Section:
    times: dict[str, list[float]] = {}
    for task, each in timed.items():
        name = task.rpartition(" ")[0]
        if name and name != _URI:
            expect(each, changed=True)
        if name:
            times.setdefault(name, []).append(each.wall() / number if name == _BULK else each.per_item())
    uri = times.pop(_URI)
    rows = [Row(_URI, seconds(uri))]
    rows += [Row(name, seconds(mine), [ratio(mine, uri, "uri")]) for name, mine in times.items()]
    posts = sum(call["method"] == "POST" and call["path"] == "/api/v1/request" for call in calls)
    # One more is the request that the prelude makes.
    wanted = 3 * number + rounds * number + 1
    counts = [exactly(1, sign_ins(calls), "token POST"), exactly(wanted, posts, "POSTs of a request")]
    rows.append(Row("HTTP calls of all these", "", counts))
    return Section(f"One new request (loops: {rounds} × {number // rounds}; lists: {rounds} × {number})", rows)


def _way(name: str) -> str:
    return MODULE if name.endswith(MODULE) else FAST


def measure_bulk(bench: Bench) -> Section:
    """Make many requests in one task, where the server has no limit."""
    sizes = bench.sizes
    kinds = {
        f"{_BULK}, {way}, {'each whole' if whole else 'each by its name'}": (way, whole)
        for way in WAYS
        for whole in (False, True)
    }
    times: dict[str, list[float]] = {name: [] for name in (_RAW, *kinds)}
    counts: dict[str, list[Figure]] = {}
    with Simulator.start() as simulator:
        for number in range(sizes.bulk_rounds):
            bench.say(f"making {sizes.bulk} requests at once, round {number + 1} of {sizes.bulk_rounds}")
            # A machine is faster now and slower then: what is held against the floor is measured in turns with it.
            floor = [_raw(bench, simulator, sizes.bulk)]
            for name, kind in kinds.items():
                is_claimed, mine = kind == _CLAIMED, []
                for dummy in range(sizes.bulk_turns if is_claimed else 1):
                    mine.append(_bulk(bench, simulator, sizes.bulk, kind[0], whole=kind[1]))
                    counts[name] = _counts(simulator.calls(), sizes.bulk, mine[-1])
                    if is_claimed:
                        floor.append(_raw(bench, simulator, sizes.bulk))
                times[name].append(mean(mine))
            times[_RAW].append(mean(floor))
    rows = [Row(_RAW, seconds(times[_RAW]))]
    for name, kind in kinds.items():
        most = _AT_ONCE if kind == _CLAIMED else None
        figures = [ratio(times[name], times[_RAW], "the loop", most=most), *counts[name]]
        rows.append(Row(name, seconds(times[name]), figures))
    return Section(f"{sizes.bulk:,} new requests, no limit, answered at once ({sizes.bulk_rounds} ×)", rows)


def measure_near(bench: Bench) -> Section:
    """Make requests at a server that takes as little time for an answer as one that is fast and near."""
    return _late(bench, bench.sizes.bulk, _NEAR)


def measure_distant(bench: Bench) -> Section:
    """Make requests at a server that takes its time, as one over a network does."""
    return _late(bench, bench.sizes.distant, _FAR)


def _late(bench: Bench, number: int, latency: float) -> Section:
    late = f"{1000 * latency:.0f} ms late"
    bench.say(f"making {number} requests, each answer {late}")
    with Simulator.start() as simulator:
        raw = [_raw(bench, simulator, number, latency=latency)]
        bulk = [_bulk(bench, simulator, number, FAST, whole=False, latency=latency)]
        counts = _counts(simulator.calls(), number, bulk[0])
    figures = [ratio(bulk, raw, "the loop", most=_WAITING), *counts]
    rows = [Row(_RAW, seconds(raw)), Row(f"{_BULK}, {FAST}, each by its name", seconds(bulk), figures)]
    return Section(f"{number:,} new requests, no limit, each answer {late}", rows)


def measure_limited(bench: Bench) -> Section:
    """Make requests under the documented limit."""
    number = bench.sizes.limited
    bench.say(f"making {number} requests under a limit, about {number // _REFILL} s")
    with Simulator.start() as simulator:
        took = _bulk(bench, simulator, number, FAST, whole=False, rate_limit="on")
        calls = simulator.calls()
    refused = sum(call["status"] == 429 for call in calls)
    # A call that is refused, or made for its sake, is no work done: that the bucket allowed it does not count.
    least = (_calls(number) - _CAPACITY) / _REFILL
    figures = [share(least / took, "of the bucket's rate", least=0.9), *_counts(calls, number, took)]
    figures.append(Figure(refused, f"{refused}", "of them refused (429)"))
    row = Row(f"{_BULK}, {FAST}, each by its name", seconds([took]), figures)
    return Section(f"{number:,} new requests under the documented limit ({_CAPACITY}, then {_REFILL} a second)", [row])


def _bulk(bench: Bench, simulator: Simulator, number: int, way: str, *, whole: bool = True, **conditions: Any) -> float:
    """Return the seconds of the task, which signs in, looks for all, and makes them."""
    _prepare(simulator, **conditions)
    timed = bench.play(simulator, [named("bulk", create_all("At once", number, whole=whole), way)])
    return expect(timed["bulk"], changed=True).wall()


def _raw(bench: Bench, simulator: Simulator, number: int, **conditions: Any) -> float:
    """Return the seconds of the plain loop: it signs in and posts, and looks for nothing."""
    _prepare(simulator, **conditions)
    script = str(Path(__file__).with_name("raw_posts.py"))
    printed = run([sys.executable, script, str(number)], bench.environment(simulator, bench.scratch))
    if len(simulator.calls()) != number + 1:
        raise BenchError("The plain loop made other calls than it should.")
    return float(json.loads(printed))


def _prepare(simulator: Simulator, latency: float = 0, **switches: Any) -> None:
    simulator.reset()
    if switches:
        simulator.switch(**switches)
    if latency:
        simulator.fail(fault="latency", seconds=latency, times=None)


def _counts(calls: Sequence[Mapping[str, Any]], number: int, took: float) -> list[Figure]:
    return [
        exactly(1, sign_ins(calls), "token POST"),
        at_most(_calls(number) + int(took / _REFRESH), len(calls), "HTTP calls"),
    ]


def _calls(number: int) -> int:
    """Return with how many calls so many new requests can be made: a sign-in, searches for all, a POST for each."""
    return number + number // 500 + 2
