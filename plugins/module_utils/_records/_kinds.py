# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a value of each kind is read, sent and compared, in the server's own sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ._markup import plain, same_text
from ._times import iso, milliseconds

EMPTY: tuple[Any, ...] = (None, "", [], {})
# Begins the tag that carries a correlation id.
CORRELATION = "correlation:"


class Kind:
    """A value that is compared as it is. The subclasses say where the server sees it otherwise.

    ``argument`` is the type of the option that takes such a value.
    """

    argument: ClassVar[Mapping[str, str]] = {"type": "str"}

    def wanted(self, value: Any) -> Any:
        """Return the task's value as it is to be sent."""
        return value

    def shown(self, value: Any) -> Any:
        """Return the server's value as results show it."""
        return value

    def predicted(self, value: Any) -> Any:
        """Return what the server will probably show for the task's value."""
        return None if value in EMPTY else value

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return what to send to turn ``current`` into ``wanted``."""
        return wanted

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        """Return what changes, before and after as results show it, or None where nothing does."""
        return None if self.same(wanted, current) else (self.shown(current), self.predicted(wanted))

    def same(self, wanted: Any, current: Any) -> bool:
        """Tell whether the server's value is what the task wants; empty is empty, however it is written."""
        if wanted in EMPTY or current in EMPTY:
            return wanted in EMPTY and current in EMPTY
        return self._same(wanted, current)

    def _same(self, wanted: Any, current: Any) -> bool:
        return bool(wanted == current)


class Line(Kind):
    """One line of text; white space is folded before it is sent, so that a search finds it again."""

    def wanted(self, value: Any) -> Any:
        return " ".join(str(value).split())

    def _same(self, wanted: Any, current: Any) -> bool:
        return bool(self.wanted(wanted) == self.wanted(current))


class Name(Kind):
    """The name of something that exists on the server, or an e-mail address: its case does not count."""

    def wanted(self, value: Any) -> Any:
        return str(value).strip()

    def _same(self, wanted: Any, current: Any) -> bool:
        return folded(wanted) == folded(current)


class Requester(Name):
    """An e-mail address; a logon name (no "@") cannot be compared with the address that the server makes of it."""

    def _same(self, wanted: Any, current: Any) -> bool:
        return "@" not in str(wanted) or super()._same(wanted, current)

    def predicted(self, value: Any) -> Any:
        return value if "@" in str(value) else None


class Tier(Name):
    """A support level: documented as ``Tier1``, sent back as ``tier1``, and ``tier0`` for none."""

    def same(self, wanted: Any, current: Any) -> bool:
        return self._level(wanted) == self._level(current)

    def predicted(self, value: Any) -> Any:
        return self._level(value)

    @staticmethod
    def _level(value: Any) -> str:
        return folded(value or "tier0").replace(" ", "")


class Markup(Kind):
    """Text that may hold HTML, which the server strips."""

    def predicted(self, value: Any) -> Any:
        return plain(value) or None

    def _same(self, wanted: Any, current: Any) -> bool:
        return same_text(str(wanted), str(current))


class Flag(Kind):
    """True or false; the server may leave false out."""

    argument: ClassVar[Mapping[str, str]] = {"type": "bool"}

    def predicted(self, value: Any) -> Any:
        return bool(value)

    def same(self, wanted: Any, current: Any) -> bool:
        return bool(wanted) == bool(current)


class Names(Kind):
    """A set of words: neither order nor repetition counts."""

    argument: ClassVar[Mapping[str, str]] = {"type": "list", "elements": "str"}

    def wanted(self, value: Any) -> Any:
        return list(dict.fromkeys(str(word).strip() for word in value if str(word).strip()))

    def _same(self, wanted: Any, current: Any) -> bool:
        return set(self.wanted(wanted)) == set(self.wanted(_as_list(current)))


class Tags(Names):
    """Words of which those that this collection put there (a correlation) stay, whatever the task wants."""

    def outgoing(self, wanted: Any, current: Any) -> Any:
        kept = [tag for tag in _as_list(current or []) if str(tag).startswith(CORRELATION)]
        return self.wanted([*wanted, *kept])

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        return super().change(self.outgoing(wanted, current), current)


class Addresses(Names):
    """A set of e-mail addresses, without case."""

    def _same(self, wanted: Any, current: Any) -> bool:
        return set(map(folded, wanted)) == set(map(folded, _as_list(current)))


class Objects(Kind):
    """A list of objects, as the server describes them."""

    argument: ClassVar[Mapping[str, str]] = {"type": "list", "elements": "dict"}


class Time(Kind):
    """An instant."""

    def wanted(self, value: Any) -> Any:
        return milliseconds(value)

    def shown(self, value: Any) -> Any:
        return iso(value)

    def _same(self, wanted: Any, current: Any) -> bool:
        try:
            return milliseconds(wanted) == milliseconds(current)
        except ValueError:
            return False


class Loose(Kind):
    """A value whose type only the server knows (a custom field): compared in the type of the server's value.

    The server shows an empty field as ``""``, ``[]``, ``0`` or ``0.0``, by its type.
    """

    def same(self, wanted: Any, current: Any) -> bool:
        if _is_blank(wanted) or _is_blank(current):
            return _is_blank(wanted) and _is_blank(current)
        if isinstance(wanted, list) or isinstance(current, list):
            return set(map(str, _as_list(wanted))) == set(map(str, _as_list(current)))
        if isinstance(wanted, (dict, bool)) or isinstance(current, (dict, bool)):
            return bool(wanted == current) or folded(wanted) == folded(current)
        if _is_number(current):
            return _equals_number(wanted, current)
        return str(wanted) == str(current) or (isinstance(wanted, str) and same_text(wanted, str(current)))


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

    def shown(self, value: Any) -> Any:
        return value

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return all values, for a server could take a part as the whole."""
        known = _as_dict(current)
        kept = {label: content for label, content in known.items() if not _is_blank(content)}
        return {**kept, **{label: _typed(wanted[label], known.get(label)) for label in wanted}}

    def is_ambiguous(self, wanted: Any) -> bool:
        """Tell whether a value is text that a number or time field takes only as a number."""
        texts = [content for content in _as_dict(wanted).values() if isinstance(content, str) and content.strip()]
        return any(_typed(text, 0.0) != text for text in texts)

    def typed(self, wanted: Any, form: Any) -> Any:
        """Return the values in the types that another record of the same form shows."""
        known = _as_dict(form)
        return {label: _typed(content, known.get(label)) for label, content in wanted.items()}

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        known = _as_dict(current)
        labels = [label for label in wanted if not _LOOSE.same(wanted[label], known.get(label))]
        if not labels:
            return None
        return {label: known.get(label) for label in labels}, {label: wanted[label] for label in labels}

    def same(self, wanted: Any, current: Any) -> bool:
        return self.change(wanted, current) is None

    def unknown(self, wanted: Any, current: Any) -> list[str]:
        """Return the labels that the form surely lacks: not listed, where even empty fields are."""
        known = _as_dict(current)
        lists_all = any(_is_blank(content) for content in known.values())
        return [label for label in wanted if lists_all and label not in known]


def folded(value: Any) -> str:
    """Return a value as text without outer white space and case."""
    return str(value).strip().casefold()


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


_LOOSE = Loose()


def _typed(wanted: Any, current: Any) -> Any:
    """Return ``wanted`` in the type that the server shows for the field: templates make texts of numbers."""
    if isinstance(current, list):
        return [] if _is_blank(wanted) else list(_as_list(wanted))
    if not _is_number(current):
        return "" if wanted is None else wanted
    if _is_blank(wanted):
        return 0
    try:
        return float(wanted) if isinstance(current, float) else int(wanted)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return milliseconds(wanted)
    except (ValueError, OverflowError):
        return wanted


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]
