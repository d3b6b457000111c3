# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP answer, and what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import contract
from .errors import Exchange


class Answer(NamedTuple):
    """A complete HTTP answer. Header names are lower case."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.method, self.url, self.status)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def json_of(answer: Answer) -> Any:
    """Return the parsed JSON body, or None where the body is no JSON."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def is_removed(record: Mapping[str, Any]) -> bool:
    """Tell whether the server shows the record as archived."""
    return record.get(contract.REMOVED_KEY) is True
