# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep within the server's rate limit: a refused write costs a look at what became of it, and the write again.

A server that says how many calls are left is asked more slowly as they get fewer. One that does not is asked more
slowly after each refusal, and a little faster with each other answer.
"""

from __future__ import annotations

import threading
import time
from typing import Callable

from . import contract
from .answer import Answer, asked_pause

# With so many calls left nobody waits.
_ROOM = 8
# With so many left the pause before a call is that of the documented rate.
_SPARE = 3
# How the pause follows a refusal, and any other answer.
_SLOWER, _FASTER = 1.2, 0.995
# The longest pause in seconds; a server that asks for more is asked all the same, and its refusal is waited out.
_LONGEST_PAUSE = 1.0


class Pace:
    """The pace of the threads of one process at one server."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        # The calls that were left by the newest answer, None if it does not say, and those that have no answer yet.
        self._left: int | None = None
        self._under_way = 0
        self._spare: float = _SPARE
        # Seconds between two calls, as refusals show.
        self._gap = 0.0
        # When the last call begins, and a moment before which none does.
        self._last = 0.0
        self._hold = 0.0

    def begin(self, *, waits: bool = True) -> None:
        """Begin a call, if it ``waits`` not before it is welcome. Each call is followed by one of ``note``."""
        with self._lock:
            now = self._clock()
            due = max(now, self._hold, self._last + self._pause()) if waits else now
            self._last = due
        if due > now:
            self._sleep(due - now)
        with self._lock:
            self._under_way += 1

    def note(self, answer: Answer | None) -> None:
        """Take note of the answer to a call, None if there was none."""
        with self._lock:
            self._under_way -= 1
            if answer is None:
                return
            self._left = _number(answer, "x-ratelimit-remaining")
            # A bucket that holds very few never shows as many as others have to spare.
            limit = _number(answer, "x-ratelimit-limit")
            self._spare = min(_SPARE, (limit - 1) / 2) if limit else _SPARE
            if answer.status == 429:
                self._slow_down(asked_pause(answer.headers, time.time()))
            else:
                self._gap *= _FASTER

    def _slow_down(self, asked: float | None) -> None:
        now = self._clock()
        # Calls that were under way together are refused together, and tell no more than one of them.
        if now >= self._hold:
            self._gap = min(_LONGEST_PAUSE, max(self._gap * _SLOWER, 1 / contract.RATE))
        self._hold = max(self._hold, now + min(self._gap if asked is None else asked, _LONGEST_PAUSE))

    def _pause(self) -> float:
        left = _ROOM if self._left is None else max(0, self._left - self._under_way)
        pause = 0.0 if left >= _ROOM else (self._spare + 1) / (left + 1) / contract.RATE
        return max(self._gap, pause)


def _number(answer: Answer, header: str) -> int | None:
    text = answer.headers.get(header, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
