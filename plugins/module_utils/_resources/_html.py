# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare texts with HTML, which a ticket system strips, regardless of white space."""

from __future__ import annotations

import re

from .._text import unescape

_INLINE = "a|abbr|b|big|code|em|font|i|img|s|small|span|strike|strong|sub|sup|tt|u"
_BLOCKS = "blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
# Only these make a "<" the start of markup: "<host>" in a plain text is a placeholder, not a tag.
_TAG = re.compile(rf"(?i)</?({_INLINE}|{_BLOCKS})(\s[^<>]*)?/?>")
_BLOCK = re.compile(_BLOCKS)
_KNOWN = re.compile(f"{_INLINE}|{_BLOCKS}")
# A declaration, or a tag with its name. No match goes beyond the next "<", so that no text takes long.
_MARKUP = re.compile(r"""<[!?][^<>]*>|</?(?P<name>[a-zA-Z][^\s/<>]*)(?:(?:[^<>"']|"[^<"]*"|'[^<']*')*|[^<>]*)>""")


def has_markup(text: str) -> bool:
    """Return whether ``text`` contains HTML."""
    return bool(_TAG.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup, blocks and line breaks as single spaces."""
    if not has_markup(text):
        return unescape(text)
    return " ".join(_without_markup(text, keep_unknown=True).split())


def is_blank(text: str) -> bool:
    """Return whether ``text`` is empty without its markup."""
    return not plain(text).strip()


def condensed(text: str) -> str:
    """Return ``text`` without its markup and white space."""
    return _without_space(plain(text))


def may_vanish(text: str) -> bool:
    """Return whether a server that strips markup may show ``text`` as empty."""
    return is_blank(text) or not all(shown.strip() for shown in _strict_renderings(text))


def same_text(desired: str, current: str) -> bool:
    """Return whether a server that strips markup shows ``desired`` as ``current``.

    White space is folded, because stripping folds it too. In a text with markup it does not count at all, because
    servers differ in what they put between two paragraphs.
    """
    if unescape(desired).split() in (unescape(current).split(), current.split()):
        return True
    if "<" not in desired:
        return False
    shown = [_without_space(text) for text in (unescape(plain(current)), plain(current), current)]
    meant = (unescape(plain(desired)), plain(desired), *_strict_renderings(desired))
    return any(_without_space(text) in shown for text in meant)


def dropped(desired: str, current: str) -> list[str]:
    """Return the texts in angle brackets of ``desired`` that are not markup and that ``current`` lacks."""
    shown = _without_space(unescape(current))
    words = re.findall(r"<[^<>]*>", plain(desired))
    return [word for word in dict.fromkeys(words) if _without_space(unescape(word)) not in shown]


def _without_space(text: str) -> str:
    return "".join(text.split())


def _strict_renderings(text: str) -> tuple[str, str]:
    """Return the text as servers show it that take "<host>" for a tag: by an HTML parser, and by removal of all
    text in angle brackets."""
    return _without_markup(text, keep_unknown=False), unescape(re.sub(r"<[^<>]*>", "", text))


def _without_markup(text: str, *, keep_unknown: bool) -> str:
    """Return the text of HTML. Python's own parser stops at some texts, and takes minutes for others."""
    text, end = _without_comments(text), 0
    parts: list[str] = []
    for match in _MARKUP.finditer(text):
        name = (match["name"] or "").lower()
        parts += unescape(text[end : match.start()]), _replacement(match[0], name, keep_unknown=keep_unknown)
        end = match.end()
    return "".join(parts) + unescape(text[end:])


def _without_comments(text: str) -> str:
    """Return HTML without its comments; one without an end is text."""
    parts: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (stop := text.find("-->", start + 4)) >= 0:
        parts.append(text[end:start])
        end = stop + 3
    return "".join(parts) + text[end:]


def _replacement(markup: str, name: str, *, keep_unknown: bool) -> str:
    if _BLOCK.fullmatch(name):
        return " "
    return markup if name and keep_unknown and not _KNOWN.fullmatch(name) else ""
