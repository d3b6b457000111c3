# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the connection to the server from one task to the next of the same process: the items of a loop share one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .._api.connection import Connection
from .._api.transport import Transport


class TransportKeeper:
    """Lends the last task's transport, with the server's cookies, to one with equal connection and environment."""

    def __init__(self) -> None:
        self._transport: Transport | None = None
        self._owner: object = None

    @contextmanager
    def lend(self, connection: Connection, environ: Mapping[str, str]) -> Iterator[Transport]:
        """Give a transport, which is kept afterwards unless an error came of it."""
        # Proxies and CA bundles come from the environment; a process that was forked has no right to its parent's.
        owner = os.getpid(), connection, dict(environ)
        transport = self._take(owner) or Transport(connection)
        transport.close_rested()
        try:
            yield transport
        except BaseException:
            transport.close()
            raise
        self._take(None)
        self._transport, self._owner = transport, owner

    def _take(self, owner: object) -> Transport | None:
        """Return what is kept, which then is not any more; what is not this owner's is closed."""
        kept, self._transport = self._transport, None
        if kept is None or self._owner == owner:
            return kept
        kept.close()
        return None
