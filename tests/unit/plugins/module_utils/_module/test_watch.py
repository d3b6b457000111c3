# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A watch over a real server: every change is handed over once, and no trouble of the server ends it."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._engine import changes as engine
from tests.simulator.client import Simulator
from tests.unit.support.running import Modules
from tests.unit.support.simulated import SEARCH
from tests.unit.support.watches import Watches, events, names, search_server

UNABLE = "ServiceOps cannot be asked for the records since a time: every poll reads all of them."


def test_what_is_new_and_what_changes_is_an_event(simulator: Simulator, watches: Watches, modules: Modules) -> None:
    simulator.create_ticket(subject="before")
    watch = watches.start()
    assert events(watch) == []
    made = simulator.create_ticket(subject="new")

    (created,) = events(watch)
    simulator.change_ticket("request", made["id"], statusName="In Progress")
    (updated,) = events(watch)

    assert (created["resource"], created["event"], updated["event"]) == ("request", "created", "updated")
    assert updated["record"]["status"] == "In Progress"
    assert updated["record"] == modules.info(id=made["id"])["requests"][0]
    assert events(watch) == []


def test_an_old_record_that_changes_is_an_update(simulator: Simulator, watches: Watches) -> None:
    simulator.reset(tickets=3)
    watch = watches.start()
    events(watch)

    simulator.change_ticket("request", 65, statusName="In Progress")

    assert [(event["event"], event["record"]["id"]) for event in events(watch)] == [("updated", 65)]


def test_only_what_passes_the_filters_is_an_event(simulator: Simulator, watches: Watches) -> None:
    watch = watches.start(filters={"subject_contains": "disk", "status": ["Open", "Pending"]})
    events(watch)
    simulator.create_ticket(subject="Disk full")
    simulator.create_ticket(subject="Printer")
    simulator.create_ticket(subject="Disk fine", statusName="Closed")

    assert names(watch) == [("created", "Disk full")]


@pytest.mark.parametrize("resource", ["change", "problem", "release"])
def test_other_tickets_are_watched_as_well(simulator: Simulator, watches: Watches, resource: str) -> None:
    watch = watches.start(resource=resource)
    events(watch)
    simulator.create_ticket("request", subject="no")
    simulator.create_ticket(resource, subject="yes")

    assert names(watch) == [("created", "yes")]


def test_all_begins_with_what_is_there_and_a_time_with_what_came_after_it(
    simulator: Simulator, watches: Watches
) -> None:
    first = simulator.create_ticket(subject="first")
    time.sleep(0.01)
    second = simulator.create_ticket(subject="second")
    assert second["updatedTime"] > first["updatedTime"]

    assert names(watches.start(start="all")) == [("created", "first"), ("created", "second")]
    since = watches.start(start=str(second["updatedTime"]))
    assert names(since) == [("created", "second")]
    assert names(since) == []


@pytest.mark.parametrize("start", ["now", "a time"])
@pytest.mark.parametrize("calls", range(5))
def test_what_was_there_at_the_start_is_no_event_though_the_first_poll_fails(
    simulator: Simulator, watches: Watches, start: str, calls: int
) -> None:
    made = simulator.create_ticket(subject="before")
    watch = watches.start(start="now" if start == "now" else str(made["updatedTime"] + 1))
    simulator.fail(path=SEARCH, fault="status", status=503, skip=calls, times=1)

    assert names(watch) == names(watch) == []
    simulator.clear_faults()
    time.sleep(0.01)
    simulator.create_ticket(subject="after")
    assert names(watch) == [("created", "after")]


@pytest.mark.parametrize(
    "switches",
    [
        {"search_qualification": "ignored"},
        {"search_qualification": "refused"},
        {"search_envelope": "list", "search_total": "missing"},
        {"search_direction": "ascending", "search_page_cap": 2},
        {"clock_ahead": 3600},
        {"search_lag": 300},
    ],
    ids=str,
)
def test_a_server_may_answer_otherwise(simulator: Simulator, watches: Watches, switches: dict[str, Any]) -> None:
    simulator.reset(tickets=5)
    simulator.switch(**switches)
    watch = watches.start()
    events(watch)
    for number in range(3):
        simulator.create_ticket(subject=str(number))

    found, end = [], time.monotonic() + 10
    while len(found) < 3 and time.monotonic() < end:
        found += names(watch)

    assert sorted(found) == [("created", str(number)) for number in range(3)]


def test_a_server_that_cannot_search_by_time_is_read_as_a_whole(simulator: Simulator, watches: Watches) -> None:
    simulator.reset(tickets=5)
    watch = watches.start()
    watch._can_ask = False
    events(watch)
    simulator.create_ticket(subject="new")

    assert names(watch) == [("created", "new")]


@pytest.mark.parametrize("policy", ["ignored", "refused"])
def test_a_server_that_leaves_the_time_out_is_named(simulator: Simulator, watches: Watches, policy: str) -> None:
    simulator.reset(tickets=5)
    simulator.switch(search_qualification=policy)
    watch = watches.start()
    events(watch)
    simulator.clear_calls()
    events(watch)

    assert watches.warnings == [UNABLE]
    assert len(simulator.calls()) == 1


def test_a_server_that_comes_back_as_another_is_asked_what_it_can(simulator: Simulator, watches: Watches) -> None:
    simulator.reset(tickets=5)
    watch = watches.start()
    events(watch)
    simulator.switch(search_qualification="ignored")
    simulator.fail(path=SEARCH, fault="status", status=503, times=1)
    events(watch)
    watches.warnings.clear()

    events(watch)

    assert watches.warnings == [UNABLE]


@pytest.mark.parametrize("start", ["now", "all", "2026-01-01"])
@pytest.mark.parametrize("count", [0, 1])
def test_a_server_that_tells_no_time_may_be_behind(watches: Watches, start: str, count: int) -> None:
    behind = int(1000 * time.time()) - 3_600_000
    records = [{"id": number, "createdTime": behind, "updatedTime": behind} for number in range(count)]
    with search_server(records) as server:
        watch = watches.start(url=server.url, start=start)
        events(watch)
        records.append({"id": 7, "createdTime": behind + 60_000, "updatedTime": behind + 60_000})

        assert [event["record"]["id"] for event in events(watch)] == [7]


def test_a_record_that_has_no_time_is_named_once(watches: Watches) -> None:
    with search_server([{"id": 7}]) as server:
        watch = watches.start(url=server.url, start="all")

        assert events(watch) == events(watch) == []
    assert [text for text in watches.warnings if text != UNABLE] == [
        "The request with the id 7 has no time of update and none of creation: such a record is no event."
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop_before_write"},
        {"fault": "html", "status": 200},
        {"fault": "truncated_json"},
        {"fault": "status", "status": 503},
        {"fault": "status", "status": 429},
        {"fault": "status", "status": 500},
    ],
    ids=str,
)
def test_a_server_that_is_away_is_waited_for(simulator: Simulator, watches: Watches, fault: dict[str, Any]) -> None:
    watch = watches.start()
    events(watch)
    simulator.fail(path=SEARCH, times=None, **fault)
    simulator.create_ticket(subject="meanwhile")

    assert [events(watch) for dummy in range(3)] == [[], [], []]
    simulator.clear_faults()

    assert names(watch) == [("created", "meanwhile")]
    assert watches.warnings
    assert all("No event is lost: the next poll is in 30 s." in text for text in watches.warnings)


def test_a_poll_reads_only_what_has_changed(simulator: Simulator, watches: Watches) -> None:
    simulator.reset(tickets=50)
    simulator.switch(search_page_cap=10)
    watch = watches.start()
    events(watch)
    simulator.clear_calls()

    assert events(watch) == []
    assert len(simulator.calls()) == 1
    assert watches.warnings == []


def test_what_came_before_pages_that_fail_is_handed_over_and_the_rest_comes_later(
    simulator: Simulator, watches: Watches, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Otherwise all of them would be read again anyway.
    monkeypatch.setattr(engine, "OVERLAP", 0)
    simulator.reset(tickets=1)
    watch = watches.start()
    events(watch)
    for number in range(5):
        # The newest two, by a date to the second, fill the first page.
        time.sleep(1.5 if number == 3 else 0)
        simulator.create_ticket(subject=str(number))
    simulator.switch(search_page_cap=2)
    simulator.fail(path=SEARCH, fault="status", status=503, skip=1, times=None)

    first = names(watch)
    simulator.clear_faults()
    rest = names(watch)

    assert len(first) == 2
    assert sorted(first + rest) == [("created", str(number)) for number in range(5)]
    assert names(watch) == []


def test_what_was_there_at_the_start_is_no_event_though_some_pages_of_the_first_poll_fail(
    simulator: Simulator, watches: Watches
) -> None:
    simulator.reset()
    for number in range(2):
        simulator.create_ticket(subject=f"old {number}")
    time.sleep(1.5)
    watch = watches.start(start=datetime.now(timezone.utc).isoformat())
    watch._can_ask = True
    for number in range(2):
        simulator.create_ticket(subject=f"new {number}")
    simulator.switch(search_page_cap=2)
    simulator.fail(path=SEARCH, fault="status", status=503, skip=1, times=None)

    first = names(watch)
    simulator.clear_faults()

    assert sorted(first + names(watch)) == [("created", "new 0"), ("created", "new 1")]
