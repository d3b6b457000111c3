# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert times: epoch milliseconds on the server, ISO 8601 in UTC in results."""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from typing import Any

# Epoch seconds are below this, epoch milliseconds above (it is 1973 in milliseconds).
_MILLISECONDS = 1e11
# A date without dashes, also if YAML parsed it as a number; as epoch seconds it would be in 1970.
_DATE = r"(\d{4})(\d{2})(\d{2})"


def iso(milliseconds: Any) -> Any:
    """Return epoch milliseconds as ISO 8601 in UTC; any other value is returned unchanged."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        return milliseconds
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return milliseconds
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_moment(value: Any) -> bool:
    """Return whether a whole number is large enough for the epoch milliseconds of a time."""
    return isinstance(value, int) and abs(value) >= _MILLISECONDS


def is_in_seconds(value: Any) -> bool:
    """Return whether a whole number can be the epoch seconds of a time in 1973 or later."""
    return isinstance(value, int) and _MILLISECONDS / 1000 <= abs(value) < _MILLISECONDS


def milliseconds(value: Any) -> int:
    """Return a time as epoch milliseconds: from ISO 8601 (UTC if it has no zone), or epoch seconds or
    milliseconds. Raises ValueError for anything else."""
    try:
        number = _number(value)
    except OverflowError as exc:
        raise ValueError(f"{value} is beyond all times") from exc
    if number is not None:
        return int(number) if abs(number) >= _MILLISECONDS else int(number * 1000)
    text = str(value).strip()
    date = re.fullmatch(_DATE, text)
    text = "-".join(date.groups()) if date else text
    # Python before 3.11 reads neither the letter Z nor fractions of other lengths.
    text = re.sub(r"[zZ]$", "+00:00", text)
    text = re.sub(r"\.(\d+)", lambda match: "." + (match.group(1) + "000000")[:6], text)
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text) if "T" in text or " " in text else text
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp() * 1000)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or re.fullmatch(_DATE, str(value).strip()):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
