# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields, by the labels of their form.

What type a field has shows in the values alone. A server writes numbers with a fraction (``3.0``, and ``0.0`` for an
empty field) and times without one (epoch milliseconds, ``0`` for an empty field): so a public log of a live server.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, ClassVar

from ._kinds import EMPTY, Kind
from ._times import is_in_seconds, is_moment, iso, milliseconds

# Of a form with more fields than this, a message names the first ones.
_NAMED = 30


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
        """Return the server's values with times in ISO 8601, which are whole numbers of that size."""
        if not isinstance(value, dict):
            return value
        return {label: iso(content) if is_moment(content) else content for label, content in value.items()}

    def shown_to(self, wanted: Any, current: Any) -> Any:
        """Return the server's values as a task's results show them: a time that it gives as a number stays one."""
        numbers = {label for label, content in wanted.items() if _is_numeric(content)}
        known = _as_dict(current)
        return {**self.shown(known), **{label: known[label] for label in numbers if label in known}}

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return the values in the types of the current ones; what the task does not set is left to the server."""
        known = _as_dict(current)
        wanted = _with_times(wanted, known)
        return {label: loose().typed(wanted[label], known.get(label)) for label in wanted}

    def others(self, sent: Any, current: Any) -> dict[str, Any]:
        """Return the values that a record has under other labels than those that are sent."""
        known = _as_dict(current)
        return {label: known[label] for label in known if label not in sent and not loose().is_blank(known[label])}

    def emptied(self, others: Mapping[str, Any], current: Any) -> bool:
        """Return whether a record has lost each of some values."""
        known = _as_dict(current)
        return bool(others) and all(loose().is_blank(known.get(label)) for label in others)

    def typed(self, wanted: Any, form: Any) -> Any:
        """Return the values in the types that another record of the same form shows."""
        known = _as_dict(form)
        wanted = _with_times(wanted, known)
        return {label: loose().typed(content, known.get(label)) for label, content in wanted.items()}

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        known = _as_dict(current)
        wanted = _with_times(wanted, known)
        labels = [label for label in wanted if not loose().same(wanted[label], known.get(label))]
        if not labels:
            return None
        after = {label: loose().typed(wanted[label], known.get(label)) for label in labels}
        return self.shown({label: known.get(label) for label in labels}), self.shown(after)

    def applied(self, foretold: Any, current: Any) -> Any:
        known = _as_dict(current)
        return self.shown({label: known.get(label) for label in foretold})

    def same(self, wanted: Any, current: Any) -> bool:
        return self.change(wanted, current) is None

    def mistyped(self, wanted: Any, sent: Any, current: Any) -> dict[str, Any]:
        """Return what was sent in another type than the new record shows the field to have, and did not arrive."""
        change = self.change(wanted, current)
        typed = self.typed({label: wanted[label] for label in change[1]}, current) if change else {}
        return {label: content for label, content in typed.items() if content != sent.get(label)}

    def doubts(self, wanted: Any, current: Any) -> list[str]:
        """Return a sentence for each number that may be a time in seconds, which the server takes for milliseconds."""
        known = _as_dict(current)
        doubtful = [label for label in wanted if is_in_seconds(known.get(label)) and not _shows_types(known)]
        return [
            f"custom field {label!r} is {known[label]}; if it is a time, that is {iso(known[label])}: "
            "give it in ISO 8601 or in epoch milliseconds."
            for label in doubtful
        ]

    def unknown(self, wanted: Any, current: Any) -> list[str]:
        """Return the labels that the form surely lacks: not listed, where even empty fields are."""
        known = _as_dict(current)
        lists_all = any(loose().is_blank(content) for content in known.values())
        return [label for label in wanted if lists_all and label not in known]


def labels_of(form: Any) -> str:
    """Return words that name the labels of a form, as the custom fields of any record show them."""
    labels = sorted(map(repr, _as_dict(form)), key=str.casefold)
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"the form has {', '.join(labels[:_NAMED])}{more}"


def loose() -> ModuleType:
    """Return what compares values whose type only the server knows; a task without such need not load it."""
    from . import _loose as module  # noqa: PLC0415

    return module


def _shows_types(known: Mapping[str, Any]) -> bool:
    """Return whether numbers have a fraction here, so that a whole number is a time."""
    return any(isinstance(content, float) for content in known.values())


def _with_times(wanted: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a task wants with epoch milliseconds for times, as far as the form shows which fields are times."""
    if not _shows_types(known):
        return wanted
    return {label: _as_time(content) if _is_time(known.get(label)) else content for label, content in wanted.items()}


def _is_time(content: Any) -> bool:
    is_whole = isinstance(content, int) and not isinstance(content, bool)
    # A small number, whatever it is, is no time.
    return is_whole and (content == 0 or is_moment(content) or is_in_seconds(content))


def _as_time(content: Any) -> Any:
    if loose().is_blank(content):
        return content
    try:
        return milliseconds(content)
    except ValueError:
        return content


def _is_numeric(content: Any) -> bool:
    try:
        float(content)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
