# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: the next calls that fit meet them."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable

from werkzeug.wrappers import Response

# Keys of the WSGI environment for the connection's own handler: answer nothing at all; close after the answer.
HANG_UP, CLOSE = "simulator.hang_up", "simulator.close"

_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{status}</title></head>"
    "<body><h1>The gateway is busy</h1><p>Please come back later.</p></body></html>\n"
)
_KNOWN = {
    "kind": (str,),
    "method": (str,),
    "path": (str,),
    "path_regex": (str,),
    "times": (int, type(None)),
    "skip": (int,),
    "seconds": (int, float),
    "status": (int,),
    "body": (object,),
    "headers": (dict,),
    "after_write": (bool,),
    "content_type": (str,),
    "late": (int, float),
}
KINDS = (
    "latency",
    "drop_before_write",
    "drop_after_write",
    "write_late",
    "status",
    "html",
    "truncated_json",
    "wrong_content_type",
    "endless_body",
)


class FaultError(Exception):
    """A fault is not well described; the text is a sentence."""


@dataclass
class Fault:
    """One fault: what it fits, how many calls it lets pass and then meets (None: all), and what it does."""

    kind: str
    method: str | None
    path: str | None
    path_regex: str | None
    times: int | None
    skip: int
    details: dict[str, Any]

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a call is meant."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.path is not None and self.path != path:
            return False
        return self.path_regex is None or re.fullmatch(self.path_regex, path) is not None

    def shown(self) -> dict[str, Any]:
        """Return the fault as JSON shows it, ``times`` being what is left."""
        shown = {"fault": self.kind, "method": self.method, "path": self.path, "path_regex": self.path_regex}
        return {**shown, "times": self.times, "skip": self.skip, **self.details}

    def answer(self, environ: dict[str, Any], write: Callable[[], Response]) -> Response:
        """Return the answer that the caller gets; ``write`` has the server do what was asked."""
        time.sleep(self.details.get("seconds", 0))
        return _ANSWERS[self.kind](self.details, environ, write)


class Faults:
    """The faults that stand, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing: list[Fault] = []

    def add(self, described: Any) -> None:
        """Add a fault or a list of them. Raises FaultError, adding none, where one is not well described."""
        faults = [_read(one) for one in (described if isinstance(described, list) else [described])]
        with self._lock:
            self._standing += faults

    def listed(self) -> list[dict[str, Any]]:
        """Return what still stands."""
        with self._lock:
            return [fault.shown() for fault in self._standing]

    def clear(self) -> None:
        """Drop them all."""
        with self._lock:
            self._standing.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that this call meets, counting it."""
        with self._lock:
            for fault in self._standing:
                if not fault.fits(method, path):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    self._standing = [one for one in self._standing if one.times is None or one.times > 0]
                return fault
        return None


def _read(described: Any) -> Fault:
    if not isinstance(described, dict):
        raise FaultError(
            "A fault is an object such as {'method': 'POST', 'path': '/api/v1/request', 'fault': 'latency'}."
        )
    details = {key: value for key, value in described.items() if key != "fault"}
    kind = described.get("fault")
    if kind not in KINDS:
        raise FaultError(f"There is no fault {kind!r}; there are {', '.join(KINDS)}.")
    for key, value in details.items():
        if key not in _KNOWN or not isinstance(value, _KNOWN[key]):
            raise FaultError(f"A fault cannot have {key} {value!r}.")
    matched = {key: details.pop(key, None) for key in ("method", "path", "path_regex")}
    try:
        re.compile(matched["path_regex"] or "")
    except re.error as exc:
        raise FaultError(f"path_regex {matched['path_regex']!r} is no regular expression: {exc}.") from exc
    return Fault(kind, **matched, times=details.pop("times", 1), skip=details.pop("skip", 0), details=details)


def _latency(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    return write()


def _drop_before(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    environ[HANG_UP] = True
    return Response()


def _drop_after(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    write()
    environ[HANG_UP] = True
    return Response()


def _write_late(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    """Hang up, or answer ``status`` with an empty body, and do what was asked ``late`` seconds after that."""
    threading.Timer(details.get("late", 1), write).start()
    environ[HANG_UP] = "status" not in details
    return Response(status=details.get("status", 502))


def _status(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    if details.get("after_write"):
        write()
    status, body = details.get("status", 500), details.get("body", "")
    if isinstance(body, str):
        return Response(body, status, details.get("headers"), content_type=details.get("content_type", "text/plain"))
    return Response(json.dumps(body), status, details.get("headers"), content_type="application/json")


def _html(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    if details.get("after_write"):
        write()
    status = details.get("status", 502)
    page = details.get("body") or _PAGE.format(status=status)
    return Response(page, status, details.get("headers"), content_type="text/html; charset=utf-8")


def _truncated(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    answer = write()
    body = answer.get_data()
    answer.response = [body[: len(body) // 2]]
    answer.automatically_set_content_length = False
    answer.headers["Content-Length"] = str(len(body))
    environ[CLOSE] = True
    return answer


def _wrong_content_type(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    answer = write()
    answer.headers["Content-Type"] = details.get("content_type", "text/plain")
    return answer


def _endless(details: dict[str, Any], environ: dict[str, Any], write: Callable[[], Response]) -> Response:
    if details.get("after_write", True):
        write()
    environ[CLOSE] = True
    return Response(_without_end(), details.get("status", 200), content_type="application/json")


def _without_end() -> Iterator[bytes]:
    yield b"{"
    while True:
        yield b" " * 1024
        time.sleep(0.02)


_ANSWERS = {
    "latency": _latency,
    "drop_before_write": _drop_before,
    "drop_after_write": _drop_after,
    "write_late": _write_late,
    "status": _status,
    "html": _html,
    "truncated_json": _truncated,
    "wrong_content_type": _wrong_content_type,
    "endless_body": _endless,
}
