# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a watch has come, in the form that outlives its process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .changes import State

_FORMAT = 1
# The id and the time of a state, and whether its record was created then.
LastState = tuple[Any, int, bool]
# What an object in the file has under "states" and "last": the id, the time, and whether it was created.
_STATE, _LAST = 2, 3


class Position(NamedTuple):
    """``time`` up to which all was read, the ``states`` since shortly before it, and the ``last`` handed over.

    These may not have been worked on when the process ended. ``server`` and ``resource`` are what was watched, and
    ``polled`` is when, by the clock of this machine.
    """

    server: str
    resource: str
    time: int
    polled: int
    states: list[State]
    last: list[LastState]

    def to_json(self) -> dict[str, Any]:
        """Return the object to write."""
        return {"format": _FORMAT, **self._asdict()}


def position_of(found: Mapping[str, Any]) -> Position | None:
    """Return the position in an object that was read, None if it has another form."""
    are_texts = all(isinstance(found.get(key), str) for key in ("server", "resource"))
    are_times = all(_is_time(found, key) for key in ("time", "polled"))
    if found.get("format") != _FORMAT or not are_texts or not are_times:
        return None
    states, last = _rows(found.get("states"), _STATE), _rows(found.get("last"), _LAST)
    if states is None or last is None or not all(isinstance(row[2], bool) for row in last):
        return None
    return Position(found["server"], found["resource"], found["time"], found["polled"], states, last)


def _rows(found: Any, length: int) -> list[Any] | None:
    if not isinstance(found, list):
        return None
    is_sound = all(
        isinstance(row, list) and len(row) == length and isinstance(row[0], (int, str)) and _is_time(row, 1)
        for row in found
    )
    return [tuple(row) for row in found] if is_sound else None


def _is_time(holder: Any, key: Any) -> bool:
    value = holder.get(key) if isinstance(holder, Mapping) else holder[key]
    return isinstance(value, int) and not isinstance(value, bool)
