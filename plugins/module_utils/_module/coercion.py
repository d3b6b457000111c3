# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Normalize options from templates and command lines: lists as texts, unset variables as empty texts or ``omit``.

Ansible's own validation splits a text at every comma and keeps the blanks, which breaks ``a, b`` and JSON. It runs
after this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._text import literal
from .argspec import connection_arguments

_CONNECTION = frozenset(connection_arguments())
# The placeholder of omit: a text before core 2.19, an object since. Core does not remove it from nested values.
_OMITTED_TEXT = re.compile("__omit_place_holder__[0-9a-f]{40}")
_OMITTED = "<<Omit>>"


def coerced(spec: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options ``given`` with texts of lists and dictionaries parsed, and without unset ones.

    An empty text leaves an option of the connection unset, as an empty environment variable does. Raises ValueError.
    """
    parsed = {option: _parsed(option, value, spec.get(option, {})) for option, value in given.items()}
    found: dict[str, Any] = without_omitted(parsed)
    return {option: value for option, value in found.items() if not (option in _CONNECTION and value == "")}


def without_omitted(value: Any) -> Any:
    """Return ``value`` without the placeholders of ``omit``, at any depth of lists and dictionaries."""
    if isinstance(value, Mapping):
        return {
            key: without_omitted(part) for key, part in value.items() if not (_is_omitted(key) or _is_omitted(part))
        }
    if isinstance(value, (list, tuple)):
        return [without_omitted(part) for part in value if not _is_omitted(part)]
    # Within a longer text it becomes an empty text, as in newer cores.
    return _OMITTED_TEXT.sub("", value) if isinstance(value, str) and _OMITTED_TEXT.search(value) else value


def _is_omitted(value: Any) -> bool:
    if isinstance(value, str):
        return value == _OMITTED or bool(_OMITTED_TEXT.fullmatch(value))
    return type(value).__name__ == "_OmitType"


def _parsed(option: str, value: Any, argument: Mapping[str, Any]) -> Any:
    if option == "headers" and isinstance(value, str) and value:
        return _headers(value)
    if argument.get("type") == "list" and isinstance(value, str):
        return _list(option, value.strip(), argument.get("elements") == "dict")
    if argument.get("type") == "dict" and isinstance(value, str):
        found = literal(value)
        value = found if isinstance(found, dict) else value
    if option == "id" and argument.get("type") == "int" and isinstance(value, str):
        _check_number(value)
    return value


def _headers(text: str) -> dict[str, Any]:
    """Return the headers of a text in JSON, or with a line for each as in YAML. A refused text may be a secret."""
    found = literal(text)
    if isinstance(found, dict):
        return found
    lines = [line.partition(":") for line in map(str.strip, text.splitlines()) if line and line != "---"]
    if not all(colon for name, colon, value in lines):
        raise ValueError("headers must be a dictionary: in a text, give JSON, or a line 'name: value' for each header.")
    return {name: _unquoted(value.strip()) for name, colon, value in lines}


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def _list(option: str, text: str, of_dictionaries: bool) -> list[Any]:
    found = literal(text) if text.startswith("[") or of_dictionaries else None
    if isinstance(found, list):
        return found
    if not of_dictionaries:
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(found, dict):
        return [found]
    raise ValueError(f"{option} must be a list in JSON, got {text!r:.60}: give for example '[{{\"id\": 65}}]'.")


def _check_number(text: str) -> None:
    if not text.strip():
        raise ValueError("id is empty: leave it out, or give a value.")
    if any(letter.isalpha() for letter in text):
        raise ValueError(f"id must be a number, got {text!r}: write name: {text.strip()}.")
