# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as a ticket system sees it: with markup, without it, and with white space that does not count."""

from __future__ import annotations

import re

from .._text import unescape

_INLINE = "a|abbr|b|big|code|em|font|i|img|s|small|span|strike|strong|sub|sup|tt|u"
_BLOCKS = "blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
# Only these make a "<" the start of markup: "<host>" in a plain text is a placeholder, not a tag.
_TAG = re.compile(rf"(?i)</?({_INLINE}|{_BLOCKS})(\s[^<>]*)?/?>")
_BLOCK = re.compile(_BLOCKS)
_KNOWN = re.compile(f"{_INLINE}|{_BLOCKS}")
# A declaration, or a tag with its name. None reaches beyond the next "<", so that no text takes long.
_MARKUP = re.compile(r"""<[!?][^<>]*>|</?(?P<name>[a-zA-Z][^\s/<>]*)(?:(?:[^<>"']|"[^<"]*"|'[^<']*')*|[^<>]*)>""")


def has_markup(text: str) -> bool:
    """Tell whether ``text`` is meant as HTML."""
    return bool(_TAG.search(text))


def plain(text: str) -> str:
    """Return ``text`` without its markup, blocks and line breaks as single spaces."""
    if not has_markup(text):
        return unescape(text)
    return " ".join(_without_markup(text, keep_unknown=True).split())


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
    if unescape(wanted).split() in (unescape(current).split(), current.split()):
        return True
    if "<" not in wanted:
        return False
    shown = [_squeezed(text) for text in (unescape(plain(current)), plain(current), current)]
    meant = (unescape(plain(wanted)), plain(wanted), *_stripped_hard(wanted))
    return any(_squeezed(text) in shown for text in meant)


def lost(wanted: str, current: str) -> list[str]:
    """Return what stands in angle brackets in ``wanted``, is no markup, and is not shown in ``current``."""
    shown = _squeezed(unescape(current))
    words = re.findall(r"<[^<>]*>", plain(wanted))
    return [word for word in dict.fromkeys(words) if _squeezed(unescape(word)) not in shown]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _stripped_hard(text: str) -> tuple[str, str]:
    """Return the text as a server shows it that takes "<host>" for a tag, too: one that reads HTML, and one that
    drops whatever stands in angle brackets."""
    return _without_markup(text, keep_unknown=False), unescape(re.sub(r"<[^<>]*>", "", text))


def _without_markup(text: str, *, keep_unknown: bool) -> str:
    """Return what a reader sees of HTML. Python's own parser breaks off at some texts, and takes minutes for others."""
    text, end = _without_comments(text), 0
    parts: list[str] = []
    for match in _MARKUP.finditer(text):
        name = (match["name"] or "").lower()
        parts += unescape(text[end : match.start()]), _shown_of(match[0], name, keep_unknown=keep_unknown)
        end = match.end()
    return "".join(parts) + unescape(text[end:])


def _without_comments(text: str) -> str:
    """Return HTML without its comments; one that does not end is text."""
    parts: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (stop := text.find("-->", start + 4)) >= 0:
        parts.append(text[end:start])
        end = stop + 3
    return "".join(parts) + text[end:]


def _shown_of(markup: str, name: str, *, keep_unknown: bool) -> str:
    if _BLOCK.fullmatch(name):
        return " "
    return markup if name and keep_unknown and not _KNOWN.fullmatch(name) else ""
