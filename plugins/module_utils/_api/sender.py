# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send calls: within the rate limit, and again if a call only reads and that can help."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import CancelledError
from typing import Callable

from .call import Call
from .errors import Attempt, NoAnswerError
from .exchange_log import ExchangeLog
from .outage import Outage
from .rate_limit import RateLimiter
from .response import Response, asked_pause
from .retry import RetryBudget
from .server_clock import ServerClock
from .transport import Transport

# Seconds within which a server that an earlier task gave up on must accept a connection.
_SHORT_TRY = 5.0


class Sender:
    """Sends the calls of one task.

    ``outage`` is that of the server, ``announce`` shows a wait that begins, and ``log`` each exchange.
    """

    def __init__(self, transport: Transport, outage: Outage, announce: Callable[[str], None], log: ExchangeLog) -> None:
        self._transport = transport
        self._outage = outage
        self._announce = announce
        self._log = log
        self._retry_timeout = transport.connection.retry_timeout
        self._cancelled = threading.Event()
        self._rate_limiter = RateLimiter(sleep=self._cancelled.wait)
        self._observers: list[Callable[[Response], None]] = []
        self.clock = ServerClock()

    def send_once(self, call: Call, authorization: str) -> Response:
        """Send a call exactly once and return the response, whatever its status; raises what an exchange raises."""
        if self._retry_timeout:
            # If waiting is turned off, a call is refused rather than delayed.
            self._rate_limiter.wait()
        if self._cancelled.is_set():
            raise CancelledError
        connecting = _SHORT_TRY if self._outage.is_known else math.inf
        response = self._transport.exchange(call, authorization, connecting=connecting, log=self._log)
        self._rate_limiter.note(response)
        self.clock.note(response)
        if response.status < 500:
            self._outage.forget()
        for observer in self._observers:
            observer(response)
        return response

    def send_repeatedly(self, call: Call, authorization: str) -> Response:
        """Send a call that changes nothing, again if that can help; return the last response, whatever its status."""
        retry_budget = self.retry_budget()
        while True:
            begin = time.monotonic()
            try:
                response = self.send_once(call, authorization)
            except NoAnswerError as exc:
                retry_budget.spend(time.monotonic() - begin)
                if not retry_budget.reads_again(exc.attempt, f"ServiceOps: {exc.message}"):
                    exc.message += retry_budget.account
                    raise
                continue
            if response.ok:
                return response
            asked = asked_pause(response.headers, time.time())
            why = f"ServiceOps answered HTTP {response.status}"
            if not retry_budget.reads_again(Attempt(response.status), why, asked):
                return response._replace(account=retry_budget.account)

    def retry_budget(self) -> RetryBudget:
        """Return the budget of waiting for one call that begins now."""
        return RetryBudget(
            self._retry_timeout,
            self._announce,
            sleep=self._cancelled.wait,
            is_over=self._cancelled.is_set,
            outage=self._outage,
        )

    def observe(self, observer: Callable[[Response], None]) -> None:
        """Call ``observer`` with every response from now on."""
        self._observers.append(observer)

    def cancel(self) -> None:
        """End all waits, and send no further call."""
        self._cancelled.set()
