# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to the server: signed, patient, and answered by JSON or by one of our errors."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable

from .answer import Answer, asked_pause, http_date, json_of
from .authorization import FixedAuthorization, KeptToken
from .connection import PasswordGrant
from .creations import Creations
from .errors import Attempt, NoAnswerError, OddAnswerError, OptionError, SignInError
from .locks import PrivateFolder
from .outage import Outage
from .pace import Pace
from .token_cache import TokenCache
from .transport import Call, Transport, require_requests

if TYPE_CHECKING:
    from .retry import Patience

# Waits that are told one by one.
_TOLD_WAITS = 3
# Seconds in which a server must take a connection that was given up on by an earlier task.
_SHORT_TRY = 5.0


class Client:
    """One server, one sign-in.

    ``warn`` hears of surprises, ``announce`` of each wait when it begins, ``learn`` of secrets obtained at run time.
    Whoever gives the transport, which knows the connection, closes it.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        warn: Callable[[str], None],
        environ: Mapping[str, str],
        learn: Callable[[str], None] = lambda secret: None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        self.connection = connection = transport.connection
        self.learn = learn
        # Hears of every answer, also of one that is waited out; the token endpoint's own aside.
        self.watch: Callable[[Answer], None] = _unwatched
        self._warn = warn
        self._announce = announce or warn
        self._waits = 0
        self._shown: set[str] = set()
        self._counting = threading.Lock()
        self._over = threading.Event()
        # The last Date of the server, and when it came by the clock of this machine.
        self._dated: tuple[str, float] | None = None
        self._transport = transport
        self._folder = PrivateFolder(connection.token_cache_path, environ, warn, announce)
        self._outage = Outage(self._folder, connection.url)
        self._pace = Pace()
        credentials = connection.credentials
        self._authorization: KeptToken | FixedAuthorization
        self.kept_token: KeptToken | None = None
        if isinstance(credentials, PasswordGrant):
            cache = TokenCache(connection, credentials, self._folder)
            self._authorization = self.kept_token = KeptToken(credentials, cache, self.sign_in_call, learn)
        else:
            self._authorization = FixedAuthorization(credentials)

    @cached_property
    def creations(self) -> Creations:
        """The locks on keys, and what this controller wrote lately; first asked for before there are threads."""
        patience = 4 * self.connection.timeout + self.connection.retry_timeout
        return Creations(self._folder, self.connection.url, patience)

    def read(self, call: Call, doing: str) -> Answer:
        """Make a call that changes nothing, again where that can help; return its 2xx answer.

        ``doing`` completes "Could not …" in a message. Raises what ``failed`` makes of any other answer.
        """
        return self._checked(self.ask(call, doing), doing)

    def write(self, call: Call, doing: str) -> Answer:
        """Make a call that changes something, exactly once (again only after a 401); return its 2xx answer.

        The error that it raises says whether the write is ``in_doubt``.
        """
        return self._checked(self.tell(call, doing), doing)

    def ask(self, call: Call, doing: str) -> Answer:
        """Make a call that changes nothing, as ``read`` does, and return its answer, whatever it is."""
        return self._signed(call, doing, self._asked)

    def tell(self, call: Call, doing: str) -> Answer:
        """Make a call that changes something, as ``write`` does, and return its answer, whatever it is."""
        return self._signed(call, doing, self._told)

    def sign_in_call(self, call: Call, authorization: str) -> Answer:
        """Make a call to the token endpoint; raises SignInError where no answer came."""
        try:
            return self._patiently(call, authorization, _unwatched)
        except (NoAnswerError, OddAnswerError) as exc:
            # Whatever the task wanted to send was not sent, so it is in no doubt.
            raise SignInError(f"Could not sign in to ServiceOps: {exc.message}", exchange=exc.exchange) from exc

    def patience(self, begin: float | None = None) -> Patience:
        """Return a fresh allowance of waiting for one call, which began now or at ``begin``, a monotonic time."""
        from .retry import Patience  # noqa: PLC0415 - a call that the server answers at once need not load this

        return Patience(
            self.connection.retry_timeout,
            self._say_wait,
            sleep=self._over.wait,
            is_over=self._over.is_set,
            outage=self._outage,
            begin=begin,
        )

    def server_time(self) -> float | None:
        """Return now by the server's clock, in epoch milliseconds, to the second; None if it never named a date."""
        if self._dated is None:
            return None
        date, seen_at = self._dated
        moment = http_date(date)
        return None if moment is None else 1000 * (moment + time.time() - seen_at)

    def give_up(self) -> None:
        """Let no call of any thread begin or wait any longer: the task is at its end."""
        self._over.set()

    def _say_wait(self, text: str) -> None:
        with self._counting:
            self._waits += 1
            # What is said twice is shown once, and takes no other's place.
            is_told = len(self._shown) < _TOLD_WAITS and text not in self._shown
            if is_told:
                self._shown.add(text)
        if is_told:
            self._announce(text)

    def close(self) -> None:
        if self._waits > _TOLD_WAITS:
            self._warn(f"ServiceOps made this task wait {self._waits - len(self._shown)} more times.")
        if "creations" in vars(self):
            self.creations.close()

    def _signed(self, call: Call, doing: str, send: Callable[[Call, str], Answer]) -> Answer:
        header = self._authorization.header()
        answer = self._said(call, header, doing, send)
        if answer.status != 401:
            return answer
        # The server forgot the token, or ended it early: renewed once, replayed once.
        renewed = self._authorization.renewed(header)
        return self._said(call, renewed, doing, send) if renewed else answer

    @staticmethod
    def _said(call: Call, header: str, doing: str, send: Callable[[Call, str], Answer]) -> Answer:
        try:
            return send(call, header)
        except (NoAnswerError, OddAnswerError, OptionError) as exc:
            raise exc.during(doing) from exc

    def _asked(self, call: Call, authorization: str) -> Answer:
        return self._patiently(call, authorization, self.watch)

    def _told(self, call: Call, authorization: str) -> Answer:
        answer = self._exchanged(call, authorization)
        self.watch(answer)
        return answer

    def _exchanged(self, call: Call, authorization: str) -> Answer:
        # Who turned waiting off is refused rather than held up.
        self._pace.begin(waits=bool(self.connection.retry_timeout))
        answer: Answer | None = None
        try:
            if self._over.is_set():
                from concurrent.futures import CancelledError  # noqa: PLC0415 - a task seldom breaks off

                raise CancelledError
            connecting = _SHORT_TRY if self._outage.is_known else math.inf
            answer = self._transport.exchange(call, authorization, connecting=connecting)
        finally:
            self._pace.note(answer)
        if answer.status < 500:
            self._outage.forget()
        if "date" in answer.headers:
            self._dated = answer.headers["date"], time.time()
        return answer

    def _patiently(self, call: Call, authorization: str, watch: Callable[[Answer], None]) -> Answer:
        patience: Patience | None = None
        # Its import is no time that the server takes.
        require_requests()
        begin = time.monotonic()
        while True:
            start = time.monotonic()
            try:
                answer = self._exchanged(call, authorization)
            except NoAnswerError as exc:
                patience = patience or self.patience(begin)
                patience.spend(time.monotonic() - start)
                if not patience.reads_again(exc.attempt, f"ServiceOps: {exc.message}"):
                    exc.message += patience.account
                    raise
                continue
            watch(answer)
            if answer.ok:
                return answer
            patience = patience or self.patience(begin)
            pause = asked_pause(answer.headers, time.time())
            said = f"ServiceOps answered HTTP {answer.status}"
            if not patience.reads_again(Attempt(answer.status), said, pause):
                return answer._replace(account=patience.account)

    def _checked(self, answer: Answer, doing: str) -> Answer:
        if answer.ok:
            return answer
        from .refusal import failed  # noqa: PLC0415 - seldom needed

        raise failed(answer, doing)


def _unwatched(answer: Answer) -> None:
    """Take no note."""


def object_of(answer: Answer, doing: str) -> dict[str, Any]:
    """Return the JSON object of a 2xx answer; raises OddAnswerError where it is anything else."""
    parsed = json_of(answer)
    if isinstance(parsed, dict):
        return parsed
    from .refusal import no_object  # noqa: PLC0415 - seldom needed

    raise no_object(answer, doing)
