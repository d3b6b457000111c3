# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can end a task, as one tree.

ServiceOpsError            the base: catch this one
├── OptionError            the task or its environment says too little, or contradicts itself; nothing was sent
├── SignInError            the token endpoint did not give a token
├── NoAnswerError          no HTTP answer: no connection, TLS, time-out, broken off
├── OddAnswerError         an answer, but not one of this API: HTML, cut-off JSON, another record than asked for
├── RefusedError           the server understood and said no (4xx)
│   └── NotFoundError      the server's own "no such record"
├── UnavailableError       the server cannot say now: 429 and 5xx
└── MatchError             the key of the task fits no record, or more than one
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """The HTTP exchange that an error is about; ``status`` is None where no answer came."""

    method: str
    url: str
    status: int | None = None


class ServiceOpsError(Exception):
    """A sentence for the person at the keyboard, and the exchange behind it.

    ``in_doubt`` says that a write may have been applied although no proper answer came;
    ``may_come_later`` that it may even be applied after this, for the server could still be at work;
    ``resendable`` that sending it again makes sense once it is known not to have been applied;
    ``may_be_not_found`` that a server could mean "no such record" by this;
    ``retry_after`` is the number of seconds that the server asked to wait, where it did.
    """

    in_doubt = False
    may_come_later = False
    resendable = False
    may_be_not_found = False
    retry_after: float | None = None

    def __init__(self, message: str, *, exchange: Exchange | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.exchange = exchange
        self.code = code

    def during(self, doing: str) -> ServiceOpsError:
        """Put what was tried before the sentence, and return the error itself."""
        self.message = f"Could not {doing}: {self.message}"
        self.args = (self.message,)
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


class SignInError(ServiceOpsError):
    """The token endpoint did not give a token."""


class NoAnswerError(ServiceOpsError):
    """No HTTP answer came.

    ``sent`` is False where the server surely never saw the call, ``temporary`` is False where trying again cannot help
    (TLS, a name that does not resolve), and ``timed_out`` says that the server may still be at work.
    """

    def __init__(
        self, message: str, *, exchange: Exchange, sent: bool, temporary: bool = True, timed_out: bool = False
    ) -> None:
        super().__init__(message, exchange=exchange)
        self.in_doubt = sent
        self.temporary = temporary
        self.may_come_later = timed_out
        self.resendable = temporary and not timed_out


class OddAnswerError(ServiceOpsError):
    """An answer came, but not one of this API; a write behind it may have been applied."""

    in_doubt = True


class RefusedError(ServiceOpsError):
    """The server understood and said no; nothing was applied."""


class NotFoundError(RefusedError):
    """The server's own "no such record", not a gateway's 404 page."""


class UnavailableError(ServiceOpsError):
    """The server cannot say now (429, 5xx); a write behind a 5xx may have been applied."""

    in_doubt = True

    def __init__(
        self, message: str, *, exchange: Exchange, code: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, exchange=exchange, code=code)
        self.retry_after = retry_after
        # A gateway's time-out says nothing of the server behind it.
        self.may_come_later = exchange.status == 504
        self.resendable = not self.may_come_later


class MatchError(ServiceOpsError):
    """The key of the task fits no record where one must be, or more than one."""
