# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search: the qualification as the server writes it, and the records of all pages, one page in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from . import endpoints
from .call import Call
from .client import Client, object_of
from .endpoints import Endpoint
from .error_mapping import words_of
from .errors import OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .paging import Page, Paging, total_of
from .response import Response, is_error, is_removed, json_of

# Tests of a time.
_TIMES = ("after", "before")
# In epoch milliseconds the year 2001, before any record; in seconds later than any.
_LONG_AGO = 10**12


class Clause(NamedTuple):
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

    A server that refuses ``clauses`` is asked again without them, for the caller compares every record itself, and one
    that finds nothing by a time is asked without times. A refused ``given`` qualification, the user's own, is an error.
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
        self._clauses = [] if given else [clause for clause in clauses if is_askable(clause)]
        self._operand = endpoint.operand
        self._may_drop = bool(self._clauses)
        self._body = {"qualDetails": given} if given else self._asking(self._clauses)
        self._doing = doing
        self.seen = 0

    def first(self) -> dict[str, Any] | None:
        """Return one record of those that the server finds, None if it finds none."""
        self._size = 1
        return next(iter(self), None)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        paging = Paging(self._client, self._page, key=lambda record: record["id"], doing=self._doing)
        for fresh in paging:
            self.seen += len(fresh)
            yield from (record for record in fresh if not is_removed(record))

    def _page(self, offset: int) -> Page:
        try:
            page = self._read(self._body, offset, self._size)
            if offset or not self._may_drop or self._finds_times(page):
                return page
            self._body = self._asking([clause for clause in self._clauses if clause.test not in _TIMES])
        except ServiceOpsError as exc:
            if not (self._may_drop and offset == 0 and _is_about_the_body(exc)):
                raise
            self._body = {}
        self._may_drop = False
        return self._read(self._body, offset, self._size)

    def _finds_times(self, page: Page) -> bool:
        """Return whether each time in the clauses, if any, is asked for in a way that the server understands.

        That way is not documented. A server that understands it finds every record since a time long ago.
        """
        columns = dict.fromkeys(clause.column for clause in self._clauses if clause.test in _TIMES)
        for column in () if page.entries else columns:
            if (self._path, column) not in self._client.understood_times:
                if not self._read(self._asking([Clause(column, "after", (_LONG_AGO,))]), 0, 1).entries:
                    return False
                self._client.understood_times.add((self._path, column))
        return True

    def _asking(self, clauses: Sequence[Clause]) -> Mapping[str, Any]:
        asked = qualification(self._operand, clauses)
        return {"qualDetails": asked} if asked else {}

    def _read(self, body: Mapping[str, Any], offset: int, size: int) -> Page:
        query = {"offset": offset, "size": size, **self._order}
        response = self._client.read(Call("POST", self._path, query=query, json=body), self._doing)
        return Page(*_records(response, self._doing), response)


def _is_about_the_body(exc: ServiceOpsError) -> bool:
    if isinstance(exc, RefusedError):
        return exc.status in endpoints.BODY_REFUSED
    return isinstance(exc, UnavailableError) and exc.status == 500


def _records(response: Response, doing: str) -> tuple[list[dict[str, Any]], int | None]:
    """Return the records and the total of a response; raises OddAnswerError if it has another shape."""
    parsed = json_of(response)
    found: Mapping[str, Any] = {}
    if not isinstance(parsed, list):
        found = object_of(response, doing)
        if is_error(found) and not any(found.get(key) for key in endpoints.FOUND_KEYS):
            raise OddAnswerError(
                f"Could not {doing}: the server answered no records, but an error ({words_of(response)}).",
                exchange=response.exchange,
            )
        parsed = next((found[key] for key in endpoints.FOUND_KEYS if isinstance(found.get(key), list)), None)
    if not isinstance(parsed, list) or not all(
        isinstance(record, dict) and isinstance(record.get("id"), (int, str)) for record in parsed
    ):
        raise OddAnswerError(
            f"Could not {doing}: the search answered no list of records with their ids.",
            exchange=response.exchange,
        )
    return parsed, total_of(found, parsed)


def _relation(operand: str, clause: Clause) -> dict[str, Any]:
    left = {"type": "PropertyOperandRest", "key": operand.format(key=clause.column)}
    operator = endpoints.OPERATORS[clause.test]
    value: dict[str, Any] = {"type": "StringValueRest", "value": clause.values[0]}
    if clause.column == "id":
        left, operator = {"type": "DbOperandRest", "key": "id"}, endpoints.ANY_OF
        value = {"type": "ListLongValueRest", "value": list(clause.values)}
    elif clause.test in _TIMES:
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
