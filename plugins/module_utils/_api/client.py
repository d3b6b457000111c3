# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to the server with the right Authorization header, and our error for every response that is no success.

A call goes down these files, none of which imports one before it: ``writes``, ``resource_client``, ``search``;
``client``; ``auth`` and ``sign_in``; ``sender`` with ``rate_limit`` and ``retry``; ``transport``. All of them know
``connection``, ``response``, ``errors`` and ``endpoints``. What the tasks of a user share lies in a ``private_folder``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from .auth import CachedTokenAuth
from .call import Call
from .connection import PasswordGrant
from .create_lock import CreateLock
from .error_mapping import error_for, no_object
from .errors import NoAnswerError, OddAnswerError, OptionError
from .exchange_log import ExchangeLog
from .outage import Outage
from .private_folder import PrivateFolder
from .response import Response, json_of
from .retry import RetryBudget
from .sender import Sender
from .sign_in import SignIn
from .token_cache import TokenCache
from .transport import Transport
from .wait_announcer import WaitAnnouncer
from .write_log import WriteLog


class Client:
    """One server, one sign-in.

    ``warn`` receives warnings, ``announce`` the text of each wait when it begins, ``register_secret`` the secrets that
    are obtained at run time, ``trace`` a line on each exchange. The caller closes the transport, which knows
    the connection.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        warn: Callable[[str], None],
        environ: Mapping[str, str],
        register_secret: Callable[[str], None] = lambda secret: None,
        announce: Callable[[str], None] | None = None,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        self.connection = connection = transport.connection
        self.register_secret = register_secret
        self._waits = WaitAnnouncer(announce or warn, warn)
        self._folder = PrivateFolder(connection.token_cache_path, environ, warn, announce or warn)
        self._write_logs: dict[str, WriteLog] = {}
        # Paths of searches, each with a key by whose time one has found a record.
        self.understood_times: set[tuple[str, str]] = set()
        # The holder of the lock may need four exchanges: look, create, look again, create again.
        timeout = 4 * connection.timeout + connection.retry_timeout
        self.create_lock = CreateLock(self._folder, connection.url, timeout)
        outage = Outage(self._folder, connection.url)
        self._sender = Sender(transport, outage, self._waits.announce, ExchangeLog(trace))
        self.token_auth: CachedTokenAuth | None = None
        self._header = ""
        credentials = connection.credentials
        if isinstance(credentials, PasswordGrant):
            sign_in = SignIn(credentials, self._sender.send_repeatedly)
            cache = TokenCache(connection, credentials, self._folder)
            self.token_auth = CachedTokenAuth(sign_in, cache, register_secret)
        else:
            self._header = f"{credentials.scheme} {credentials.secret}"

    def read(self, call: Call, doing: str) -> Response:
        """Make a call that changes nothing, again if that can help; return its 2xx response.

        ``doing`` completes "Could not …" in a message. Raises what ``error_for`` makes of any other response.
        """
        return _checked(self.send_read(call, doing), doing)

    def write(self, call: Call, doing: str) -> Response:
        """Make a call that changes something, exactly once (again only after a 401); return its 2xx response.

        The ``attempt`` of the error that it raises shows whether the write is in doubt.
        """
        return _checked(self.send_write(call, doing), doing)

    def send_read(self, call: Call, doing: str) -> Response:
        """Make a call that changes nothing, as ``read`` does, and return the response, whatever its status."""
        return self._authorized(call, doing, self._sender.send_repeatedly)

    def send_write(self, call: Call, doing: str) -> Response:
        """Make a call that changes something, as ``write`` does, and return the response, whatever its status."""
        return self._authorized(call, doing, self._sender.send_once)

    def write_log(self, path: str) -> WriteLog:
        """Return the log of recent writes at ``path``; to be called first before there are threads."""
        if path not in self._write_logs:
            self._write_logs[path] = WriteLog(self._folder, f"{self.connection.url}{path}")
        return self._write_logs[path]

    def retry_budget(self) -> RetryBudget:
        return self._sender.retry_budget()

    def server_time(self) -> float | None:
        """Return the time by the server's clock, in epoch milliseconds; None if it never sent a date."""
        return self._sender.clock.milliseconds()

    def observe(self, observer: Callable[[Response], None]) -> None:
        """Call ``observer`` with every response from now on, including those that are followed by another attempt."""
        self._sender.observe(observer)

    def cancel(self) -> None:
        """End all waits of all threads, and send no further call."""
        self._sender.cancel()

    def close(self) -> None:
        self._waits.close()
        for log in self._write_logs.values():
            log.close()

    def _authorized(self, call: Call, doing: str, send: Callable[[Call, str], Response]) -> Response:
        header = self.token_auth.header() if self.token_auth else self._header
        response = _sent(call, header, doing, send)
        if response.status != 401 or not self.token_auth:
            return response
        # The server does not know the token any more, or ended it early: it is renewed once, and the call sent again.
        return _sent(call, self.token_auth.renewed(header), doing, send)


def object_of(response: Response, doing: str) -> dict[str, Any]:
    """Return the JSON object of a 2xx response; raises OddAnswerError if it is anything else."""
    parsed = json_of(response)
    if isinstance(parsed, dict):
        return parsed
    raise no_object(response, doing)


def _sent(call: Call, header: str, doing: str, send: Callable[[Call, str], Response]) -> Response:
    try:
        return send(call, header)
    except (NoAnswerError, OddAnswerError, OptionError) as exc:
        raise exc.during(doing) from exc


def _checked(response: Response, doing: str) -> Response:
    if response.ok:
        return response
    raise error_for(response, doing)
