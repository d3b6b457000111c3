# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field type of values whose type only the server knows: compare and convert them by the server's value."""

from __future__ import annotations

import json
import math
from typing import Any

from . import _html
from ._field_types import EMPTY, FieldType, as_list, folded
from ._times import is_moment, milliseconds


class Untyped(FieldType):
    """A value whose type only the server knows (a custom field), compared in the type of the server's value.

    The server shows an empty field as ``""``, ``[]``, ``0`` or ``0.0``, by its type.
    """

    def same(self, desired: Any, current: Any) -> bool:
        if _is_number(current) and _equals_number(desired, current):
            return True
        if is_blank(desired) and is_blank(current):
            return True
        return (desired is False and current is None) or self._same(desired, current)

    def _same(self, desired: Any, current: Any) -> bool:
        if isinstance(desired, list) or isinstance(current, list):
            return set(map(_canonical, as_list(desired))) == set(map(_canonical, as_list(current)))
        if is_blank(desired) or is_blank(current):
            return _canonical(desired) == _canonical(current)
        if isinstance(desired, (dict, bool)) or isinstance(current, (dict, bool)):
            return folded(_canonical(desired)) == folded(_canonical(current))
        if _is_number(current):
            return False
        return str(desired) == str(current) or (isinstance(desired, str) and _html.same_text(desired, str(current)))


def same(desired: Any, current: Any) -> bool:
    """Return whether the server's value equals the desired one."""
    return _UNTYPED.same(desired, current)


def typed(desired: Any, current: Any) -> Any:
    """Return ``desired`` in the type that the server shows for the field: templates turn numbers into texts."""
    if isinstance(current, list):
        return [] if is_blank(desired) else [_as_text(part) for part in as_list(desired)]
    if _is_number(current):
        return 0 if is_blank(desired) else _as_number(desired, current)
    if isinstance(current, str):
        return _as_text(desired)
    return "" if desired in (None, []) else desired


def type_fault(value: Any, shown: Any) -> str:
    """Return what a value must be to have the type that the server shows; empty if it has, or nothing is shown."""
    if isinstance(shown, list):
        return "" if isinstance(value, list) else "a list"
    if _is_number(shown):
        return "" if _is_number(value) else "a number or a time"
    return "a text" if isinstance(shown, str) and isinstance(value, (list, dict)) else ""


def is_blank(value: Any) -> bool:
    """Return whether the server may show this for an empty field."""
    return value in EMPTY or (_is_number(value) and value == 0) or (isinstance(value, str) and not value.strip())


_UNTYPED = Untyped()


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _equals_number(desired: Any, current: float) -> bool:
    try:
        # A time may be given in seconds.
        if float(desired) == float(current) or not is_moment(current):
            return float(desired) == float(current)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return milliseconds(desired) == int(current)
    except (ValueError, OverflowError):
        return False


def _as_text(value: Any) -> Any:
    if value in (None, []):
        return ""
    return str(value) if _is_number(value) else value


def _as_number(desired: Any, current: float) -> Any:
    """Return a number, or epoch milliseconds for a time; any other value is returned for the server to reject."""
    try:
        number = float(desired)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        try:
            return milliseconds(desired)
        except (ValueError, OverflowError):
            return desired
    if isinstance(current, float) or not number.is_integer():
        return number
    return int(desired) if isinstance(desired, (int, str)) and "." not in str(desired) else int(number)


def _canonical(value: Any) -> str:
    """Return a text that is equal for equal values, whatever the order of the keys in an object."""
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, (dict, list)) else str(value)
