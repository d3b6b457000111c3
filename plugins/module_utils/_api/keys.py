# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of this machine at a time creates a record of one key, and knows when another one may have done so."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from .locks import PrivateFolder, open_private

# Two keys may share a lock, which costs a little time only.
_SLOTS = 256
_LONGEST_MARK = 64


class KeyLocks:
    """The locks of one process on keys at the server ``url``. Who holds one leaves a mark in its file.

    With the marks a list of records that was looked up long ago is known to be good still: before a record of it is
    created, ``held`` tells whether nobody else was at its key since ``note``.
    """

    def __init__(self, folder: PrivateFolder, url: str, patience: float) -> None:
        self._folder = folder
        self._url = url
        self._patience = patience
        self._mark = secrets.token_hex(8).encode()
        self._sharing = threading.Lock()
        self._noted: dict[int, bytes] = {}
        self._touched: set[int] = set()

    def note(self, keys: Iterable[str | None]) -> None:
        """Take note of who was last at each of the keys, before their records are looked up."""
        for slot in {self._slot(key) for key in keys if key is not None}:
            path = self._folder.file(_name(slot))
            with self._folder.guarded():
                if path:
                    self._note(slot, open_private(path, os.O_RDWR | os.O_CREAT))

    @contextmanager
    def held(self, key: str | None) -> Iterator[bool]:
        """Hold other tasks back that are at ``key``, None for no key; give whether what was looked up is still good."""
        if key is None:
            yield True
            return
        slot = self._slot(key)
        in_vain = f"Another task has been at the same record for {self._patience:g} s, and is not waited for any more."
        with self._folder.locked(_name(slot), self._patience, in_vain=in_vain) as descriptor:
            yield self._is_untouched(slot, descriptor)

    def _slot(self, key: str) -> int:
        text = f"{self._url} {key}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") % _SLOTS

    def _note(self, slot: int, descriptor: int) -> None:
        try:
            self._noted[slot] = os.pread(descriptor, _LONGEST_MARK, 0)
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            # Somebody is at it this moment; or there are no locks here, and then nobody can tell.
            self._touched.add(slot)
        finally:
            os.close(descriptor)

    def _is_untouched(self, slot: int, descriptor: int | None) -> bool:
        if descriptor is None:
            return False
        # Written before the record is, for whoever is killed in between.
        with self._sharing, suppress(OSError):
            last = os.pread(descriptor, _LONGEST_MARK, 0)
            if last not in (self._mark, self._noted.get(slot)):
                self._touched.add(slot)
            os.pwrite(descriptor, self._mark, 0)
            return slot in self._noted and slot not in self._touched
        return False


def _name(slot: int) -> str:
    return f"key-{slot:02x}.lock"
