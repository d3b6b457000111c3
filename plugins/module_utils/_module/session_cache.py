# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the HTTP session between tasks of one process, so that the items of a loop share a connection."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .._api.connection import Connection
from .._api.transport import Transport


class SessionCache:
    """Lend the last task's transport, with its cookies, to a task with the same connection and environment."""

    def __init__(self) -> None:
        self._transport: Transport | None = None
        self._owner: object = None

    @contextmanager
    def lend(self, connection: Connection, environ: Mapping[str, str]) -> Iterator[Transport]:
        """Yield a transport, and keep it afterwards unless an exception was raised."""
        # Proxies and CA bundles come from the environment. A forked process must not use its parent's transport.
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
        """Remove the kept transport and return it; close it instead if it is another owner's."""
        transport, self._transport = self._transport, None
        if transport is None or self._owner == owner:
            return transport
        transport.close()
        return None
