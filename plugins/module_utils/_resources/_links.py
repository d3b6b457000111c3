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

    Whether a server shows links is not documented: those of one that shows none cannot be compared. The option
    ``extra_fields`` takes and shows them as well, under the server's own key.
    """

    def __init__(self, keys: tuple[str, str], model: str) -> None:
        self._keys = keys
        self._model = model
        parts: Mapping[str, Any] = {"id": {"type": "int", "required": True}, "model": {"type": "str", "default": model}}
        self.argument = {"type": "list", "elements": "dict", "options": parts}

    def parse(self, value: Any) -> Any:
        return [dict(zip(self._keys, (link["id"], str(link.get("model") or self._model).strip()))) for link in value]

    def to_result(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [{"id": link.get(self._keys[0]), "model": link.get(self._keys[1])} for link in _dicts(value)]

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        return None if current is None else super().change(desired, current)

    def applied(self, prediction: Any, current: Any) -> Any:
        return prediction if current is None else super().applied(prediction, current)

    def _same(self, desired: Any, current: Any) -> bool:
        return self._compared(desired) == self._compared(current)

    def _compared(self, links: Any) -> set[tuple[str, ...]]:
        return {tuple(str(link.get(key)).strip().casefold() for key in self._keys) for link in _dicts(links)}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [link for link in as_list(value) if isinstance(link, dict)]
