# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was called, in order. Passwords and refresh tokens are never kept."""

from __future__ import annotations

import json
import threading
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

    def open(self, environ: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Note a call that has arrived; whoever answers it fills in status, user and client."""
        request = Request({**environ, "wsgi.input": BytesIO(body)})
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        call = {
            "method": request.method,
            "path": request.path,
            "query": request.args.to_dict(),
            # Calls from one port came over one connection.
            "port": int(environ.get("REMOTE_PORT", 0)),
            "status": None,
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

    def clear(self) -> None:
        """Forget the calls so far."""
        with self._lock:
            self._calls.clear()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _form(request: Request) -> list[list[str]]:
    return [[name, "<given>" if name in _SECRETS else value] for name, value in request.form.items(multi=True)]
