# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as templates and command lines give them: lists as texts, unset variables as empty texts or as ``omit``.

Ansible's own validation cuts a text at every comma and keeps the blanks, which suits neither ``a, b`` nor JSON. It
comes after this.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

from .arguments import connection_arguments

_CONNECTION = frozenset(connection_arguments())
# What stands for omit: before core 2.19 a text, since then an object. Core takes neither out of everything.
_OMITTED_TEXT = re.compile("__omit_place_holder__[0-9a-f]{40}")
_OMITTED = "<<Omit>>"


def coerced(spec: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options ``given`` with each text of a list or dictionary parsed, and without what counts as unset.

    An empty text leaves an option of the connection unset, as an empty environment variable does. Raises ValueError.
    """
    parsed = {option: _parsed(option, value, spec.get(option, {})) for option, value in given.items()}
    found: dict[str, Any] = without_omitted(parsed)
    return {option: value for option, value in found.items() if not (option in _CONNECTION and value == "")}


def without_omitted(value: Any) -> Any:
    """Return ``value`` without the placeholders of ``omit``, however deep they are in lists and dictionaries."""
    if isinstance(value, Mapping):
        return {
            key: without_omitted(part) for key, part in value.items() if not (_is_omitted(key) or _is_omitted(part))
        }
    if isinstance(value, (list, tuple)):
        return [without_omitted(part) for part in value if not _is_omitted(part)]
    # Beside other words it is an empty text, as newer cores have it.
    return _OMITTED_TEXT.sub("", value) if isinstance(value, str) and _OMITTED_TEXT.search(value) else value


def _is_omitted(value: Any) -> bool:
    if isinstance(value, str):
        return value == _OMITTED or bool(_OMITTED_TEXT.fullmatch(value))
    return type(value).__name__ == "_OmitType"


def _parsed(option: str, value: Any, argument: Mapping[str, Any]) -> Any:
    if argument.get("type") == "list" and isinstance(value, str):
        return _list(option, value.strip(), argument.get("elements") == "dict")
    if argument.get("type") == "dict" and isinstance(value, str):
        found = _literal(value)
        value = found if isinstance(found, dict) else value
    if option == "filters" and isinstance(value, Mapping):
        return {name: _any_of(name, content) for name, content in value.items()}
    if option == "id" and argument.get("type") == "int" and isinstance(value, str):
        _check_number(value)
    return value


def _list(option: str, text: str, of_dictionaries: bool) -> list[Any]:
    found = _literal(text) if text.startswith("[") or of_dictionaries else None
    if isinstance(found, list):
        return found
    if not of_dictionaries:
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(found, dict):
        return [found]
    raise ValueError(f"{option} must be a list in JSON, got {text!r:.60}: give for example '[{{\"id\": 65}}]'.")


def _any_of(name: Any, content: Any) -> Any:
    """Return a filter's list that is written as a text, which a subject may look like, but no name of the server."""
    is_list = isinstance(content, str) and content.strip().startswith("[") and not str(name).startswith("subject")
    found = _literal(content) if is_list else None
    return found if isinstance(found, list) else content


def _literal(text: str) -> Any:
    """Return the value that ``text`` is in JSON or in Python, None where it is neither."""
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None


def _check_number(text: str) -> None:
    if not text.strip():
        raise ValueError("id is empty: leave it out, or give a value.")
    if any(letter.isalpha() for letter in text):
        raise ValueError(f"id must be a number, got {text!r}: write name: {text.strip()}.")
