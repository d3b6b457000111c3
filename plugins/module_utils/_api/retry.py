# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to wait, look, send again or give up: the policy as decisions without side effects, and the budget of waiting.

The retries of urllib3 are not used: they send a write again without looking whether the first one was applied, sleep
in silence, and know neither X-RateLimit-Reset nor a budget of waiting.
"""

from __future__ import annotations

import random
import time
from typing import Callable, NamedTuple

from .errors import Attempt

# The server asks to wait; the call was not worked on.
WAIT_AS_TOLD = (429, 503)
# A gateway lost the server for a moment, or waits for it no longer.
GATEWAY_TROUBLE = (502, 504)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
# A server that says "now" for ever is not asked without end.
_LEAST_PAUSE = 0.1
# Every machine was told the same moment: the return is spread over these seconds, or as many as were asked for.
_SPREAD = 0.25


class Decision(NamedTuple):
    """What to do next, in this order: ``wait``, ``look`` whether it was applied, send it ``again``.

    Without ``again`` a look that finds nothing is repeated as long as there is patience and ``wait`` is set.
    """

    wait: bool = False
    look: bool = False
    again: bool = False


GIVE_UP = Decision()


def decide(attempt: Attempt, *, writes: bool, count: int) -> Decision:
    """Return what to do after the ``count``-th attempt of a call, which ``writes`` or only reads."""
    if not attempt.sent:
        return GIVE_UP if attempt.hopeless else Decision(wait=True, again=True)
    return _after_write(attempt, count) if writes else _after_read(attempt)


def _after_read(attempt: Attempt) -> Decision:
    broken = attempt.status is None and not attempt.hopeless
    if broken or attempt.status in WAIT_AS_TOLD + GATEWAY_TROUBLE:
        return Decision(wait=True, again=True)
    return GIVE_UP


def _after_write(attempt: Attempt, count: int) -> Decision:
    status = attempt.status
    if attempt.hopeless:
        return Decision(look=True)
    if attempt.late or status == 504:
        # It may be applied even after a look that found nothing: never sent again.
        return Decision(wait=True, look=True)
    if status == 500:
        # It can mean "bad input", too: one more try shows.
        return Decision(wait=True, look=True, again=True) if count == 1 else Decision(look=True)
    if status is None or status == 429 or status > 500:
        return Decision(wait=True, look=True, again=True)
    return GIVE_UP


def next_pause(attempt: int, asked: float | None, dice: float) -> float:
    """Return the seconds to wait before attempt ``attempt`` + 1 (the first is 1); ``dice`` is random in [0, 1)."""
    if asked is not None:
        # Never before the moment that was told, and who finds the door closed again stays away longer.
        floor = _LEAST_PAUSE * 2.0 ** min(attempt - 1, 6)
        return max(asked, floor) + min(_SPREAD, asked) * dice
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(attempt - 1, 10)) * (0.75 + 0.5 * dice)


class Patience:
    """The waiting, in seconds, that one call may still do; it says each wait aloud.

    ``queue`` waits for this process's turn, for as long as it is told at most, and returns how long that took.
    ``is_over`` tells that nobody wants the answer any more.
    """

    def __init__(
        self,
        budget: float,
        warn: Callable[[str], None],
        sleep: Callable[[float], object] = time.sleep,
        dice: Callable[[], float] = random.random,
        queue: Callable[[float], float] = lambda longest: 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._left = budget
        self._warn = warn
        self._queue = queue
        self._is_over = is_over
        self._sleep = sleep
        self._dice = dice
        self._count = 0

    def wait(self, why: str, asked: float | None = None, *, status: int | None = None) -> bool:
        """Sleep before another attempt; return False, at once, where that is beyond the budget.

        Who was asked to wait, by ``status``, waits for its turn, too.
        """
        if self._left <= 0 or self._is_over():
            return False
        self._count += 1
        pause = next_pause(self._count, asked, self._dice())
        if pause > self._left:
            return False
        self._warn(f"{why.rstrip('.')}; waiting {pause:.1f} s before going on.")
        queued = self._queue(self._left) if status in WAIT_AS_TOLD else 0.0
        pause = max(0.0, pause - queued)
        self._sleep(pause)
        self._left -= queued + pause
        return not self._is_over()

    def reads_again(self, attempt: Attempt, why: str, asked: float | None = None) -> bool:
        """Wait before another attempt of a call that only reads; return False, at once, where that cannot help."""
        again = decide(attempt, writes=False, count=self._count + 1).again
        return again and self.wait(why, asked, status=attempt.status)

    def spend(self, seconds: float) -> None:
        """Count time that went by otherwise, as in an exchange that was never answered."""
        self._left -= seconds
