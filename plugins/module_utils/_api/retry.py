# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to wait, look, send again or give up: the policy as decisions without side effects, and the budget of waiting.

The retries of urllib3 are not used: they send a write again without looking whether the first one was applied, sleep
without a message, and know neither X-RateLimit-Reset nor a budget of waiting.
"""

from __future__ import annotations

import math
import random
import time
from typing import Callable, NamedTuple

from .errors import Attempt
from .outage import Known, Outage

# The server asks to wait. It hardly worked on the call.
WAIT_AS_ASKED = (429, 503)
# A gateway lost the server for a moment, or waits for it no longer.
GATEWAY_TROUBLE = (502, 504)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
# A server that always asks to come back at once is not called without end.
_LEAST_PAUSE = 0.1
# Every process gets the same moment: their return is spread over these seconds, twice as many for each time that the
# server is still too busy, up to four times as many.
_SPREAD = 1.0
_WIDEST = 2


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
    if broken or attempt.status in WAIT_AS_ASKED + GATEWAY_TROUBLE:
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


def next_pause(count: int, asked: float | None, jitter: float) -> float:
    """Return the seconds to wait after the ``count``-th attempt; ``jitter`` is random in [0, 1)."""
    if asked is not None:
        # Never before the moment that was asked for, and longer each time that the server still refuses.
        floor = _LEAST_PAUSE * 2.0 ** min(count - 1, 6)
        return max(asked, floor) + _SPREAD * 2.0 ** min(count - 1, _WIDEST) * jitter
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(count - 1, 10)) * (0.75 + 0.5 * jitter)


class RetryBudget:
    """The waiting, in seconds, that one call may still do; it announces each wait, and accounts for them in the end.

    ``is_over`` returns whether the task was cancelled. ``outage`` is what is known of the server's absence: the waiting
    counts from its beginning.
    """

    def __init__(
        self,
        budget: float,
        announce: Callable[[str], None],
        sleep: Callable[[float], object] = time.sleep,
        jitter: Callable[[], float] = random.random,
        is_over: Callable[[], bool] = lambda: False,
        outage: Outage | None = None,
    ) -> None:
        self._budget = self._left = budget
        self._announce = announce
        self._sleep = sleep
        self._jitter = jitter
        self._is_over = is_over
        self._outage = outage
        self._begin = time.monotonic()
        self._known: Known | None = None
        self._asked: float | None = None
        self._most: float | None = None
        self._count = 0
        # Waits before the call was made again; the others were before a look at what became of it.
        self._repeats = 0

    def wait(self, why: str, asked: float | None = None, *, repeats: Attempt | None = None) -> bool:
        """Sleep before another attempt; return False, at once, if that is beyond the budget.

        ``repeats`` is the attempt that failed if the call itself is made again after the wait.
        """
        # A server that limits the rate is there.
        is_away = repeats is not None and repeats.status != 429 and self._budget > 0
        if is_away and not self._count:
            self._count_from_outage()
        pause = next_pause(self._count + 1, asked, self._jitter())
        if self._is_over() or self._left <= 0 or pause > self._left:
            self._asked = asked if asked and asked > self._budget else None
            if is_away and not self._is_over():
                self._give_up()
            return False
        self._say(why, asked, "trying" if repeats else "looking")
        self._count += 1
        self._repeats += repeats is not None
        self._sleep(pause)
        self._left -= pause
        return not self._is_over()

    def pause(self, seconds: float, why: str | None = None) -> bool:
        """Sleep before another look, after announcing the reason; return False, at once, if there is no time."""
        if seconds > self._left or self._left <= 0 or self._is_over():
            return False
        if why:
            self._announce(why)
        self._count += 1
        self._sleep(seconds)
        self._left -= seconds
        return not self._is_over()

    def reads_again(self, attempt: Attempt, why: str, asked: float | None = None) -> bool:
        """Wait before another attempt of a call that only reads; return False, at once, if that cannot help."""
        again = decide(attempt, writes=False, count=self._count + 1).again
        return again and self.wait(why, asked, repeats=attempt)

    def spend(self, seconds: float) -> None:
        """Count time that went by otherwise, as in an exchange that was never answered."""
        self._left -= seconds

    @property
    def account(self) -> str:
        """Return a sentence on what the waiting was, for the message of a failure; empty if there is nothing to say."""
        if self._count:
            seconds = time.monotonic() - self._begin
            if self._repeats:
                return f" It was tried {self._repeats + 1} times in {seconds:.0f} s."
            return f" It was looked for {self._count + 1} times in {seconds:.0f} s."
        if self._known:
            moment = time.strftime("%H:%M:%S", time.gmtime(self._known.since))
            return f" ServiceOps has been away since {moment} UTC, so it was tried only once."
        if self._asked is not None:
            return f" It asks to wait {self._asked:.0f} s, and retry_timeout allows {self._budget:g} s."
        return ""

    def _say(self, why: str, asked: float | None, what: str) -> None:
        # The same words for each wait of a call, and of many: they are then shown once.
        self._most = self._left if self._most is None else self._most
        pause = f" {math.ceil(asked)} s, as it asks," if asked else ""
        self._announce(
            f"{why.rstrip('.')}; waiting{pause} and {what} again for {self._most:.0f} s at most (retry_timeout)."
        )

    def _count_from_outage(self) -> None:
        """Take from the budget what other tasks have waited for the same server since it went away."""
        self._known = self._outage.known() if self._outage else None
        if self._known:
            waited = max(self._known.waited, time.time() - self._known.since)
            self._left = min(self._left, self._budget - waited)

    def _give_up(self) -> None:
        if self._outage:
            now = time.time()
            since, waited = self._known or (now - (time.monotonic() - self._begin), 0.0)
            self._outage.note(Known(since, max(waited, self._budget)))
