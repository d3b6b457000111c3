# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that sends prepared bytes over a real socket and records the bytes that it receives."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Callable, Union

_PATIENCE = 20


@dataclass(frozen=True)
class Received:
    """One HTTP call as it arrived; header names are lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


# Pieces are sent one by one, as they come.
Content = Union[bytes, None, Iterable[bytes]]
Canned = Union[bytes, None, Callable[[Received], Content]]


def response(status: int = 200, body: Any = b"", kind: str = "application/json", **headers: str) -> bytes:
    """Return the bytes of a response; a ``body`` that is neither bytes nor text is written as JSON."""
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = {
        "Content-Type": kind,
        "Content-Length": str(len(content)),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Canned\r\n{head}\r\n".encode() + content


class CannedServer:
    """Answers each connection's one call with the next of ``responses``, the last of them for ever.

    A response is bytes, None to close the connection without one, or a function of the call; the function
    may also return a generator of pieces, which comes to its end with the connection.
    """

    def __init__(self, *responses: Canned, wrap: Callable[[socket.socket], socket.socket] | None = None) -> None:
        self._answers = list(responses)
        self._wrap = wrap
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.calls: list[Received] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> CannedServer:
        return self

    def __exit__(self, *dummy: object) -> None:
        self._listener.close()

    @property
    def paths(self) -> list[str]:
        """Return method and path of each call."""
        return [f"{call.method} {call.path}" for call in self.calls]

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        try:
            if self._wrap:
                connection = self._wrap(connection)
            call = _received(connection)
            if call is None:
                return
            with self._lock:
                self.calls.append(call)
                canned = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            content = canned(call) if callable(canned) else canned
            for piece in [content] if isinstance(content, bytes) else content or ():
                connection.sendall(piece)
        except OSError:
            pass
        finally:
            connection.close()


def routed(**routes: Canned) -> Callable[[Received], Content]:
    """Return a response by method or by ``METHOD_n`` for the n-th call of it; the token endpoint is ``token``."""
    counts: dict[str, int] = {}

    def choose(call: Received) -> Content:
        name = "token" if call.path.endswith("/api/oauth/token") else call.method
        name = "search" if call.path.endswith("/search/byqual") else name
        counts[name] = counts.get(name, 0) + 1
        canned = routes.get(f"{name}_{counts[name]}", routes.get(name))
        return canned(call) if callable(canned) else canned

    return choose


def sequence(*responses: Canned) -> Callable[[Received], Content]:
    """Return the next of ``responses`` for each call, the last of them for ever."""
    left = list(responses)

    def choose(call: Received) -> Content:
        canned = left.pop(0) if len(left) > 1 else left[0]
        return canned(call) if callable(canned) else canned

    return choose


def token_answer(access_token: str = "fake-access-token", **members: Any) -> bytes:
    """Return a response of the token endpoint."""
    return response(200, {"access_token": access_token, "token_type": "bearer", "expires_in": 43199, **members})


def one_page(*records: dict[str, Any]) -> bytes:
    """Return the response to a search."""
    return response(200, {"objectList": list(records), "totalCount": len(records)})


def multipart_fields(call: Received) -> list[tuple[str, str]]:
    """Return the fields of a multipart body in order, as a strict reader sees them."""
    kind = call.headers["content-type"]
    assert kind.startswith("multipart/form-data; boundary=")
    boundary = kind.partition("boundary=")[2].encode()
    parts = call.body.split(b"--" + boundary)
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    return [_field(part) for part in parts[1:-1]]


def _field(part: bytes) -> tuple[str, str]:
    head, dummy, value = part.partition(b"\r\n\r\n")
    lines = head.decode().strip().splitlines()
    assert len(lines) == 1, lines
    prefix = 'Content-Disposition: form-data; name="'
    assert lines[0].startswith(prefix)
    assert lines[0].endswith('"')
    assert value.endswith(b"\r\n")
    return lines[0][len(prefix) : -1], value[:-2].decode()


def _received(connection: socket.socket) -> Received | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        raw += chunk
    head, dummy, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, value in _pairs(lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, target = first.split(" ")[:2]
    return Received(method, target, headers, body, head + b"\r\n\r\n" + body)


def _pairs(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        name, dummy, value = line.partition(":")
        yield name, value
