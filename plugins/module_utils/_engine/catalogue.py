# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue in which orders are placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Catalogue:
    """Where orders are placed: the path, and the keys that it calls otherwise.

    A record is an order if its name does not begin as those of ``incidents`` do, or if it has these ``marks``.
    """

    def __init__(self, path: str, keys: Mapping[str, str], incidents: str, marks: Mapping[str, Any]) -> None:
        self.path = path
        self._keys = keys
        self._incidents = incidents
        self._marks = marks

    def body(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return a payload under the keys of the catalogue."""
        return {self._keys.get(key, key): value for key, value in payload.items()}

    def may_be_order(self, name: str, record: Mapping[str, Any]) -> bool:
        """Return whether a record of this name may be an order."""
        return not name.upper().startswith(self._incidents) or self._marks.items() <= record.items()
