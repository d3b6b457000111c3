# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A value without knowing the form that it stands in: how it is compared, and what its form makes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from .._text import unescape
from ._kinds import EMPTY, Kind, as_list, folded, markup
from ._times import is_moment, milliseconds


class Loose(Kind):
    """A value whose type only the server knows (a custom field): compared in the type of the server's value.

    The server shows an empty field as ``""``, ``[]``, ``0`` or ``0.0``, by its type.
    """

    def same(self, wanted: Any, current: Any) -> bool:
        if _is_number(current) and _equals_number(wanted, current):
            return True
        if is_blank(wanted) and is_blank(current):
            return True
        return (wanted is False and current is None) or self._same(wanted, current)

    def _same(self, wanted: Any, current: Any) -> bool:
        if isinstance(wanted, list) or isinstance(current, list):
            return set(map(_canonical, as_list(wanted))) == set(map(_canonical, as_list(current)))
        if is_blank(wanted) or is_blank(current):
            return _canonical(wanted) == _canonical(current)
        if isinstance(wanted, (dict, bool)) or isinstance(current, (dict, bool)):
            return folded(_canonical(wanted)) == folded(_canonical(current))
        if _is_number(current):
            return False
        return str(wanted) == str(current) or bool(isinstance(wanted, str) and markup().same_text(wanted, str(current)))

    def marks(self, value: Any) -> frozenset[str] | None:
        """Return texts of which any value that is the same as this one, which is no list, has one, too.

        None where that cannot be told: it may be the same as any other.
        """
        if isinstance(value, str) and "<" in value:
            return None
        text = _canonical(value)
        # A server that leaves a box out means that it is not ticked.
        forms = (text, unescape(text), *([""] if value is False or is_blank(value) else []))
        texts = (" ".join(form.split()).casefold() for form in forms)
        # Minus nothing is nothing.
        return frozenset([*texts, *(f"number {number + 0.0}" for number in _numbers_of(value))])


def same(wanted: Any, current: Any) -> bool:
    """Tell whether the server's value is what the task wants."""
    return _LOOSE.same(wanted, current)


def typed(wanted: Any, current: Any) -> Any:
    """Return ``wanted`` in the type that the server shows for the field: templates make texts of numbers."""
    if isinstance(current, list):
        return [] if is_blank(wanted) else [_as_text(part) for part in as_list(wanted)]
    if _is_number(current):
        return 0 if is_blank(wanted) else _as_number(wanted, current)
    if isinstance(current, str):
        return _as_text(wanted)
    return "" if wanted in (None, []) else wanted


def is_blank(value: Any) -> bool:
    """Tell whether the server would show this for an empty field."""
    return value in EMPTY or (_is_number(value) and value == 0) or (isinstance(value, str) and not value.strip())


_LOOSE = Loose()


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _equals_number(wanted: Any, current: float) -> bool:
    try:
        # A time may be given in seconds.
        if float(wanted) == float(current) or not is_moment(current):
            return float(wanted) == float(current)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return milliseconds(wanted) == int(current)
    except (ValueError, OverflowError):
        return False


def _numbers_of(value: Any) -> Iterator[float]:
    """Yield the numbers that a value may stand for: itself, and the time that it says."""
    for reading in (float, int, milliseconds):
        with suppress(TypeError, ValueError, OverflowError):
            yield float(reading(value))


def _as_text(value: Any) -> Any:
    if value in (None, []):
        return ""
    return str(value) if _is_number(value) else value


def _as_number(wanted: Any, like: float) -> Any:
    """Return a number, or epoch milliseconds for a time; what is neither comes back for the server to refuse."""
    try:
        number = float(wanted)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        try:
            return milliseconds(wanted)
        except (ValueError, OverflowError):
            return wanted
    if isinstance(like, float) or not number.is_integer():
        return number
    return int(wanted) if isinstance(wanted, (int, str)) and "." not in str(wanted) else int(number)


def _canonical(value: Any) -> str:
    """Return a text that is equal for equal values, whatever the order of the keys in an object."""
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, (dict, list)) else str(value)
