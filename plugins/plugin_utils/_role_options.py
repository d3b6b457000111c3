# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read options of roles as surveys, command lines and templates give them."""

from __future__ import annotations

import json
import re
from typing import Any

from ..module_utils._module.coercion import without_omitted


def given(value: Any) -> Any:
    """Return ``value`` without placeholders of ``omit``; an empty text if it is omitted as a whole."""
    parts = without_omitted([value])
    return parts[0] if parts and parts[0] is not None else ""


def given_list(value: Any) -> list[Any]:
    """Return ``value`` as a list; a text is JSON, or words separated by commas or line breaks."""
    found = given(value)
    if isinstance(found, list):
        return found
    return _words(found) if isinstance(found, str) else [found]


def _words(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, list) else [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]
