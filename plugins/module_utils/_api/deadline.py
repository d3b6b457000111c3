# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bound an HTTP exchange as a whole, in time and in size.

The time-outs of ``requests`` bound each wait for the next byte: a server that sends one a second holds a task up for
ever. So the connections here give each wait what is left of the exchange's time: connecting to each address, TLS,
sending, and reading status, headers and body.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# More than any page of records, with its headers.
LARGEST_RESPONSE = 64 * 1024 * 1024
_LEAST = 0.001
# One thread makes one exchange at a time.
_current = threading.local()


class TooLargeError(Exception):
    """More bytes came than any response has."""


@contextmanager
def limited(seconds: float, connecting: float) -> Iterator[None]:
    """Bound the exchange of this thread to ``seconds`` from now, its connecting to ``connecting`` if that is less."""
    now = time.monotonic()
    _current.end, _current.room = now + seconds, LARGEST_RESPONSE
    _current.connected = now + min(seconds, connecting)
    try:
        yield
    finally:
        del _current.end, _current.room, _current.connected


def bound(manager: Any) -> Any:
    """Have the connections of a pool manager of urllib3 obey the limits, and return it."""
    pools = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: _bounded_pool(pool) for scheme, pool in pools.items()}
    return manager


def _bounded_pool(pool: Any) -> Any:
    connection = type(pool.ConnectionCls.__name__, (_Bounded, pool.ConnectionCls), {})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _left(end: float | None = None) -> float:
    """Return the seconds that are left, and a bit rather than none: what waits with it then times out."""
    return max(_LEAST, float(end or _current.end) - time.monotonic())


class _Response(http.client.HTTPResponse):
    """A response that is read within the limits."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp: Any = io.BufferedReader(_BoundedFile(sock, self.fp.detach()))


class _BoundedFile(io.RawIOBase):
    """What comes out of a socket."""

    def __init__(self, sock: socket.socket, raw: Any) -> None:
        self._sock = sock
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        if time.monotonic() >= _current.end:
            raise socket.timeout("timed out")
        self._sock.settimeout(_left())
        count = self._raw.readinto(buffer)
        _current.room -= count or 0
        if _current.room < 0:
            raise TooLargeError
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Bounded:
    """A connection of urllib3 that obeys the limits."""

    response_class = _Response
    sock: Any
    port: int
    timeout: Any
    _dns_host: str

    def _new_conn(self) -> Any:
        """Connect: to one address after the other, which together get what is left."""
        name = self._dns_host
        *others, last = _addresses(name, self.port) if self._connects_itself() else [name]
        try:
            for address in others:
                try:
                    return self._connected(address)
                except Exception:
                    if time.monotonic() >= _current.connected:
                        raise
            return self._connected(last)
        finally:
            self._dns_host = name

    def _connected(self, address: str) -> Any:
        self._dns_host, self.timeout = address, _left(_current.connected)
        sock = super()._new_conn()  # type: ignore[misc]
        # TLS counts its whole beginning as one wait.
        sock.settimeout(_left())
        return sock

    def _connects_itself(self) -> bool:
        # One through a SOCKS proxy leaves it to that what a name means.
        return not hasattr(self, "_socks_options")

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(_left())
        super().send(data)  # type: ignore[misc]


def _addresses(name: str, port: int) -> list[str]:
    """Return the addresses of a host, or its name if it has none: the connection then raises what is wrong with it."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [name]
    return list(dict.fromkeys(str(place[4][0]) for place in found)) or [name]
