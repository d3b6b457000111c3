# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field types that only conversations have."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from . import _html
from ._field_types import CORRELATION, FieldType, Markup, folded

# The paragraph with a correlation id; people may have written after it.
_PARAGRAPH = re.compile(rf"<p>\s*{CORRELATION}([^<]*)</p>")


class Choice(FieldType):
    """One of several words. ``spellings`` maps each to the server's own; case does not count."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = spellings
        self._words = {spelling: word for word, spelling in spellings.items()}
        self.argument = {"type": "str", "choices": list(spellings)}

    def parse(self, value: Any) -> Any:
        return self._spellings.get(folded(value), str(value).strip())

    def to_result(self, value: Any) -> Any:
        return self._words.get(folded(value), value)

    def _same(self, desired: Any, current: Any) -> bool:
        return folded(desired) == folded(current)


class Details(Markup):
    """HTML that the server keeps or strips. A correlation id is its last paragraph, which no task removes."""

    def parse(self, value: Any) -> Any:
        if value and _html.is_blank(value) and "<img" not in value:
            raise ValueError("it is blank, and every conversation says something")
        return value

    def predicted(self, value: Any) -> Any:
        return value or None

    def to_server(self, desired: Any, current: Any) -> Any:
        kept = self.correlation_of(current)
        return desired if kept is None or self.correlation_of(desired) else _marked(desired, kept)

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        return super().change(self.to_server(desired, current), current)

    def with_correlation(self, desired: Any, current: Any, correlation_id: str) -> Any:
        return current if desired is None else _marked(desired, correlation_id)

    def correlation_of(self, current: Any) -> str | None:
        text = str(current or "")
        paragraphs = _PARAGRAPH.findall(text)
        if paragraphs:
            return _words(html.unescape(paragraphs[-1]))
        if _html.has_markup(text):
            return None
        # A server that strips HTML may put nothing in place of the paragraph.
        dummy, marker, correlation_id = _html.plain(text).rpartition(CORRELATION)
        return _words(correlation_id) if marker else None

    def carries(self, current: Any, correlation_id: str) -> bool:
        return self.correlation_of(current) == _words(correlation_id)

    def can_carry(self, correlation_id: str) -> bool:
        kept = _marked("", correlation_id)
        return all(self.carries(shown, correlation_id) for shown in (kept, _html.plain(kept)))


def _marked(details: str, correlation_id: str) -> str:
    return f"{details}<p>{CORRELATION}{html.escape(correlation_id, quote=False)}</p>"


def _words(text: str) -> str:
    return " ".join(text.split())
