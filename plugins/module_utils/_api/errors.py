# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can end a task, as one tree.

ServiceOpsError            the base: catch this one
├── OptionError            the task or its environment says too little, or contradicts itself; nothing was sent
│   └── NoConnectionError  neither says where the server is, or who signs in
├── SignInError            the token endpoint did not give a token
├── NoAnswerError          no HTTP answer: no connection, TLS, time-out, broken off
├── OddAnswerError         an answer, but not one of this API: HTML, cut-off JSON, another record than asked for
├── RefusedError           the server understood and said no (4xx)
│   └── NotFoundError      the server's own "no such record"
├── UnavailableError       the server cannot say now: 429 and 5xx
└── MatchError             the key of the task fits no record, or more than one
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .._text import clean


class Exchange(NamedTuple):
    """The HTTP exchange that an error is about; ``status`` is None where no answer came."""

    method: str
    url: str
    status: int | None = None


class Attempt(NamedTuple):
    """How a call went: the HTTP ``status``, or None where no whole answer came.

    ``sent`` is False where the server surely never saw it, ``late`` says that the server may still be at it, and
    ``hopeless`` that trying again cannot help (TLS, a name that does not resolve, an answer of another program).
    """

    status: int | None = None
    sent: bool = True
    late: bool = False
    hopeless: bool = False


class ServiceOpsError(Exception):
    """A sentence for the person at the keyboard, and the exchange behind it.

    ``attempt`` says how the call went that failed, None where the trouble is none of a call's;
    ``may_be_not_found`` that a server could mean "no such record" by this;
    ``may_be_applied`` that a write was looked for in vain, and the server may still do it;
    ``retry_after`` is the number of seconds that the server asked to wait, where it did.
    """

    attempt: Attempt | None = None
    may_be_not_found = False
    may_be_applied = False
    retry_after: float | None = None

    def __init__(self, message: str, *, exchange: Exchange | None = None, code: str | None = None) -> None:
        # What libraries quote of a hostile answer ends up in messages, too.
        self.message = clean(message)
        super().__init__(self.message)
        self.exchange = exchange
        self.code = code

    def __str__(self) -> str:
        return self.message

    def during(self, doing: str) -> ServiceOpsError:
        """Put what was tried before the sentence, and return the error itself."""
        self.message = f"Could not {doing}: {self.message}"
        return self

    @property
    def failure(self) -> dict[str, Any]:
        """Return what a playbook can branch on; every key is always there."""
        exchange = self.exchange
        return {
            "status": exchange.status if exchange else None,
            "code": self.code,
            "method": exchange.method if exchange else None,
            "url": exchange.url if exchange else None,
        }


class OptionError(ServiceOpsError):
    """The task or its environment says too little, or contradicts itself."""


class NoConnectionError(OptionError):
    """Nothing says where the server is, or who signs in."""


class SignInError(ServiceOpsError):
    """The token endpoint did not give a token."""


class NoAnswerError(ServiceOpsError):
    """No HTTP answer came; ``attempt`` tells whether the server saw the call, and whether it may still be at it."""

    attempt: Attempt

    def __init__(self, message: str, *, exchange: Exchange, attempt: Attempt) -> None:
        super().__init__(message, exchange=exchange)
        self.attempt = attempt


class OddAnswerError(ServiceOpsError):
    """An answer came, but not one of this API; a write behind it may have been applied."""

    attempt: Attempt | None = Attempt(hopeless=True)


class RefusedError(ServiceOpsError):
    """The server understood and said no; nothing was applied."""


class NotFoundError(RefusedError):
    """The server's own "no such record", not a gateway's 404 page."""


class UnavailableError(ServiceOpsError):
    """The server cannot say now (429, 5xx); a write behind a 5xx may have been applied."""

    def __init__(
        self, message: str, *, exchange: Exchange, code: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, exchange=exchange, code=code)
        self.retry_after = retry_after
        self.attempt = Attempt(exchange.status)


class MatchError(ServiceOpsError):
    """The key of the task fits no record where one must be, or more than one."""
