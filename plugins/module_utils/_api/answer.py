# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP answer, and what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from . import contract
from .errors import Exchange

# Above these a number in X-RateLimit-Reset is an instant, below a span of milliseconds (its meaning is undocumented).
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e11


class Answer(NamedTuple):
    """A complete HTTP answer. Header names are lower case; ``account`` says how it was waited for a better one."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    account: str = ""

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


def asked_pause(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the server asks to wait, None where it does not say. Header names are lower case."""
    asked = _retry_after(headers.get("retry-after", ""), now)
    return asked if asked is not None else _reset(headers.get("x-ratelimit-reset", ""), now)


def _retry_after(value: str, now: float) -> float | None:
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # HTTP dates are in GMT, also where a server forgets to say so.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return max(0.0, moment.timestamp() - now)


def _reset(value: str, now: float) -> float | None:
    number = _number(value)
    if number is None:
        return None
    if number > _EPOCH_MILLISECONDS:
        return max(0.0, number / 1000 - now)
    return max(0.0, number - now) if number > _EPOCH_SECONDS else number / 1000


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
