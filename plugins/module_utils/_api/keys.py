# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of this machine at a time creates a record of one key, and knows when another one may have done so.

All keys share a file, in which each has a place: who creates its record holds the lock on that, and leaves a mark.
"""

from __future__ import annotations

import fcntl
import hashlib
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from .lock_file import LockFile
from .locks import PrivateFolder, acquire

_FILE = "keys.lock"
# Two keys may share a place, which costs a little time only.
_PLACES = 65_536
# Bytes of a mark; the lock on a place is one on the first of them.
_LENGTH = 16


class KeyLocks:
    """The locks of one process on keys at the server ``url``; nobody is waited for longer than ``patience`` seconds.

    With the marks a list of records that was looked up long ago is known to be good still: before a record of it is
    created, ``held`` tells whether nobody else was at its key since ``note``.
    """

    def __init__(self, folder: PrivateFolder, url: str, patience: float) -> None:
        self._folder = folder
        self._url = url
        self._patience = patience
        self._mark = secrets.token_hex(_LENGTH // 2).encode()
        self._noted: dict[int, bytes] = {}
        self._touched: set[int] = set()
        # Of the threads of this process one at a time is at a place.
        self._own: dict[int, threading.Lock] = {}
        self._sharing = threading.Lock()
        # The file in use is the last; another one was removed meanwhile. Threads may still be at it.
        self._files: list[LockFile] = []
        self._users = 0
        self._is_closed = False

    def note(self, keys: Iterable[str | None]) -> None:
        """Take note of who was last at each of the keys, before their records are looked up."""
        places = {self._place(key) for key in keys if key is not None}
        if not places:
            return
        with self._used() as file:
            if file:
                for place in places:
                    self._note(file, place)

    @contextmanager
    def held(self, key: str | None) -> Iterator[bool]:
        """Hold other tasks back that are at ``key``, None for no key; give whether what was looked up is still good."""
        with ExitStack() as stack:
            file = None if key is None else stack.enter_context(self._used())
            if key is None or file is None:
                yield key is None
                return
            place = self._place(key)
            is_held = self._acquire(stack, file, place)
            yield is_held and self._is_untouched(file, place)

    def close(self) -> None:
        """Close the file, now or when the last thread is done with it."""
        with self._sharing:
            self._is_closed = True
            self._close_unused()

    @contextmanager
    def _used(self) -> Iterator[LockFile | None]:
        """Give the file, which is open until it is used no more; None where there is no folder for it."""
        with self._sharing:
            self._users += 1
            with self._folder.guarded():
                self._open()
            file = self._files[-1] if self._files else None
        try:
            yield file
        finally:
            with self._sharing:
                self._users -= 1
                self._close_unused()

    def _open(self) -> None:
        """Open the file, again if it was removed: nothing is known then of who was where."""
        if self._files and not self._files[-1].is_removed():
            return
        self._noted.clear()
        path = self._folder.file(_FILE)
        if path:
            self._files.append(LockFile(path))

    def _close_unused(self) -> None:
        while self._is_closed and not self._users and self._files:
            self._files.pop().close()

    def _place(self, key: str) -> int:
        """Return where in the file the place of a key begins."""
        text = f"{self._url} {key}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") % _PLACES * _LENGTH

    def _note(self, file: LockFile, place: int) -> None:
        with suppress(OSError):
            self._noted[place] = file.read(place, _LENGTH)
        if file.lock(place, fcntl.LOCK_SH):
            file.lock(place, fcntl.LOCK_UN)
        else:
            # Somebody is at it this moment; or there are no locks here, and then nobody can tell.
            self._touched.add(place)

    def _acquire(self, stack: ExitStack, file: LockFile, place: int) -> bool:
        """Lock a place until ``stack`` ends; tell whether it is, which it is not where there are no locks."""
        deadline = time.monotonic() + self._patience
        own = self._own.setdefault(place, threading.Lock())
        is_held: bool | None = own.acquire(timeout=self._patience)
        if is_held:
            stack.callback(own.release)
            is_held = acquire(partial(file.lock, place, fcntl.LOCK_EX), deadline - time.monotonic())
        if is_held:
            stack.callback(file.lock, place, fcntl.LOCK_UN)
        elif is_held is False:
            self._folder.warn(
                f"Another task has been at the same record for {self._patience:g} s, and is not waited for any more."
            )
        return bool(is_held)

    def _is_untouched(self, file: LockFile, place: int) -> bool:
        """Leave the mark of this process, and tell whether nobody else did since the place was noted."""
        with suppress(OSError):
            last = file.read(place, _LENGTH)
            if last not in (self._mark, self._noted.get(place)):
                self._touched.add(place)
            if last != self._mark:
                # Before the record is made, for whoever is killed in between.
                file.write(place, self._mark)
            # Where a file was removed and none can be had instead, the old one still holds the mark.
            return place in self._noted and place not in self._touched
        return False
