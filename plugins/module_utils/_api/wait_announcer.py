# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Announce the first waits of a task one by one, and count the others."""

from __future__ import annotations

import threading
from typing import Callable

_MOST = 3


class WaitAnnouncer:
    """Announces the waits of one task: ``announce`` shows a text at once, ``warn`` a warning at the end."""

    def __init__(self, announce: Callable[[str], None], warn: Callable[[str], None]) -> None:
        self._announce = announce
        self._warn = warn
        self._count = 0
        self._shown: set[str] = set()
        self._lock = threading.Lock()

    def announce(self, text: str) -> None:
        """Announce a wait that begins, unless the same text or enough others were announced before."""
        with self._lock:
            self._count += 1
            is_shown = len(self._shown) < _MOST and text not in self._shown
            if is_shown:
                self._shown.add(text)
        if is_shown:
            self._announce(text)

    def close(self) -> None:
        """Warn of the waits that were not announced, if there were many."""
        if self._count > _MOST:
            self._warn(f"ServiceOps made this task wait {self._count - len(self._shown)} more times.")
