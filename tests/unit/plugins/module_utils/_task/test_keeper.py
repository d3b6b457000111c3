# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection for the items of a loop: who gets it, and who must not."""

from __future__ import annotations

import os
from typing import Any

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection, ReadyToken
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Call, Transport
from ansible_collections.motadata.serviceops.plugins.module_utils._task.keeper import TransportKeeper
from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, answer
from tests.unit.support.clients import KEY, TOKEN

READ = Call("GET", "/api/v1/request/65")


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(clock: Clock) -> TransportKeeper:
    return TransportKeeper(clock)


def lent(keeper: TransportKeeper, connection: Connection, environ: dict[str, str] | None = None) -> Transport:
    """Return the transport that a task with these options is lent; it is over at once."""
    with keeper.lend(connection, environ or {}) as transport:
        return transport


def ports(simulator: Simulator) -> set[int]:
    """Return the callers' ports: one for each connection."""
    return {call["port"] for call in simulator.calls()}


def test_tasks_that_follow_one_another_share_a_connection(keeper, simulator):
    simulator.clear_calls()
    for dummy in range(3):
        with keeper.lend(Connection(simulator.url, KEY), {}) as transport:
            transport.exchange(READ, "Apikey fake")
    assert len(simulator.calls()) == 3
    assert len(ports(simulator)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"url": "http://127.0.0.1:2"},
        {"credentials": ReadyToken("fake-other-token")},
        {"validate_certs": False},
        {"ca_path": "/etc/fake.pem"},
        {"timeout": 7},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_task_with_other_options_gets_a_transport_of_its_own(keeper, other: dict[str, Any]):
    first = Connection("http://127.0.0.1:1", TOKEN)
    kept = lent(keeper, first)
    assert lent(keeper, first._replace()) is kept
    assert lent(keeper, first._replace(**other)) is not kept
    # Only the last one is kept.
    assert lent(keeper, first) is not kept


def test_a_task_with_another_environment_gets_a_transport_of_its_own(keeper):
    connection = Connection("http://127.0.0.1:1", TOKEN)
    environ = {"PATH": "/bin"}
    kept = lent(keeper, connection, environ)
    assert lent(keeper, connection, {"PATH": "/bin"}) is kept
    environ["HTTPS_PROXY"] = "http://127.0.0.1:3"
    assert lent(keeper, connection, environ) is not kept


def test_a_transport_that_rested_for_long_is_not_used_again(keeper, clock, simulator):
    simulator.clear_calls()
    connection = Connection(simulator.url, KEY)
    for pause in (0, 3, 3.5):
        clock.now += pause
        with keeper.lend(connection, {}) as transport:
            transport.exchange(READ, "Apikey fake")
            # What a task does may take as long as it likes.
            clock.now += 60
    assert len(ports(simulator)) == 2


def test_after_an_error_nothing_is_kept(keeper):
    connection = Connection("http://127.0.0.1:1", TOKEN)
    with pytest.raises(KeyboardInterrupt), keeper.lend(connection, {}) as kept:
        raise KeyboardInterrupt
    assert lent(keeper, connection) is not kept


def test_tasks_within_one_another_do_not_share(keeper):
    connection = Connection("http://127.0.0.1:1", TOKEN)
    with keeper.lend(connection, {}) as outer, keeper.lend(connection, {}) as inner:
        assert outer is not inner


def test_a_forked_process_leaves_the_connection_of_its_parent_alone(keeper, simulator):
    simulator.clear_calls()
    connection = Connection(simulator.url, KEY)

    def call() -> None:
        with keeper.lend(connection, {}) as transport:
            transport.exchange(READ, "Apikey fake")

    call()
    child = os.fork()
    if not child:
        try:
            call()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    call()
    mine, childs, again = (call["port"] for call in simulator.calls())
    assert mine == again != childs


def test_a_cookie_serves_the_next_task_of_the_same_account_only(keeper):
    answers = [answer(Set_Cookie="route=a; Path=/"), answer()]
    with CannedServer(*answers) as server:
        connection = Connection(server.url, TOKEN)
        for each in (connection, connection, connection._replace(credentials=KEY)):
            with keeper.lend(each, {}) as transport:
                transport.exchange(READ, "Bearer fake")
    assert [got.headers.get("cookie") for got in server.calls] == [None, "route=a", None]
