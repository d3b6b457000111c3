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

from .locks import PrivateFolder

# Nobody waits longer than these seconds for a turn: one that works through a very long list does not hold up the rest.
_LONGEST_QUEUE = 5.0


class Turn:
    """The turn of one process at one server."""

    def __init__(self, folder: PrivateFolder, url: str) -> None:
        self._folder = folder
        self._name = f"turn-{hashlib.sha256(url.encode()).hexdigest()[:16]}.lock"
        self._stack: ExitStack | None = None
        self._taking = threading.Lock()

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
