# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How values are worded on the pages."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from ..kinds import KINDS

# A kind, and several of it.
KIND_WORDS = {
    "request": ("Request", "Requests"),
    "change": ("Change", "Changes"),
    "problem": ("Problem", "Problems"),
    "release": ("Release", "Releases"),
}
assert KIND_WORDS.keys() == KINDS.keys()

_SECRET = re.compile(r"token|key|secret|pass|auth|session", re.IGNORECASE)
_TICKET_PATH = re.compile(rf"/api/v1/({'|'.join(KINDS)})/(\d{{1,18}})(?:/conversation.*)?")
_STEPS = ((60, "s"), (60, "min"), (24, "h"), (365, "d"))


def age(moment: int, now: int | None = None) -> str:
    """Return how long ago a moment was, or how far ahead it is, in one unit."""
    seconds = ((time.time_ns() // 1_000_000 if now is None else now) - moment) / 1000
    ahead, number = seconds < 0, int(abs(seconds))
    if number < 5:
        return "now"
    unit = "y"
    for size, name in _STEPS:
        if number < size:
            unit = name
            break
        number //= size
    return f"in {number} {unit}" if ahead else f"{number} {unit} ago"


def clock(moment: int) -> str:
    """Return date and time, in UTC as results show it."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment / 1000))


def minute(moment: int) -> str:
    """Return date and time to the minute, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(moment / 1000))


def span(start: int, end: int) -> str:
    """Return the time between two moments to the minute, in UTC, with a day once if both are on it."""
    first, last = minute(start), minute(end)
    return f"{first} to {last[11:] if first[:10] == last[:10] else last} UTC"


def machine_time(moment: int) -> str:
    """Return a time as the attribute ``datetime`` of HTML takes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment / 1000))


def time_of_day(moment: int) -> str:
    """Return the time of the day, in UTC."""
    return time.strftime("%H:%M:%S", time.gmtime(moment / 1000))


def slug(word: Any) -> str:
    """Return a word as a part of the name of a style: ``In Progress`` is ``in-progress``."""
    return "-".join(str(word).lower().split())


def size(count: int) -> str:
    """Return a number of bytes in the unit that reads best."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def query(given: Mapping[str, str]) -> str:
    """Return the query of a call without what may be a secret, wherever somebody put one."""
    return "&".join(f"{name}={'...' if _SECRET.search(name) else value}" for name, value in given.items())


def ticket_page(path: str) -> str | None:
    """Return the address of the page of the one ticket that a path of the API is about, if it is about one."""
    found = _TICKET_PATH.fullmatch(path)
    return f"/window/{found[1]}/{found[2]}" if found else None


FILTERS = {
    "age": age,
    "clock": clock,
    "minute": minute,
    "query": query,
    "span": span,
    "ticket_page": ticket_page,
    "machine_time": machine_time,
    "time_of_day": time_of_day,
    "slug": slug,
    "size": size,
}
