# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The product's token bucket: 30 calls at once, 20 more with each second, for each API client."""

from __future__ import annotations

import math
import threading
import time

from .refusals import refused

CAPACITY, REFILL = 30, 20


class Buckets:
    """One bucket for each caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, float]] = {}

    def clear(self) -> None:
        """Fill every bucket."""
        with self._lock:
            self._levels.clear()

    def take(self, caller: str, hint: str) -> dict[str, str]:
        """Count one call; return the headers that the answer carries. Raises a 429 refusal where there is no more."""
        now = time.monotonic()
        with self._lock:
            level, since = self._levels.get(caller, (float(CAPACITY), now))
            level = min(float(CAPACITY), level + (now - since) * REFILL)
            allowed = level >= 1
            level -= 1 if allowed else 0
            self._levels[caller] = (level, now)
        headers = {"X-RateLimit-Limit": str(CAPACITY), "X-RateLimit-Remaining": str(int(level))}
        wait = max(0.0, (1 - level) / REFILL)
        headers.update(_hint(hint, wait, allowed))
        if allowed:
            return headers
        refusal = refused("Too many requests. Try again later.", 429)
        refusal.headers = headers
        raise refusal


def _hint(hint: str, wait: float, allowed: bool) -> dict[str, str]:
    milliseconds = math.ceil(wait * 1000)
    if hint == "reset_delta":
        return {"X-RateLimit-Reset": str(milliseconds)}
    if hint == "reset_epoch":
        return {"X-RateLimit-Reset": str(int(time.time() * 1000) + milliseconds)}
    if hint == "retry_after" and not allowed:
        return {"Retry-After": str(max(1, math.ceil(wait)))}
    return {}
