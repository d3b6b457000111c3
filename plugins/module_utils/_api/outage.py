# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remember that a server is away: the next tasks of this user need not wait for it all over again."""

from __future__ import annotations

import hashlib
import time
from typing import Any, NamedTuple

from .private_folder import PrivateFolder
from .token import is_finite

# Seconds after the last failure for which the server is taken to be away.
_LONGEST = 60.0
# A clock may be set back a little; a moment in the future beyond that is not believed.
_SKEW = 5.0


class Known(NamedTuple):
    """An outage that lasts ``since`` a moment, and of which a task waited for the end for ``waited`` seconds."""

    since: float
    waited: float


class Outage:
    """What this user's tasks know of an outage of the server ``url``; moments are seconds since the epoch."""

    def __init__(self, folder: PrivateFolder, url: str) -> None:
        self._folder = folder
        self._name = f"outage-{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"
        self._known: Known | None = None
        self._was_read = False

    def known(self) -> Known | None:
        """Return the outage, None if no task found the server away within the last minute after giving it up."""
        self._was_read = True
        self._known = _known(self._folder.read_record(self._name), time.time())
        return self._known

    def note(self, known: Known) -> None:
        """Remember that the server was given up on, or that it was tried in vain once more, just now."""
        self._known = known
        self._folder.write_record(self._name, {**known._asdict(), "seen": time.time()})

    @property
    def is_known(self) -> bool:
        """Whether this task or an earlier one found the server away."""
        if not self._was_read:
            self.known()
        return self._known is not None

    def forget(self) -> None:
        if self.is_known:
            self._known = None
            self._folder.remove(self._name)


def _known(record: dict[str, Any] | None, now: float) -> Known | None:
    """Return what a file holds if it is whole and recent."""
    if record is None or not all(is_finite(record.get(key)) for key in (*Known._fields, "seen")):
        return None
    known, seen = Known(record["since"], record["waited"]), record["seen"]
    return known if known.since <= seen <= now + _SKEW and now - seen <= _LONGEST else None
