# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take out of a text what looks like a secret: what a failed task said may be read by many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .._api.connection import CREDENTIAL_OPTIONS, PasswordGrant, variable
from .._api.redact import MASK, redact
from .shapes import NAME, SHAPES

# A variable of such a name says where a secret is, or how it is made, but does not hold it.
_ABOUT = re.compile(r"(?:^|[_.-])(?:path|file|folder|dir|url|uri|name|id|type|cache|length|policy)$", re.IGNORECASE)
# Of shells: where they are, and were.
_FOLDERS = frozenset({"PWD", "OLDPWD"})
_SECRET_NAME = re.compile(NAME, re.IGNORECASE)
# Shorter values are words that any message may hold.
_SHORTEST = 6
# Whatever else is in variables is vaulted text, or nothing that a message shows.
_PLAIN = (bool, int, float, set, frozenset, type(None))


def masking(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return what masks ``secrets``, and whatever looks like one, in a text."""
    known = frozenset(secrets)

    def mask(text: str) -> str:
        text = redact(text, known)
        for shape in SHAPES:
            text = shape.sub(rf"\g<1>{MASK}", text)
        return text

    return mask


def is_secret_name(name: object) -> bool:
    """Tell whether the name of a variable says that its value is a secret."""
    return bool(_SECRET_NAME.fullmatch(str(name)) and not _ABOUT.search(str(name)) and str(name) not in _FOLDERS)


def secret_values(variables: Mapping[Any, Any], depth: int = 4) -> set[str]:
    """Return the secrets among the values of variables: where their names say so, and where they are vaulted."""
    found: set[str] = set()
    for name, value in variables.items():
        found |= _texts_of(value, depth) if is_secret_name(name) else _vaulted_in(value, depth)
    return found


def _texts_of(value: Any, depth: int) -> set[str]:
    """Return every text that the value of a secret's name holds."""
    if isinstance(value, (Mapping, list, tuple)):
        parts = value.values() if isinstance(value, Mapping) else value
        return {text for part in parts for text in _texts_of(part, depth - 1)} if depth else set()
    if isinstance(value, _PLAIN):
        return set()
    return {text for text in _revealed(value) if len(text) >= _SHORTEST}


def _vaulted_in(value: Any, depth: int) -> set[str]:
    """Return the secrets below another name."""
    if isinstance(value, Mapping):
        return secret_values(value, depth - 1) if depth else set()
    if isinstance(value, (list, tuple)):
        return {text for part in value for text in _vaulted_in(part, depth - 1)} if depth else set()
    return set() if isinstance(value, (str, *_PLAIN)) else _revealed(value)


def credentials(environ: Mapping[str, str]) -> set[str]:
    """Return the secrets of the connection that environment variables describe, however short."""
    given = {option: environ.get(variable(option), "") for option in CREDENTIAL_OPTIONS}
    grant = PasswordGrant(given["client_id"], given["client_secret"], given["username"], given["password"])
    return {secret for secret in (*grant.secrets, given["access_token"], given["api_key"]) if secret}


def _revealed(value: Any) -> set[str]:
    """Return the text of a vaulted value, or of another odd one; nothing where it cannot be had."""
    try:
        return {str(value)}
    except Exception:  # noqa: BLE001 - a vault that cannot be opened shows nothing
        return set()
