# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to wait and for how long: the policy, as decisions without side effects, and the budget that bounds them."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Callable

# The server asks to wait; the call was not worked on, or at least may be made again if it only reads.
WAIT_AS_TOLD = (429, 503)
# A gateway lost the server for a moment.
GATEWAY_TROUBLE = (502, 504)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
# Above these a number in X-RateLimit-Reset is an instant, below a span of milliseconds (its meaning is undocumented).
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e11


def is_temporary(status: int) -> bool:
    """Tell whether a call that only reads should be made again after this status."""
    return status in WAIT_AS_TOLD or status in GATEWAY_TROUBLE


def asked_pause(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the server asks to wait, None where it does not say. Header names are lower case."""
    return _retry_after(headers.get("retry-after", ""), now) or _reset(headers.get("x-ratelimit-reset", ""), now)


def next_pause(attempt: int, asked: float | None, dice: float) -> float:
    """Return the seconds to wait before attempt ``attempt`` + 1 (the first is 1); ``dice`` is random in [0, 1)."""
    if asked is not None:
        # Everybody was told the same moment: spread the return a little, never before it.
        return asked + 0.25 * dice
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (attempt - 1)) * (0.75 + 0.5 * dice)


@dataclass
class Patience:
    """The waiting that one call may still do; it says each wait aloud."""

    budget: float
    warn: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    dice: Callable[[], float] = random.random
    attempt: int = 0
    waited: float = field(default=0.0)

    def wait(self, why: str, asked: float | None = None) -> bool:
        """Sleep before another attempt; return False, at once, where that is beyond the budget."""
        self.attempt += 1
        pause = next_pause(self.attempt, asked, self.dice())
        if self.waited + pause > self.budget:
            return False
        self.warn(f"{why.rstrip('.')}; waiting {pause:.1f} s before going on.")
        self.sleep(pause)
        self.waited += pause
        return True


def _retry_after(value: str, now: float) -> float | None:
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _reset(value: str, now: float) -> float | None:
    number = _number(value)
    if number is None:
        return None
    if number > _EPOCH_MILLISECONDS:
        return max(0.0, number / 1000 - now)
    if number > _EPOCH_SECONDS:
        return max(0.0, number - now)
    return number / 1000


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
