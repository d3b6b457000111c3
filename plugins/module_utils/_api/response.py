# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP response, and what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any, NamedTuple

from .._text import clean
from . import endpoints
from .errors import Exchange

# Deeper values are left out: neither Ansible nor Python's own reader carries them.
_DEEPEST = 40
_TOO_DEEP = '"(nested too deeply)"'
_TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]', re.DOTALL)
# Longer numbers mean nothing, and later Pythons refuse to read them.
_MOST_DIGITS = 300
# What may need cleaning though all characters of the text are printable, and what Ansible's own keys hold.
_ESCAPES = re.compile(r"\\[ubfr]")
_OWN = "_ansible"
# Above these a number in X-RateLimit-Reset is an instant, below a span of milliseconds (its meaning is undocumented).
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e11


class Response(NamedTuple):
    """A complete HTTP response. Header names are lower case; ``account`` reports the waiting for a better one.

    ``secrets`` are those that the call carried, to be masked in quotes; a response of the token endpoint
    ``may_hold_token``, however broken it is.
    """

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    account: str = ""
    secrets: tuple[str, ...] = ()
    may_hold_token: bool = False

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.method, self.url, self.status)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def json_of(response: Response) -> Any:
    """Return the parsed JSON body, None if the body is not JSON.

    Everything from a server comes in here: its texts are cleaned, its depth and its numbers are bounded.
    """
    text = response.body.decode(json.detect_encoding(response.body), "replace").strip()
    try:
        parsed = _parsed(text)
        if _is_deep(parsed):
            parsed = _parsed(_flattened(text))
    except RecursionError:
        parsed = _parsed(_flattened(text))
    # To look at each text costs more than to read the whole of it did.
    is_clean = text.isprintable() and not _ESCAPES.search(text) and _OWN not in text
    return parsed if is_clean else _cleaned(parsed)


def is_error(parsed: Any) -> bool:
    """Return whether this is an error object, whatever the status of its response."""
    if not isinstance(parsed, dict):
        return False
    is_failure = any(str(parsed.get(key)).strip().lower() == "false" for key in endpoints.SUCCESS_KEYS)
    code = str(parsed.get(endpoints.CODE_KEY) or 0).strip().lower()
    return is_failure or code not in endpoints.GOOD_CODES or any(parsed.get(key) for key in endpoints.ERROR_KEYS)


def is_removed(record: Mapping[str, Any]) -> bool:
    """Return whether the server shows the record as archived."""
    return record.get(endpoints.REMOVED_KEY) is True


def _parsed(text: str) -> Any:
    try:
        return _READER.decode(text)
    except json.JSONDecodeError:
        return None


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


_READER = json.JSONDecoder(strict=False, parse_int=_integer)


def _is_deep(parsed: Any) -> bool:
    level = [parsed] if isinstance(parsed, (dict, list)) else []
    for dummy in range(_DEEPEST + 1):
        parts = chain.from_iterable([part.values() if isinstance(part, dict) else part for part in level])
        level = [part for part in parts if type(part) in (dict, list)]
        if not level:
            return False
    return True


def _flattened(text: str) -> str:
    """Return JSON with a note in place of each value that lies too deep."""
    kept: list[str] = []
    depth = end = 0
    for match in _TOKENS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth == _DEEPEST + 1:
                kept += text[end : match.start()], _TOO_DEEP
        elif match[0] in "]}":
            if depth == _DEEPEST + 1:
                end = match.end()
            depth -= 1
    # What does not end is no JSON either.
    return "".join(kept) + text[end:] if depth == 0 else ""


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {_key(key): _cleaned(part) for key, part in value.items()}
    return value


def _key(key: str) -> str:
    key = clean(key)
    # Ansible takes an object with such a key for one of its own.
    return key.lstrip("_") if key.startswith((_OWN, f"_{_OWN}")) else key


def asked_pause(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the server asks to wait, None if it does not ask. Header names are lower case.

    A moment that the server names counts by its own clock if it sends a date, otherwise by ``now``.
    """
    date = http_date(headers.get("date", ""))
    now = now if date is None else date
    asked = _retry_after(headers.get("retry-after", ""), now)
    return asked if asked is not None else _reset(headers.get("x-ratelimit-reset", ""), now)


def _retry_after(value: str, now: float) -> float | None:
    seconds = _number(value)
    if seconds is not None:
        return seconds
    moment = http_date(value)
    return None if moment is None else max(0.0, moment - now)


def http_date(value: str) -> float | None:
    """Return an HTTP date as seconds since the epoch."""
    try:
        moment = parsedate_to_datetime(value)
        # HTTP dates are in GMT, even if a server leaves that out.
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


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
