# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns: who was asked to wait comes back one after the other, and nobody is held up for ever."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.answer import Answer
from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import PrivateFolder
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.turn import Turn
from tests.unit.support.canned import CannedServer, answer
from tests.unit.support.clients import TOKEN
from tests.unit.support.simulated import SEARCH, counted

URL = "https://acme.example"


@pytest.fixture
def turn(tmp_path):
    folder = PrivateFolder(str(tmp_path / "kept"), {}, print)
    return lambda url=URL: Turn(folder, url)


def answered(**headers):
    return Answer("GET", URL, 200, {name.replace("_", "-"): value for name, value in headers.items()}, b"{}")


def test_one_has_the_turn_until_it_lets_go(turn):
    first, second = turn(), turn()
    assert first.take(5) < 1
    taken = []
    waiting = threading.Thread(target=lambda: taken.append(second.take(20)))
    waiting.start()
    time.sleep(0.3)
    assert taken == []
    first.release()
    waiting.join(10)
    assert 0.2 < taken[0] < 5
    second.release()


def test_nobody_waits_longer_than_the_patience_lasts(turn):
    first = turn()
    first.take(5)
    assert 0.2 <= turn().take(0.2) < 3
    first.release()


def test_a_turn_is_had_once_and_another_server_has_its_own(turn):
    first = turn()
    first.take(5)
    assert first.take(5) < 0.1
    assert turn("https://other.example").take(5) < 1


def test_calls_come_when_they_are_welcome_one_after_the_other(turn):
    mine = turn()
    mine.note(answered(x_ratelimit_remaining="0", x_ratelimit_reset="300"))
    before = time.monotonic()
    threads = [threading.Thread(target=mine.pause) for dummy in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # The first two intervals of a twentieth of a second come on top of what was asked for.
    assert 0.19 <= time.monotonic() - before < 3


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x_ratelimit_remaining": "1", "x_ratelimit_reset": "900"},
        {"x_ratelimit_remaining": "0"},
        {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "soon"},
    ],
)
def test_without_a_limit_that_is_reached_nobody_waits(turn, headers):
    holder = turn()
    holder.take(5)
    holder.note(answered(**headers))
    before = time.monotonic()
    holder.pause()
    assert time.monotonic() - before < 0.5


def test_refusals_slow_the_calls_down_and_a_free_server_lets_them_go(turn):
    mine = turn()
    refused = Answer("GET", URL, 429, {"x-ratelimit-remaining": "0"}, b"{}")
    for dummy in range(10):
        mine.note(refused)
    before = time.monotonic()
    mine.pause()
    mine.pause()
    assert time.monotonic() - before > 0.2
    mine.note(refused)
    mine.note(answered(x_ratelimit_remaining="20"))
    before = time.monotonic()
    mine.pause()
    assert time.monotonic() - before < 0.1


def test_no_pause_is_long(turn):
    holder = turn()
    holder.take(5)
    holder.note(answered(x_ratelimit_remaining="0", retry_after="3600"))
    before = time.monotonic()
    holder.pause()
    assert time.monotonic() - before < 3


def test_a_client_that_was_asked_to_wait_has_its_turn_until_it_closes(clients, simulator, tmp_path):
    client = clients.client(simulator.url)
    simulator.fail(fault="status", status=429, headers={"Retry-After": "0.1"}, path=SEARCH)
    client.read(Call("POST", SEARCH, json={}), "search")
    other = Turn(PrivateFolder(str(tmp_path / "kept"), {}, print), simulator.url)
    assert other.take(0.1) >= 0.1
    other.release()
    client.close()
    assert other.take(5) < 0.1
    assert counted(simulator)["search"] == 2


@pytest.mark.parametrize(("retry_timeout", "waits"), [(5, True), (0, False)])
def test_who_turned_waiting_off_is_not_held_up(clients, retry_timeout, waits):
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000"}
    with CannedServer(answer(429, {}, **headers), answer(200, {})) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=retry_timeout)
        for dummy in range(2):
            before = time.monotonic()
            client.tell(Call("POST", SEARCH, json={}), "search")
        assert (time.monotonic() - before >= 0.8) is waits
