# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was called, in order. Passwords and refresh tokens are never kept."""

from __future__ import annotations

import itertools
import json
import threading
import time
from io import BytesIO
from typing import Any

from werkzeug.wrappers import Request

TOKEN_PATH = "/api/oauth/token"
CALL = "simulator.call"
_SECRETS = ("password", "refresh_token")
_SCHEMES = {"basic": "Basic", "bearer": "Bearer", "apikey": "Apikey"}


class CallLog:
    """The calls since the start or the last clearing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)

    def open(self, environ: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Note a call that has arrived; whoever answers it fills in status, user and client."""
        request = Request({**environ, "wsgi.input": BytesIO(body)})
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        call = {
            "number": next(self._numbers),
            "method": request.method,
            "path": request.path,
            "query": request.args.to_dict(),
            # Calls from one port came over one connection.
            "port": int(environ.get("REMOTE_PORT", 0)),
            # Milliseconds since 1970; and those that the answer took, None until then.
            "time": time.time_ns() // 1_000_000,
            "ms": None,
            # None until the answer, and for good if there was none.
            "status": None,
            "fault": None,
            "user": None,
            "client": None,
            "auth": _SCHEMES.get(scheme.lower()),
            "content_type": request.headers.get("Content-Type"),
            "body": None if request.path == TOKEN_PATH else _parsed(body),
            "form": _form(request) if request.path == TOKEN_PATH else None,
        }
        with self._lock:
            self._calls.append(call)
        return call

    def listed(self) -> list[dict[str, Any]]:
        """Return a copy of the calls."""
        with self._lock:
            return [dict(call) for call in self._calls]

    def latest(self, count: int = 0) -> list[dict[str, Any]]:
        """Return the last calls (all of them unless a ``count`` is given), the newest first."""
        with self._lock:
            return self._calls[-count:][::-1]

    def counted(self) -> dict[str, int]:
        """Return how many calls there were, and how many of them signed in, or failed."""
        with self._lock:
            calls = list(self._calls)
        return {
            "calls": len(calls),
            "sign_ins": sum(call["path"] == TOKEN_PATH for call in calls),
            "failures": sum(has_failed(call) for call in calls),
        }

    def clear(self) -> None:
        """Forget the calls so far."""
        with self._lock:
            self._calls.clear()


def has_failed(call: dict[str, Any]) -> bool:
    """Tell whether a call got an error for an answer, or none."""
    return call["ms"] is not None and (call["status"] is None or call["status"] >= 400)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _form(request: Request) -> list[list[str]]:
    return [[name, "<given>" if name in _SECRETS else value] for name, value in request.form.items(multi=True)]
