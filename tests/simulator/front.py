# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In front of the application: takes each call in whole, notes it, and lets it meet the fault that waits for it.

Control calls and the pages for people pass untouched: they are no calls of the API.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, Callable

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from .call_log import CALL
from .faults import CLOSE, HANG_UP
from .simulation import Simulation

CONTROL = "/_simulator/"
WINDOW = "/window/"
_START, _ICON = "/", "/favicon.ico"
_LARGEST_LOGGED = 4_000_000


class Front:
    """A WSGI application around those of the API and of the window."""

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        window: Callable[..., Iterable[bytes]],
        simulation: Simulation,
    ) -> None:
        self._application = application
        self._window = window
        self._simulation = simulation

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            body = _take_body(environ)
        except HTTPException as exc:
            # The body never came in whole: what follows on this connection cannot be trusted.
            environ[CLOSE] = True
            return exc.get_response(environ)(environ, start_response)
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if path.startswith(CONTROL):
            return self._application(environ, start_response)
        if _is_page(method, path):
            return self._window(environ, start_response)
        started = time.perf_counter()
        call = self._simulation.calls.open(environ, body)
        environ[CALL] = call
        fault = self._simulation.faults.take(method, path)
        call["fault"] = fault and fault.kind
        answer = self._write(environ) if fault is None else fault.answer(environ, lambda: self._write(environ))
        call["status"] = None if environ.get(HANG_UP) else answer.status_code
        call["ms"] = round((time.perf_counter() - started) * 1000, 1)
        return answer(environ, start_response)

    def _write(self, environ: dict[str, Any]) -> Response:
        return Response.from_app(self._application, environ, buffered=True)


def _is_page(method: str, path: str) -> bool:
    return path.startswith(WINDOW) or (path in (_START, _ICON) and method in ("GET", "HEAD"))


def _take_body(environ: dict[str, Any]) -> bytes:
    """Read the body off the connection, which then can carry the next call; return it unless it is large."""
    # A large file is not kept in memory, however it comes, and the log shows no body.
    taken = SpooledTemporaryFile(max_size=_LARGEST_LOGGED)  # noqa: SIM115 - the application reads it later
    shutil.copyfileobj(Request(environ).stream, taken)
    size = taken.tell()
    taken.seek(0)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("wsgi.input_terminated", None)
    environ["CONTENT_LENGTH"] = str(size)
    if size > _LARGEST_LOGGED:
        environ["wsgi.input"] = taken
        return b""
    body = taken.read()
    environ["wsgi.input"] = BytesIO(body)
    return body
