# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many hosts: one task on all of them, and how often it signs in."""

from __future__ import annotations

from tests.simulator.client import Simulator

from .bench import Bench, expect, sign_ins
from .figures import Figure, Row, Section, exactly, ratio, seconds
from .tasks import DEBUG, FAST, MODULE, ONCE, PRELUDE, READ_BY_URI, UNCHANGED, WAYS, named


def measure(bench: Bench) -> Section:
    """Run each task once on all hosts; the modules begin without a token."""
    sizes = bench.sizes
    prelude = [{**task, **ONCE} for task in PRELUDE]
    times: dict[str, list[float]] = {}
    counts: dict[str, list[Figure]] = {}
    with Simulator.start() as simulator:
        for name, task in (("debug", DEBUG), ("uri, one GET", READ_BY_URI)):
            bench.say(f"{name} on {sizes.hosts} hosts")
            timed = bench.play(simulator, [*prelude, named(name, task)], hosts=sizes.hosts)
            times[name] = [timed[name].wall()]
        ticket = simulator.calls()[-1]["path"].rpartition("/")[2]
        for way in WAYS:
            bench.say(f"serviceops_request on {sizes.hosts} hosts, {way}")
            simulator.clear_calls()
            task = {**named("request", UNCHANGED, way)}
            task["vars"] = {**task["vars"], "ticket": {"request": {"id": ticket}}}
            timed = bench.play(simulator, [task], hosts=sizes.hosts)
            times[way] = [expect(timed["request"], changed=False).wall()]
            calls = simulator.calls()
            counts[way] = [
                exactly(1, sign_ins(calls), "token POST"),
                exactly(sizes.hosts + 1, len(calls), "HTTP calls"),
            ]
    return Section(f"One task on {sizes.hosts} hosts at {sizes.forks} forks", _rows(times, counts))


def _rows(times: dict[str, list[float]], counts: dict[str, list[Figure]]) -> list[Row]:
    debug, uri = times["debug"], times["uri, one GET"]
    rows = [Row("debug", seconds(debug)), Row("uri, one GET", seconds(uri))]
    for way in (FAST, MODULE):
        figures = [ratio(times[way], uri, "uri"), ratio(times[way], debug, "debug"), *counts[way]]
        rows.append(Row(f"serviceops_request, unchanged, {way}", seconds(times[way]), figures))
    return rows
