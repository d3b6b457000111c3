# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as a ticket system sees it: with markup, without it, and with white space that does not count."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_INLINE = "a|abbr|b|big|code|em|font|i|img|s|small|span|strike|strong|sub|sup|tt|u"
_BLOCKS = "blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
# Only these make a "<" the start of markup: "<host>" in a plain text is a placeholder, not a tag.
_TAG = re.compile(rf"(?i)</?({_INLINE}|{_BLOCKS})(\s[^<>]*)?/?>")
_BLOCK = re.compile(_BLOCKS)
_KNOWN = re.compile(f"{_INLINE}|{_BLOCKS}")


def has_markup(text: str) -> bool:
    """Tell whether ``text`` is meant as HTML."""
    return bool(_TAG.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup, blocks and line breaks as single spaces."""
    if not has_markup(text):
        return html.unescape(text)
    reader = _TextReader()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.parts).split())


def is_blank(text: str) -> bool:
    """Tell whether ``text`` says nothing: markup around nothing does not."""
    return not plain(text).strip()


def may_vanish(text: str) -> bool:
    """Tell whether a server that strips markup may show nothing of ``text``."""
    return is_blank(text) or not all(shown.strip() for shown in _stripped_hard(text))


def same_text(wanted: str, current: str) -> bool:
    """Tell whether a server that strips markup shows ``wanted`` as ``current``.

    White space is folded, for stripping folds it too; where markup is in play it does not count at all, since
    servers differ in what they put between two paragraphs.
    """
    if html.unescape(wanted).split() in (html.unescape(current).split(), current.split()):
        return True
    if "<" not in wanted:
        return False
    shown = [_squeezed(text) for text in (html.unescape(plain(current)), plain(current), current)]
    meant = (html.unescape(plain(wanted)), plain(wanted), *_stripped_hard(wanted))
    return any(_squeezed(text) in shown for text in meant)


def lost(wanted: str, current: str) -> list[str]:
    """Return what stands in angle brackets in ``wanted``, is no markup, and is not shown in ``current``."""
    shown = _squeezed(html.unescape(current))
    words = re.findall(r"<[^<>]*>", plain(wanted))
    return [word for word in dict.fromkeys(words) if _squeezed(html.unescape(word)) not in shown]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _stripped_hard(text: str) -> tuple[str, str]:
    """Return the text as a server shows it that takes "<host>" for a tag, too: one that reads HTML, and one that
    drops whatever stands in angle brackets."""
    reader = _TextReader(keep_unknown=False)
    reader.feed(text)
    reader.close()
    return "".join(reader.parts), html.unescape(re.sub(r"<[^<>]*>", "", text))


class _TextReader(HTMLParser):
    def __init__(self, *, keep_unknown: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._keep_unknown = keep_unknown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _KNOWN.fullmatch(tag):
            self.parts.append((self.get_starttag_text() or "") if self._keep_unknown else "")
        elif _BLOCK.fullmatch(tag):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
