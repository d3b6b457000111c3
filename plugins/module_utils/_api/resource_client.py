# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and search the records of one resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Callable, NamedTuple

from .call import Call
from .client import Client, object_of
from .endpoints import Endpoint
from .errors import Exchange, MatchError, NotFoundError, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .response import Response, is_removed
from .search import Clause, Search
from .settling import look_until_settled
from .write_log import WriteLog


class ParentRecord(NamedTuple):
    """The record to which the records of a child belong, at least its id, and the resource of it."""

    records: ResourceClient
    record: Mapping[str, Any]


class ResourceClient:
    """The records of one resource on one server, as the objects that the server sends; children have a ``parent``."""

    def __init__(self, client: Client, endpoint: Endpoint, parent: ParentRecord | None = None) -> None:
        self.client = client
        self.endpoint = endpoint
        self._parent = parent
        self.resource = endpoint.resource
        self._absences: dict[int, Exchange] = {}

    def address(self, record_id: Any) -> str:
        """Return the address of a record in the API."""
        return f"{self.client.connection.url}{self.path(record_id)}"

    def addresses(self, record: Mapping[str, Any]) -> tuple[str, str | None]:
        """Return the address of a record in the API, and that of its page for people, if it is known."""
        return self.address(record["id"]), self.web_address(record)

    def web_address(self, record: Mapping[str, Any]) -> str | None:
        """Return the address of a record's page for people, which is that of its parent; None if it is not known."""
        if self._parent:
            return self._parent.records.web_address(self._parent.record)
        page, name = self.client.connection.web_page, record.get(self.endpoint.name or "")
        return page.address(resource=self.resource, id=record.get("id"), name=name) if page else None

    @property
    def of_parent(self) -> str:
        """The words that say whose these records are, such as " of request INC-46"; empty without a parent."""
        return f" of {self._parent.records.label(self._parent.record)}" if self._parent else ""

    def label(self, record: Mapping[str, Any]) -> str:
        """Return the name of a record in messages, such as request INC-46, or request 65 if only its id is known."""
        return f"{self.resource} {record.get(self.endpoint.name or '') or record['id']}"

    def path(self, record_id: Any) -> str:
        """Return the path of a record in the API."""
        return self.endpoint.record_path(record_id)

    @cached_property
    def write_log(self) -> WriteLog:
        """What this user's tasks wrote here lately."""
        return self.client.write_log(self.endpoint.path)

    def read(self, record_id: int) -> dict[str, Any] | None:
        """Return a record, or None if the server itself reports that there is none."""
        if not self.endpoint.has_read:
            return self._searched_for(record_id)
        doing = f"read {self.resource} {record_id}"
        try:
            response = self.client.read(Call("GET", self.path(record_id)), doing)
        except NotFoundError as exc:
            self._absences.update({record_id: exc.exchange} if exc.exchange else {})
            return None
        except (RefusedError, UnavailableError) as exc:
            if not exc.may_be_not_found:
                raise
            return self._confirm(record_id, exc)
        record = self.whole(object_of(response, doing), record_id, response, doing)
        if is_removed(record):
            self._absences[record_id] = response.exchange
            return None
        return record

    def is_gone(self, record_id: int) -> bool:
        """Return whether a deleted record does not exist any more; a search decides if a read cannot."""
        if not self.endpoint.has_read:
            return self.listed(record_id, f"find {self.resource} {record_id}") is None
        try:
            return self.read(record_id) is None
        except RefusedError as exc:
            if exc.may_be_not_found or not exc.exchange or exc.exchange.status != 404:
                raise
            return self._confirm(record_id, exc) is None

    def absence(self, record_id: int | None = None) -> Exchange:
        """Return the call that showed a record to be missing: the one to its id, or else a search."""
        url = f"{self.client.connection.url}{self.endpoint.search_path}"
        return self._absences.get(record_id or 0) or Exchange("POST", url, 200)

    def search(self, clauses: Sequence[Clause] = (), *, given: Mapping[str, Any] | None = None, doing: str) -> Search:
        """Return the search for records that pass all ``clauses``, or the user's own qualification ``given``."""
        return Search(self.client, self.endpoint, clauses, given=given, doing=doing)

    def awaited(self, look: Callable[[], Any], doing: str) -> Any:
        """Return what ``look`` finds in the end if only a search, which may be behind, can show what was written."""
        if self.endpoint.has_read:
            return None
        why = f"Could not {doing} at once: the search does not show it"
        return look_until_settled(look, self.client.retry_budget(), why)[0]

    def whole(self, record: dict[str, Any], record_id: int, response: Response, doing: str) -> dict[str, Any]:
        """Return the record of a response; raises OddAnswerError if it is another one than asked for."""
        if record.get("id") == record_id:
            return record
        raise OddAnswerError(
            f"Could not {doing}: the server answered with id {record.get('id')!r} instead.", exchange=response.exchange
        )

    def _confirm(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record after an ambiguous response to its id, None if no search shows it in the end.

        Raises ``doubt`` if that cannot be found out, or if searches show it to the end.
        """
        is_shown = False

        def look() -> dict[str, Any] | None:
            nonlocal is_shown
            is_shown = self._searched(record_id, doubt) is not None
            # It exists, or the search is behind: a read decides.
            return self._read_again(record_id, doubt) if is_shown else None

        why = f"{doubt.message} That may mean that there is no {self.resource} {record_id}"
        found, is_settled = look_until_settled(look, self.client.retry_budget(), why)
        if found is not None:
            return None if is_removed(found) else dict(found)
        if is_settled and not is_shown:
            return None
        if not is_settled:
            doubt.message += (
                f" Whether there is a {self.resource} {record_id} could not be found out within retry_timeout."
            )
        raise doubt

    def _read_again(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record that a search shows, None if the response to a read is as before."""
        doing = f"read {self.resource} {record_id}"
        response = self.client.send_read(Call("GET", self.path(record_id)), doing)
        if response.ok:
            return self.whole(object_of(response, doing), record_id, response, doing)
        if doubt.exchange and response.status in (doubt.exchange.status, 404):
            return None
        raise doubt

    def _searched(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record as a search shows it, None if none does."""
        try:
            return self.listed(record_id, f"find out whether {self.resource} {record_id} exists")
        except ServiceOpsError as exc:
            raise doubt from exc

    def listed(self, record_id: int, doing: str) -> dict[str, Any] | None:
        """Return a record as a search shows it now, None if it does not."""
        # The records of a parent are few, and no documented condition names the id of one.
        clauses = [Clause("id", "equal", (record_id,))] if self.endpoint.has_read else []
        found = self.search(clauses, doing=doing)
        return next((record for record in list(found) if record["id"] == record_id), None)

    def _searched_for(self, record_id: int) -> dict[str, Any] | None:
        """Return a record that cannot be read by its id, None if no search shows it in the end."""
        doing = f"find {self.resource} {record_id}"
        why = f"Could not {doing} at once: the search does not show it"
        found, is_settled = look_until_settled(lambda: self.listed(record_id, doing), self.client.retry_budget(), why)
        if found is None and not is_settled:
            raise MatchError(
                f"Could not {doing}: the search does not show it, which may be behind. Run it again, with a "
                "retry_timeout of six seconds or more.",
                exchange=self.absence(),
            )
        return None if found is None or is_removed(found) else dict(found)
