# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request form's custom fields: every one is listed in every answer, with an empty value of its type."""

from __future__ import annotations

import math
from typing import Any

from .refusals import RefusalError, refused
from .switches import Settings

EMPTIES: dict[str, Any] = {"text": "", "choice": "", "many": [], "datetime": 0, "number": 0.0}
_WANTED = {
    "text": "a string",
    "choice": "a string",
    "many": "a list of strings",
    "datetime": "epoch milliseconds",
    "number": "a number",
}

FIELDS = {
    "New Text Input": "text",
    "New Text Area": "text",
    "New Rich Text Area": "text",
    "New Number": "number",
    "New Datetime": "datetime",
    "New Dropdown": "choice",
    "New Radio": "choice",
    "New Multi-Select Dropdown": "many",
    "New Checkbox": "many",
    "Correlation ID": "text",
    "Project Ticket ID": "text",
}
# The one without which a close rule lets nothing be closed.
NEEDED = "New Dropdown"


def full(values: dict[str, Any]) -> dict[str, Any]:
    """Return every field of the form with its value, or its empty one."""
    return {label: values.get(label, EMPTIES[kind]) for label, kind in FIELDS.items()}


def read_fields(given: Any, settings: Settings) -> dict[str, Any]:
    """Return the values of a ``customField`` map, judged by the switches."""
    if not isinstance(given, dict):
        raise refused("customField: an object of label and value is expected.")
    values = {}
    for label, value in given.items():
        kind = FIELDS.get(label)
        if kind is None:
            _judge_unknown(label, settings["unknown_custom_field"])
        elif value is None:
            if settings["clearing"] in ("null", "refused"):
                values[label] = EMPTIES[kind]
        else:
            values[label] = _typed(label, kind, value, settings["custom_field_type"])
    return values


def _judge_unknown(label: str, policy: str) -> None:
    if policy == "error500":
        raise RefusalError(500)
    if policy == "refused":
        raise refused(f"customField: there is no field {label!r}.")


def _typed(label: str, kind: str, value: Any, otherwise: str) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if kind in ("text", "choice") and isinstance(value, str):
        return value
    if kind == "many" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(dict.fromkeys(value))
    if kind == "number" and number:
        return float(value)
    if kind == "datetime" and number and value == int(value):
        return int(value)
    if otherwise == "error500":
        raise RefusalError(500)
    raise refused(f"customField: {label!r} takes {_WANTED[kind]}, not {value!r}.")
