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
# Ends a quotation that was cut off, perhaps in the middle of a secret.
ELLIPSIS = "…"
# Shorter ones are words that any message may hold; masking them would garble it and tell the secret.
_SHORTEST = 4
# What html.escape does, without the table of all entities that comes with it.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` masked, in whichever way a program may have written it."""
    forms = _known(frozenset(secrets))
    # The pattern takes long to make, and seldom is there anything to mask. A percent-encoding is left to it.
    if "%" in text or any(form in text for form in forms):
        text = _pattern(forms).sub(MASK, text)
    return _without_cut_ends(text, forms) if ELLIPSIS in text else text


@lru_cache(maxsize=32)
def _known(secrets: frozenset[str]) -> tuple[str, ...]:
    """Return every way in which the secrets may be written, the longest first."""
    found = {form for secret in secrets for form in _forms_of(secret) if len(form) >= _SHORTEST}
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=32)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the forms in a text; without any, it finds nothing."""
    # The hexadecimal digits of a percent-encoding may be of either case.
    escaped = (re.sub("%([0-9A-F]{2})", r"%(?i:\1)", re.escape(form)) for form in forms)
    return re.compile("|".join(escaped) or "(?!)")


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


def _without_cut_ends(text: str, known: Iterable[str]) -> str:
    *parts, last = text.split(ELLIPSIS)
    return ELLIPSIS.join([*(_without_end(part, known) for part in parts), last])


def _without_end(text: str, known: Iterable[str]) -> str:
    """Return ``text`` without the beginning of a secret at its end."""
    for form in known:
        for length in range(min(len(form) - 1, len(text)), _SHORTEST - 1, -1):
            if text.endswith(form[:length]):
                return text[:-length] + MASK
    return text
