# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mask known secrets in a text, and what looks like one: many people read a ticket."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from .._api.connection import CREDENTIAL_OPTIONS, PasswordGrant, variable
from .._api.redact import MASK, redact
from .secret_patterns import PATTERNS

# The variables with which Ansible connects and becomes another user, whatever the plugin.
_CONNECTION_PASSWORD = re.compile(r"ansible_(?:\w+_)?(?:pass|password|passphrase)")
# Shorter lines and members of a secret may be ordinary words.
_SHORTEST = 6
_MOST_LINES = 500
# A line of YAML, of an INI file or of an environment.
_MEMBER = re.compile(r"[-\s]*[\"']?[\w. -]{1,100}[\"']?\s{0,20}[:=]\s{0,20}(.+)")
# Nearly every result holds these.
_PLAIN_WORDS = frozenset({"non-zero return code", "The command exited with a non-zero return code."})


def masking(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that masks ``secrets``, and whatever looks like one, in a text."""
    known = frozenset(secrets)

    def mask(text: str) -> str:
        text = redact(text, known)
        for pattern in PATTERNS:
            text = pattern.sub(rf"\g<1>{MASK}", text)
        return text

    return mask


def is_connection_password(name: object) -> bool:
    """Return whether a variable is a password of Ansible's own, with which it connects or becomes another user."""
    return bool(_CONNECTION_PASSWORD.fullmatch(str(name)))


def vaulted_in(value: Any) -> set[str]:
    """Return every vaulted text in a value, at any depth, with its lines and members."""
    return {part for leaf in _leaves(value) if _is_vaulted(leaf) for part in parts_of(leaf)}


def texts_in(value: Any) -> set[str]:
    """Return every text in a value that is secret as a whole, at any depth, with its lines and members."""
    found = {part for leaf in _leaves(value) if isinstance(leaf, str) or _is_vaulted(leaf) for part in parts_of(leaf)}
    return {text for text in found if len(text) >= _SHORTEST} - _PLAIN_WORDS


def parts_of(secret: Any) -> Iterator[str]:
    """Yield a secret text, and its lines and members: a program may print one of them alone."""
    try:
        whole = str(secret)
    except Exception:  # noqa: BLE001 - a vault that cannot be opened leaks nothing
        return
    yield whole
    for line in islice(whole.splitlines(), _MOST_LINES):
        member = _MEMBER.fullmatch(line)
        yield from _long_enough(line.strip(), member[1].strip("\"' ,") if member else "")
    if whole.lstrip()[:1] in ("{", "["):
        try:
            yield from _long_enough(*map(str, _leaves(json.loads(whole))))
        except (ValueError, RecursionError):
            return


def credentials(environ: Mapping[str, str]) -> set[str]:
    """Return the secrets of the connection in environment variables, however short."""
    given = {option: environ.get(variable(option), "") for option in CREDENTIAL_OPTIONS}
    grant = PasswordGrant(given["client_id"], given["client_secret"], given["username"], given["password"])
    return {secret for secret in (*grant.secrets, given["access_token"], given["api_key"]) if secret}


def _long_enough(*texts: str) -> Iterator[str]:
    return (text for text in texts if len(text) >= _SHORTEST)


def _leaves(value: Any) -> Iterator[Any]:
    left, seen = [value], set()
    while left:
        part = left.pop()
        if not isinstance(part, (Mapping, list, tuple)):
            yield part
        elif id(part) not in seen:
            seen.add(id(part))
            left.extend(map(_unrendered, _members(part)))


def _members(part: Any) -> Iterable[Any]:
    """Return the members of a container as they are stored: since core 2.19 access may render templates."""
    if isinstance(part, dict):
        return dict.values(part)
    if isinstance(part, list):
        return list.__iter__(part)
    return part.values() if isinstance(part, Mapping) else iter(part)


def _unrendered(value: Any) -> Any:
    return value.value if type(value).__name__ == "_LazyValue" else value


def _is_vaulted(value: Any) -> bool:
    """Return whether a value is, or was, encrypted by Ansible Vault."""
    # The first is used until core 2.18, the others since.
    is_one = getattr(value, "__ENCRYPTED__", False) or type(value).__name__ == "EncryptedString"
    tags = getattr(value, "_ansible_tags_mapping", ())
    return bool(is_one) or any(getattr(tag, "__name__", "") == "VaultedValue" for tag in tags)
