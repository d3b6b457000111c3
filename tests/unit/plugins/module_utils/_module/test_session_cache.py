# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection for the items of a loop: who gets it, and who must not."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from contextlib import nullcontext
from typing import Any

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import transport as transport_module
from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection, GivenCredential
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from ansible_collections.motadata.serviceops.plugins.module_utils._module.session_cache import SessionCache
from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import KEY, TOKEN

READ = Call("GET", "/api/v1/request/65")


@pytest.fixture
def keeper() -> SessionCache:
    return SessionCache()


def lent(keeper: SessionCache, connection: Connection, environ: dict[str, str] | None = None) -> Transport:
    """Return the transport that a task with these options is lent; it is over at once."""
    with keeper.lend(connection, environ or {}) as transport:
        return transport


def exchanged(keeper: SessionCache, connection: Connection, listener: socket.socket) -> tuple[Transport, socket.socket]:
    """Return the transport of a task that made a call, and the server's end of its connection, which stays open."""
    ends: list[socket.socket] = []

    def serve() -> None:
        far = listener.accept()[0]
        far.settimeout(10)
        far.recv(65536)
        far.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        ends.append(far)

    server = threading.Thread(target=serve)
    server.start()
    with keeper.lend(connection, {}) as transport:
        transport.exchange(READ, "Bearer fake")
    server.join()
    return transport, ends[0]


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
        {"credentials": GivenCredential("Bearer", "fake-other-token")},
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
    assert lent(keeper, connection, environ) is kept
    # As in a process's own environment.
    environ["HTTPS_PROXY"] = "http://127.0.0.1:3"
    assert lent(keeper, connection, environ) is not kept


def test_a_connection_that_rested_for_long_is_not_used_again(keeper, simulator, monkeypatch):
    simulator.clear_calls()
    connection = Connection(simulator.url, KEY)
    for pause in (0, 0, 0.2):
        monkeypatch.setattr(transport_module, "_LONGEST_REST", 0.1 if pause else 60)
        time.sleep(pause)
        with keeper.lend(connection, {}) as transport:
            transport.exchange(READ, "Apikey fake")
    first, second, third = (call["port"] for call in simulator.calls())
    assert first == second != third


def test_after_an_error_nothing_is_kept(keeper):
    connection = Connection("http://127.0.0.1:1", TOKEN)
    kept = lent(keeper, connection)
    with pytest.raises(KeyboardInterrupt), keeper.lend(connection, {}):
        raise KeyboardInterrupt
    assert lent(keeper, connection) is not kept


def test_tasks_within_one_another_do_not_share(keeper):
    connection = Connection("http://127.0.0.1:1", TOKEN)
    lent(keeper, connection)
    with keeper.lend(connection, {}) as outer, keeper.lend(connection, {}) as inner:
        assert outer is not inner
    assert lent(keeper, connection) is outer


@pytest.mark.parametrize("end", ["error", "another task", "a task around it", "rest"])
def test_what_is_not_kept_is_closed(keeper, end, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connection = Connection(f"http://127.0.0.1:{listener.getsockname()[1]}", TOKEN)
        with keeper.lend(connection, {}) if end == "a task around it" else nullcontext():
            # It is held here, so that it is closed by the keeper or not at all.
            held, far = exchanged(keeper, connection, listener)
        if end == "error":
            with pytest.raises(KeyboardInterrupt), keeper.lend(connection, {}):
                raise KeyboardInterrupt
        elif end == "another task":
            lent(keeper, connection._replace(timeout=7))
        elif end == "rest":
            monkeypatch.setattr(transport_module, "_LONGEST_REST", -1)
            assert lent(keeper, connection) is held
        with far:
            assert far.recv(1) == b""


def test_what_is_kept_is_open(keeper):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connection = Connection(f"http://127.0.0.1:{listener.getsockname()[1]}", TOKEN)
        held, far = exchanged(keeper, connection, listener)
        assert lent(keeper, connection) is held
        far.settimeout(0.2)
        with far, pytest.raises(OSError, match="timed out"):
            far.recv(1)


def test_a_forked_process_leaves_the_connection_of_its_parent_alone(keeper, simulator):
    simulator.clear_calls()
    connection = Connection(simulator.url, KEY)

    def call() -> None:
        with keeper.lend(connection, {}) as transport:
            transport.exchange(READ, "Apikey fake")

    call()
    child = os.fork()
    if not child:
        # Among threads a fork may stand still for ever.
        signal.alarm(20)
        try:
            call()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    call()
    mine, childs, again = (call["port"] for call in simulator.calls())
    assert mine == again != childs


def test_a_cookie_serves_the_next_task_of_the_same_account_only(keeper):
    responses = [response(Set_Cookie="route=a; Path=/"), response()]
    with CannedServer(*responses) as server:
        connection = Connection(server.url, TOKEN)
        for each in (connection, connection, connection._replace(credentials=KEY)):
            with keeper.lend(each, {}) as transport:
                transport.exchange(READ, "Bearer fake")
    assert [got.headers.get("cookie") for got in server.calls] == [None, "route=a", None]
