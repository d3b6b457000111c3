# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the connection to the server from one task to the next of the same process: the items of a loop share one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Callable, NamedTuple

from .._api.connection import Connection
from .._api.transport import Transport

# Servers end a connection that rests, some after 5 s. One that ends while a request is on its way leaves in doubt
# whether that was carried out: who pauses for longer than this connects anew.
_LONGEST_REST = 3.0


class _Kept(NamedTuple):
    """A transport at rest: whose it is, and since when on the clock."""

    owner: tuple[int, Connection, Mapping[str, str]]
    transport: Transport
    since: float


class TransportKeeper:
    """Lends the transport of the last task, cookies included, to one with the same options and environment."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: _Kept | None = None

    @contextmanager
    def lend(self, connection: Connection, environ: Mapping[str, str]) -> Iterator[Transport]:
        """Give a transport, which is kept afterwards unless an error came of it."""
        # Proxies and CA bundles come from the environment; a process that was forked has no right to its parent's.
        owner = os.getpid(), connection, dict(environ)
        transport = self._rested(owner) or Transport(connection)
        try:
            yield transport
        except BaseException:
            transport.close()
            raise
        self._kept = _Kept(owner, transport, self._now())

    def _rested(self, owner: tuple[int, Connection, Mapping[str, str]]) -> Transport | None:
        kept, self._kept = self._kept, None
        if kept is None:
            return None
        if kept.owner == owner and self._now() - kept.since <= _LONGEST_REST:
            return kept.transport
        kept.transport.close()
        return None
