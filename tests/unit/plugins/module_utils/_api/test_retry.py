# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to wait and for how long, and that the waiting ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import Attempt
from ansible_collections.motadata.serviceops.plugins.module_utils._api.retry import (
    GIVE_UP,
    Decision,
    RetryBudget,
    decide,
    next_pause,
)

BROKEN_OFF = Attempt()
NEVER_SENT = Attempt(sent=False)
TLS_FAILED = Attempt(sent=False, hopeless=True)
TIMED_OUT = Attempt(late=True)
A_WEB_PAGE = Attempt(hopeless=True)
SEND_AGAIN = Decision(wait=True, again=True)
LOOK_THEN_SEND_AGAIN = Decision(wait=True, look=True, again=True)
LOOK_AGAIN_AND_AGAIN = Decision(wait=True, look=True)
LOOK_ONCE = Decision(look=True)


@pytest.mark.parametrize(
    "attempt", [Attempt(429), Attempt(502), Attempt(503), Attempt(504), BROKEN_OFF, NEVER_SENT, TIMED_OUT]
)
def test_a_read_is_made_again_if_that_can_help(attempt):
    assert decide(attempt, writes=False, count=1) == SEND_AGAIN


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500, 501])
def test_a_read_is_not_made_again_otherwise(status):
    assert decide(Attempt(status), writes=False, count=1) == GIVE_UP


@pytest.mark.parametrize("writes", [False, True])
def test_what_cannot_help_is_not_tried(writes):
    assert decide(TLS_FAILED, writes=writes, count=1) == GIVE_UP


@pytest.mark.parametrize(
    ("attempt", "count", "decision"),
    [
        (NEVER_SENT, 1, SEND_AGAIN),
        (BROKEN_OFF, 1, LOOK_THEN_SEND_AGAIN),
        (Attempt(429), 3, LOOK_THEN_SEND_AGAIN),
        (Attempt(502), 1, LOOK_THEN_SEND_AGAIN),
        (Attempt(503), 3, LOOK_THEN_SEND_AGAIN),
        (Attempt(500), 1, LOOK_THEN_SEND_AGAIN),
        (Attempt(500), 2, LOOK_ONCE),
        (Attempt(504), 1, LOOK_AGAIN_AND_AGAIN),
        (TIMED_OUT, 1, LOOK_AGAIN_AND_AGAIN),
        (A_WEB_PAGE, 1, LOOK_ONCE),
        (Attempt(400), 1, GIVE_UP),
        (Attempt(405), 1, GIVE_UP),
    ],
)
def test_a_write_is_only_sent_again_after_a_look(attempt, count, decision):
    assert decide(attempt, writes=True, count=count) == decision


@given(st.floats(0, 1e6), st.integers(1, 50), st.floats(0, 1, exclude_max=True))
def test_nobody_returns_before_the_moment_that_the_server_named(asked, attempt, jitter):
    longest_floor, widest_spread = 6.4, 4

    assert asked <= next_pause(attempt, asked, jitter) <= max(asked, longest_floor) + widest_spread


def test_after_each_refusal_the_next_attempt_is_spread_over_a_longer_time():
    assert [next_pause(attempt, 1, 0.999) - next_pause(attempt, 1, 0) for attempt in (1, 2, 3, 4)] == pytest.approx(
        [1, 2, 4, 4], rel=0.01
    )


def test_without_a_hint_the_pauses_grow_up_to_a_bound():
    pauses = [next_pause(attempt, None, 0.5) for attempt in range(1, 10)]

    assert pauses == [0.5, 1, 2, 4, 8, 15, 15, 15, 15]


@given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
def test_jitter_stays_near_the_pause(attempt, jitter):
    assert 0.375 <= next_pause(attempt, None, jitter) <= 18.75


class Clock:
    """Sleeps by writing down how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.announced: list[str] = []

    def retry_budget(self, budget: float, jitter: float = 0.5) -> RetryBudget:
        return RetryBudget(budget, self.announced.append, self.slept.append, lambda: jitter)


def test_each_wait_is_announced():
    clock = Clock()

    assert clock.retry_budget(60).wait("ServiceOps answered HTTP 429.", 6.2, repeats=Attempt(429))
    assert clock.announced == [
        "ServiceOps answered HTTP 429; waiting 7 s, as it asks, and trying again for 60 s at most (retry_timeout)."
    ]
    assert clock.slept == [6.7]


def test_all_waits_of_one_call_are_announced_in_the_same_words():
    clock = Clock()
    retry_budget = clock.retry_budget(60)

    for dummy in range(3):
        assert retry_budget.wait("It may have been applied")

    assert set(clock.announced) == {
        "It may have been applied; waiting and looking again for 60 s at most (retry_timeout).",
    }


def test_what_was_waited_for_is_accounted_for():
    clock = Clock()
    tried, looked, asked, nothing = (clock.retry_budget(60) for dummy in range(4))
    while tried.wait("away", repeats=NEVER_SENT):
        looked.wait("in doubt")
    asked.wait("busy", 90, repeats=Attempt(429))

    assert tried.account == " It was tried 8 times in 0 s."
    assert looked.account == " It was looked for 8 times in 0 s."
    assert asked.account == " It asks to wait 90 s, and retry_timeout allows 60 s."
    assert nothing.account == ""


@given(st.floats(0, 300), st.floats(0, 1, exclude_max=True))
def test_the_waiting_stays_within_the_budget(budget, jitter):
    clock = Clock()
    retry_budget = clock.retry_budget(budget, jitter)

    while retry_budget.wait("away"):
        assert len(clock.slept) < 1000

    assert sum(clock.slept) <= budget + 1e-6


def test_a_wait_beyond_the_budget_is_refused_at_once_and_in_silence():
    clock = Clock()

    assert not clock.retry_budget(60).wait("away", 61)
    assert (clock.slept, clock.announced) == ([], [])


@pytest.mark.parametrize("asked", [None, 0.0, 5])
@pytest.mark.parametrize("jitter", [0.0, 0.5])
def test_no_budget_turns_waiting_off(asked, jitter):
    assert not Clock().retry_budget(0, jitter).wait("away", asked)


@pytest.mark.parametrize("jitter", [0.0, 0.5])
def test_a_server_that_always_asks_to_come_back_at_once_is_given_up(jitter):
    clock = Clock()
    retry_budget = clock.retry_budget(60, jitter)

    attempts = 0
    while attempts < 1000 and retry_budget.wait("ServiceOps answered HTTP 429", 0.0):
        attempts += 1

    assert attempts < 100
