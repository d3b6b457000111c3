# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server for records of any resource, over a real socket. It knows no field."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Callable
from urllib.parse import parse_qs, urlsplit

_RECORD = re.compile(r"(?P<path>.*)/(?P<id>\d+)")


class RecordServer:
    """Keeps the records of each path; ``stamp`` adds what a server sets, of the new id and of what was sent."""

    def __init__(self, stamp: Callable[[int, dict[str, Any]], dict[str, Any]]) -> None:
        self._stamp = stamp
        self._ids = count(1)
        self._lock = threading.Lock()
        self.records: dict[str, dict[int, dict[str, Any]]] = {}
        self.calls: list[tuple[str, str, Any]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _handle(self) -> None:
                text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, body = server.answer(self.command, self.path, json.loads(text) if text else None)
                content = json.dumps(body).encode() if body is not None else b""
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *dummy: Any) -> None:
                """Print nothing."""

        for method in ("GET", "POST", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._handle)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> RecordServer:
        return self

    def __exit__(self, *dummy: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sent(self) -> list[str]:
        """Return method and path of each call since the last time, and forget them."""
        with self._lock:
            found = [f"{method} {path}" for method, path, dummy in self.calls]
            self.calls.clear()
        return found

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        parts = urlsplit(target)
        with self._lock:
            self.calls.append((method, parts.path, body))
            if parts.path.endswith("/search/byqual"):
                return 200, self._page(parts.path.removesuffix("/search/byqual"), parse_qs(parts.query))
            if method == "POST":
                number = next(self._ids)
                made = {"id": number, **body}
                record = self.records.setdefault(parts.path, {})[number] = {**made, **self._stamp(number, made)}
                return 200, record
            return self._one(method, parts.path, body)

    def _one(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        match = _RECORD.fullmatch(path)
        kept = self.records.get(match["path"], {}) if match else {}
        record = kept.get(int(match["id"])) if match else None
        if record is None:
            return 404, {"userMessage": "There is no such record."}
        if method == "DELETE":
            del kept[record["id"]]
            return 204, None
        record.update(body or {})
        return 200, record

    def _page(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """Return a page of all records. It ignores every condition, as a server may."""
        found = sorted(self.records.get(path, {}).values(), key=lambda record: record["id"])
        start, size = int(query["offset"][0]), int(query["size"][0])
        return {"objectList": found[start : start + size], "totalCount": len(found)}
