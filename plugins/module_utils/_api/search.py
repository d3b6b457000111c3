# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search: the qualification as the server writes it, and the records of all pages, one page in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import endpoints
from .call import Call
from .client import Client, object_of
from .endpoints import Endpoint
from .error_mapping import words_of
from .errors import Exchange, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .response import Response, is_error, is_removed, json_of

_MOST_STALE = 3
# How often all pages are read if they bring fewer records than the server counts.
_MOST_PASSES = 3
# A server that brings more than these has no end.
_MOST_PAGES, _MOST_SURPLUS = 100_000, 100_000


@dataclass(frozen=True)
class Clause:
    """One test that the server is asked to make: ``test`` is equal, member, contains, after or before.

    ``column`` is a key that its server is known, or assumed, to search by.
    """

    column: str
    test: str
    values: tuple[Any, ...]


def qualification(operand: str, clauses: Sequence[Clause]) -> dict[str, Any] | None:
    """Return what stands under ``qualDetails`` for all clauses together, None if there are none.

    ``operand`` makes of a key what the server calls it, as in ``request.{key}``. Clauses that the server cannot be
    asked are left out: what comes back is compared on this side anyway.
    """
    asked = [_relation(operand, clause) for clause in clauses if is_askable(clause)]
    return {"type": "FlatQualificationRest", "quals": asked} if asked else None


def is_askable(clause: Clause) -> bool:
    """Return whether the server can be asked to make this test."""
    if not clause.values or any(value in ("", None) for value in clause.values):
        return False
    if clause.test == "contains" and any(value.lower() != value.upper() for value in clause.values):
        # Whether the server ignores case is not known, and a record that it leaves out cannot be compared here.
        return False
    return clause.column == "id" or clause.test == "equal" or len(clause.values) == 1


class Search:
    """The records of one search. Iterate over it once; afterwards ``seen`` counts the records that came.

    A server that refuses ``clauses`` is asked again without them, for the caller compares every record itself.
    A refused ``given`` qualification, the user's own, is an error.
    """

    def __init__(
        self,
        client: Client,
        endpoint: Endpoint,
        clauses: Sequence[Clause] = (),
        *,
        given: Mapping[str, Any] | None = None,
        doing: str,
    ) -> None:
        self._client = client
        self._size = endpoints.PAGE_SIZE
        self._path = endpoint.search_path
        self._order = {"sort_by": endpoint.order} if endpoint.order else {}
        # The user's own qualification stands alone: how two are joined is one unknown more.
        own = None if given else qualification(endpoint.operand, clauses)
        self._may_drop = own is not None
        desired = given or own
        self._body: Mapping[str, Any] = {"qualDetails": desired} if desired else {}
        self._doing = doing
        self.seen = 0
        self.total: int | None = None

    def first(self) -> dict[str, Any] | None:
        """Return one record of those that the server finds, None if it finds none."""
        self._size = 1
        return next(iter(self), None)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        ids: set[Any] = set()
        retry_budget = self._client.retry_budget()
        for number in range(_MOST_PASSES):
            for fresh in self._pages(set() if number else ids):
                if number:
                    fresh = [record for record in fresh if record["id"] not in ids]
                    ids.update(record["id"] for record in fresh)
                self.seen += len(fresh)
                yield from (record for record in fresh if not is_removed(record))
            # A record that came while the pages were read lies on one that was read before.
            if self.total is None or len(ids) >= self.total:
                return
            short = f"the search ended after {len(ids)} of {self.total} records"
            if not retry_budget.wait(f"Could not {self._doing} at once: {short}"):
                break
        raise OddAnswerError(
            f"Could not {self._doing}: {short}. Nothing is concluded from that. Run the task again; if it stays so, "
            "the server counts records that it does not show.",
            exchange=Exchange("POST", f"{self._client.connection.url}{self._path}", 200),
        )

    def _pages(self, ids: set[Any]) -> Iterator[list[dict[str, Any]]]:
        """Yield of each page, from the first to the last, the records whose ids are new, and take these to ``ids``."""
        offset = stale = pages = 0
        most = None
        while True:
            start, before = offset, self.total if pages else None
            response = self._page(start)
            records, self.total = _records(response, self._doing)
            pages += 1
            most = most or (2 * self.total + _MOST_SURPLUS if self.total else None)
            # Records that disappeared meanwhile (deleted, closed) let others move up, before the start of this page.
            moved = max(0, before - self.total) if before and self.total is not None else 0
            fresh = [record for record in records if record["id"] not in ids]
            ids.update(record["id"] for record in fresh)
            yield fresh
            offset = max(0, start - moved) if moved else start + len(records)
            ended = not moved and (not records or (self.total is not None and offset >= self.total))
            # New records can push known ones onto the next page; a server that does not page sends nothing else.
            stale = stale + 1 if records and not fresh else 0
            if stale == _MOST_STALE or (stale and ended and len(ids) < (self.total or 0)):
                raise self._endless(response, f"the server sends the same page again at offset {start}")
            if ended:
                return
            if pages == _MOST_PAGES or (most and len(ids) > most):
                raise self._endless(response, f"the server sends ever more pages, {len(ids)} records so far")

    def _endless(self, response: Response, what: str) -> OddAnswerError:
        return OddAnswerError(f"Could not {self._doing}: {what}.", exchange=response.exchange)

    def _page(self, offset: int) -> Response:
        query = {"offset": offset, "size": self._size, **self._order}
        try:
            return self._client.read(Call("POST", self._path, query=query, json=self._body), self._doing)
        except ServiceOpsError as exc:
            if not (self._may_drop and offset == 0 and _is_about_the_body(exc)):
                raise
        self._may_drop, self._body = False, {}
        return self._client.read(Call("POST", self._path, query=query, json={}), self._doing)


def _is_about_the_body(exc: ServiceOpsError) -> bool:
    status = exc.exchange.status if exc.exchange else None
    if isinstance(exc, RefusedError):
        return status in endpoints.QUALIFICATION_REFUSED
    return isinstance(exc, UnavailableError) and status == 500


def _records(response: Response, doing: str) -> tuple[list[dict[str, Any]], int | None]:
    """Return the records and the total of a response; raises OddAnswerError if it has another shape."""
    parsed = json_of(response)
    total = None
    if not isinstance(parsed, list):
        found = object_of(response, doing)
        if is_error(found) and not any(found.get(key) for key in endpoints.FOUND_KEYS):
            raise OddAnswerError(
                f"Could not {doing}: the server answered no records, but an error ({words_of(response)}).",
                exchange=response.exchange,
            )
        count = found.get(endpoints.TOTAL_KEY)
        count = int(count) if isinstance(count, str) and count.isascii() and count.isdigit() else count
        total = count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
        parsed = next((found[key] for key in endpoints.FOUND_KEYS if isinstance(found.get(key), list)), None)
    if not isinstance(parsed, list) or not all(
        isinstance(record, dict) and isinstance(record.get("id"), (int, str)) for record in parsed
    ):
        raise OddAnswerError(
            f"Could not {doing}: the search answered no list of records with their ids.",
            exchange=response.exchange,
        )
    # A total below what came is no total of this search.
    return parsed, total if total is not None and total >= len(parsed) else None


def _relation(operand: str, clause: Clause) -> dict[str, Any]:
    left = {"type": "PropertyOperandRest", "key": operand.format(key=clause.column)}
    operator = endpoints.OPERATORS[clause.test]
    value: dict[str, Any] = {"type": "StringValueRest", "value": clause.values[0]}
    if clause.column == "id":
        left, operator = {"type": "DbOperandRest", "key": "id"}, endpoints.ANY_OF
        value = {"type": "ListLongValueRest", "value": list(clause.values)}
    elif clause.test in ("after", "before"):
        value = {"type": "LongValueRest", "value": clause.values[0]}
    elif len(clause.values) > 1:
        operator = endpoints.ANY_OF
        value = {"type": "ListStringValueRest", "value": list(clause.values)}
    return {
        "type": "RelationalQualificationRest",
        "leftOperand": left,
        "operator": operator,
        "rightOperand": {"type": "ValueOperandRest", "value": value},
    }
