# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this user's tasks wrote in the last minutes: a search may not show it yet."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from . import endpoints
from .private_folder import PrivateFolder, open_private

# Seconds that one file serves; what was written is known for one to two times as long.
_PERIOD = 600
# The kinds of lines: an attempt, a creation, one whose record shows another key, a record that may be that of a key, an
# attempt that came to nothing, a change, and a change for which the server took a part of a map for the whole.
_ATTEMPT, _CREATED, _ODD, _GUESS, _NOTHING = "attempt", "created", "odd", "guess", "nothing"
_CHANGED, _MAP = "changed", "map"
# The time of a change that leaves nothing.
_GONE = "gone"


class Created(NamedTuple):
    """A record that this controller created: its ``id``, its creation time, and whether it shows the key as given.

    ``noted`` is when the controller noted it, in epoch seconds of its own clock.
    """

    id: int
    created_time: Any
    shows_key: bool
    noted: float

    @property
    def may_be_unseen(self) -> bool:
        """Whether a search may still not show it."""
        return time.time() - self.noted < endpoints.SETTLING


class WriteLog:
    """What all tasks of this user wrote at ``url``, the address of a resource's records.

    It is a file of lines, one a write, which all append to and nobody changes.
    """

    def __init__(self, folder: PrivateFolder, url: str) -> None:
        self._folder = folder
        self._url = url
        self._server = _digest(url)
        self._reading = threading.Lock()
        # By file: its descriptor, and how much of it was read.
        self._files: dict[Path, int] = {}
        self._read: dict[Path, int] = {}
        # By digest of the key: the last record, and when the last attempt was made that nothing came of so far.
        self._by_key: dict[str, Created] = {}
        self._attempts: dict[str, float] = {}
        # By id: the version that a change left: its time by the server's clock, the digest of the record, or _GONE.
        self._updated: dict[int, Any] = {}
        self._noted: dict[int, float] = {}
        self._ids: set[int] = set()
        self._replaces_maps = False

    def note_attempt(self, key: str) -> None:
        """Remember that a record of ``key`` is about to be created."""
        self._append(_ATTEMPT, self._digest(key))

    def note_nothing(self, key: str) -> None:
        """Remember that no record came of the last attempt."""
        self._append(_NOTHING, self._digest(key))

    def note_created(self, key: str, record_id: int, created_time: Any, *, shows_key: bool) -> None:
        """Remember the record of ``key``."""
        self._append(_CREATED if shows_key else _ODD, self._digest(key), record_id, created_time)

    def note_guess(self, key: str, record_id: int, created_time: Any) -> None:
        """Remember a record that may be that of ``key``, though the server shows another one."""
        self._append(_GUESS, self._digest(key), record_id, created_time)

    def note_changed(self, record_id: int, updated_time: Any) -> None:
        """Remember that a record was changed, last at ``updated_time`` of the server, or to what has this digest."""
        if isinstance(updated_time, (int, float, str)):
            self._append(_CHANGED, None, record_id, updated_time)

    def note_deleted(self, record_id: int) -> None:
        self._append(_CHANGED, None, record_id, _GONE)

    def note_replaced_maps(self) -> None:
        """Remember that the server takes a part of a map, the custom fields, for the whole."""
        self._append(_MAP, None)

    def created(self, key: str) -> Created | None:
        """Return the record that was created last under ``key``."""
        self._refresh()
        created = self._by_key.get(self._digest(key))
        return created if created and self._updated.get(created.id) != _GONE else None

    def unsettled(self, key: str) -> float:
        """Return for how many seconds a record may still appear that an earlier task tried to create under ``key``."""
        self._refresh()
        written = self._attempts.get(self._digest(key))
        return 0.0 if written is None else min(endpoints.SETTLING, written + endpoints.SETTLING - time.time())

    def is_behind(self, record_id: int, updated_time: Any) -> bool:
        """Return whether a record as a search shows it is older than what this controller made of it."""
        self._refresh()
        known, noted = self._updated.get(record_id), self._noted.get(record_id, 0.0)
        if known is None:
            return False
        if isinstance(updated_time, str) and known != _GONE:
            # Digests do not show which one is newer: after a while it is what somebody else made of it.
            return known != updated_time and time.time() - noted < endpoints.SETTLING
        if known == _GONE or not isinstance(updated_time, (int, float)):
            return True
        # A search may show whole seconds.
        return bool(updated_time < (known if updated_time % 1000 else known - known % 1000))

    def replaces_maps(self) -> bool:
        """Return whether the server was seen to take a part of a map for the whole."""
        self._refresh()
        return self._replaces_maps

    def ids(self) -> set[int]:
        self._refresh()
        return self._ids

    def close(self) -> None:
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
            path = self._path(_current_period())
            if path:
                # One write at the end of a file: lines of several processes do not mix.
                os.write(self._opened(path), line.encode())

    def _refresh(self) -> None:
        """Read what was appended since to the file that is written to now, and to the one before it."""
        with self._reading, self._folder.guarded():
            for period in (_current_period() - 1, _current_period()):
                path = self._path(period)
                if path and (path in self._files or path.exists()):
                    self._take(path)

    def _take(self, path: Path) -> None:
        descriptor, start = self._opened(path), self._read.get(path, 0)
        unread = os.fstat(descriptor).st_size - start
        # The last line may still be on its way.
        whole = os.pread(descriptor, unread, start).rpartition(b"\n")[0] if unread > 0 else b""
        self._read[path] = start + len(whole) + bool(whole)
        for line in whole.splitlines():
            with suppress(ValueError, TypeError, RecursionError):
                self._take_line(*json.loads(line))

    def _take_line(self, kind: str, key: str | None, record_id: int | None, moment: Any, written: float) -> None:
        if kind == _MAP:
            self._replaces_maps = True
        elif kind == _CHANGED and isinstance(record_id, int):
            self._updated[record_id], self._noted[record_id] = moment, float(written)
        elif key is not None and kind == _ATTEMPT:
            self._attempts[key] = float(written)
        elif key is not None:
            self._attempts.pop(key, None)
            if kind in (_CREATED, _ODD, _GUESS) and isinstance(record_id, int):
                self._by_key[key] = Created(record_id, moment, kind == _CREATED, float(written))
                self._ids.update([] if kind == _GUESS else [record_id])

    def _path(self, period: int) -> Path | None:
        return self._folder.file(f"writes-{self._server}-{period}.log")

    def _opened(self, path: Path) -> int:
        if path not in self._files:
            self._files[path] = open_private(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
            # Files that are too old to count, of any server, go.
            for other in path.parent.glob("writes-*.log"):
                period = other.stem.rpartition("-")[2]
                if period.isdigit() and int(period) < _current_period() - 1:
                    other.unlink(missing_ok=True)
        return self._files[path]


def _current_period() -> int:
    return int(time.time() // _PERIOD)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
