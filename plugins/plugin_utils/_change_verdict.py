# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a change lets tasks run: it is approved, not over, and its window is open."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..module_utils._resources._times import iso, milliseconds

# Seen or documented for an earlier version; other names may end a change, too.
_ENDED = ("closed", "canceled", "cancelled", "rejected")
_REJECTED = "rejected"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class _Reason(NamedTuple):
    text: str
    is_final: bool = False


def verdict(
    change: Mapping[str, Any] | None,
    named: str = "",
    approved: Iterable[str] = ("approved", "pre_approved"),
    statuses: Iterable[str] = (),
    in_window: bool = True,
    server_time: str | None = "",
    wait: float = 0,
) -> dict[str, Any]:
    """Return ``refusal``, a sentence that is empty if tasks may run, ``is_final``, and ``seconds_left``.

    The change is one of a result; see the filter change_gate for the rest.
    """
    now = milliseconds(server_time) if server_time else 1000 * time.time()
    if not change:
        return {"refusal": f"There is no change {named}.", "is_final": True, "seconds_left": None}
    reasons = [*_approval(change, list(approved)), *_status(change, list(statuses))]
    reasons += _window(change, now, 1000 * wait) if in_window else []
    what = "; ".join(reason.text for reason in reasons)
    end = _moment(change, "end_date")
    return {
        "refusal": f"{change['name'] or named} does not let the tasks run: {what}." if reasons else "",
        "is_final": any(reason.is_final for reason in reasons),
        "seconds_left": None if end is None else (end - now) / 1000,
    }


def _approval(change: Mapping[str, Any], approved: list[str]) -> Iterator[_Reason]:
    shown = change["approval_status"]
    # A change without an approval status is never approved, whatever words are.
    if not shown or _folded(shown) not in map(_folded, approved):
        found = f"is {shown}" if shown else "has no approval status"
        yield _Reason(f"it {found}, not {' or '.join(approved)}", _folded(shown) == _REJECTED)


def _status(change: Mapping[str, Any], statuses: list[str]) -> Iterator[_Reason]:
    shown = _folded(change["status"])
    has_ended = shown in _ENDED and shown not in map(_folded, statuses)
    if has_ended or (statuses and shown not in map(_folded, statuses)):
        needed = f", not {' or '.join(statuses)}" if statuses else ""
        yield _Reason(f"its status is {change['status']}{needed}", has_ended)


def _window(change: Mapping[str, Any], now: float, wait: float) -> Iterator[_Reason]:
    start, end = _moment(change, "start_date"), _moment(change, "end_date")
    if start is None or end is None:
        yield _Reason(f"it has no {'start_date' if start is None else 'end_date'}")
    if start is not None and now < start:
        too_late = 0 < wait < start - now
        ends = f", and the wait ends at {_shown(1000 * round((now + wait) / 1000))}" if too_late else ""
        yield _Reason(f"its window begins at {_shown(start)}, in {_span(start - now)}{ends}", too_late)
    if end is not None and now > end:
        yield _Reason(f"its window ended at {_shown(end)}, {_span(now - end)} ago", is_final=True)


def _moment(change: Mapping[str, Any], option: str) -> int | None:
    try:
        return milliseconds(change[option])
    except (ValueError, TypeError):
        return None


def _shown(moment: float) -> str:
    return str(iso(moment)).replace(".000Z", "Z")


def _span(span: float) -> str:
    """Return a span of milliseconds in its two largest units, such as 3 h 5 min."""
    left = max(1, round(span / 1000))
    parts = []
    for seconds, unit in _UNITS:
        count, left = divmod(left, seconds)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts[:2])


def _folded(value: Any) -> str:
    """Return a word without the ways in which servers spell it: Pre Approved is pre_approved."""
    return str(value or "").strip().casefold().replace(" ", "_").replace("-", "_")
