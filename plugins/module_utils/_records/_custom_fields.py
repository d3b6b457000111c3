# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields, by the labels of their form."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, ClassVar

from ._kinds import EMPTY, Kind

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
        return value

    def outgoing(self, wanted: Any, current: Any) -> Any:
        """Return all values, for a server could take a part as the whole."""
        known = _as_dict(current)
        kept = {label: content for label, content in known.items() if not loose().is_blank(content)}
        return {**kept, **{label: loose().typed(wanted[label], known.get(label)) for label in wanted}}

    def typed(self, wanted: Any, form: Any) -> Any:
        """Return the values in the types that another record of the same form shows."""
        known = _as_dict(form)
        return {label: loose().typed(content, known.get(label)) for label, content in wanted.items()}

    def change(self, wanted: Any, current: Any) -> tuple[Any, Any] | None:
        known = _as_dict(current)
        labels = [label for label in wanted if not loose().same(wanted[label], known.get(label))]
        if not labels:
            return None
        before = {label: known.get(label) for label in labels}
        return before, {label: loose().typed(wanted[label], known.get(label)) for label in labels}

    def applied(self, foretold: Any, current: Any) -> Any:
        known = _as_dict(current)
        return self.shown({label: known.get(label) for label in foretold})

    def same(self, wanted: Any, current: Any) -> bool:
        return self.change(wanted, current) is None

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


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
