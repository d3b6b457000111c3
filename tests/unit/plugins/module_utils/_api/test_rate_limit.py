# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rate limit: nearly as many calls as the server accepts, whatever its limit is, and hardly one that it refuses."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from heapq import heappop, heappush
from itertools import count

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.rate_limit import RateLimiter
from ansible_collections.motadata.serviceops.plugins.module_utils._api.response import Response
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN
from tests.unit.support.simulated import SEARCH

INTERVAL = 1 / 20
THREADS = 8
EMPTY = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000"}


def answered(remaining=None, status=200, **headers):
    left = {} if remaining is None else {"x-ratelimit-remaining": str(remaining)}
    return Response("GET", "https://acme.example", status, {**left, **headers}, b"{}")


class World:
    """A server with a token bucket, the network to it, and a clock that only waiting moves."""

    def __init__(self, capacity, rate, *, latency=0.005, reports=True):
        self.now = 1000.0
        self.pauses = self.granted = self.refused = 0
        self._under_way = 0
        self._capacity, self._rate = capacity, rate
        self._level, self._filled = float(capacity), self.now
        self._latency = latency
        self._reports = reports
        self._events: list = []
        self._order = count()
        self._rate_limiter = RateLimiter(lambda: self.now, self._pause)

    def share(self, calls):
        """Have so many calls granted, eight at a time; return which part of the bucket's rate they reached."""
        start = self.now
        while self.granted < calls:
            if self._under_way < THREADS and self.granted + self._under_way < calls:
                self._rate_limiter.wait()
                self._under_way += 1
                self._later(self._arrive)
            else:
                self._pass_until(self._events[0][0])
        return (calls - self._capacity) / self._rate / (self.now - start)

    def _pause(self, seconds):
        self.pauses += 1
        self._pass_until(self.now + seconds)

    def _pass_until(self, moment):
        while self._events and self._events[0][0] <= moment:
            self.now, dummy, event = heappop(self._events)
            event()
        self.now = moment

    def _later(self, event):
        heappush(self._events, (self.now + self._latency, next(self._order), event))

    def _arrive(self):
        self._level = min(self._capacity, self._level + (self.now - self._filled) * self._rate)
        self._filled = self.now
        is_granted = self._level >= 1
        self._level -= is_granted
        self.granted += is_granted
        self.refused += not is_granted
        reset = {
            "x-ratelimit-limit": str(self._capacity),
            "x-ratelimit-reset": str(max(0, round(1000 * (1 - self._level) / self._rate))),
        }
        status = 200 if is_granted else 429
        self._later(
            lambda: self._return(
                answered(int(self._level), status, **reset) if self._reports else answered(None, status)
            )
        )

    def _return(self, answer):
        self._under_way -= 1
        self._rate_limiter.note(answer)


@pytest.mark.parametrize("latency", [0.001, 0.005, 0.025, 0.1])
def test_the_documented_limit_is_used_and_kept(latency):
    world = World(30, 20, latency=latency)
    assert world.share(1000) > 0.95
    assert world.refused == 0


@pytest.mark.parametrize(("capacity", "rate"), [(10, 5), (100, 50), (30, 2), (5, 5), (60, 60)])
def test_any_other_limit_is_found(capacity, rate):
    world = World(capacity, rate)
    assert world.share(500) > 0.9
    # Those that are under way when a small bucket is empty for the first time.
    assert world.refused <= THREADS


@pytest.mark.parametrize("capacity", [1, 3])
def test_a_small_bucket_is_used(capacity):
    world = World(capacity, 20)
    assert world.share(500) > 0.45
    assert world.refused < 50


@pytest.mark.parametrize(("rate", "share"), [(20, 0.9), (5, 0.9), (60, 0.45)])
def test_a_server_that_does_not_report_what_is_left_shows_its_limit_by_refusals(rate, share):
    world = World(30, rate, reports=False)
    assert world.share(500) > share
    assert world.refused < 75


@pytest.mark.parametrize("reports", [True, False])
def test_without_a_limit_there_is_no_pause(reports):
    world = World(1000, 10**6, reports=reports)
    world.share(500)
    assert (world.pauses, world.refused) == (0, 0)


class Stopped:
    """A clock that adds up what was waited for."""

    def __init__(self):
        self.now = 1000.0
        self.rate_limiter = RateLimiter(lambda: self.now, self._pass)

    def _pass(self, seconds):
        self.now += seconds

    def waited(self):
        """Return what a call waits, in intervals of the documented rate."""
        before = self.now
        self.rate_limiter.wait()
        return pytest.approx((self.now - before) / INTERVAL, abs=0.01)

    def answered(self, *headers, **more):
        self.rate_limiter.wait()
        self.rate_limiter.note(answered(*headers, **more))


@pytest.mark.parametrize(
    ("left", "intervals"),
    [(0, 25), (1, 6.25), (4, 1), (9, 0.25), (12, 0), (10**6, 0), ("few", 0), ("²", 0), ("9" * 5000, 0)],
)
def test_the_fewer_calls_are_left_the_longer_the_next_one_waits(left, intervals):
    clock = Stopped()
    clock.answered(left)
    assert clock.waited() == intervals


def test_a_pause_counts_from_the_last_call():
    clock = Stopped()
    clock.answered(0)
    clock.now += 10
    assert clock.waited() == 0


@pytest.mark.parametrize(("asked", "seconds"), [("300", 0.3), ("3600000", 1), ("soon", 0.054)])
def test_after_a_refusal_all_wait_as_asked_but_not_long(asked, seconds):
    clock = Stopped()
    clock.answered(None, 429, **{"x-ratelimit-reset": asked})
    assert clock.waited() == pytest.approx(seconds / INTERVAL, abs=0.01)


def test_no_number_of_refusals_makes_the_waits_long():
    clock = Stopped()
    for dummy in range(50):
        clock.answered(0, 429)
    before = clock.now
    clock.rate_limiter.wait()
    assert clock.now - before <= 1.25


def test_threads_begin_one_after_the_other():
    rate_limiter = RateLimiter()
    before = time.monotonic()
    rate_limiter.note(answered(None, 429, **{"x-ratelimit-reset": "200"}))
    begun: list[float] = []

    def begin():
        rate_limiter.wait()
        begun.append(time.monotonic())

    threads = [threading.Thread(target=begin) for dummy in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # The two after the first come an interval later each.
    assert max(begun) - before >= 0.2 + 2 * INTERVAL


def test_a_thread_that_waits_for_its_turn_takes_newer_responses_into_account():
    rate_limiter = RateLimiter()
    rate_limiter.wait()
    rate_limiter.note(answered(1))
    before = time.monotonic()
    threads = [threading.Thread(target=rate_limiter.wait) for dummy in range(THREADS)]
    for thread in threads:
        thread.start()
    rate_limiter.note(answered(20))
    for thread in threads:
        thread.join(10)
    # One thread at most waits as long as the first response asked for.
    assert time.monotonic() - before < 2 * 6.25 * INTERVAL


@pytest.mark.parametrize(("retry_timeout", "waits"), [(5, True), (0, False)])
def test_a_task_that_may_not_wait_is_not_delayed(clients, retry_timeout, waits):
    with CannedServer(response(429, {}, **EMPTY), response(200, {})) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=retry_timeout)
        for dummy in range(2):
            before = time.monotonic()
            client.send_write(Call("POST", SEARCH, json={}), "search")
        assert (time.monotonic() - before >= 0.8) is waits


def test_a_call_that_waits_when_the_task_is_cancelled_is_not_sent(clients):
    with CannedServer(response(429, {}, **EMPTY), response(200, {})) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=5)
        client.send_write(Call("POST", SEARCH, json={}), "search")
        threading.Timer(0.1, client.cancel).start()
        before = time.monotonic()
        with pytest.raises(CancelledError):
            client.send_write(Call("POST", SEARCH, json={}), "search")
        assert time.monotonic() - before < 0.8
        assert len(server.calls) == 1
