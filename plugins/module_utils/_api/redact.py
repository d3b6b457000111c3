# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take secrets out of text before anyone sees it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

MASK = "********"
# Shorter ones are words that any message may hold; masking them would garble it and reveal the secret.
_SHORTEST = 4
# What html.escape does, without the table of all entities that comes with it.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` masked, in whichever way a program may have written it."""
    known = frozenset(secrets)
    # The pattern takes long to make, and seldom is there anything to mask. A percent-encoding is left to it.
    if "%" in text or any(form in text for form in _known(known)):
        return _pattern(known).sub(MASK, text)
    return text


@lru_cache(maxsize=32)
def _known(secrets: frozenset[str]) -> tuple[str, ...]:
    """Return every way in which the secrets may be written, the longest first."""
    found = {form for secret in secrets for form in _forms_of(secret) if len(form) >= _SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=32)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    """Return what finds any of the secrets in a text; without any, it finds nothing."""
    parts: list[str] = []
    # The longer one first: otherwise parts of it are left if another secret stands within it.
    for secret in sorted(secrets, key=len, reverse=True):
        parts += [_in_a_url(secret)] if len(secret) >= _SHORTEST else []
        parts += map(re.escape, _known(frozenset([secret])))
    return re.compile("|".join(parts) or "(?!)")


def _in_a_url(secret: str) -> str:
    """Return a pattern of the secret with any of its characters percent-encoded, once or twice.

    Which ones are, and in which case of the digits, differs from program to program.
    """
    return "".join(
        character if character.isascii() and character.isalnum() else _encoded_or_plain(character)
        for character in secret
    )


def _encoded_or_plain(character: str) -> str:
    encoded = "".join(f"%(?:25)*{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
    return f"(?:{re.escape(character)}|(?i:{encoded}){'|[+]' if character == ' ' else ''})"


def _forms_of(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogateescape")
    for plain in (secret, secret.strip(), " ".join(secret.split())):
        yield plain
        yield json.dumps(plain)[1:-1]
        yield json.dumps(plain, ensure_ascii=False)[1:-1]
        yield repr(plain)[1:-1]
        yield plain.translate(_HTML)
    yield from (quote(raw), quote(raw, safe=""), quote_plus(raw))
    for encoded in (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()):
        yield encoded
        yield encoded.rstrip("=")
