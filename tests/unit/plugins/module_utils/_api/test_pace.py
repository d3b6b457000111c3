# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pace: as many calls as the server has room for, whatever its limit is, and hardly one that it refuses."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from heapq import heappop, heappush
from itertools import count

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.answer import Answer
from ansible_collections.motadata.serviceops.plugins.module_utils._api.pace import Pace
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Call
from tests.unit.support.canned import CannedServer, answer
from tests.unit.support.clients import TOKEN
from tests.unit.support.simulated import SEARCH

INTERVAL = 1 / 20
ALL = ("remaining", "limit", "reset")


def answered(remaining=None, status=200, **headers):
    left = {} if remaining is None else {"x-ratelimit-remaining": str(remaining)}
    return Answer("GET", "https://acme.example", status, {**left, **headers}, b"{}")


class World:
    """A server with a token bucket, the way to it, and a clock that stands still unless somebody waits."""

    def __init__(self, capacity, rate, *, way=0.005, says=ALL, says_refused=None, others=0):
        self.now = 1000.0
        self.pauses = 0
        self.granted = self.refused = self.under_way = 0
        self._most = 1
        self._capacity, self._rate = capacity, rate
        self._level, self._filled = float(capacity), self.now
        self._way = way
        self._says = {True: says, False: says if says_refused is None else says_refused}
        self._others = others
        self._dice = random.Random(1)
        self._coming: list = []
        self._order: Iterator[int] = count()
        self._pace = Pace(lambda: self.now, self._pause)

    def work(self, calls):
        """Have so many calls granted, one and then eight at a time; return the seconds that it takes."""
        start = self.now
        if self._others:
            self._later(1, self._let_others)
        while self.granted < calls:
            if self.under_way < self._most and self.granted + self.under_way < calls:
                self._pace.begin()
                self.under_way += 1
                self._later(self._way * self._dice.uniform(0.7, 1.3), self._arrive)
            else:
                self._pass_until(self._coming[0][0])
        return self.now - start

    def share(self, calls, seconds):
        """Return which part of what the bucket allows was had."""
        return (calls - self._capacity) / self._rate / seconds

    def _pause(self, seconds):
        self.pauses += 1
        self._pass_until(self.now + seconds)

    def _pass_until(self, moment):
        while self._coming and self._coming[0][0] <= moment:
            self.now, dummy, event = heappop(self._coming)
            event()
        self.now = moment

    def _later(self, seconds, event):
        heappush(self._coming, (self.now + seconds, next(self._order), event))

    def _arrive(self):
        is_granted = self._take()
        self.granted += is_granted
        self.refused += not is_granted
        headers = {
            "remaining": str(int(self._level)),
            "limit": str(self._capacity),
            "reset": str(max(0, round(1000 * (1 - self._level) / self._rate))) if self._rate else "0",
        }
        said = {f"x-ratelimit-{name}": headers[name] for name in self._says[is_granted]}
        told = answered(None, 200 if is_granted else 429, **said)
        self._later(self._way * self._dice.uniform(0.7, 1.3), lambda: self._return(told))

    def _return(self, told):
        self.under_way -= 1
        self._most = 8
        self._pace.note(told)

    def _take(self):
        if not self._rate:
            return True
        self._level = min(self._capacity, self._level + (self.now - self._filled) * self._rate)
        self._filled = self.now
        is_granted = self._level >= 1
        self._level -= is_granted
        return is_granted

    def _let_others(self):
        for dummy in range(self._others):
            self._take()
        self._later(1, self._let_others)


@pytest.mark.parametrize("way", [0.001, 0.005, 0.025, 0.1])
def test_nothing_is_refused_under_the_documented_limit_and_nearly_all_of_it_is_had(way):
    world = World(30, 20, way=way)
    assert world.share(1000, world.work(1000)) > 0.97
    assert world.refused == 0


@pytest.mark.parametrize(
    ("capacity", "rate", "refused", "share"),
    [
        (10, 5, 2, 0.9),
        (100, 50, 0, 0.9),
        (30, 2, 40, 0.9),
        (5, 5, 30, 0.9),
        (3, 20, 0, 0.7),
        (1, 20, 25, 0.75),
    ],
)
def test_any_other_limit_is_found(capacity, rate, refused, share):
    world = World(capacity, rate)
    assert world.share(500, world.work(500)) > share
    assert world.refused <= refused


@pytest.mark.parametrize("others", [5, 10])
def test_others_who_use_up_what_is_left_cause_few_refusals(others):
    world = World(30, 20, others=others)
    world.work(500)
    assert world.refused <= 5


@pytest.mark.parametrize(("says", "says_refused"), [((), ()), (("reset",), ("reset",)), ((), ALL)])
@pytest.mark.parametrize(("rate", "share"), [(20, 0.9), (5, 0.9), (60, 0.45)])
def test_a_server_that_does_not_say_what_is_left_shows_its_limit_by_refusals(says, says_refused, rate, share):
    world = World(30, rate, says=says, says_refused=says_refused)
    assert world.share(500, world.work(500)) > share
    assert world.refused < 50


@pytest.mark.parametrize("says", [(), ALL])
def test_nobody_waits_where_there_is_no_limit(says):
    world = World(1000, None, says=says)
    world.work(500)
    assert (world.pauses, world.refused) == (0, 0)


class Stopped:
    """A clock that adds up what was waited for."""

    def __init__(self):
        self.now = 1000.0
        self.pace = Pace(lambda: self.now, self._pass)

    def _pass(self, seconds):
        self.now += seconds

    def waited(self, **how):
        """Begin a call; return what it waited in intervals of the documented rate."""
        before = self.now
        self.pace.begin(**how)
        return pytest.approx((self.now - before) / INTERVAL, abs=0.01)

    def answered(self, *said, **more):
        self.pace.begin(waits=False)
        self.pace.note(answered(*said, **more))


@pytest.mark.parametrize(
    ("left", "intervals"), [(0, 4), (1, 2), (3, 1), (7, 0.5), (8, 0), (10**6, 0), ("few", 0), ("²", 0), ("9" * 5000, 0)]
)
def test_the_fewer_calls_are_left_the_longer_the_next_one_waits(left, intervals):
    clock = Stopped()
    clock.answered(left)
    assert clock.waited() == intervals


def test_calls_that_are_under_way_are_not_left_until_they_end():
    clock = Stopped()
    for dummy in range(6):
        clock.pace.begin()
    clock.pace.note(answered(8))
    assert clock.waited() == 1
    for dummy in range(6):
        clock.pace.note(None)
    assert clock.waited() == 0


def test_what_is_said_no_more_is_believed_no_more():
    clock = Stopped()
    clock.answered(0)
    clock.answered(None)
    assert clock.waited() == 0


def test_who_comes_back_after_a_while_does_not_wait():
    clock = Stopped()
    clock.answered(0)
    clock.now += 10
    assert clock.waited() == 0


def test_calls_that_are_refused_together_slow_down_as_one_does():
    clock = Stopped()
    for dummy in range(8):
        clock.pace.begin()
    for dummy in range(8):
        clock.pace.note(answered(status=429))
    assert clock.waited() == 1
    clock.pace.note(answered(status=429))
    assert clock.waited() == 1.2


@pytest.mark.parametrize(("asked", "seconds"), [("300", 0.3), ("3600000", 1), ("soon", 0.05)])
def test_after_a_refusal_all_wait_as_told_but_not_long(asked, seconds):
    clock = Stopped()
    clock.answered(None, 429, **{"x-ratelimit-reset": asked})
    assert clock.waited() == seconds / INTERVAL


def test_no_number_of_refusals_makes_the_waits_long():
    clock = Stopped()
    for dummy in range(50):
        clock.answered(0, 429)
        clock.now += 1
    clock.answered(0, 429)
    before = clock.now
    clock.pace.begin()
    assert clock.now - before <= 1


def test_who_does_not_wait_begins_at_once():
    clock = Stopped()
    clock.answered(0, 429)
    assert clock.waited(waits=False) == 0


def test_threads_begin_one_after_the_other():
    pace = Pace()
    before = time.monotonic()
    pace.begin()
    pace.note(answered(0, 429, **{"x-ratelimit-reset": "200"}))
    begun: list[float] = []

    def begin():
        pace.begin()
        begun.append(time.monotonic())

    threads = [threading.Thread(target=begin) for dummy in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # The two after the first come an interval later each.
    assert max(begun) - before >= 0.2 + 2 * INTERVAL


@pytest.mark.parametrize(("retry_timeout", "waits"), [(5, True), (0, False)])
def test_who_turned_waiting_off_is_not_held_up(clients, retry_timeout, waits):
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000"}
    with CannedServer(answer(429, {}, **headers), answer(200, {})) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=retry_timeout)
        for dummy in range(2):
            before = time.monotonic()
            client.tell(Call("POST", SEARCH, json={}), "search")
        assert (time.monotonic() - before >= 0.8) is waits


def test_what_waits_when_the_task_is_broken_off_is_not_sent(clients):
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000"}
    with CannedServer(answer(429, {}, **headers), answer(200, {})) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=5)
        client.tell(Call("POST", SEARCH, json={}), "search")
        breaks_off = threading.Timer(0.1, client.give_up)
        breaks_off.start()
        with pytest.raises(CancelledError):
            client.tell(Call("POST", SEARCH, json={}), "search")
        assert len(server.calls) == 1
