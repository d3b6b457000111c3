# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read an HTTP answer: its JSON, or the server's own words about what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import contract
from .errors import Exchange

_QUOTED = 300


class Answer(NamedTuple):
    """A complete HTTP answer. Header names are lower case."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.method, self.url, self.status)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def json_of(answer: Answer) -> Any:
    """Return the parsed JSON body, or None where the body is no JSON."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def is_own_not_found(answer: Answer) -> bool:
    """Tell whether this is the product's own "no such record" rather than somebody's 404 page."""
    parsed = json_of(answer)
    return answer.status == 404 and isinstance(parsed, dict) and any(key in parsed for key in contract.OWN_ERROR_KEYS)


def may_be_not_found(answer: Answer) -> bool:
    """Tell whether a server could mean "no such record" by this, so that a search has to confirm it."""
    if answer.status == 404:
        return isinstance(json_of(answer), dict)
    # A 500 with words is trouble of another kind.
    return answer.status in contract.DOUBTFUL_NOT_FOUND and (answer.status != 500 or not answer.body.strip())


def code_of(answer: Answer) -> str | None:
    """Return the product's error code."""
    return _code_at(answer, contract.CODE_KEY)


def oauth_code_of(answer: Answer) -> str | None:
    """Return the error code of the token endpoint: the OAuth one, or the product's."""
    return _code_at(answer, contract.OAUTH_CODE_KEY) or code_of(answer)


def words_of(answer: Answer, code: str | None = None) -> str:
    """Return what the server said, for a message: status, code and words, never more than a few lines.

    ``code`` is the one to show, where it is not the product's own.
    """
    parsed = json_of(answer)
    code = code or code_of(answer)
    head = f"HTTP {answer.status}" + (f", code {code}" if code else "")
    words = _from_json(parsed) or _from_text(answer)
    return f"{head}: {words}" if words else f"{head} with an empty body"


def is_html(answer: Answer) -> bool:
    """Tell whether the answer is a web page."""
    start = answer.body[:200].lstrip().lower()
    return "html" in answer.headers.get("content-type", "") or start.startswith((b"<!doctype html", b"<html"))


def _code_at(answer: Answer, key: str) -> str | None:
    parsed = json_of(answer)
    code = parsed.get(key) if isinstance(parsed, dict) else None
    return _shorten(str(code)) if isinstance(code, (str, int)) and str(code).strip() else None


def _from_json(parsed: Any) -> str:
    if not isinstance(parsed, dict):
        return ""
    for key in contract.MESSAGE_KEYS:
        if isinstance(parsed.get(key), str) and parsed[key].strip():
            return _shorten(parsed[key])
    return ""


def _from_text(answer: Answer) -> str:
    text = answer.body.decode("utf-8", "replace")
    if is_html(answer):
        title = re.search(r"(?is)<title[^>]*>(.*?)</title>", text)
        return f"a web page titled {_shorten(title.group(1))!r}" if title else "a web page"
    return _shorten(text)


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def is_removed(record: Mapping[str, Any]) -> bool:
    """Tell whether the server shows the record as archived."""
    return record.get(contract.REMOVED_KEY) is True
