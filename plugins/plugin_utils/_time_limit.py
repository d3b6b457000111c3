# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for something no longer than one is willing to."""

from __future__ import annotations

import threading
from typing import Callable, Generic, TypeVar

Result = TypeVar("Result")


class _Attempt(threading.Thread, Generic[Result]):
    def __init__(self, work: Callable[[], Result]) -> None:
        # A process does not wait at its end for what was given up.
        super().__init__(daemon=True)
        self._work = work
        self.result: list[Result] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.result.append(self._work())
        except Exception as exc:  # noqa: BLE001 - it is raised where it was waited for
            self.error = exc


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns, and raise what it raises. Raises TimeoutError when that takes too long."""
    attempt = _Attempt(work)
    attempt.start()
    attempt.join(seconds)
    if attempt.error:
        raise attempt.error
    if not attempt.result:
        raise TimeoutError(f"gave up after {seconds:g} s, the time_limit")
    return attempt.result[0]
