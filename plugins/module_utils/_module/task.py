# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define a task, the context of its run, and the client that it uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Callable, NamedTuple

from .._api.client import Client
from .._api.connection import Connection, choose_connection
from .._api.proxy import proxy_secrets
from .._api.redact import redact
from .._api.transport import Transport
from .._engine.context import Context, TaskResult
from .argspec import check_environment

# Yields a transport for a connection and an environment.
Lend = Callable[[Connection, Mapping[str, str]], AbstractContextManager[Transport]]


class TaskContext:
    """One run of a task.

    ``params`` are the options, validated against the argument spec, None if unset; ``environ`` holds the environment
    variables, and ``variables`` names the options that variables of the play set. ``report`` takes a text on the
    progress of long work, ``announcer`` shows a warning before a wait, ``tracer`` a line on each HTTP exchange (None if
    nobody wants to see it), and ``lend`` yields a transport to reuse.
    """

    def __init__(
        self,
        params: Mapping[str, Any],
        *,
        check_mode: bool,
        environ: Mapping[str, str],
        warn: Callable[[str], None],
        report: Callable[[str], None] = lambda text: None,
        announcer: Callable[[str], None] = lambda text: None,
        tracer: Callable[[str], None] | None = None,
        lend: Lend | None = None,
        variables: Collection[str] = (),
    ) -> None:
        self.params = params
        self.check_mode = check_mode
        self.environ = environ
        self.variables = variables
        self.secrets: set[str] = set()
        self.engine = Context(check_mode, self.warn, report)
        self.lend = lend
        self._warn = warn
        self._announcer = announcer
        self._tracer = tracer
        self._warned: set[str] = set()

    def warn(self, text: str) -> None:
        """Show a warning, once per text, with secrets masked."""
        shown = redact(text, self.secrets)
        if shown not in self._warned:
            self._warned.add(shown)
            self._warn(shown)

    def announce(self, text: str) -> None:
        """Show a warning now, and add it to the result."""
        self._announcer(redact(text, self.secrets))
        self.warn(text)

    @property
    def trace(self) -> Callable[[str], None] | None:
        """What shows a line on an HTTP exchange with secrets masked, None if nobody wants to see it."""
        show = self._tracer
        return show and (lambda text: show(redact(text, self.secrets)))

    def register_secret(self, secret: str) -> None:
        """Mask ``secret`` in all further output of this run."""
        self.secrets.add(secret)


class Task(NamedTuple):
    """The work of one module. ``unmasked_keys`` name results that are secrets on purpose."""

    arguments: Mapping[str, Any]
    run: Callable[[TaskContext], TaskResult]
    unmasked_keys: frozenset[str] = frozenset()


@contextmanager
def open_client(
    context: TaskContext, *, sign_in_only: bool = False, alone: bool = False, threads: bool = False
) -> Iterator[Client]:
    """Yield a client for the connection of the task; no call is made yet. Raises OptionError.

    With ``alone`` it does not use the token that tasks share; with ``threads`` it has its own pool of connections.
    """
    check_environment(context.params, context.environ)
    connection = choose_connection(
        context.params, context.environ, sign_in_only=sign_in_only, variables=context.variables
    )
    connection = connection._replace(token_cache=connection.token_cache and not alone)
    for secret in (*connection.credentials.secrets, *proxy_secrets(context.environ)):
        context.register_secret(secret)
    lent = context.lend(connection, context.environ) if context.lend and not threads else closing(Transport(connection))
    with lent as transport:
        _warn_of_exposure(context, transport)
        client = Client(
            transport,
            warn=context.warn,
            environ=context.environ,
            register_secret=context.register_secret,
            announce=context.announce,
            trace=context.trace,
        )
        try:
            yield client
        finally:
            client.close()


def _warn_of_exposure(context: TaskContext, transport: Transport) -> None:
    connection = transport.connection
    if connection.is_exposed:
        context.warn(f"Credentials cross the network unencrypted: {connection.url} is http. Use https.")
    elif connection.url.startswith("http:") and transport.proxy:
        context.warn(
            f"Credentials cross the network unencrypted: {connection.url} is reached through the proxy that "
            f"{transport.proxy} names. Add its host to no_proxy."
        )
