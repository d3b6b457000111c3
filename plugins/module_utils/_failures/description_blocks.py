# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blocks that Ansible keeps in the description of a request, beside what people write there.

Servers strip markup and may join lines, so a block has a beginning and an end in plain words:
  [[Ansible failed on web1 at "Restart nginx": non-zero return code ]]
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .._resources._html import has_markup
from .._text import unescape

FAILED, SUCCEEDED, UNFINISHED, COUNTED = "failed on ", "succeeded on ", "did not finish on ", "counted "
_BEGINNING = "[[Ansible "
# The marks do not occur within a block. Descriptions may be long and hold anything, so no pattern here may try the same
# stretch again from each place.
_BLOCK = re.compile(rf"(?s)\[\[Ansible ({FAILED}|{SUCCEEDED}|{UNFINISHED}|{COUNTED})((?:(?!\[\[).)*?)\]\]")
_TAG_BEFORE_BLOCK = re.compile(r"(<[^<>]*>)\s*\[\[Ansible ")
# The line breaks before a block, read backwards.
_BREAKS = re.compile(r"(?i)(?:\s|>[^<>]*rb<)*")
_END_OF_HOST = re.compile(r" at \"|:(?=\s|\Z)")


@dataclass(frozen=True)
class Block:
    """One block: its heading, which is one of the words above, and the rest as HTML."""

    heading: str
    content: str

    def plain(self) -> str:
        text = re.sub(r"(?i)<br[^<>]*>", "\n", self.content)
        # "<host>" in a text is a placeholder, not a tag.
        return unescape(re.sub(r"<[^<>]*>", lambda tag: "" if has_markup(tag[0]) else tag[0], text)).strip()

    def host_and_text(self) -> tuple[str, str]:
        """Return the host of a block about one, and what the block says of it, as plain text."""
        rest = self.plain()
        # A host has a name.
        match = _END_OF_HOST.search(rest, 1)
        host = rest[: match.start()] if match else rest
        return host, rest[len(host) :]

    def render(self) -> str:
        content = re.sub(r"\[(?=\[)", "[ ", self.content)
        content = re.sub(r"\](?=\])", "] ", content)
        return f"<br>{_BEGINNING}{self.heading}{content} ]]"


def to_markup(text: str) -> str:
    """Return plain text as HTML."""
    # Quotes by number: parsers that do not know HTML's newer names read these, too.
    return html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("\n", "<br>")


def parse(description: str) -> tuple[str, list[Block]]:
    """Return what people wrote, as HTML, and the blocks of a description as the server shows it."""
    text = description if _is_markup(description) else to_markup(description)
    found = list(_BLOCK.finditer(text))
    return "".join(_between(text, found)), [Block(match[1], match[2].strip()) for match in found]


def render(words: str, blocks: Iterable[Block]) -> str:
    """Return a description as HTML: what people wrote, and the blocks after it."""
    return words + "".join(block.render() for block in blocks)


def _is_markup(text: str) -> bool:
    if _BEGINNING not in text:
        return has_markup(text)
    # Only a server that keeps markup still has the line break before a block.
    return any(has_markup(match[1]) for match in _TAG_BEFORE_BLOCK.finditer(text))


def _between(text: str, found: list[re.Match[str]]) -> Iterator[str]:
    """Yield what HTML holds between the blocks, without the line breaks before each."""
    backwards = text[::-1] if found else ""
    end = 0
    for match in found:
        breaks = _BREAKS.match(backwards, len(text) - match.start())
        yield text[end : max(end, match.start() - (len(breaks[0]) if breaks else 0))]
        end = match.end()
    yield text[end:]
