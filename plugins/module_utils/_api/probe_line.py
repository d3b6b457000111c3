# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check of the probe asks with, and what it gives back.

The answers are raw: the layers above forgive a server so much that a difference could not be seen through them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import contract
from .answer import Answer, json_of
from .client import Client, object_of
from .connection import PasswordGrant
from .errors import ServiceOpsError
from .refusal import failed, is_html, words_of
from .search import Clause, qualification
from .transport import Call

HOLDS, DIFFERS, NOT_TRIED = "holds", "differs", "not_tried"
NOUN = "request"
# Large enough to tell pages apart, small enough for a server with any number of requests.
FEW = 5
# No server counts that far, and every integer column holds it.
UNKNOWN_ID = 2_147_483_646
UNKNOWN_SUBJECT = "motadata.serviceops contract probe: no request has this subject"


@dataclass(frozen=True)
class Finding:
    """What one check found. ``meaning`` None is the ``otherwise`` of the assumption where the server differs."""

    outcome: str
    found: str = ""
    meaning: str | None = None


class UntriedError(Exception):
    """A check cannot be made here; the text says why."""


def judged(good: bool, found: str) -> Finding:
    """Return a finding that holds where ``good``, and differs otherwise."""
    return Finding(HOLDS if good else DIFFERS, found)


def untried(why: str, found: str = "") -> Finding:
    """Return the finding of a check that could not be made, with what was seen all the same."""
    return Finding(NOT_TRIED, found, why)


class Line:
    """The line to one server. A search or read of others' requests is made once, however many checks look at it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        # Every X-RateLimit header by its last value, and each answer that asked to wait.
        self.limits: dict[str, str] = {}
        self.refusals: list[Answer] = []
        self._known: dict[str, Answer | ServiceOpsError] = {}
        client.watch = self._note

    def check_reach(self) -> None:
        """Raise where a key or token is not taken, or nothing of the API answers; a sign-in has shown that before."""
        if isinstance(self.client.connection.credentials, PasswordGrant):
            return
        answer = self.unknown
        doing = "reach the API of ServiceOps"
        if answer.status == 401:
            raise failed(answer, doing)
        if answer.ok and is_html(answer):
            object_of(answer, doing)

    @property
    def unknown(self) -> Answer:
        """The answer about an id that no request has."""
        return self._once(read_call(UNKNOWN_ID), "read a request that does not exist")

    @property
    def page(self) -> Answer:
        """The first few requests."""
        return self.search()

    @property
    def samples(self) -> list[dict[str, Any]]:
        """The first few requests, as a search shows them. Raises UntriedError where there are none."""
        if not self.page.ok:
            raise UntriedError(f"the search for requests was answered {quoted(self.page)}")
        found = records_in(self.page)
        if not found:
            raise UntriedError("the search shows no request to look at")
        return found

    @property
    def is_selective(self) -> bool:
        """Whether a condition that no request meets finds none, where a search without conditions does."""
        return bool(records_in(self.page)) and self.unmet.ok and records_in(self.unmet) == []

    @property
    def unmet(self) -> Answer:
        """The answer to a search for a subject that no request has."""
        return self.search(Clause("subject", "equal", (UNKNOWN_SUBJECT,)))

    def search(self, *clauses: Clause, offset: int = 0, fresh: bool = False) -> Answer:
        """Return the answer to a search; ``fresh`` asks anew. Raises what ``Client.ask`` raises."""
        asked = qualification(NOUN, clauses)
        call = Call(
            "POST",
            contract.SEARCH_PATH.format(noun=NOUN),
            query={"offset": offset, "size": FEW, "sort_by": contract.STABLE_ORDER},
            json={"qualDetails": asked} if asked else {},
        )
        doing = "search for requests"
        return self.client.ask(call, doing) if fresh else self._once(call, doing)

    def read(self, record_id: int | str) -> Answer:
        """Return the answer about a request as it is now."""
        return self.client.ask(read_call(record_id), f"read request {record_id}")

    def _once(self, call: Call, doing: str) -> Answer:
        key = json.dumps([call.method, call.path, dict(call.query or {}), call.json])
        if key not in self._known:
            try:
                self._known[key] = self.client.ask(call, doing)
            except ServiceOpsError as exc:
                self._known[key] = exc
        known = self._known[key]
        if isinstance(known, ServiceOpsError):
            raise known
        return known

    def _note(self, answer: Answer) -> None:
        self.limits.update({name: value for name, value in answer.headers.items() if name.startswith("x-ratelimit-")})
        if answer.status == 429:
            self.refusals.append(answer)


def read_call(record_id: int | str) -> Call:
    """Return the call that reads a request."""
    return Call("GET", contract.RECORD_PATH.format(noun=NOUN, id=record_id))


def records_in(answer: Answer) -> list[dict[str, Any]] | None:
    """Return the records in the answer to a search, None where it holds no list of them."""
    parsed = json_of(answer)
    if isinstance(parsed, dict):
        parsed = next((parsed[key] for key in contract.FOUND_KEYS if isinstance(parsed.get(key), list)), None)
    if not isinstance(parsed, list):
        return None
    return [record for record in parsed if isinstance(record, dict) and isinstance(record.get("id"), (int, str))]


def quoted(answer: Answer, code: str | None = None) -> str:
    """Return what the server said, as a part of a sentence."""
    return words_of(answer, code).rstrip(".")


def has_record(answer: Answer, record_id: Any) -> bool:
    """Tell whether a search found this record."""
    return any(record["id"] == record_id for record in records_in(answer) or ())


def texts_in(record: Mapping[str, Any], key: str) -> list[str]:
    """Return the texts of a list in a record."""
    found = record.get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def listed(parts: list[str]) -> str:
    """Return the parts as one sentence without its full stop."""
    return "; ".join(part for part in parts if part)
