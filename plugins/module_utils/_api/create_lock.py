# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of a user at a time creates the record of a key."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .private_folder import PrivateFolder

# Two keys may share a lock, which costs a little time only.
_LOCKS = 256


class CreateLock:
    """The locks on keys at the server ``url``; after ``timeout`` seconds of waiting a task continues without."""

    def __init__(self, folder: PrivateFolder, url: str, timeout: float) -> None:
        self._folder = folder
        self._url = url
        self._timeout = timeout
        # One thread of this process at a time waits for other processes.
        self._threads = [threading.Lock() for dummy in range(_LOCKS)]

    @contextmanager
    def held(self, key: str | None) -> Iterator[None]:
        """Hold the lock of ``key``, so that no other task of this user creates its record; None locks nothing."""
        if key is None:
            yield
            return
        number = int(hashlib.sha256(f"{self._url} {key}".casefold().encode()).hexdigest(), 16) % _LOCKS
        own = self._threads[number]
        is_own = own.acquire(timeout=self._timeout)
        try:
            with self._folder.locked(f"create-{number:02x}.lock", self._timeout) as is_held:
                if is_held is False or not is_own:
                    self._folder.warn(
                        f"Waited {self._timeout:g} s for another task that creates the same record; continuing "
                        "without the lock."
                    )
                yield
        finally:
            if is_own:
                own.release()
