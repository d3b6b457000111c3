# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a value of each kind is read, sent and compared, in the server's own sense."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, ClassVar

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

    def initial(self, wanted: Any) -> Any:
        """Return what to send with a new record; what is empty is not sent."""
        return wanted

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return what to send to turn ``current`` into ``wanted``."""
        return wanted

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        """Return what changes, before and after as results show it, or None where nothing does."""
        return None if self.same(wanted, current) else (self.shown(current), self.shown(self.predicted(wanted)))

    def applied(self, foretold: Any, current: Any) -> Any:
        """Return what the server made of a change whose result was to be ``foretold``, as results show it."""
        return self.shown(current)

    def same(self, wanted: Any, current: Any) -> bool:
        """Tell whether the server's value is what the task wants; empty is empty, however it is written."""
        if wanted in EMPTY or current in EMPTY:
            return wanted in EMPTY and current in EMPTY
        return self._same(wanted, current)

    def lost(self, wanted: Any, current: Any) -> list[str]:
        """Return the parts of the task's value that the server dropped, though it took the value."""
        return []

    def _same(self, wanted: Any, current: Any) -> bool:
        return bool(wanted == current)


class Line(Kind):
    """One line of text; white space is folded before it is sent, so that a search finds it again."""

    def wanted(self, value: Any) -> Any:
        return " ".join(str(value).split())

    def _same(self, wanted: Any, current: Any) -> bool:
        return bool(self.wanted(wanted) == self.wanted(current))


class Name(Kind):
    """The name of something that exists on the server, or an e-mail address: its case does not count.

    ``known`` are names that servers come with, in the spelling that they show.
    """

    def __init__(self, *known: str) -> None:
        self._known = {folded(name): name for name in known}

    def predicted(self, value: Any) -> Any:
        return self._known.get(folded(value), super().predicted(value))

    def wanted(self, value: Any) -> Any:
        return str(value).strip()

    def _same(self, wanted: Any, current: Any) -> bool:
        return folded(wanted) == folded(current)


class Status(Name):
    """A status; every record has one, so it cannot be cleared."""

    def wanted(self, value: Any) -> Any:
        status = super().wanted(value)
        if not status:
            raise ValueError("the record always has one; name it, or leave the option out")
        return status


class Requester(Name):
    """An e-mail address; a logon name (no "@") cannot be compared with the address that the server makes of it."""

    def _same(self, wanted: Any, current: Any) -> bool:
        return "@" not in str(wanted) or super()._same(wanted, current)

    def predicted(self, value: Any) -> Any:
        return value if "@" in str(value) else None


class Technician(Name):
    """An e-mail address of a technician; a logon name would differ from the address that the server shows."""

    def wanted(self, value: Any) -> Any:
        address = super().wanted(value)
        if address and "@" not in address:
            raise ValueError(f"{address!r} is no e-mail address")
        return address


class Tier(Name):
    """A support level: documented as ``Tier1``, sent back as ``tier1``, and ``tier0`` for none."""

    def wanted(self, value: Any) -> Any:
        return "".join(str(value).split())

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
        return markup().plain(value) or None

    def same(self, wanted: Any, current: Any) -> bool:
        is_blank = markup().is_blank
        if is_blank(str(current or "")):
            return bool(markup().may_vanish(str(wanted or "")))
        return not is_blank(str(wanted or "")) and self._same(wanted, current)

    def applied(self, foretold: Any, current: Any) -> Any:
        # The texts are the same but for markup and white space, and the one without reads better.
        return foretold

    def lost(self, wanted: Any, current: Any) -> list[str]:
        return list(markup().lost(str(wanted), str(current or "")))

    def _same(self, wanted: Any, current: Any) -> bool:
        return bool(markup().same_text(str(wanted), str(current)))


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
        return set(self.wanted(wanted)) == set(self.wanted(as_list(current)))


class Tags(Names):
    """Words of which the one that this collection put there (a correlation) stays, unless the task names another."""

    def outgoing(self, wanted: Any, current: Any) -> Any:
        if any(tag.startswith(CORRELATION) for tag in wanted):
            return wanted
        kept = [tag for tag in as_list(current or []) if str(tag).startswith(CORRELATION)]
        return self.wanted([*wanted, *kept])

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        return super().change(self.outgoing(wanted, current), current)


class Addresses(Names):
    """A set of e-mail addresses, without case."""

    def _same(self, wanted: Any, current: Any) -> bool:
        return set(map(folded, wanted)) == set(map(folded, as_list(current)))


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


def folded(value: Any) -> str:
    """Return a value as text without outer white space and case."""
    return str(value).strip().casefold()


def as_list(value: Any) -> Iterable[Any]:
    """Return a list as it is, and anything else as the only member of one."""
    return value if isinstance(value, list) else [value]


def markup() -> ModuleType:
    """Return what reads HTML; a task without a description need not load it."""
    from . import _markup as module  # noqa: PLC0415

    return module
