# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line for each HTTP exchange, for people who want to see what a task does."""

from __future__ import annotations

import threading
import time
from typing import Callable

from .._text import clean
from .call import Call
from .errors import NoAnswerError, OddAnswerError
from .response import Response

# After these the same call is sent again, if at all; the token is renewed after the first.
_RETRIED = (401, 429)


class ExchangeLog:
    """Shows a line for each exchange with ``show``; None shows nothing."""

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show
        # The call that each thread made last to a path, with its number of attempts, if it failed.
        self._failed: dict[tuple[int, str, str], tuple[Call, int]] = {}

    def timed(self, call: Call, exchange: Callable[[], Response]) -> Response:
        """Return the response of ``exchange``, or raise its error, after showing a line on it."""
        begin = time.monotonic()
        try:
            response = exchange()
        except (NoAnswerError, OddAnswerError) as exc:
            self._note(call, exc.exchange.status if exc.exchange else None, time.monotonic() - begin, is_whole=False)
            raise
        self._note(call, response.status, time.monotonic() - begin)
        return response

    def _note(self, call: Call, status: int | None, seconds: float, *, is_whole: bool = True) -> None:
        if self._show is None:
            return
        place = threading.get_ident(), call.method, call.path
        last, count = self._failed.pop(place, (None, 0))
        count = count + 1 if last == call else 1
        if not is_whole or status is None or status in _RETRIED or status >= 500:
            self._failed[place] = call, count
        # A query may hold what is nobody else's business.
        path = clean(call.path.partition("?")[0])
        outcome = "no answer" if status is None else f"HTTP {status}" + ("" if is_whole else ", unusable,")
        self._show(f"ServiceOps: {call.method} {path}: {outcome} in {seconds * 1000:.0f} ms, attempt {count}")
