# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can end a task, as one tree.

ServiceOpsError            the base: catch this one
├── OptionError            an option is missing, wrong or contradicts another one; nothing was sent
│   └── NoConnectionError  the server or the credentials are missing
├── SignInError            the token endpoint did not give a token
├── NoAnswerError          no HTTP response: no connection, TLS, time-out, broken off
├── OddAnswerError         a response, but not one of this API: HTML, cut-off JSON, another record than asked for
├── RefusedError           the server understood and refused (4xx)
│   └── NotFoundError      the server's own "no such record"
├── UnavailableError       the server cannot respond properly now: 429 and 5xx
└── MatchError             the key of the task fits no record, or more than one
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .._text import clean


class Exchange(NamedTuple):
    """The HTTP exchange that an error is about; ``status`` is None if no response came."""

    method: str
    url: str
    status: int | None = None


class Attempt(NamedTuple):
    """How a call went: the HTTP ``status``, or None if no whole response came.

    ``sent`` is False if the server surely never saw it, ``late`` means that the server may still be working on it, and
    ``hopeless`` that trying again cannot help (TLS, a name that does not resolve, a response of another program).
    """

    status: int | None = None
    sent: bool = True
    late: bool = False
    hopeless: bool = False


# The exchange of a failure without a call.
NO_EXCHANGE = {"status": None, "code": None, "method": None, "url": None}


class ServiceOpsError(Exception):
    """A sentence for the person at the keyboard, and the exchange behind it.

    ``attempt`` is how the failed call went, None if no call failed;
    ``may_be_not_found`` that a server could mean "no such record" by this;
    ``may_be_applied`` that the server may have done a write, or may still do it, though nothing shows it;
    ``retry_after`` is the number of seconds that the server asked to wait, if it did.
    """

    attempt: Attempt | None = None
    may_be_not_found = False
    may_be_applied = False
    retry_after: float | None = None

    def __init__(self, message: str, *, exchange: Exchange | None = None, code: str | None = None) -> None:
        # Libraries quote parts of a hostile response in their messages.
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
    def status(self) -> int | None:
        """Return the HTTP status of the response behind it, None without one."""
        return self.exchange.status if self.exchange else None

    @property
    def failure(self) -> dict[str, Any]:
        """Return what a playbook can branch on; every key is always there."""
        return {**NO_EXCHANGE, "code": self.code, **(self.exchange._asdict() if self.exchange else {})}


class OptionError(ServiceOpsError):
    """An option is missing, wrong or contradicts another one."""


class NoConnectionError(OptionError):
    """The server or the credentials are missing."""


class SignInError(ServiceOpsError):
    """The token endpoint did not give a token."""


class NoAnswerError(ServiceOpsError):
    """No HTTP response came; ``attempt`` shows whether the server saw the call and may still work on it."""

    attempt: Attempt

    def __init__(self, message: str, *, exchange: Exchange, attempt: Attempt) -> None:
        super().__init__(message, exchange=exchange)
        self.attempt = attempt


class OddAnswerError(ServiceOpsError):
    """A response came, but not one of this API; a write behind it may have been applied."""

    attempt: Attempt | None = Attempt(hopeless=True)


class RefusedError(ServiceOpsError):
    """The server understood and refused; nothing was applied."""


class NotFoundError(RefusedError):
    """The server's own "no such record", not a gateway's 404 page."""


class UnavailableError(ServiceOpsError):
    """The server cannot respond properly now (429, 5xx); a write behind a 5xx may have been applied."""

    def __init__(
        self, message: str, *, exchange: Exchange, code: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, exchange=exchange, code=code)
        self.retry_after = retry_after
        self.attempt = Attempt(exchange.status)


class MatchError(ServiceOpsError):
    """The key of the task fits no record though one must exist, or more than one."""


def exchange_of(exc: Exception) -> dict[str, Any]:
    """Return what a playbook can branch on; every key is always there."""
    return exc.failure if isinstance(exc, ServiceOpsError) else dict(NO_EXCHANGE)
