# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field type of custom fields, a dictionary by the labels of their form.

Only the values show the type of a field. According to a public log of a live server, numbers have a fraction (``3.0``,
and ``0.0`` for an empty field) and times have none (epoch milliseconds, ``0`` for an empty field).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _untyped
from ._field_types import EMPTY, FieldType
from ._times import is_in_seconds, is_moment, iso, milliseconds

# A message names at most so many fields of a form.
_MAX_LABELS = 30


class CustomFields(FieldType):
    """Custom fields by their label; only the labels that the task names are compared."""

    argument: Mapping[str, Any] = {"type": "dict"}

    def parse(self, value: Any) -> Any:
        """Return ``value``; raises ValueError if a field holds a type that no form field accepts."""
        for label, content in value.items():
            scalars = content if isinstance(content, list) else [content]
            if not all(part is None or isinstance(part, (str, int, float, bool)) for part in scalars):
                raise ValueError(f"{label!r} holds a {type(content).__name__}: give text, a number or a list of texts")
        return {str(label): content for label, content in value.items()}

    def initial(self, desired: Any) -> Any:
        return {label: content for label, content in desired.items() if content not in EMPTY}

    def to_result(self, value: Any) -> Any:
        """Return the server's values with times in ISO 8601, which are whole numbers of that size."""
        if not isinstance(value, dict):
            return value
        return {label: iso(content) if is_moment(content) else content for label, content in value.items()}

    def shown_to(self, desired: Any, current: Any) -> Any:
        """Return the server's values for the result of a task: a time that the task gives as a number stays one."""
        numbers = {label for label, content in desired.items() if _is_numeric(content)}
        known = _as_dict(current)
        return {**self.to_result(known), **{label: known[label] for label in numbers if label in known}}

    def to_server(self, desired: Any, current: Any) -> Any:
        """Return the values in the types of the current ones; labels that the task does not set are not sent."""
        known = _as_dict(current)
        desired = _with_times(desired, known)
        return {label: _untyped.typed(desired[label], known.get(label)) for label in desired}

    def unsent_values(self, sent: Any, current: Any) -> dict[str, Any]:
        """Return the values of a record whose labels are not sent."""
        known = _as_dict(current)
        return {label: known[label] for label in known if label not in sent and not _untyped.is_blank(known[label])}

    def has_lost(self, values: Mapping[str, Any], current: Any) -> bool:
        """Return whether a record no longer has any of ``values``."""
        known = _as_dict(current)
        return bool(values) and all(_untyped.is_blank(known.get(label)) for label in values)

    def typed(self, desired: Any, form: Any) -> Any:
        """Return the values in the types that another record of the same form shows."""
        known = _as_dict(form)
        desired = _with_times(desired, known)
        return {label: _untyped.typed(content, known.get(label)) for label, content in desired.items()}

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        known = _as_dict(current)
        desired = _with_times(desired, known)
        labels = [label for label in desired if not _untyped.same(desired[label], known.get(label))]
        if not labels:
            return None
        after = {label: _untyped.typed(desired[label], known.get(label)) for label in labels}
        return self.to_result({label: known.get(label) for label in labels}), self.to_result(after)

    def applied(self, prediction: Any, current: Any) -> Any:
        known = _as_dict(current)
        return self.to_result({label: known.get(label) for label in prediction})

    def same(self, desired: Any, current: Any) -> bool:
        return self.change(desired, current) is None

    def mistyped(self, desired: Any, sent: Any, current: Any) -> dict[str, Any]:
        """Return the values that a new record lacks because they were sent in the wrong type, in the right type."""
        change = self.change(desired, current)
        typed = self.typed({label: desired[label] for label in change[1]}, current) if change else {}
        return {label: content for label, content in typed.items() if content != sent.get(label)}

    def doubtful_times(self, desired: Any, current: Any) -> list[str]:
        """Return a sentence for each number that may be a time in seconds, which the server takes for milliseconds."""
        known = _as_dict(current)
        doubtful = [label for label in desired if is_in_seconds(known.get(label)) and not _shows_types(known)]
        return [
            f"custom field {label!r} is {known[label]}; if it is a time, that is {iso(known[label])}: "
            "give it in ISO 8601 or in epoch milliseconds."
            for label in doubtful
        ]

    def unknown(self, desired: Any, current: Any) -> list[str]:
        """Return the labels that the form lacks, known only if the server lists empty fields too."""
        known = _as_dict(current)
        lists_all = any(_untyped.is_blank(content) for content in known.values())
        return [label for label in desired if lists_all and label not in known]


def labels_of(form: Any) -> str:
    """Return a text that names the labels of a form, from the custom fields of any record."""
    labels = sorted(map(repr, _as_dict(form)), key=str.casefold)
    more = f" and {len(labels) - _MAX_LABELS} more" if len(labels) > _MAX_LABELS else ""
    return f"the form has {', '.join(labels[:_MAX_LABELS])}{more}"


def _shows_types(known: Mapping[str, Any]) -> bool:
    """Return whether numbers have a fraction, so that a whole number is a time."""
    return any(isinstance(content, float) for content in known.values())


def _with_times(desired: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the desired values with times in epoch milliseconds, if the form shows which fields are times."""
    if not _shows_types(known):
        return desired
    return {label: _as_time(content) if _is_time(known.get(label)) else content for label, content in desired.items()}


def _is_time(content: Any) -> bool:
    is_whole = isinstance(content, int) and not isinstance(content, bool)
    # A small number cannot be a time.
    return is_whole and (content == 0 or is_moment(content) or is_in_seconds(content))


def _as_time(content: Any) -> Any:
    if _untyped.is_blank(content):
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
