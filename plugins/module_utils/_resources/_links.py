# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links from a record to assets and configuration items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._field_types import FieldType, as_list


class Links(FieldType):
    """A set of links, each an ``id`` and a ``model``; ``keys`` are what the server calls these two.

    Whether a server shows links is not documented: those of one that shows none cannot be compared.
    """

    argument: Mapping[str, Any] = {"type": "list", "elements": "dict"}

    def __init__(self, keys: tuple[str, str], model: str) -> None:
        self._keys = keys
        self._model = model

    def parse(self, value: Any) -> Any:
        return [self._parsed(each) for each in as_list(value)]

    def to_result(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [{"id": each.get(self._keys[0]), "model": each.get(self._keys[1])} for each in _dicts(value)]

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        return None if current is None else super().change(desired, current)

    def _same(self, desired: Any, current: Any) -> bool:
        return self._compared(desired) == self._compared(current)

    def _parsed(self, link: Any) -> dict[str, Any]:
        number = link.get("id") if isinstance(link, dict) else None
        unknown = set(link) - {"id", "model"} if isinstance(link, dict) else set()
        if isinstance(number, bool) or not str(number).isdigit() or unknown:
            raise ValueError(f"each must have an id (a number), and may have a model, got {link!r:.60}")
        return dict(zip(self._keys, (int(str(number)), link.get("model") or self._model)))

    def _compared(self, links: Any) -> set[tuple[str, str]]:
        found = (tuple(str(each.get(key)).casefold() for key in self._keys) for each in _dicts(links))
        return {(number, model) for number, model in found}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in as_list(value) if isinstance(each, dict)]
