# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of one kind: read and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import contract
from .answer import Answer, is_removed
from .client import Client, object_of
from .errors import Exchange, NotFoundError, OddAnswerError, RefusedError, ServiceOpsError, UnavailableError
from .settling import look_until_settled
from .transport import Call

if TYPE_CHECKING:
    from .search import Clause, Search


class Records:
    """The records of one noun (``request``) on one server, as the objects that the server sends."""

    def __init__(self, client: Client, noun: str) -> None:
        self.client = client
        self.noun = noun
        self._absences: dict[int, Exchange] = {}

    def address(self, record_id: Any) -> str:
        """Return the address of a record in the API."""
        return f"{self.client.connection.url}{self.path(record_id)}"

    def path(self, record_id: Any) -> str:
        """Return the path of a record in the API."""
        return contract.RECORD_PATH.format(noun=self.noun, id=record_id)

    def read(self, record_id: int) -> dict[str, Any] | None:
        """Return a record, or None where the server itself says that there is none."""
        doing = f"read {self.noun} {record_id}"
        try:
            answer = self.client.read(Call("GET", self.path(record_id)), doing)
        except NotFoundError as exc:
            self._absences.update({record_id: exc.exchange} if exc.exchange else {})
            return None
        except (RefusedError, UnavailableError) as exc:
            if not exc.may_be_not_found:
                raise
            return self._confirm(record_id, exc)
        record = self.whole(object_of(answer, doing), record_id, answer, doing)
        if is_removed(record):
            self._absences[record_id] = answer.exchange
            return None
        return record

    def is_gone(self, record_id: int) -> bool:
        """Return whether a record that was deleted is not there any more; a search tells if a read cannot."""
        try:
            return self.read(record_id) is None
        except RefusedError as exc:
            if exc.may_be_not_found or not exc.exchange or exc.exchange.status != 404:
                raise
            return self._confirm(record_id, exc) is None

    def absence(self, record_id: int | None = None) -> Exchange:
        """Return the call that said that a record is not there: the one to its id, or else a search."""
        url = f"{self.client.connection.url}{contract.SEARCH_PATH.format(noun=self.noun)}"
        return self._absences.get(record_id or 0) or Exchange("POST", url, 200)

    def search(self, clauses: Sequence[Clause] = (), *, given: Mapping[str, Any] | None = None, doing: str) -> Search:
        """Return the search for records that pass all ``clauses``, or the user's own qualification ``given``."""
        from .search import Search  # noqa: PLC0415 - a task that gives an id need not load this

        return Search(self.client, self.noun, clauses, given=given, doing=doing)

    def whole(self, record: dict[str, Any], record_id: int, answer: Answer, doing: str) -> dict[str, Any]:
        """Return the record of an answer; raises OddAnswerError where it is another one than asked for."""
        if record.get("id") == record_id:
            return record
        raise OddAnswerError(
            f"Could not {doing}: the server answered with id {record.get('id')!r} instead.", exchange=answer.exchange
        )

    def _confirm(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record that an ambiguous answer to its id may deny, None if no search shows it in the end.

        Raises ``doubt`` if that cannot be found out, or if searches show it to the end.
        """
        is_shown = False

        def look() -> dict[str, Any] | None:
            nonlocal is_shown
            is_shown = self._searched(record_id, doubt) is not None
            # It is there, or the search is behind: a read tells.
            return self._read_again(record_id, doubt) if is_shown else None

        why = f"{doubt.message} That may mean that there is no {self.noun} {record_id}"
        found, is_settled = look_until_settled(look, self.client.patience(), why)
        if found is not None:
            return None if is_removed(found) else dict(found)
        if is_settled and not is_shown:
            return None
        if not is_settled:
            doubt.message += f" Whether there is a {self.noun} {record_id} could not be found out within retry_timeout."
        raise doubt

    def _read_again(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record that a search shows, None if the answer to a read is as it was."""
        doing = f"read {self.noun} {record_id}"
        answer = self.client.ask(Call("GET", self.path(record_id)), doing)
        if answer.ok:
            return self.whole(object_of(answer, doing), record_id, answer, doing)
        if doubt.exchange and answer.status in (doubt.exchange.status, 404):
            return None
        raise doubt

    def _searched(self, record_id: int, doubt: ServiceOpsError) -> dict[str, Any] | None:
        """Return a record as a search shows it, None where none does."""
        from .search import Clause  # noqa: PLC0415 - seldom needed

        doing = f"find out whether {self.noun} {record_id} exists"
        try:
            found = self.search([Clause("id", "equal", (record_id,))], doing=doing)
            return next((record for record in list(found) if record["id"] == record_id), None)
        except ServiceOpsError as exc:
            raise doubt from exc
