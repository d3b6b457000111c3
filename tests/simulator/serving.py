# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side: threads, HTTP/1.1 connections that stay open, and a clean end."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any, Callable

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .faults import CLOSE, HANG_UP

_BACKLOG = 128


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
        self.environ = environ = self.make_environ()
        started: list[Any] = []
        parts = self.server.app(environ, lambda status, headers, *dummy: started.extend((status, headers)))
        try:
            if environ.get(HANG_UP):
                self.close_connection = True
            else:
                self._send(parts, *started, environ)
        except OSError:
            # The client has left.
            self.close_connection = True
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Keep quiet: the call log has it all."""

    def _send(self, parts: Iterable[bytes], status: str, headers: list[Any], environ: dict[str, Any]) -> None:
        known = {name.lower() for name, dummy in headers}
        code, reason = status.partition(" ")[::2]
        bodiless = environ["REQUEST_METHOD"] == "HEAD" or code in ("204", "304")
        chunked = not bodiless and "content-length" not in known
        if environ.get(CLOSE):
            self.close_connection = True
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        # Head and body leave together, in one packet where they fit.
        head = b"".join([*self._headers_buffer, b"\r\n"])
        self._headers_buffer = []
        for part in () if bodiless else parts:
            head += b"%x\r\n%s\r\n" % (len(part), part) if chunked and part else part
            self.wfile.write(head)
            head = b""
        self.wfile.write(head + (b"0\r\n\r\n" if chunked else b""))


def listen(host: str, port: int, application: Callable[..., Any]) -> BaseWSGIServer:
    """Return a server that listens at the address; raises ServingError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as exc:
            reason = getattr(exc, "strerror", None) or str(exc)
            raise ServingError(f"The simulator cannot listen at {host} port {port}: {reason}.") from exc
        return make_server(host, port, application, threaded=True, request_handler=Handler, fd=listener.fileno())
