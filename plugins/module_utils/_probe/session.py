# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session of a probe and the findings of its checks.

Responses are raw, because the layers above accept so many variants that a difference would not show.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._api import endpoints
from .._api.call import Call
from .._api.client import Client, object_of
from .._api.connection import PasswordGrant
from .._api.error_mapping import error_for, is_html, words_of
from .._api.errors import ServiceOpsError
from .._api.response import Response, json_of
from .._api.search import Clause, qualification
from .._resources.request import REQUEST

HOLDS, DIFFERS, NOT_TRIED = "holds", "differs", "not_tried"
ENDPOINT = REQUEST.endpoint()
# The key by which pages are sorted, a time.
SORT_KEY = ENDPOINT.order or ""
# Large enough to distinguish pages, small enough for a server with few requests.
PAGE_SIZE = 5
# No server has so many requests, and every integer column can hold it.
UNKNOWN_ID = 2_147_483_646
UNKNOWN_SUBJECT = "motadata.serviceops contract probe: no request has this subject"


@dataclass(frozen=True)
class Finding:
    """The result of one check. If the server differs, ``meaning`` None stands for the assumption's ``otherwise``."""

    outcome: str
    found: str = ""
    meaning: str | None = None


class NotTriedError(Exception):
    """A check cannot be made here; the text says why."""


def judge(good: bool, found: str) -> Finding:
    """Return a finding: holds if ``good``, otherwise differs."""
    return Finding(HOLDS if good else DIFFERS, found)


def not_tried(why: str, found: str = "") -> Finding:
    """Return the finding of a check that could not be made, with what was found all the same."""
    return Finding(NOT_TRIED, found, why)


class ProbeSession:
    """The session with one server. Checks share the results of searches and reads of other requests."""

    def __init__(self, client: Client) -> None:
        self.client = client
        # Every X-RateLimit header by its last value, and each response with status 429.
        self.limits: dict[str, str] = {}
        self.refusals: list[Response] = []
        self._cache: dict[str, Response | ServiceOpsError] = {}
        client.observe(self._observe)

    def check_access(self) -> None:
        """Raise if the server rejects a key or token, or the API does not respond. A sign-in checks that already."""
        if isinstance(self.client.connection.credentials, PasswordGrant):
            return
        response = self.unknown_response
        doing = "reach the API of ServiceOps"
        if response.status == 401:
            raise error_for(response, doing)
        if response.ok and is_html(response):
            object_of(response, doing)

    @property
    def unknown_response(self) -> Response:
        """The response to a read of an id that no request has."""
        return self.answer(read_call(UNKNOWN_ID), "read a request that does not exist")

    @property
    def first_page(self) -> Response:
        return self.search()

    @property
    def samples(self) -> list[dict[str, Any]]:
        """The first few requests, as a search shows them. Raises NotTriedError if there are none."""
        if not self.first_page.ok:
            raise NotTriedError(f"the search for requests was answered {quote(self.first_page)}")
        found = records_in(self.first_page)
        if not found:
            raise NotTriedError("the search shows no request to look at")
        return found

    @property
    def is_selective(self) -> bool:
        """Whether a condition that no request meets finds none, although a search without conditions finds some."""
        return bool(records_in(self.first_page)) and self.empty_search.ok and records_in(self.empty_search) == []

    @property
    def empty_search(self) -> Response:
        """The response to a search for a subject that no request has."""
        return self.search(Clause("subject", "equal", (UNKNOWN_SUBJECT,)))

    def search(self, *clauses: Clause, offset: int = 0, fresh: bool = False) -> Response:
        """Return the response to a search; ``fresh`` bypasses the cache. Raises what ``Client.send_read`` raises."""
        asked = qualification(ENDPOINT.operand, clauses)
        call = Call(
            "POST",
            ENDPOINT.search_path,
            query={"offset": offset, "size": PAGE_SIZE, "sort_by": SORT_KEY},
            json={"qualDetails": asked} if asked else {},
        )
        doing = "search for requests"
        return self.client.send_read(call, doing) if fresh else self.answer(call, doing)

    def read(self, record_id: int | str) -> Response:
        return self.client.send_read(read_call(record_id), f"read request {record_id}")

    def answer(self, call: Call, doing: str) -> Response:
        """Return the response to a call that reads; a second one like it is not made. Raises ServiceOpsError."""
        key = json.dumps([call.method, call.path, dict(call.query or {}), call.json])
        if key not in self._cache:
            try:
                self._cache[key] = self.client.send_read(call, doing)
            except ServiceOpsError as exc:
                self._cache[key] = exc
        known = self._cache[key]
        if isinstance(known, ServiceOpsError):
            raise known
        return known

    def _observe(self, response: Response) -> None:
        if response.may_hold_token:
            # The token endpoint may have limits of its own.
            return
        self.limits.update({name: value for name, value in response.headers.items() if name.startswith("x-ratelimit-")})
        if response.status == 429:
            self.refusals.append(response)


def read_call(record_id: int | str) -> Call:
    """Return the call that reads a request."""
    return Call("GET", ENDPOINT.record_path(record_id))


def records_in(response: Response) -> list[dict[str, Any]] | None:
    """Return the records in the response to a search, None if it has no list of them."""
    parsed = json_of(response)
    if isinstance(parsed, dict):
        parsed = next((parsed[key] for key in endpoints.FOUND_KEYS if isinstance(parsed.get(key), list)), None)
    if not isinstance(parsed, list):
        return None
    return [record for record in parsed if isinstance(record, dict) and isinstance(record.get("id"), (int, str))]


def quote(response: Response, code: str | None = None) -> str:
    """Return the server's message as a part of a sentence."""
    return words_of(response, code).rstrip(".")


def has_record(response: Response, record_id: Any) -> bool:
    """Return whether a search found this record."""
    return any(record["id"] == record_id for record in records_in(response) or ())


def texts_in(record: Mapping[str, Any], key: str) -> list[str]:
    """Return the texts of a list in a record."""
    found = record.get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def join_parts(parts: list[str]) -> str:
    """Return the parts as one sentence without its full stop."""
    return "; ".join(part for part in parts if part)
