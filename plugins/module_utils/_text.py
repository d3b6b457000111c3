# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that is safe to show: nothing in it steers a terminal, turns a line around or breaks an encoding."""

from __future__ import annotations

import ast
import html
import json
import re
from typing import Any

# Sequences of ECMA-48: one with parameters (colours), one with a text (titles, links), any other.
_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
# C0 without tab and line feed, DEL, C1, and what embeds, overrides or isolates a direction of writing. Mere marks of a
# direction are left to those who write that way.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HALVES = re.compile("[\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n?")
# Longer ones are beyond Unicode, and Python refuses to read numbers of some thousand digits.
_NUMBERED = re.compile("&#(?:0*([0-9]{1,7})(?![0-9])|[0-9]+);?")


def clean(text: str) -> str:
    """Return ``text`` without control characters other than line feeds and tabs, without terminal sequences and
    directional overrides, and with halves of characters replaced."""
    if text.isprintable():
        return text
    text = _LINE_BREAKS.sub("\n", text)
    text = _CONTROLS.sub("", _SEQUENCES.sub("", text))
    return _HALVES.sub("\ufffd", text)


def sendable(value: Any) -> Any:
    """Return ``value`` with each text in it, at any depth, as a server can keep it.

    Databases refuse NUL, and JSON that is no UTF-8 is refused as a whole. What comes back is cleaned alike, so that the
    two compare.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {sendable(key): sendable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [sendable(part) for part in value]
    return value


def unescape(text: str) -> str:
    """Return ``text`` with its HTML entities resolved, none of which may bring in what ``clean`` takes out."""
    if "&" not in text:
        return text
    return clean(html.unescape(_NUMBERED.sub(_numbered, text)))


def _numbered(match: re.Match[str]) -> str:
    return f"&#{match[1]};" if match[1] else "\ufffd"


def literal(text: str) -> Any:
    """Return the value that ``text`` is in JSON or in Python, None if it is neither."""
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return None
