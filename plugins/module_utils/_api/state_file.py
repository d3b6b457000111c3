# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that survives its process: written as a whole or not at all, private, and of one process at a time."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from pathlib import Path
from typing import IO, Any

from .errors import OptionError
from .private_folder import UnsafeFolderError, open_private, replace_file

_LARGEST = 64 * 1024 * 1024


class StateFile:
    """The JSON object in the file of the option state_file. Raises OptionError if it cannot be trusted or used."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).expanduser().absolute()
        self._lock = self._locked()

    def read(self) -> dict[str, Any] | None:
        """Return the object, None if there is no file yet."""
        try:
            with os.fdopen(open_private(self._path, os.O_RDONLY), "rb") as file:
                content = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
        except (UnsafeFolderError, OSError) as exc:
            raise self._unusable(exc) from exc
        try:
            found = json.loads(content) if len(content) <= _LARGEST else None
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        raise self.foreign()

    def write(self, state: dict[str, Any]) -> None:
        """Put an object in place of the earlier one."""
        try:
            replace_file(self._path, json.dumps(state).encode(), durable=True)
        except (UnsafeFolderError, OSError) as exc:
            raise self._unusable(exc) from exc

    def foreign(self) -> OptionError:
        """Return the error for content that was not written here."""
        return OptionError(
            f"state_file {self._path} is damaged or holds something else. Nothing was read. Remove it to begin "
            "anew, or name another file."
        )

    def close(self) -> None:
        """Let another process have the file."""
        self._lock.close()

    def _locked(self) -> IO[bytes]:
        """Return the file that holds the lock, which the kernel releases when this process dies."""
        try:
            _check_folder(self._path.parent)
            lock = os.fdopen(open_private(Path(f"{self._path}.lock"), os.O_RDWR | os.O_CREAT), "rb+")
        except (UnsafeFolderError, OSError) as exc:
            raise self._unusable(exc) from exc
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            lock.close()
            raise OptionError(
                f"state_file {self._path} is in use by another process. Name another file, or end that process."
            ) from exc
        except OSError:
            # A file system without locks.
            return lock
        return lock

    def _unusable(self, exc: Exception) -> OptionError:
        return OptionError(f"state_file {self._path} cannot be used: {str(exc).rstrip('.')}. Name a private file.")


def _check_folder(folder: Path) -> None:
    """Raise UnsafeFolderError if any user may remove a file of the folder, and so have the source begin anew.

    A group may: so are the volumes of containers.
    """
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise UnsafeFolderError(f"{folder} is open to other users (mode {mode:04o})")
