# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to any endpoint: read one response, read all pages, look whether something is there, write exactly once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import endpoints
from .call import Call
from .client import Client
from .error_mapping import code_of, is_html, no_object, words_of
from .errors import NotFoundError, OddAnswerError, ServiceOpsError
from .paging import Page, Paging, total_of
from .response import Response, is_error, json_of
from .write_once import may_be_applied, write_once

_LIST_KEY = endpoints.FOUND_KEYS[0]
# Headers with names of another form, or with names of secrets, are not shown.
_HEADER_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_SECRET_HEADER = re.compile("cookie|auth|token|secret|session|password|key|csrf|xsrf|signature|credential")
# An address in a header may hold a token or a signature.
_ADDRESS_HEADERS = ("location", "content-location", "link", "refresh")
_QUERY = re.compile(r"[?#][^\s<>,;\"']*")
_NO_BODY = (b"", b"null")


class Answer(NamedTuple):
    """What a result shows of a response; ``json`` is None if the body is empty or no JSON."""

    json: Any
    status: int | None
    headers: Mapping[str, str]


# Of a call that was not made.
NO_ANSWER = Answer(None, None, {})


def read(client: Client, call: Call) -> Answer:
    """Make a call that changes nothing, and return its answer."""
    doing = _doing(call)
    return _answer(client.read(call, doing), doing)


def read_pages(client: Client, call: Call, *, offset: int, size: int, limit: int | None) -> Answer:
    """Return the last page with the entries of all pages in its list, ``limit`` of them at most."""
    doing = _doing(call)
    answers: list[Answer] = []

    def page(start: int) -> Page:
        query = {**(call.query or {}), "offset": start, "size": size}
        response = client.read(call._replace(query=query), doing)
        answers.append(_answer(response, doing))
        found, entries = _listed(answers[-1].json, response, doing)
        return Page(entries, total_of(found, entries), response)

    # Entries of any endpoint need not have an id, and ids of different types may be the same.
    paging = Paging(client, page, key=lambda entry: json.dumps(entry, sort_keys=True), doing=doing, first=offset)
    joined: list[Any] = []
    for fresh in paging:
        joined += fresh
        if limit and len(joined) >= limit:
            break
    last = answers[-1]
    entries = joined[:limit]
    return last._replace(json=entries if isinstance(last.json, list) else {**last.json, _LIST_KEY: entries})


def look(client: Client, call: Call) -> Answer | None:
    """Return the answer that shows that something is there; None if the server itself reports that nothing is."""
    doing = _doing(call)
    try:
        response = client.read(call, doing)
    except NotFoundError:
        return None
    answer = _answer(response, doing)
    # Words that are no JSON are something.
    is_text = answer.json is None and response.body.strip() not in _NO_BODY
    return answer if is_text or not _is_nothing(answer.json) else None


def write(client: Client, call: Call, advice: str) -> Answer:
    """Make a call that changes something, and return its answer.

    It is sent again only if the server surely did not work on it. ``advice`` completes the error of a call in doubt.
    """
    doing = _doing(call)
    try:
        return _answer(write_once(client, call, doing), doing)
    except ServiceOpsError as exc:
        if may_be_applied(exc):
            exc.message += f" It may have been applied, so it was not sent again. {advice}"
        raise


def _doing(call: Call) -> str:
    return f"{call.method} {call.path}"


def _answer(response: Response, doing: str) -> Answer:
    """Return what a 2xx response says; raises OddAnswerError if that is an error, or JSON that cannot be read."""
    parsed = json_of(response)
    if parsed is None and _should_be_json(response):
        raise no_object(response, doing)
    if _is_refusal(parsed):
        raise OddAnswerError(
            f"Could not {doing}: the server answered an error under a status of success ({words_of(response)}).",
            exchange=response.exchange,
            code=code_of(response),
        )
    shown = {
        name: _QUERY.sub("", value) if name in _ADDRESS_HEADERS else value
        for name, value in response.headers.items()
        if _HEADER_NAME.fullmatch(name) and not _SECRET_HEADER.search(name)
    }
    return Answer(parsed, response.status, shown)


def _should_be_json(response: Response) -> bool:
    body = response.body.strip()
    is_named_so = is_html(response) or "json" in response.headers.get("content-type", "")
    return body not in _NO_BODY and (is_named_so or body[:1] in (b"{", b"["))


def _is_refusal(parsed: Any) -> bool:
    """Return whether this is an error object; records of any type may have a ``code``, or an ``error`` of their own."""
    if not isinstance(parsed, dict) or "id" in parsed:
        return False
    return is_error({key: value for key, value in parsed.items() if key != endpoints.CODE_KEY})


def _listed(parsed: Any, response: Response, doing: str) -> tuple[Mapping[str, Any], list[Any]]:
    if isinstance(parsed, list):
        return {}, parsed
    if isinstance(parsed, dict) and isinstance(parsed.get(_LIST_KEY), list):
        return parsed, parsed[_LIST_KEY]
    raise OddAnswerError(
        f"Could not {doing}: the answer has no list, in {_LIST_KEY} or as a whole, whose pages could be joined. "
        "Leave out paginate and limit.",
        exchange=response.exchange,
    )


def _is_nothing(parsed: Any) -> bool:
    if not (parsed and isinstance(parsed, dict)):
        return not parsed
    total = str(parsed.get(endpoints.TOTAL_KEY))
    # A server that counts some and shows none has some.
    return total == "0" or (parsed.get(_LIST_KEY) == [] and not total.isdigit())
