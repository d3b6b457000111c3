# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The right-hand side of a condition: typed values and variables."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from .refusals import refused
from .tickets import now

_DAY = 86_400_000
_LARGEST = 2**63
_UNITS = {"second": 1_000, "minute": 60_000, "hour": 3_600_000, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY}
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "enum": (str,),
    "field": (str,),
    "long": (int,),
    "integer": (int,),
    "time": (int, str),
    "double": (int, float),
    "boolean": (bool,),
}


def read_value(operand: Any, user: int) -> Any:
    """Return the value of an operand: a text, a number, or a list of them. Raises a refusal for anything else."""
    kind = str(operand.get("type", "")).lower() if isinstance(operand, dict) else ""
    if kind == "variableoperandrest":
        return _variable(operand.get("value"), user)
    if kind != "valueoperandrest" or not isinstance(operand.get("value"), dict):
        raise refused("qualDetails: the right operand takes a value.")
    return _typed(operand["value"])


def is_a_number(operand: Any) -> bool:
    """Return whether an operand that is known to be valid gives a point in time as a number."""
    value = operand.get("value")
    if not isinstance(value, dict) or str(value.get("type", "")).lower() == "durationvaluerest":
        return False
    content = value.get("value")
    return any(isinstance(item, (int, float)) for item in (content if isinstance(content, list) else [content]))


def _typed(value: dict[str, Any]) -> Any:
    name = str(value.get("type", ""))
    kind, content = name.lower(), value.get("value")
    if kind == "durationvaluerest":
        return _duration(content, value.get("unit"))
    listed = kind.startswith("list")
    allowed = _KINDS.get(kind[len("list") if listed else 0 :].removesuffix("valuerest"))
    if allowed is None or not kind.endswith("valuerest"):
        raise refused(f"qualDetails: the value type '{name}' is unknown.")
    if listed != isinstance(content, list):
        raise refused(f"qualDetails: {name} does not take {content!r}.")
    for item in content if isinstance(content, list) else [content]:
        if not isinstance(item, allowed) or (isinstance(item, bool) and bool not in allowed):
            raise refused(f"qualDetails: {name} does not take {item!r}.")
        if isinstance(item, int) and not -_LARGEST <= item < _LARGEST:
            raise refused(f"qualDetails: {item} is too large.")
    if "time" not in kind:
        return content
    return [_moment(item) for item in content] if isinstance(content, list) else _moment(content)


def _moment(content: int | str) -> int:
    """Return a time in epoch milliseconds; a text is ISO 8601, in UTC unless it names a zone."""
    if isinstance(content, int):
        return content
    try:
        # Python before 3.11 does not read the Z.
        moment = datetime.fromisoformat(content.replace("Z", "+00:00"))
        return round(moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp() * 1000)
    except (ValueError, OverflowError) as exc:
        raise refused(f"qualDetails: {content!r} is no time.") from exc


def _duration(content: Any, unit: Any) -> int:
    length = _UNITS.get(str(unit).lower().rstrip("s"))
    if length is None or isinstance(content, bool) or not isinstance(content, int):
        raise refused(f"qualDetails: {content!r} {unit!r} is no duration.")
    return content * length


def _variable(name: Any, user: int) -> int:
    today = now() // _DAY * _DAY
    known = {"$CURRENT_USER_ID": user, "today": today, "yesterday": today - _DAY}
    if name not in known:
        raise refused(f"qualDetails: the variable {name!r} is unknown.")
    return known[name]
