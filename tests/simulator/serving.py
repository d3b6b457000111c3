# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side: threads, HTTP/1.1 connections that stay open, and a clean end."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterable
from typing import Any, Callable

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .faults import CLOSE, HANG_UP

_BACKLOG = 128
_NEIGHBOURS = 50


class ServingError(Exception):
    """The address cannot be had; the text is a sentence."""


class Handler(WSGIRequestHandler):
    """Answers calls on one connection until the client leaves.

    Werkzeug's own handler closes after each answer, since it does not know whether the body was read; here it
    always was.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one call."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = self.make_environ()
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *dummy: Any) -> Callable[[bytes], object]:
            started.append((status, headers))
            return self.wfile.write

        parts = self.server.app(environ, start)
        try:
            if environ.get(HANG_UP):
                self.close_connection = True
            else:
                status, headers = started[0]
                self.close_connection = self.close_connection or CLOSE in environ
                self._send(parts, status, headers, bare=self.command == "HEAD" or status[:3] in ("204", "304"))
        except OSError:
            # The client has left.
            self.close_connection = True
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Keep quiet: the call log has it all."""

    def _send(self, parts: Iterable[bytes], status: str, headers: list[tuple[str, str]], *, bare: bool) -> None:
        known = {name.lower() for name, dummy in headers}
        chunked = not bare and "content-length" not in known
        # The application sets a date if its clock is wrong.
        date = [] if any(name == "Date" for name, dummy in headers) else [("Date", self.date_time_string())]
        fields = [("Server", self.version_string()), *date, *headers]
        fields += [("Transfer-Encoding", "chunked")] if chunked else []
        fields += [("Connection", "close")] if self.close_connection else []
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields), "", ""]
        # Head and body leave together, in one packet where they fit.
        waiting = "\r\n".join(lines).encode("latin-1")
        for part in () if bare else parts:
            waiting += b"%x\r\n%s\r\n" % (len(part), part) if chunked and part else part
            self.wfile.write(waiting)
            waiting = b""
        self.wfile.write(waiting + (b"0\r\n\r\n" if chunked else b""))


def listen(
    host: str, port: int, application: Callable[..., Any], context: ssl.SSLContext | None = None
) -> BaseWSGIServer:
    """Return a server that listens at the address, under TLS with ``context``; raises ServingError where that cannot
    be."""
    with _socket(host) as listener:
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as exc:
            reason = getattr(exc, "strerror", None) or str(exc)
            advice = _advice(host, port) if getattr(exc, "errno", None) == errno.EADDRINUSE else ""
            raise ServingError(f"The simulator cannot listen at {host} port {port}: {reason}.{advice}") from exc
        server = make_server(host, port, application, threaded=True, request_handler=Handler, fd=listener.fileno())
    if context:
        # Each handshake is left to the thread of its connection: a silent client would otherwise hold up all.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.ssl_context = context
    return server


def _socket(host: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return listener


def _advice(host: str, port: int) -> str:
    """Return which of the next ports is free."""
    for candidate in range(port + 1, min(port + _NEIGHBOURS, 65536)):
        with _socket(host) as trial:
            try:
                trial.bind((host, candidate))
            except OSError:
                continue
            return f' Port {candidate} is free: make simulator ARGS="--port {candidate}"'
    return ' Take any free one: make simulator ARGS="--port 0"'
