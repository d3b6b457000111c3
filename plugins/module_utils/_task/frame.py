# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task is, and what it needs of whoever runs it: the same for a module process and for the controller."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Callable, NamedTuple

from .._api.client import Client
from .._api.connection import Connection, choose_connection
from .._api.proxy import proxy_secrets
from .._api.transport import Transport
from .arguments import check_environment


class Frame:
    """The surroundings of a running task.

    ``params`` are the options, validated against the argument spec, None where unset; ``check_mode`` says that nothing
    may be changed; ``environ`` holds the environment variables of the task. ``variables`` are the options that
    variables of the play set.
    """

    params: Mapping[str, Any]
    check_mode: bool
    environ: Mapping[str, str]
    variables: Collection[str] = ()

    def warn(self, text: str) -> None:
        """Tell the user something that does not end the task."""
        raise NotImplementedError

    def announce(self, text: str) -> None:
        """Warn of what takes a while, before it does where that is possible."""
        self.warn(text)

    def learn(self, secret: str) -> None:
        """Take note of a secret that must not be shown."""
        raise NotImplementedError

    def report(self, text: str) -> None:
        """Say how far the work is, to who wants to know."""
        raise NotImplementedError

    def transport(self, connection: Connection) -> AbstractContextManager[Transport]:
        """Give what carries the calls to the server, for as long as the context lasts."""
        return closing(Transport(connection))


class Outcome(NamedTuple):
    """What a task returns: ``values`` by result key, and before and after where something changes, of each of many.

    ``failed`` says what went wrong where a part of the work did.
    """

    changed: bool
    values: Mapping[str, Any]
    diff: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    failed: str | None = None


class Task(NamedTuple):
    """One module's work: its argument spec and what it does. ``bare`` are results that are secrets on purpose."""

    arguments: Mapping[str, Any]
    run: Callable[[Frame], Outcome]
    bare: frozenset[str] = frozenset()


@contextmanager
def open_client(
    frame: Frame, *, sign_in_only: bool = False, alone: bool = False, threads: bool = False
) -> Iterator[Client]:
    """Give a client for the connection that the task describes; no call is made yet. Raises OptionError.

    ``alone`` keeps it away from the token that tasks share; with ``threads`` it keeps many connections of its own.
    """
    check_environment(frame.params, frame.environ)
    connection = choose_connection(frame.params, frame.environ, sign_in_only=sign_in_only, variables=frame.variables)
    connection = connection._replace(token_cache=connection.token_cache and not alone)
    for secret in (*connection.credentials.secrets, *proxy_secrets(frame.environ)):
        frame.learn(secret)
    with closing(Transport(connection)) if threads else frame.transport(connection) as transport:
        _warn_of_exposure(frame, transport)
        client = Client(transport, warn=frame.warn, environ=frame.environ, learn=frame.learn, announce=frame.announce)
        try:
            yield client
        finally:
            client.close()


def _warn_of_exposure(frame: Frame, transport: Transport) -> None:
    connection = transport.connection
    if connection.is_exposed:
        frame.warn(f"Credentials cross the network unencrypted: {connection.url} is http. Use https.")
    elif connection.url.startswith("http:") and transport.proxy:
        frame.warn(
            f"Credentials cross the network unencrypted: {connection.url} is reached through the proxy that "
            f"{transport.proxy} names. Add its host to no_proxy."
        )
