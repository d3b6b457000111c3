# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state that a poll can see is a change once, whatever the clock of the server does."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._engine import changes as engine
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.changes import OVERLAP, Change, Changes
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.position import Position, position_of
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

NOW = 1_800_000_000_000


def record(number: int, updated: int, created: int | None = None) -> dict[str, Any]:
    return {"id": number, "createdTime": updated if created is None else created, "updatedTime": updated}


def hand_over(changes: Changes, found: list[Change]) -> list[tuple[Any, int]]:
    for change in found:
        changes.note(change)
    changes.note_end()
    return [change.state for change in found]


def poll(changes: Changes, records: list[dict[str, Any]], now: int = NOW, **options: Any) -> list[Change]:
    at = now - NOW
    return changes.select(records, since=changes.window(now, at), now=now, at=at, **options)


class Server:
    """A server whose search shows some changes late, and whose clock may jump, beside the true time."""

    def __init__(self) -> None:
        self.true = 0
        self.offset = NOW
        # Since when by the true time which state of a record is shown.
        self.history: list[tuple[int, dict[str, Any]]] = []

    def write(self, number: int, lag: int) -> None:
        created = next((old["createdTime"] for dummy, old in self.history if old["id"] == number), None)
        self.history.append((self.true + lag, record(number, self.true + self.offset, created)))

    def search(self, since: int | None = None) -> list[dict[str, Any]]:
        shown = {old["id"]: old for moment, old in self.history if moment <= self.true}
        return [old for old in shown.values() if since is None or old["updatedTime"] >= since]


POLL = ("poll", None, None)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 5), st.sampled_from([0, 0, 3_000, 6_000])),
        st.tuples(st.just("wait"), st.integers(0, 40_000), st.none()),
        st.tuples(st.just("jump"), st.integers(-7_200_000, 7_200_000), st.none()),
        st.just(POLL),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=400)
@given(STEPS)
@example([("write", 1, 6_000), ("jump", 20_000, None), POLL, ("write", 2, 0), POLL])
def test_each_state_that_a_poll_can_see_is_a_change_once(steps: list[tuple[str, Any, Any]]) -> None:
    server, changes = Server(), Changes(REQUEST)
    handed_over: list[tuple[Any, int]] = []
    visible, surely_seen = set(), set()
    jumped = False
    known = server.offset
    for kind, number, lag in [POLL, *steps, ("wait", 7_000, None), POLL, POLL]:
        if kind == "write":
            server.write(number, lag)
        elif kind == "wait":
            server.true += number
        elif kind == "jump":
            # Back and forth again between two polls is what nobody can see.
            server.offset += 0 if jumped else number
            jumped = True
        else:
            # What the response to this poll tells of the clock is for the next one.
            now, known = server.true + known, server.offset
            since = changes.window(now, server.true)
            shown = {(old["id"], old["updatedTime"]) for old in server.search()}
            visible |= shown
            # The first poll after a jump may still look after the wrong time, and the next one mends that.
            surely_seen |= set() if jumped else shown
            jumped = False
            found = changes.select(server.search(since), since=since, now=now, at=server.true)
            handed_over += hand_over(changes, found)

    assert len(handed_over) == len(set(handed_over))
    assert surely_seen <= set(handed_over) <= visible


def test_the_oldest_comes_first_and_equal_times_go_by_id() -> None:
    found = poll(Changes(REQUEST), [record(3, NOW - 5), record(2, NOW - 9), record(1, NOW - 5)])

    assert [change.state for change in found] == [(2, NOW - 9), (1, NOW - 5), (3, NOW - 5)]


def test_what_was_there_at_the_start_is_no_change() -> None:
    changes = Changes(REQUEST, NOW)

    assert poll(changes, [record(1, NOW - 5)], before=math.inf) == []
    changes.note_end()
    assert hand_over(changes, poll(changes, [record(1, NOW - 5), record(2, NOW)])) == [(2, NOW)]


def test_a_record_from_before_the_window_is_an_update_though_it_was_never_seen() -> None:
    changes = Changes(REQUEST, NOW)
    old, new = record(1, NOW, created=NOW - OVERLAP - 1), record(2, NOW, created=NOW - 1)

    assert [change.created for change in poll(changes, [old, new])] == [False, True]


def test_only_the_first_state_of_a_new_record_is_its_creation() -> None:
    changes = Changes(REQUEST, NOW)
    hand_over(changes, poll(changes, [record(1, NOW)]))

    found = poll(changes, [record(1, NOW + 1, created=NOW)], NOW + 1)

    assert [(change.state, change.created) for change in found] == [((1, NOW + 1), False)]


def test_the_position_stays_before_what_may_have_changed_while_the_pages_were_read() -> None:
    changes = Changes(REQUEST, NOW - 60_000)

    hand_over(changes, poll(changes, [record(1, NOW + 3_000)]))

    assert changes.position == NOW


def test_a_poll_without_changes_keeps_the_position() -> None:
    changes = Changes(REQUEST, NOW - 60_000)

    hand_over(changes, poll(changes, []))

    assert changes.position == NOW - 60_000


def test_what_was_not_handed_over_is_read_again() -> None:
    changes = Changes(REQUEST, NOW - 60_000)
    records = [record(number, NOW - 50_000 + 20_000 * number) for number in (1, 2)]
    changes.note(poll(changes, records)[0])

    resumed = Changes(REQUEST, changes.position, changes.recent())

    assert [change.state[0] for change in poll(resumed, records)] == [2]


def test_more_changes_than_fit_into_memory_come_with_the_next_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_CHANGES", 10)
    changes = Changes(REQUEST)
    # All of them have one time.
    records = [record(number, NOW - 5) for number in range(95)]

    parts = [hand_over(changes, poll(changes, records)) for dummy in range(11)]

    assert [len(part) for part in parts] == [*[10] * 9, 5, 0]
    assert sorted(state[0] for part in parts for state in part) == list(range(95))


def test_states_that_are_not_needed_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MOST_STATES", 100)
    changes = Changes(REQUEST)
    for number in range(300):
        now = NOW + number * OVERLAP
        hand_over(changes, poll(changes, [record(number, now)], now))

    assert len(changes._seen) <= 102


def test_a_record_without_a_time_is_no_change() -> None:
    changes = Changes(REQUEST)

    assert poll(changes, [{"id": 1}, {"id": 2, "updatedTime": "today"}]) == []
    assert changes.timeless == 2


def test_a_record_that_was_never_updated_is_a_change_by_its_creation() -> None:
    changes = Changes(REQUEST, NOW)
    new = {"id": 1, "createdTime": NOW, "updatedTime": None}

    assert [(change.state, change.created) for change in poll(changes, [new])] == [((1, NOW), True)]


def test_an_empty_server_gives_no_position_by_a_clock_that_may_be_ahead() -> None:
    changes = Changes(REQUEST)
    hand_over(changes, poll(changes, []))

    assert hand_over(changes, poll(changes, [record(1, NOW - 3_600_000)])) == [(1, NOW - 3_600_000)]
    assert changes.position == NOW - 3_600_000


def test_ids_that_are_texts_are_sorted_after_numbers() -> None:
    found = poll(Changes(REQUEST), [record("a", NOW), record(7, NOW)])  # type: ignore[arg-type]

    assert [change.state[0] for change in found] == [7, "a"]


HOUR = 3_600_000


@pytest.mark.parametrize(
    ("ago", "now", "since"),
    [
        # The server's clock went on as this one did.
        (2 * HOUR, NOW + 2 * HOUR, NOW),
        # Clocks differ a little, and a date is to the second.
        (2 * HOUR, NOW + 2 * HOUR - 9_000, NOW),
        # It was set back by an hour, and goes on since.
        (2 * HOUR, NOW + HOUR, NOW - HOUR),
        (60_000, NOW + 60_000 - HOUR, NOW - HOUR),
        # This one was set back, too.
        (-HOUR, NOW - HOUR, NOW - HOUR),
    ],
)
def test_the_first_window_after_a_restart_begins_where_the_server_is_since_the_last_poll(
    ago: int, now: int, since: int
) -> None:
    assert Changes(REQUEST, NOW, [], 500_000 - ago).window(now, 500_000) == since - OVERLAP


def test_an_incomplete_poll_does_not_hide_that_the_clock_went_back() -> None:
    changes = Changes(REQUEST, NOW, [], -2 * HOUR)
    changes.select([record(1, NOW - 10)], since=None, now=NOW + HOUR, at=0)
    changes.hold()
    changes.note_end()

    assert changes.window(NOW + HOUR, 0) == NOW - HOUR - OVERLAP


SOUND = Position("https://acme.example", "request", NOW, NOW + 5, [(1, NOW)], [(1, NOW, True)])


def test_a_position_survives_as_json() -> None:
    assert position_of(json.loads(json.dumps(SOUND.to_json()))) == SOUND


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"server": None},
        {"time": "now"},
        {"time": True},
        {"polled": None},
        {"states": {"1": 2}},
        {"states": [[1]]},
        {"states": [[[1], NOW]]},
        {"states": [["a", "b"]]},
        {"last": [[1, NOW]]},
        {"last": [[1, NOW, "yes"]]},
    ],
)
def test_a_damaged_position_is_none(damage: dict[str, Any]) -> None:
    assert position_of({**json.loads(json.dumps(SOUND.to_json())), **damage}) is None


def test_an_incomplete_poll_hands_over_what_it_found_and_is_read_again() -> None:
    changes = Changes(REQUEST, NOW - 60_000)
    records = [record(1, NOW - 1), record(2, NOW - 50_000)]
    found = poll(changes, records[:1])
    changes.hold()

    assert hand_over(changes, found) == [(1, NOW - 1)]
    assert changes.position == NOW - 60_000
    assert hand_over(changes, poll(changes, records)) == [(2, NOW - 50_000)]
