# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of which processes lock single bytes: as many locks as one needs, for one open file."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from pathlib import Path

from .locks import open_private, tried

_KINDS = {fcntl.LOCK_EX: fcntl.F_WRLCK, fcntl.LOCK_SH: fcntl.F_RDLCK, fcntl.LOCK_UN: fcntl.F_UNLCK}


class LockFile:
    """A private file, open. Its locks are this object's, and go when it is closed or its process dies.

    The threads that share it have to agree among themselves. Without the locks that Linux has for open files those of
    processes are taken: two of these in one process then do not hold each other back, and one ends the other's locks.
    Raises UnsafeFolderError and OSError.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = open_private(path, os.O_RDWR | os.O_CREAT)
        # All that is locked has to be let go in the same way, so this is found out once.
        can_lock_file = tried(_lock_for_file, self._descriptor, 0, fcntl.LOCK_UN)
        self._lock = _lock_for_file if can_lock_file else _lock_for_process

    def lock(self, place: int, kind: int) -> bool | None:
        """Lock one byte, ``fcntl.LOCK_EX`` or ``LOCK_SH``, or let it go, ``LOCK_UN``; never waits.

        False means that somebody else has it, None that the file system has no locks.
        """
        return tried(self._lock, self._descriptor, place, kind)

    def read(self, place: int, length: int) -> bytes:
        """Return so many bytes; what the file does not reach yet is as empty as what it leaves out. Raises OSError."""
        return os.pread(self._descriptor, length, place).ljust(length, b"\0")

    def write(self, place: int, content: bytes) -> None:
        """Write at a place. Raises OSError."""
        os.pwrite(self._descriptor, content, place)

    def is_removed(self) -> bool:
        """Tell whether the file was removed, so that others lock another one by now."""
        return os.fstat(self._descriptor).st_nlink == 0

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def _lock_for_file(descriptor: int, place: int, kind: int) -> None:
    command = getattr(fcntl, "F_OFD_SETLK", None)
    if command is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    # struct flock: kind, what the start counts from, start, length, and no process.
    fcntl.fcntl(descriptor, command, struct.pack("hhqqi", _KINDS[kind], os.SEEK_SET, place, 1, 0))


def _lock_for_process(descriptor: int, place: int, kind: int) -> None:
    fcntl.lockf(descriptor, kind | (0 if kind == fcntl.LOCK_UN else fcntl.LOCK_NB), 1, place)
