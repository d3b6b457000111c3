# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call a function with a time limit."""

from __future__ import annotations

import threading
from typing import Callable, Generic, TypeVar

Result = TypeVar("Result")


class _Call(threading.Thread, Generic[Result]):
    def __init__(self, work: Callable[[], Result]) -> None:
        # The process does not wait for it at its end.
        super().__init__(daemon=True)
        self._work = work
        self.result: list[Result] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.result.append(self._work())
        except Exception as exc:  # noqa: BLE001 - raised in the waiting thread
            self.error = exc


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns, and raise what it raises. Raises TimeoutError if that takes longer."""
    call = _Call(work)
    call.start()
    call.join(seconds)
    if call.error:
        raise call.error
    if not call.result:
        raise TimeoutError(f"gave up after {seconds:g} s, the time_limit")
    return call.result[0]
