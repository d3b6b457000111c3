# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Map a response that is not the expected one to our error, with the server's own words and what they mean."""

from __future__ import annotations

import re
import time

from .._text import clean
from . import endpoints
from .errors import NotFoundError, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .redact import MASK, redact
from .response import Response, asked_pause, json_of

_QUOTED = 300
# Characters that are looked at for what is quoted.
_LOOKED_AT = 100_000
# A JSON Web Token in any response, and at the token endpoint every word that may be a token.
_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*)*")
_TOKEN_LIKE = re.compile(r"(?=[^\s\d]*\d)[\w.~+/=%-]{12,}")
_NAMES_OF_SECRETS = ("token", "secret", "password")
_ADVICE = {
    401: "Check the credentials; a token or key that was given to the task cannot be renewed.",
    403: "The acting user lacks the permission for this in ServiceOps.",
    404: "Check that url is the address of the ServiceOps server, with the path prefix of a gateway if there is one.",
    405: "This server does not offer that.",
}


def error_for(response: Response, doing: str) -> ServiceOpsError:
    """Return the error of a response that is not 2xx, with the server's own words."""
    error = _error_for(response, doing)
    error.message += response.account
    error.may_be_not_found = may_be_not_found(response)
    return error


def no_object(response: Response, doing: str) -> OddAnswerError:
    """Return the error of a 2xx response that is not a JSON object."""
    got = "a web page instead of JSON" if is_html(response) else "no JSON object"
    return OddAnswerError(
        f"Could not {doing}: the server answered {got} ({words_of(response)}). "
        "Check that url is the address of the ServiceOps server, and what stands between.",
        exchange=response.exchange,
    )


def is_own_not_found(response: Response) -> bool:
    """Return whether this is the product's own "no such record" rather than somebody's 404 page."""
    parsed = json_of(response)
    return response.status == 404 and isinstance(parsed, dict) and bool(parsed.get(endpoints.OWN_ERROR_KEY))


def may_be_not_found(response: Response) -> bool:
    """Return whether a server could mean "no such record" by this, so that a search has to confirm it."""
    if response.status == 404:
        return isinstance(json_of(response), dict)
    # A 500 with words is trouble of another kind.
    return response.status in endpoints.DOUBTFUL_NOT_FOUND and (response.status != 500 or not response.body.strip())


def code_of(response: Response) -> str | None:
    """Return the product's error code."""
    return _code_at(response, endpoints.CODE_KEY)


def oauth_code_of(response: Response) -> str | None:
    """Return the error code of the token endpoint: the OAuth one, or the product's."""
    return _code_at(response, endpoints.OAUTH_CODE_KEY) or code_of(response)


def words_of(response: Response, code: str | None = None) -> str:
    """Return the server's words for a message: status, code and text, never more than a few lines.

    ``code`` is the one to show if it is not the product's own.
    """
    code = code or code_of(response)
    head = f"HTTP {response.status}" + (f", code {code}" if code else "")
    words = _from_json(response) or _from_text(response)
    return f"{head}: {words}" if words else f"{head} with an empty body"


def is_html(response: Response) -> bool:
    """Return whether the response is a web page."""
    start = response.body[:200].lstrip().lower()
    return "html" in response.headers.get("content-type", "") or start.startswith((b"<!doctype html", b"<html"))


def _error_for(response: Response, doing: str) -> ServiceOpsError:
    sentence = f"Could not {doing}: the server answered {words_of(response)}"
    sentence += "" if sentence.endswith((".", "!", "?")) else "."
    if response.status == 429 or response.status >= 500:
        pause = asked_pause(response.headers, time.time())
        return UnavailableError(sentence, exchange=response.exchange, code=code_of(response), retry_after=pause)
    if is_own_not_found(response):
        return NotFoundError(sentence, exchange=response.exchange, code=code_of(response))
    if not 400 <= response.status < 500:
        return OddAnswerError(sentence, exchange=response.exchange)
    advice = _ADVICE.get(response.status, "Correct what it names and run the task again.")
    return RefusedError(f"{sentence} {advice}", exchange=response.exchange, code=code_of(response))


def _code_at(response: Response, key: str) -> str | None:
    parsed = json_of(response)
    code = parsed.get(key) if isinstance(parsed, dict) else None
    return _quoted(str(code), response) if isinstance(code, (str, int)) and str(code).strip() else None


def _from_json(response: Response) -> str:
    parsed = json_of(response)
    if not isinstance(parsed, dict):
        return ""
    for key in endpoints.MESSAGE_KEYS:
        if isinstance(parsed.get(key), str) and parsed[key].strip():
            return _quoted(parsed[key], response)
    return ""


def _from_text(response: Response) -> str:
    text = clean(response.body[:_LOOKED_AT].decode("utf-8", "replace"))
    if is_html(response):
        title = _title(text)
        is_shown = title and not (response.may_hold_token and _TOKEN_LIKE.search(title))
        return f"a web page titled {_quoted(title, response)!r}" if is_shown else "a web page"
    if response.may_hold_token and text.strip():
        broken = "JSON that is cut off or broken" if text.lstrip().startswith("{") else "no JSON object"
        kind = "JSON" if isinstance(json_of(response), dict) else broken
        return f"{kind} (not shown, since it may hold a token)"
    return _quoted(text, response)


def _title(page: str) -> str:
    """Return the first title of a web page; no pattern does it, for its time would grow with the square of a page."""
    lower = page.lower()
    start = lower.find("<title")
    start = lower.find(">", start) + 1 if start >= 0 else 0
    end = lower.find("</title", start) if start else 0
    return page[start:end] if end > 0 else ""


def _quoted(text: str, response: Response) -> str:
    """Return the beginning of a server's words on one line; masked before it is cut, for half a secret is none."""
    text = " ".join(redact(text[:_LOOKED_AT], [*response.secrets, *_secrets_in(response)]).split())
    text = (_TOKEN_LIKE if response.may_hold_token else _WEB_TOKEN).sub(MASK, text)
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _secrets_in(response: Response) -> list[str]:
    """Return what the token endpoint gives under names of secrets: its words may repeat it."""
    parsed = json_of(response) if response.may_hold_token else None
    given = parsed if isinstance(parsed, dict) else {}
    named = {key: value for key, value in given.items() if any(name in key.lower() for name in _NAMES_OF_SECRETS)}
    return [value for value in named.values() if isinstance(value, str)]
