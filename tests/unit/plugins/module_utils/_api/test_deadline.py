# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exchange ends in time, and in size, whatever a server does with it."""

from __future__ import annotations

import gzip
import itertools
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import NoAnswerError, OddAnswerError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

READ = Call("GET", "/api/v1/request/65")
TIMEOUT = 0.6
# Beyond it a slow machine is no excuse.
PATIENCE = 15
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"
GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"


def exchange(url, call=READ, **options):
    transport = Transport(Connection(url, TOKEN, **{"timeout": TIMEOUT, **options}))
    try:
        return transport.exchange(call, "Bearer fake")
    finally:
        transport.close()


def dripping(start, piece, pause=0.1):
    def pieces(call):
        yield start
        # Where nobody ends it, the test does.
        for dummy in range(int(3 * PATIENCE / pause)):
            time.sleep(pause)
            yield piece

    return pieces


def flooding(start, piece):
    return lambda call: itertools.chain([start], itertools.repeat(piece, 10**6))


def assert_ends_in_time(action):
    before = time.monotonic()
    error = raised(action)
    assert time.monotonic() - before < PATIENCE
    return error


@pytest.mark.parametrize(
    "behaviour",
    [
        dripping(b"HTTP", b"/"),
        dripping(OK, b"X: y\r\n"),
        dripping(OK + b"X: ", b"y"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    ],
    ids=["status", "headers", "one header", "100 Continue", "many 100 Continue"],
)
def test_a_head_without_end_is_given_up_in_time(behaviour):
    with CannedServer(behaviour) as server:
        error = assert_ends_in_time(lambda: exchange(server.url))
    assert isinstance(error, NoAnswerError)
    assert error.message == "no answer within 0.6 s (timeout)."
    assert error.attempt.late


@pytest.mark.parametrize(
    "behaviour",
    [
        dripping(OK + b"Content-Length: 5000\r\n\r\n", b" "),
        dripping(OK + b"Connection: close\r\n\r\n", b" "),
        dripping(CHUNKED + b"\r\n", b"1\r\n \r\n"),
        dripping(CHUNKED + b"\r\nfffff\r\n", b" "),
        dripping(CHUNKED + b"\r\n", b"0"),
        dripping(OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + GZIP, EMPTY_BLOCK),
        flooding(CHUNKED + b"Content-Encoding: gzip\r\n\r\na\r\n" + GZIP + b"\r\n", b"5\r\n" + EMPTY_BLOCK + b"\r\n"),
        dripping(b"HTTP/1.1 302 Found\r\nLocation: /moved\r\nContent-Length: 5000\r\n\r\n", b" "),
        dripping(b"HTTP/1.1 500 Error\r\nContent-Length: 5000\r\n\r\n", b" "),
    ],
    ids=["length", "close", "chunks", "a chunk", "a size", "empty blocks", "many empty blocks", "redirect", "error"],
)
def test_a_body_without_end_is_given_up_in_time(behaviour):
    with CannedServer(behaviour) as server:
        error = assert_ends_in_time(lambda: exchange(server.url))
    assert "the answer did not end within 0.6 s (timeout)." in error.message
    assert error.attempt.late
    assert error.exchange.status


def test_redirects_share_the_time_of_one_exchange():
    def slow(call):
        time.sleep(0.4)
        return response(302, Location=f"{call.path}x")

    with CannedServer(slow) as server:
        error = assert_ends_in_time(lambda: exchange(server.url))
    assert "no answer within 0.6 s" in error.message
    assert len(server.calls) <= 2


def test_a_server_that_does_not_read_is_given_up_in_time():
    call = Call("POST", "/api/v1/request", json={"description": "x" * 50_000_000})

    def rest(connection):
        time.sleep(2 * PATIENCE)
        return connection

    with CannedServer(response(), wrap=rest) as server:
        error = assert_ends_in_time(lambda: exchange(server.url, call, timeout=2))
    assert isinstance(error, NoAnswerError)
    assert error.attempt.sent


def test_tls_without_end_is_given_up_in_time():
    def drip(connection):
        connection.sendall(b"\x16\x03\x03\x40\x00")
        for dummy in range(10 * PATIENCE):
            time.sleep(0.1)
            connection.sendall(b"\x00")
        return connection

    with CannedServer(response(), wrap=drip) as server:
        error = assert_ends_in_time(lambda: exchange(server.url.replace("http:", "https:")))
    assert isinstance(error, NoAnswerError)


def test_a_proxy_without_end_is_given_up_in_time(monkeypatch):
    with CannedServer(dripping(OK, b"X: y\r\n")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = assert_ends_in_time(lambda: exchange("https://serviceops.example"))
    assert isinstance(error, NoAnswerError)


def test_a_slow_response_within_the_time_is_read():
    def slow(call):
        yield OK + b"Content-Length: 2\r\n"
        for piece in (b"\r\n", b"{", b"}"):
            time.sleep(0.1)
            yield piece

    with CannedServer(slow) as server:
        assert exchange(server.url, timeout=20).body == b"{}"


@pytest.mark.parametrize(
    "behaviour",
    [
        flooding(OK + b"\r\n", b" " * 10**6),
        flooding(b"HTTP/1.1 302 Found\r\nLocation: /moved\r\n\r\n", b" " * 10**6),
        response(200, gzip.compress(bytes(10**8)), Content_Encoding="gzip"),
    ],
    ids=["body", "redirect", "packed"],
)
def test_a_response_that_is_too_large_is_given_up(behaviour):
    with CannedServer(behaviour) as server:
        error = raised(lambda: exchange(server.url, timeout=120))
    assert isinstance(error, OddAnswerError)
    assert "did not end within 64 MiB" in error.message


@pytest.mark.parametrize("size", [b"0" * 10**6, b"-5\r\n" + b" " * 10**6, b"f" * 50 + b"\r\n" + b" " * 10**6])
def test_a_chunk_that_is_too_large_is_given_up(size):
    # Some versions of urllib3 see that by themselves.
    with CannedServer(flooding(CHUNKED + b"\r\n", size)) as server:
        error = raised(lambda: exchange(server.url, timeout=120))
    assert error.attempt.sent
    assert len(error.message) < 200


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x-unknown"])
def test_a_body_packed_as_nobody_asked_for_is_not_unpacked(encoding):
    with CannedServer(response(200, b"{}", Content_Encoding=encoding)) as server:
        error = raised(lambda: exchange(server.url))
    assert "packed in a way that was not asked for" in error.message


def test_every_address_of_a_host_is_tried(monkeypatch):
    # Nothing listens on the first address that this name has.
    with CannedServer(response()) as server:
        port = server.url.rpartition(":")[2]
        places = [(2, 1, 6, "", ("127.0.0.9", int(port))), (2, 1, 6, "", ("127.0.0.1", int(port)))]
        resolve = __import__("socket").getaddrinfo
        monkeypatch.setattr(
            "socket.getaddrinfo",
            lambda host, *args, **kw: places if host == "two.example" else resolve(host, *args, **kw),
        )
        assert exchange(f"http://two.example:{port}").status == 200
        assert server.calls[0].headers["host"] == f"two.example:{port}"
