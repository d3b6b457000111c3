# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as a ticket system sees it: with markup, without it, and with white space that does not count."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

# Only these make a "<" the start of markup: "<host>" in a plain text is a placeholder, not a tag.
_TAG = re.compile(
    r"(?i)</?(a|abbr|b|big|blockquote|br|center|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|"
    r"strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul)(\s[^<>]*)?/?>"
)


def has_markup(text: str) -> bool:
    """Tell whether ``text`` is meant as HTML."""
    return bool(_TAG.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup, blocks and line breaks as single spaces."""
    if not has_markup(text):
        return text
    reader = _TextReader()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.parts).split())


def same_text(wanted: str, current: str) -> bool:
    """Tell whether a server that strips markup shows ``wanted`` as ``current``.

    White space is folded, for stripping folds it too; where markup is in play it does not count at all, since
    servers differ in what they put between two paragraphs.
    """
    if _folded(wanted) == _folded(current):
        return True
    # A server may take "<host>" for a tag, too.
    stripped_hard = re.sub(r"<[^<>]*>", "", wanted)
    shown = _squeezed(plain(current))
    return "<" in wanted and shown in (_squeezed(plain(wanted)), _squeezed(stripped_hard))


def _folded(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _squeezed(text: str) -> str:
    return "".join(html.unescape(text).split())


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(" " if _TAG.match(f"<{tag}>") else self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
