# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns: who was asked to wait comes back one after the other, and nobody is held up for ever."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import PrivateFolder
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.turn import Turn
from tests.unit.support.simulated import SEARCH, counted

URL = "https://acme.example"


@pytest.fixture
def turn(tmp_path):
    folder = PrivateFolder(str(tmp_path / "kept"), {}, print)
    return lambda url=URL: Turn(folder, url)


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
