# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Call a function with a time limit."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from typing import Callable, TypeVar

Result = TypeVar("Result")


def within(seconds: float, work: Callable[[], Result], *, limit: float | None = None) -> Result:
    """Return what ``work`` returns, and raise what it raises. Raises TimeoutError if that takes longer.

    ``limit`` is the time for all such work, of which ``seconds`` are left.
    """
    call: Future[Result] = Future()

    def run() -> None:
        try:
            call.set_result(work())
        except Exception as exc:  # noqa: BLE001 - raised in the waiting thread
            call.set_exception(exc)

    # The process does not wait for such a thread at its end.
    threading.Thread(target=run, daemon=True).start()
    if not wait([call], seconds).done:
        raise TimeoutError(f"gave up after {seconds if limit is None else limit:g} s, the time_limit")
    return call.result()
