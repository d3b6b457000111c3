# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields: what their forms make of a value, and how it is compared without knowing the form."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from ._kinds import EMPTY, Kind, as_list, folded, markup
from ._times import milliseconds


class Loose(Kind):
    """A value whose type only the server knows (a custom field): compared in the type of the server's value.

    The server shows an empty field as ``""``, ``[]``, ``0`` or ``0.0``, by its type.
    """

    def same(self, wanted: Any, current: Any) -> bool:
        if _is_number(current) and _equals_number(wanted, current):
            return True
        if _is_blank(wanted) and _is_blank(current):
            return True
        return (wanted is False and current is None) or self._same(wanted, current)

    def _same(self, wanted: Any, current: Any) -> bool:
        if isinstance(wanted, list) or isinstance(current, list):
            return set(map(_canonical, as_list(wanted))) == set(map(_canonical, as_list(current)))
        if _is_blank(wanted) or _is_blank(current):
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
        forms = (text, html.unescape(text), *([""] if value is False or _is_blank(value) else []))
        texts = (" ".join(form.split()).casefold() for form in forms)
        # Minus nothing is nothing.
        return frozenset([*texts, *(f"number {number + 0.0}" for number in _numbers_of(value))])


class CustomFields(Kind):
    """Custom fields by their label; only the labels that the task names are compared."""

    argument: ClassVar[Mapping[str, str]] = {"type": "dict"}

    def wanted(self, value: Any) -> Any:
        """Return ``value``; raises ValueError where a field holds something that no form field can."""
        for label, content in value.items():
            scalars = content if isinstance(content, list) else [content]
            if not all(part is None or isinstance(part, (str, int, float, bool)) for part in scalars):
                raise ValueError(f"{label!r} holds a {type(content).__name__}: give text, a number or a list of texts")
        return {str(label): content for label, content in value.items()}

    def initial(self, wanted: Any) -> Any:
        return {label: content for label, content in wanted.items() if content not in EMPTY}

    def shown(self, value: Any) -> Any:
        return value

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return all values, for a server could take a part as the whole."""
        known = _as_dict(current)
        kept = {label: content for label, content in known.items() if not _is_blank(content)}
        return {**kept, **{label: _typed(wanted[label], known.get(label)) for label in wanted}}

    def typed(self, wanted: Any, form: Any) -> Any:
        """Return the values in the types that another record of the same form shows."""
        known = _as_dict(form)
        return {label: _typed(content, known.get(label)) for label, content in wanted.items()}

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        known = _as_dict(current)
        labels = [label for label in wanted if not _LOOSE.same(wanted[label], known.get(label))]
        if not labels:
            return None
        before = {label: known.get(label) for label in labels}
        return before, {label: _typed(wanted[label], known.get(label)) for label in labels}

    def same(self, wanted: Any, current: Any) -> bool:
        return self.change(wanted, current) is None

    def unknown(self, wanted: Any, current: Any) -> list[str]:
        """Return the labels that the form surely lacks: not listed, where even empty fields are."""
        known = _as_dict(current)
        lists_all = any(_is_blank(content) for content in known.values())
        return [label for label in wanted if lists_all and label not in known]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_blank(value: Any) -> bool:
    return value in EMPTY or (_is_number(value) and value == 0) or (isinstance(value, str) and not value.strip())


def _equals_number(wanted: Any, current: float) -> bool:
    try:
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


_LOOSE = Loose()


def _typed(wanted: Any, current: Any) -> Any:
    """Return ``wanted`` in the type that the server shows for the field: templates make texts of numbers."""
    if isinstance(current, list):
        return [] if _is_blank(wanted) else [_as_text(part) for part in as_list(wanted)]
    if _is_number(current):
        return 0 if _is_blank(wanted) else _as_number(wanted, current)
    if isinstance(current, str):
        return _as_text(wanted)
    return "" if wanted in (None, []) else wanted


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


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
