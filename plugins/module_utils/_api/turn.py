# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take turns: the processes of one machine that a server asked to wait come back to it one after the other.

Where all came back at once, most would be refused again, and with each refusal of a write goes a look at what became
of it. A process that was asked to wait keeps its turn until its work is done.
"""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import ExitStack

from . import contract
from .answer import Answer, asked_pause
from .locks import PrivateFolder

# Nobody waits longer than these seconds for a turn: one that works through a very long list does not hold up the rest.
_LONGEST_QUEUE = 5.0
# Seconds before a call that would surely be refused; a server that asks for more is asked all the same.
_LONGEST_PAUSE = 1.0
_REMAINING = "x-ratelimit-remaining"
# With as many calls to spare nobody needs to wait.
_ROOM = 8
# How the time between two calls follows the server: a refusal lengthens it, a call that was the last shortens it.
_SLOWER, _FASTER = 1.2, 0.99


class Turn:
    """The turn of one process at one server, and the pace of its threads."""

    def __init__(self, folder: PrivateFolder, url: str) -> None:
        self._folder = folder
        self._name = f"turn-{hashlib.sha256(url.encode()).hexdigest()[:16]}.lock"
        self._stack: ExitStack | None = None
        self._taking = threading.Lock()
        self._pacing = threading.Lock()
        # When the next call is welcome, and how long after it the one that follows.
        self._welcome = 0.0
        self._interval = 1 / contract.RATE

    def take(self, longest: float) -> float:
        """Wait for the turn, not longer than ``longest`` seconds; return the seconds that it took."""
        start = time.monotonic()
        with self._taking:
            if self._stack is None:
                self._stack = ExitStack()
                self._stack.enter_context(self._folder.locked(self._name, min(longest, _LONGEST_QUEUE)))
        return time.monotonic() - start

    def release(self) -> None:
        """Let the next one have the turn."""
        with self._taking:
            if self._stack:
                self._stack.close()
                self._stack = None

    def note(self, answer: Answer) -> None:
        """Take note of an answer that says when the next call is welcome."""
        remaining = _remaining(answer)
        asked = asked_pause(answer.headers, time.time())
        with self._pacing:
            if answer.status == 429:
                self._interval = min(_LONGEST_PAUSE, self._interval * _SLOWER)
            elif remaining == 0:
                self._interval *= _FASTER
                # What is asked for here may be the time until all is well, not just the next call.
                asked = min(self._interval if asked is None else asked, 2 * self._interval)
            else:
                # Nearly none is near enough: others may take them.
                self._welcome = 0.0 if remaining is None or remaining >= _ROOM else self._welcome
                return
            pause = self._interval if asked is None else min(asked, _LONGEST_PAUSE)
            self._welcome = max(self._welcome, time.monotonic() + pause)

    def pause(self) -> None:
        """Wait until a call is welcome, each thread for a moment of its own."""
        with self._pacing:
            now = time.monotonic()
            mine = max(now, self._welcome)
            if mine > now:
                self._welcome = mine + self._interval
        time.sleep(mine - now)


def _remaining(answer: Answer) -> int | None:
    text = answer.headers.get(_REMAINING, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None
