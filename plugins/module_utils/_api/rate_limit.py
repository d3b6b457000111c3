# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep within the server's rate limit: a refused write costs a look at what became of it, and the write again.

The fewer calls the server still accepts, the longer is the pause before the next one. If the server does not report
their number, each refusal lowers an estimate of it, and each other response raises that a little.
"""

from __future__ import annotations

import threading
import time
from typing import Callable

from . import endpoints
from .response import Response, asked_pause

# The calls left at which there is no pause, and those at which it is that of the documented rate.
_PLENTY, _STEADY = 12, 4
# What a refusal and any other response change of the estimate.
_REFUSED, _ACCEPTED = -0.2, 0.02
# Seconds. A server that asks for more is called all the same: the budget of retries decides on longer waits.
_LONGEST_HOLD = 1.0


class RateLimiter:
    """Spaces the calls that the threads of this process make to one server."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._noting = threading.Lock()
        # The calls that are left, as the last response reports or as estimated.
        self._left: float = _PLENTY
        self._steady: float = _STEADY
        # When the last call begins, and a moment before which no other does.
        self._last = 0.0
        self._hold = 0.0

    def wait(self) -> None:
        # The threads wait one after the other, so that each takes the responses into account that came meanwhile.
        with self._turn:
            now = self._clock()
            begin = self._last = max(now, self._hold, self._last + self._pause())
            if begin > now:
                self._sleep(begin - now)

    def note(self, response: Response) -> None:
        """Take the response to a call into account."""
        left = _number(response.headers.get("x-ratelimit-remaining", ""))
        limit = _number(response.headers.get("x-ratelimit-limit", ""))
        with self._noting:
            # A small bucket never has as many left as a large one. The rest is for clocks that differ a little.
            self._steady = min(_STEADY, limit / 2 - 0.45) if limit else _STEADY
            if response.status == 429:
                self._left = max(0, min(self._left, _STEADY) + _REFUSED)
                asked = asked_pause(response.headers, time.time())
                pause = 1 / endpoints.RATE if asked is None else min(asked, _LONGEST_HOLD)
                self._hold = max(self._hold, self._clock() + pause)
            else:
                self._left = min(_PLENTY, self._left + _ACCEPTED) if left is None else left

    def _pause(self) -> float:
        # The square finds slower and faster servers too: their calls settle at fewer or more that are left.
        return 0.0 if self._left >= _PLENTY else float(((self._steady + 1) / (self._left + 1)) ** 2 / endpoints.RATE)


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
