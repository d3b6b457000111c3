# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions: HTML comes in, plain text is shown."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}


def shown_description(text: str, policy: str) -> str:
    """Return what becomes of a description: stripped of its tags, collapsed as well, or kept."""
    if policy == "kept":
        return text
    if "<" in text or "&" in text:
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts).strip()
    return " ".join(text.split()) if policy == "collapsed" else text


def stored_subject(text: str, policy: str) -> str:
    """Return a subject as a server with this policy stores it."""
    if policy == "cut_80":
        return text[:80]
    if policy == "without_emoji":
        return "".join(character for character in text if ord(character) <= 0xFFFF)
    return unicodedata.normalize("NFD", text) if policy == "decomposed" else text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
