# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access token, and how it is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

# A kept token is renewed this many seconds before its end, or a tenth of its life if that is shorter.
MARGIN = 60
# A clock may be set back a little; a token "from the future" beyond that is not trusted.
_SKEW = 5
LONGEST_LIFE = 10 * 365 * 86400
# An integer beyond it is no float, and no time either.
_LARGEST_NUMBER = 1e18


class Token(NamedTuple):
    """One access token; times are seconds since the epoch."""

    access_token: str
    token_type: str
    refresh_token: str | None
    scope: str | None
    jti: str | None
    issued_at: float
    expires_at: float
    # Which form the endpoint took: the next sign-in starts with it.
    multipart: bool = True

    def __repr__(self) -> str:
        return f"Token(jti={self.jti!r}, issued_at={self.issued_at!r}, expires_at={self.expires_at!r})"

    def seconds_left(self, now: float) -> int:
        return max(0, int(self.expires_at - now))

    def is_valid(self, now: float, min_validity: float | None = None) -> bool:
        """Return whether the token may be used; without ``min_validity`` a small margin is kept."""
        if now < self.issued_at - _SKEW:
            return False
        margin = min(MARGIN, (self.expires_at - self.issued_at) / 10) if min_validity is None else min_validity
        return now < self.expires_at - margin

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.access_token, self.refresh_token)))


def token_from_record(record: Any) -> Token | None:
    """Return the token of a cache file, None if the file holds anything else."""
    if not isinstance(record, Mapping) or set(record) != set(Token._fields):
        return None
    token = Token(**record)
    texts = (token.token_type, token.refresh_token, token.scope, token.jti)
    sound = (
        is_header_safe(token.access_token)
        and isinstance(token.token_type, str)
        and all(text is None or isinstance(text, str) for text in texts)
        and all(is_finite(moment) for moment in (token.issued_at, token.expires_at))
        and isinstance(token.multipart, bool)
        and 0 < token.expires_at - token.issued_at <= LONGEST_LIFE
    )
    return token if sound else None


def is_finite(value: Any) -> bool:
    """Return whether this is a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= _LARGEST_NUMBER if isinstance(value, int) else math.isfinite(value)


def is_header_safe(value: Any) -> bool:
    """Return whether this is a text that a header can carry."""
    return isinstance(value, str) and bool(value) and value.isascii() and value.isprintable() and " " not in value
