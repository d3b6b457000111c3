# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are not a success, as exceptions."""

from __future__ import annotations

import json
from typing import Any

from flask import Response


class RefusalError(Exception):
    """A request ends here with this status; ``body`` None means an empty body, a text a web page."""

    def __init__(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def refused(message: str, status: int = 400) -> RefusalError:
    """Return a refusal in the product's error shape."""
    return RefusalError(status, {"code": f"SIM{status}", "userMessage": message, "cause": None})


def not_supported(method: str, allowed: str) -> RefusalError:
    """Return the refusal of a method, in the shape of Spring, the product's framework."""
    body = {"status": 405, "error": "Method Not Allowed", "message": f"Request method '{method}' not supported"}
    return RefusalError(405, body, {"Allow": allowed})


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer, its keys in the order given; None makes an empty body."""
    if body is None:
        answer = Response(b"", status=status)
        del answer.headers["Content-Type"]
    else:
        text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        answer = Response(text.encode("utf-8", "surrogatepass"), status=status, content_type="application/json")
    answer.headers.update(headers or {})
    return answer
