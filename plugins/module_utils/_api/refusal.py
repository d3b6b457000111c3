# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer that is not the one that was asked for: the server's own words, what they mean, and our error."""

from __future__ import annotations

import re
import time

from .._text import clean
from . import contract
from .answer import Answer, asked_pause, json_of
from .errors import NotFoundError, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .redact import MASK, redact

_QUOTED = 300
# Characters that are looked at for what is quoted.
_LOOKED_AT = 100_000
# A JSON Web Token whoever got it, and at the token endpoint every word that may be a token.
_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*)*")
_TOKEN_LIKE = re.compile(r"(?=[^\s\d]*\d)[\w.~+/=%-]{12,}")
_NAMES_OF_SECRETS = ("token", "secret", "password")
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
    return answer.status == 404 and isinstance(parsed, dict) and bool(parsed.get(contract.OWN_ERROR_KEY))


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
    code = code or code_of(answer)
    head = f"HTTP {answer.status}" + (f", code {code}" if code else "")
    words = _from_json(answer) or _from_text(answer)
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
    return _quoted(str(code), answer) if isinstance(code, (str, int)) and str(code).strip() else None


def _from_json(answer: Answer) -> str:
    parsed = json_of(answer)
    if not isinstance(parsed, dict):
        return ""
    for key in contract.MESSAGE_KEYS:
        if isinstance(parsed.get(key), str) and parsed[key].strip():
            return _quoted(parsed[key], answer)
    return ""


def _from_text(answer: Answer) -> str:
    text = clean(answer.body[:_LOOKED_AT].decode("utf-8", "replace"))
    if is_html(answer):
        title = _title(text)
        is_shown = title and not (answer.may_hold_token and _TOKEN_LIKE.search(title))
        return f"a web page titled {_quoted(title, answer)!r}" if is_shown else "a web page"
    if answer.may_hold_token and text.strip():
        broken = "JSON that is cut off or broken" if text.lstrip().startswith("{") else "no JSON object"
        kind = "JSON" if isinstance(json_of(answer), dict) else broken
        return f"{kind} (not shown, since it may hold a token)"
    return _quoted(text, answer)


def _title(page: str) -> str:
    """Return the first title of a web page; no pattern does it, for its time would grow with the square of a page."""
    lower = page.lower()
    start = lower.find("<title")
    start = lower.find(">", start) + 1 if start >= 0 else 0
    end = lower.find("</title", start) if start else 0
    return page[start:end] if end > 0 else ""


def _quoted(text: str, answer: Answer) -> str:
    """Return the beginning of a server's words on one line; masked before it is cut, for half a secret is none."""
    text = " ".join(redact(text[:_LOOKED_AT], [*answer.secrets, *_secrets_in(answer)]).split())
    text = (_TOKEN_LIKE if answer.may_hold_token else _WEB_TOKEN).sub(MASK, text)
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _secrets_in(answer: Answer) -> list[str]:
    """Return what the token endpoint gives under names of secrets: its words may repeat it."""
    parsed = json_of(answer) if answer.may_hold_token else None
    given = parsed if isinstance(parsed, dict) else {}
    named = {key: value for key, value in given.items() if any(name in key.lower() for name in _NAMES_OF_SECRETS)}
    return [value for value in named.values() if isinstance(value, str)]
