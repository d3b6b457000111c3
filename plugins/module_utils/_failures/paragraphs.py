# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paragraphs that Ansible has in the description of a request, beside what people write there.

Servers strip markup and may join lines, so a paragraph has a beginning and an end in plain words:
  [[Ansible failed on web1 at "Restart nginx": non-zero return code ]]
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from .._text import unescape

_TAG = (
    r"</?(?:a|b|blockquote|br|code|div|em|h[1-6]|hr|i|li|ol|p|pre|span|strong|table|tbody|td|th|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>"
)
_BEGINNING = "[[Ansible "
FAILED, SUCCEEDED, COUNTED = "failed on ", "succeeded on ", "counted "
# The marks do not occur within a paragraph. Descriptions may be long and of any make, so nothing here is repeated that
# could be tried again from each place.
_OURS = re.compile(rf"(?s)\[\[Ansible ({FAILED}|{SUCCEEDED}|{COUNTED})((?:(?!\[\[).)*?)\]\]")
# The line breaks before a paragraph, read backwards.
_BREAKS = re.compile(r"(?i)(?:\s|>[^<>]*rb<)*")
_END_OF_HOST = re.compile(r" at \"|:(?=\s|\Z)")


def as_markup(text: str) -> str:
    """Return a description, as the server shows it, as HTML."""
    # Only a server that keeps markup still has the line break before a paragraph of ours.
    kept = _TAG + (r"\s*\[\[Ansible " if _BEGINNING in text else "")
    return text if re.search(kept, text, re.IGNORECASE) else to_markup(text)


def to_markup(text: str) -> str:
    """Return plain text as HTML."""
    # Quotes by number, which those who do not know HTML's newer names read, too.
    return html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("\n", "<br>")


def paragraph(beginning: str, rest: str) -> str:
    """Return a paragraph as HTML; ``beginning`` is one of the words above, ``rest`` is HTML."""
    rest = re.sub(r"\[(?=\[)", "[ ", rest)
    rest = re.sub(r"\](?=\])", "] ", rest)
    return f"<br>{_BEGINNING}{beginning}{rest} ]]"


def split(description: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what people wrote as HTML, and of each paragraph of ours its beginning and the rest, in plain text."""
    text = as_markup(description)
    ours = list(_OURS.finditer(text))
    words = "".join(_without(text, ours))
    return words, [(match[1], _plain(match[2]).strip()) for match in ours]


def host_and_text(rest: str) -> tuple[str, str]:
    """Return the host of a paragraph about one, and what is said of it."""
    # A host has a name.
    match = _END_OF_HOST.search(rest, 1)
    host = rest[: match.start()] if match else rest.rstrip()
    return host, rest[len(host) :].rstrip()


def _without(text: str, ours: list[re.Match[str]]) -> Iterator[str]:
    """Yield what HTML holds between the paragraphs of ours, without the line breaks before each."""
    backwards = text[::-1] if ours else ""
    end = 0
    for match in ours:
        breaks = _BREAKS.match(backwards, len(text) - match.start())
        yield text[end : max(end, match.start() - (len(breaks[0]) if breaks else 0))]
        end = match.end()
    yield text[end:]


def _plain(text: str) -> str:
    """Return HTML as plain text that reads the same."""
    text = re.sub(r"(?i)<br[^<>]*>", "\n", text)
    return unescape(re.sub(rf"(?i){_TAG}", "", text))
