# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of this user share about one server: files in a private folder of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable

from .connection import Connection, PasswordGrant
from .create_lock import CreateLock
from .outage import Outage
from .private_folder import PrivateFolder
from .token_cache import TokenCache
from .write_log import WriteLog


class SharedState:
    """The state that belongs to the server of ``connection``; ``warn`` and ``announce`` are those of the task."""

    def __init__(
        self,
        connection: Connection,
        environ: Mapping[str, str],
        warn: Callable[[str], None],
        announce: Callable[[str], None],
    ) -> None:
        self._connection = connection
        self._folder = PrivateFolder(connection.token_cache_path, environ, warn, announce)
        self._write_logs: dict[str, WriteLog] = {}
        self.outage = Outage(self._folder, connection.url)
        # The holder of the lock may need four exchanges: look, create, look again, create again.
        timeout = 4 * connection.timeout + connection.retry_timeout
        self.create_lock = CreateLock(self._folder, connection.url, timeout)

    def token_cache(self, grant: PasswordGrant) -> TokenCache:
        return TokenCache(self._connection, grant, self._folder)

    def write_log(self, path: str) -> WriteLog:
        """Return the log of recent writes at ``path``; to be called first before there are threads."""
        if path not in self._write_logs:
            self._write_logs[path] = WriteLog(self._folder, f"{self._connection.url}{path}")
        return self._write_logs[path]

    def close(self) -> None:
        for log in self._write_logs.values():
            log.close()
