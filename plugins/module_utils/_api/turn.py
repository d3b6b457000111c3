# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take turns: the processes of one machine that a server asked to wait come back to it one after the other.

Where all came back at once, most would be refused again, and with each refusal of a write goes a look at what became
of it. A process that was asked to wait keeps its turn until its work is done.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack

from .answer import Answer
from .locks import PrivateFolder
from .retry import asked_pause

# Nobody waits longer than these seconds for a turn: one that works through a very long list does not hold up the rest.
_LONGEST_QUEUE = 5.0
# Seconds before a call that would surely be refused; a server that asks for more is asked all the same.
_LONGEST_PAUSE = 1.0
_REMAINING = "x-ratelimit-remaining"


class Turn:
    """The turn of one process at one server."""

    def __init__(self, folder: PrivateFolder, url: str) -> None:
        self._folder = folder
        self._name = f"turn-{hashlib.sha256(url.encode()).hexdigest()[:16]}.lock"
        self._stack: ExitStack | None = None
        self._welcome = 0.0

    def take(self, longest: float) -> float:
        """Wait for the turn, not longer than ``longest`` seconds; return the seconds that it took."""
        if self._stack:
            return 0.0
        start = time.monotonic()
        self._stack = ExitStack()
        self._stack.enter_context(self._folder.locked(self._name, min(longest, _LONGEST_QUEUE)))
        return time.monotonic() - start

    def release(self) -> None:
        """Let the next one have the turn."""
        if self._stack:
            self._stack.close()
            self._stack = None

    def note(self, answer: Answer) -> None:
        """Take note of an answer that says when the next call is welcome."""
        if answer.headers.get(_REMAINING, "").strip() == "0":
            pause = asked_pause(answer.headers, time.time()) or 0.0
            self._welcome = time.monotonic() + min(pause, _LONGEST_PAUSE)

    def pause(self) -> None:
        """Wait, where this is the turn of this process, until the next call is welcome."""
        if self._stack:
            time.sleep(max(0.0, self._welcome - time.monotonic()))
