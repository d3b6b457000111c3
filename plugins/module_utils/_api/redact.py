# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take secrets out of text before anyone sees it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "********"
# Shorter ones are words that any message may hold; masking them would garble it and tell the secret.
_SHORTEST = 4


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with each of ``secrets`` masked: raw, percent-encoded and as Base64."""
    for form in sorted(_forms(secrets), key=len, reverse=True):
        text = text.replace(form, MASK)
    return text


def _forms(secrets: Iterable[str]) -> set[str]:
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            encoded = base64.b64encode(secret.encode()).decode()
            forms |= {secret, quote(secret, safe=""), quote_plus(secret), encoded, encoded.rstrip("=")}
    return forms
