# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer that is not the one that was asked for: the server's own words, what they mean, and our error."""

from __future__ import annotations

import re
import time
from typing import Any

from . import contract
from .answer import Answer, asked_pause, json_of
from .errors import NotFoundError, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError

_QUOTED = 300
_ADVICE = {
    401: "Check the credentials; a token or key that was given to the task cannot be renewed.",
    403: "The acting user lacks the permission for this in ServiceOps.",
    404: "Check that url is the address of the ServiceOps server, with the path prefix of a gateway if there is one.",
    405: "This server does not offer that.",
}


def failed(answer: Answer, doing: str) -> ServiceOpsError:
    """Return the error of an answer that is not 2xx, with the server's own words."""
    error = _failed(answer, doing)
    error.message += answer.account
    error.may_be_not_found = may_be_not_found(answer)
    return error


def no_object(answer: Answer, doing: str) -> OddAnswerError:
    """Return the error of a 2xx answer that is no JSON object."""
    got = "a web page instead of JSON" if is_html(answer) else "no JSON object"
    return OddAnswerError(
        f"Could not {doing}: the server answered {got} ({words_of(answer)}). "
        "Check that url is the address of the ServiceOps server, and what stands between.",
        exchange=answer.exchange,
    )


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


def _failed(answer: Answer, doing: str) -> ServiceOpsError:
    sentence = f"Could not {doing}: the server answered {words_of(answer)}"
    sentence += "" if sentence.endswith((".", "!", "?")) else "."
    if answer.status == 429 or answer.status >= 500:
        pause = asked_pause(answer.headers, time.time())
        return UnavailableError(sentence, exchange=answer.exchange, code=code_of(answer), retry_after=pause)
    if is_own_not_found(answer):
        return NotFoundError(sentence, exchange=answer.exchange, code=code_of(answer))
    if not 400 <= answer.status < 500:
        return OddAnswerError(sentence, exchange=answer.exchange)
    advice = _ADVICE.get(answer.status, "Correct what it names and run the task again.")
    return RefusedError(f"{sentence} {advice}", exchange=answer.exchange, code=code_of(answer))


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
