# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of a user at a time creates the record of a key, and knows what the others wrote in the last minutes."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from . import contract
from .locks import PrivateFolder, open_private

# Seconds that one file serves; what was written is known for one to two times as long.
_PERIOD = 600
# Two keys may share a lock, which costs a little time only.
_LOCKS = 64
# The kinds of lines: an attempt, a creation, one whose record shows another key, an attempt that came to nothing, a
# change, and a change for which the server took a part of a map for the whole.
_ATTEMPT, _CREATED, _ODD, _NOTHING, _CHANGED, _MAP = "attempt", "created", "odd", "nothing", "changed", "map"
# The time of a change that leaves nothing.
_GONE = "gone"


class Created(NamedTuple):
    """A record that this controller created: its ``id``, its creation time, and whether it shows the key as given."""

    id: int
    created_time: Any
    shows_key: bool


class Creations:
    """The memory and the locks that all tasks of this user share for the server ``url``.

    The memory is a file of lines, one a write, which all append to and nobody changes.
    """

    def __init__(self, folder: PrivateFolder, url: str, patience: float) -> None:
        self._folder = folder
        self._url = url
        self._patience = patience
        self._server = _digest(url)
        self._own = [threading.Lock() for dummy in range(_LOCKS)]
        self._reading = threading.Lock()
        # By file: how much of it was read.
        self._read: dict[Path, int] = {}
        self._files: dict[Path, int] = {}
        # Every line so far, the oldest first.
        self._lines = bytearray()

    @contextmanager
    def held(self, key: str | None) -> Iterator[None]:
        """Hold other tasks of this user back that create a record of ``key``; None is no key."""
        if key is None:
            yield
            return
        number = int(self._digest(key), 16) % _LOCKS
        own = self._own[number]
        # Of the threads of this process one at a time waits for the others.
        is_own = own.acquire(timeout=self._patience)
        try:
            with self._folder.locked(f"create-{number:02d}.lock", self._patience) as is_held:
                if is_held is False or not is_own:
                    self._folder.warn(
                        f"Waited {self._patience:g} s for another task that creates the same record; continuing "
                        "without the lock."
                    )
                yield
        finally:
            if is_own:
                own.release()

    def note_attempt(self, key: str) -> None:
        """Remember that a record of ``key`` is about to be created."""
        self._append(_ATTEMPT, self._digest(key))

    def note_nothing(self, key: str) -> None:
        """Remember that no record came of the last attempt."""
        self._append(_NOTHING, self._digest(key))

    def note_created(self, key: str, record_id: int, created_time: Any, *, shows_key: bool) -> None:
        """Remember the record of ``key``."""
        self._append(_CREATED if shows_key else _ODD, self._digest(key), record_id, created_time)

    def note_changed(self, record_id: int, updated_time: Any) -> None:
        """Remember that a record was changed, last at ``updated_time`` as the server counts."""
        self._append(_CHANGED, None, record_id, updated_time)

    def note_deleted(self, record_id: int) -> None:
        """Remember that a record was deleted."""
        self._append(_CHANGED, None, record_id, _GONE)

    def created(self, key: str) -> Created | None:
        """Return the record that was created last under ``key``."""
        for kind, dummy, record_id, created_time, dummy in self._found(f'"{self._digest(key)}"'):
            if kind in (_CREATED, _ODD):
                return None if self._is_gone(record_id) else Created(record_id, created_time, kind == _CREATED)
        return None

    def unsettled(self, key: str) -> float:
        """Return for how many seconds a record may still appear that an earlier task tried to create under ``key``."""
        for kind, dummy, dummy, dummy, written in self._found(f'"{self._digest(key)}"'):
            return min(contract.SETTLING, written + contract.SETTLING - time.time()) if kind == _ATTEMPT else 0.0
        return 0.0

    def is_behind(self, record_id: int, updated_time: Any) -> bool:
        """Return whether a record as a search shows it is older than what this controller made of it."""
        for dummy, dummy, dummy, known, dummy in self._found(f'["{_CHANGED}", null, {record_id},'):
            are_times = isinstance(known, (int, float)) and isinstance(updated_time, (int, float))
            return not (are_times and updated_time >= known)
        return False

    def _is_gone(self, record_id: int) -> bool:
        lines = self._found(f'["{_CHANGED}", null, {record_id},')
        return any(known == _GONE for dummy, dummy, dummy, known, dummy in lines)

    def note_replaced_maps(self) -> None:
        """Remember that the server takes a part of a map, the custom fields, for the whole."""
        self._append(_MAP, None)

    def replaces_maps(self) -> bool:
        """Return whether the server was seen to take a part of a map for the whole."""
        return any(True for dummy in self._found(f'["{_MAP}"'))

    def ids(self) -> set[int]:
        """Return the ids of all records that were created."""
        return {line[2] for line in self._found('["') if line[0] in (_CREATED, _ODD)}

    def close(self) -> None:
        """Close the files."""
        with self._reading:
            for descriptor in self._files.values():
                os.close(descriptor)
            self._files.clear()

    def _digest(self, key: str) -> str:
        return _digest(f"{self._url} {key}")

    def _append(self, kind: str, key: str | None, record_id: int | None = None, moment: Any = None) -> None:
        # Whatever an earlier write left half done ends before it.
        line = f"\n{json.dumps([kind, key, record_id, moment, time.time()])}\n"
        with self._reading, self._folder.guarded():
            path = self._path(0)
            if path:
                # One write at the end of a file: lines of several processes do not mix.
                os.write(self._opened(path), line.encode())

    def _found(self, text: str) -> Iterator[list[Any]]:
        """Yield the lines that hold a text, the newest first."""
        with self._reading, self._folder.guarded():
            for age in (1, 0):
                path = self._path(age)
                if path and (path in self._files or path.exists()):
                    self._take(path)
        end, needle = len(self._lines), text.encode()
        while (place := self._lines.rfind(needle, 0, end)) >= 0:
            begin, stop = self._lines.rfind(b"\n", 0, place) + 1, self._lines.find(b"\n", place)
            with suppress(ValueError, RecursionError):
                line = json.loads(bytes(self._lines[begin:stop]))
                if isinstance(line, list) and len(line) == 5 and isinstance(line[4], float):
                    yield line
            end = begin

    def _take(self, path: Path) -> None:
        """Read what was appended to a file."""
        descriptor, start = self._opened(path), self._read.get(path, 0)
        size = os.fstat(descriptor).st_size
        if size > start:
            # The last line may still be on its way.
            whole = os.pread(descriptor, size - start, start).rpartition(b"\n")[0]
            self._lines += whole + b"\n" if whole else b""
            self._read[path] = start + len(whole) + 1 if whole else start

    def _opened(self, path: Path) -> int:
        if path not in self._files:
            self._files[path] = open_private(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
            self._forget_old()
        return self._files[path]

    def _path(self, age: int) -> Path | None:
        return self._folder.file(f"writes-{self._server}-{int(time.time() // _PERIOD) - age}.log")

    def _forget_old(self) -> None:
        """Remove the files that are too old to count."""
        current = int(time.time() // _PERIOD)
        folder = next(iter(self._files)).parent
        for path in folder.glob(f"writes-{self._server}-*.log"):
            number = path.stem.rpartition("-")[2]
            if number.isdigit() and int(number) < current - 1:
                path.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
