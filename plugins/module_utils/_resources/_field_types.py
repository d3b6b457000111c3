# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field types: parse a task's value, send it, and compare it as the server does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import _html
from ._times import iso, milliseconds

EMPTY: tuple[Any, ...] = (None, "", [], {})
# The prefix of the tag that carries a correlation id.
CORRELATION = "correlation:"


class FieldType:
    """A value that is compared as it is, of an option with this ``argument``. Subclasses implement other rules."""

    argument: Mapping[str, Any] = {"type": "str"}

    def parse(self, value: Any) -> Any:
        """Return the task's value in the form to send."""
        return value

    def to_result(self, value: Any) -> Any:
        """Return the server's value as results show it."""
        return value

    def predicted(self, value: Any) -> Any:
        """Return what the server will probably show for the task's value."""
        return None if value in EMPTY else value

    def initial(self, desired: Any) -> Any:
        """Return what to send with a new record; empty values are not sent."""
        return desired

    def to_server(self, desired: Any, current: Any) -> Any:
        """Return what to send to turn ``current`` into ``desired``."""
        return desired

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        """Return what changes, before and after as results show it, or None if nothing does."""
        return (
            None if self.same(desired, current) else (self.to_result(current), self.to_result(self.predicted(desired)))
        )

    def applied(self, prediction: Any, current: Any) -> Any:
        """Return the actual result of a change, predicted as ``prediction``, as results show it; empty is empty."""
        shown = self.to_result(current)
        return prediction if prediction in EMPTY and shown in EMPTY else shown

    def same(self, desired: Any, current: Any) -> bool:
        """Return whether the server's value equals the desired one; all empty values are equal."""
        if desired in EMPTY or current in EMPTY:
            return desired in EMPTY and current in EMPTY
        return self._same(desired, current)

    def key_of(self, value: Any) -> Any:
        """Return what a task's value has in common with all that count as the same."""
        return value

    def dropped(self, desired: Any, current: Any) -> list[str]:
        """Return the parts that the server dropped from a value that it accepted."""
        return []

    def is_comparable(self, value: Any) -> bool:
        """Return whether the task's value can be compared with the server's, so that it can identify a record."""
        return True

    def with_correlation(self, desired: Any, current: Any, correlation_id: str) -> Any:
        """Return a value that carries ``correlation_id``; ``desired`` is None if the task leaves the rest alone."""
        raise NotImplementedError

    def correlation_of(self, current: Any) -> str | None:
        """Return the correlation id that the server's value carries."""
        raise NotImplementedError

    def carries(self, current: Any, correlation_id: str) -> bool:
        """Return whether the server's value carries ``correlation_id``."""
        return self.correlation_of(current) == correlation_id

    def can_carry(self, correlation_id: str) -> bool:
        """Return whether the server's value shows ``correlation_id`` as it was given, whatever the server strips."""
        return True

    def _same(self, desired: Any, current: Any) -> bool:
        return bool(desired == current)


class Number(FieldType):
    """A whole number."""

    argument: Mapping[str, Any] = {"type": "int"}


class Line(FieldType):
    """One line of text; white space is folded before it is sent, so that a search finds it."""

    def parse(self, value: Any) -> Any:
        return " ".join(str(value).split())

    def _same(self, desired: Any, current: Any) -> bool:
        return bool(self.parse(desired) == self.parse(current))


class Name(FieldType):
    """The name of something that exists on the server, or an e-mail address: case does not count.

    ``known`` are built-in names of the server, in the spelling that it shows.
    """

    def __init__(self, *known: str) -> None:
        self._known = {folded(name): name for name in known}

    def predicted(self, value: Any) -> Any:
        return self._known.get(folded(value), super().predicted(value))

    def parse(self, value: Any) -> Any:
        return str(value).strip()

    def _same(self, desired: Any, current: Any) -> bool:
        return folded(desired) == folded(current)


class Status(Name):
    """A status; every record has one, so it cannot be cleared."""

    def parse(self, value: Any) -> Any:
        status = super().parse(value)
        if not status:
            raise ValueError("the record always has one; name it, or leave the option out")
        return status


class Requester(Name):
    """An e-mail address; a logon name (no "@") cannot be compared with the address that the server shows for it."""

    def is_comparable(self, value: Any) -> bool:
        return "@" in str(value)

    def _same(self, desired: Any, current: Any) -> bool:
        return not self.is_comparable(desired) or super()._same(desired, current)

    def predicted(self, value: Any) -> Any:
        return value if self.is_comparable(value) else None


class Technician(Name):
    """An e-mail address of a technician; a logon name would differ from the address that the server shows."""

    def parse(self, value: Any) -> Any:
        address = super().parse(value)
        if address and "@" not in address:
            raise ValueError(f"{address!r} is no e-mail address")
        return address


class Tier(Name):
    """A support level: documented as ``Tier1``, returned as ``tier1``, with ``tier0`` for none."""

    def parse(self, value: Any) -> Any:
        return "".join(str(value).split())

    def same(self, desired: Any, current: Any) -> bool:
        return self._level(desired) == self._level(current)

    def predicted(self, value: Any) -> Any:
        return self._level(value)

    @staticmethod
    def _level(value: Any) -> str:
        return folded(value or "tier0").replace(" ", "")


class Markup(FieldType):
    """Text that may hold HTML, which the server strips."""

    def predicted(self, value: Any) -> Any:
        return _html.plain(value) or None

    def same(self, desired: Any, current: Any) -> bool:
        if _html.is_blank(str(current or "")):
            return _html.may_vanish(str(desired or ""))
        return not _html.is_blank(str(desired or "")) and self._same(desired, current)

    def key_of(self, value: Any) -> Any:
        return _html.condensed(str(value))

    def applied(self, prediction: Any, current: Any) -> Any:
        # The texts differ only in markup and white space, and the prediction is easier to read.
        return prediction

    def dropped(self, desired: Any, current: Any) -> list[str]:
        return _html.dropped(str(desired), str(current or ""))

    def _same(self, desired: Any, current: Any) -> bool:
        return _html.same_text(str(desired), str(current))


class Flag(FieldType):
    """True or false; the server may omit false."""

    argument: Mapping[str, Any] = {"type": "bool"}

    def predicted(self, value: Any) -> Any:
        return bool(value)

    def same(self, desired: Any, current: Any) -> bool:
        return bool(desired) == bool(current)


class Names(FieldType):
    """A set of words: order and duplicates do not count."""

    argument: Mapping[str, Any] = {"type": "list", "elements": "str"}

    def parse(self, value: Any) -> Any:
        return list(dict.fromkeys(str(word).strip() for word in value if str(word).strip()))

    def _same(self, desired: Any, current: Any) -> bool:
        return set(self.parse(desired)) == set(self.parse(as_list(current)))


class Tags(Names):
    """Tags. The one with a correlation id stays unless the task sets another."""

    def to_server(self, desired: Any, current: Any) -> Any:
        if any(tag.startswith(CORRELATION) for tag in desired):
            return desired
        kept = [tag for tag in as_list(current or []) if str(tag).startswith(CORRELATION)]
        return self.parse([*desired, *kept])

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        return super().change(self.to_server(desired, current), current)

    def with_correlation(self, desired: Any, current: Any, correlation_id: str) -> Any:
        base = desired if desired is not None else current if isinstance(current, list) else []
        others = [tag for tag in base if not str(tag).startswith(CORRELATION)]
        return self.parse([*others, CORRELATION + correlation_id])

    def correlation_of(self, current: Any) -> str | None:
        return next(iter(_correlations(current)), None)

    def carries(self, current: Any, correlation_id: str) -> bool:
        return correlation_id in _correlations(current)


class Addresses(Names):
    """A set of e-mail addresses; case does not count."""

    def _same(self, desired: Any, current: Any) -> bool:
        return set(map(folded, desired)) == set(map(folded, as_list(current)))


class Objects(FieldType):
    """A list of objects, as the server describes them."""

    argument: Mapping[str, Any] = {"type": "list", "elements": "dict"}


class Time(FieldType):
    """A point in time."""

    def parse(self, value: Any) -> Any:
        if value == "":
            return value
        try:
            return milliseconds(value)
        except (ValueError, OverflowError) as exc:
            raise ValueError(
                f"must be a time, got {value!r}: give ISO 8601, for example 2026-03-01T08:00:00Z, or epoch seconds or "
                "milliseconds"
            ) from exc

    def to_result(self, value: Any) -> Any:
        return iso(value)

    def _same(self, desired: Any, current: Any) -> bool:
        try:
            return milliseconds(desired) == milliseconds(current)
        except ValueError:
            return False


def _correlations(tags: Any) -> list[str]:
    found = map(str, tags) if isinstance(tags, list) else ()
    return [tag[len(CORRELATION) :] for tag in found if tag.startswith(CORRELATION)]


def folded(value: Any) -> str:
    """Return a value as text without outer white space and case."""
    return str(value).strip().casefold()


def as_list(value: Any) -> Iterable[Any]:
    """Return a list as it is, and any other value as its only member."""
    return value if isinstance(value, list) else [value]
