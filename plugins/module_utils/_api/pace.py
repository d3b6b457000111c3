# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep pace: the threads of a process begin no more calls than the server, by its own account, has room for.

A refused write costs two calls more: the look at what became of it, and the write again. So the last calls that are
left are not used up: the fewer there are, the longer the next one waits. This finds the server's rate by itself,
whether it is a quarter of the one assumed or many times as much; the rate that is assumed here only says where among
the last few calls the balance is.
"""

from __future__ import annotations

import threading
import time
from typing import Callable

from . import contract
from .answer import Answer, asked_pause

# Seconds before a call that would surely be refused; a server that asks for more is asked all the same.
_LONGEST_PAUSE = 1.0
# Seconds after which one that waits looks again: an answer may have come that brings its moment nearer.
_GLANCE = 0.05
# At the server's rate so many calls stay unspent, for other processes and for answers that overtake one another.
_SPARE = 3
# With so many calls left nobody needs to wait.
_ROOM = 8
# How the assumed rate follows a refusal, and a call after which more is left than it lets expect, or nobody knows.
_SLOWER, _FASTER = 1 / 1.2, 1.005
# Calls a second; no sign of a server takes the assumed rate beyond these.
_LOWEST, _HIGHEST = 1.0, 200.0


class Pace:
    """The pace of the threads of one process at one server."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        # How many calls were begun, and when the last of them was.
        self._begun = 0
        self._last = 0.0
        self._rate = float(contract.RATE)
        self._spare = float(_SPARE)
        # The newest call whose answer said what was left, and what it said.
        self._seen: tuple[int, int] | None = None
        # How many answers since then said nothing; and whether what they say was seen not to be about this limit.
        self._silent = 0
        self._is_other = False
        self._refused = False
        # No call before this moment; no refusal of a call up to this number tells anything new.
        self._hold = 0.0
        self._lowered = 0

    def begin(self, *, waits: bool = True) -> int:
        """Begin a call, where it ``waits`` not before it is welcome; return its number, which goes to ``note``."""
        while True:
            # Nothing is promised ahead, so that each call is decided on with the latest answer.
            with self._lock:
                now = self._clock()
                due = self._due() if waits else now
                if due <= now:
                    self._begun, self._last = self._begun + 1, now
                    return self._begun
            self._sleep(min(due - now, _GLANCE))

    def note(self, number: int, answer: Answer) -> None:
        """Take note of the answer to the call of this number, and of what it says about those that are left."""
        left = _number(answer, "x-ratelimit-remaining")
        with self._lock:
            if answer.status == 429:
                self._slow_down(number, asked_pause(answer.headers, time.time()))
            elif self._refused and left is None and not self._seen:
                self._change(_FASTER)
            self._doubt(left, answer.status == 429)
            # A server that only tells with a refusal would for ever be taken to have none left.
            if left is not None and not self._is_other and (self._seen or answer.status != 429):
                self._see(number, left, _number(answer, "x-ratelimit-limit"))

    def _doubt(self, left: int | None, is_refused: bool) -> None:
        """Believe no more what is said no more, and nothing of who refuses with plenty left: that is another limit."""
        self._silent = self._silent + 1 if left is None else 0
        self._is_other = self._is_other or bool(is_refused and left is not None and left >= _ROOM)
        if self._is_other or self._silent >= _ROOM:
            self._seen = None

    def _see(self, number: int, left: int, limit: int | None) -> None:
        if self._seen and number < self._seen[0]:
            return
        self._seen = number, left
        # A bucket that holds very few never shows as many as are kept elsewhere.
        self._spare = min(_SPARE, (limit - 1) / 2) if limit else _SPARE
        if self._spare + 1 < left < _ROOM:
            self._change(_FASTER)

    def _slow_down(self, number: int, asked: float | None) -> None:
        self._refused = True
        # Calls that were under way together are refused together, and tell no more than one of them.
        if number > self._lowered:
            self._lowered = self._begun
            self._change(_SLOWER)
        pause = 1 / self._rate if asked is None else min(asked, _LONGEST_PAUSE)
        self._hold = max(self._hold, self._clock() + pause)

    def _change(self, factor: float) -> None:
        self._rate = min(_HIGHEST, max(_LOWEST, self._rate * factor))

    def _due(self) -> float:
        left = self._left()
        if left >= _ROOM:
            return self._hold
        # The rate as assumed where just the spare ones are left, a quarter of it where none is.
        pause = (self._spare + 1) / (max(left, 0) + 1) / self._rate
        return max(self._hold, self._last + min(pause, _LONGEST_PAUSE))

    def _left(self) -> float:
        """Return how many calls are left for those that have not begun."""
        if self._seen is None:
            # A server that does not say is believed to have no limit until it refuses.
            return self._spare if self._refused else float("inf")
        number, left = self._seen
        # Those begun since then take from it. What the server adds meanwhile is not counted on.
        return left - (self._begun - number)


def _number(answer: Answer, header: str) -> int | None:
    text = answer.headers.get(header, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
