# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writes on the records of one kind: create, update, delete. One that is in doubt is settled first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from . import contract
from .client import object_of
from .errors import Attempt, NotFoundError, OddAnswerError, RefusedError, ServiceOpsError
from .records import Records
from .retry import GIVE_UP, Decision, decide
from .transport import Call


class Writes:
    """The writes on ``records``."""

    def __init__(self, records: Records) -> None:
        self._client = records.client
        self._noun = records.noun
        self._records = records

    def create(
        self, payload: Mapping[str, Any], *, doing: str, look: Callable[[], dict[str, Any] | None]
    ) -> dict[str, Any]:
        """Create a record, once, and return it. ``look`` finds it where the answer leaves that in doubt."""

        def send() -> dict[str, Any]:
            path = contract.RESOURCE_PATH.format(noun=self._noun)
            answer = self._client.write(Call("POST", path, json=dict(payload)), doing)
            record = object_of(answer, doing)
            if not isinstance(record.get("id"), int):
                raise OddAnswerError(
                    f"Could not {doing}: the server answered an object without an id.", exchange=answer.exchange
                )
            return record

        created = self._settled(send, look)
        return created if _is_whole(created) else self._existing(created["id"], doing)

    def update(
        self,
        record_id: int,
        payload: Mapping[str, Any],
        *,
        doing: str,
        shows: Callable[[Mapping[str, Any]], bool],
    ) -> dict[str, Any]:
        """Change a record and return it. ``shows`` tells whether a record carries the change."""

        def send() -> dict[str, Any]:
            answer = self._client.write(Call("PATCH", self._records.path(record_id), json=dict(payload)), doing)
            found = object_of(answer, doing) if answer.body.strip() else {}
            if _is_whole(found):
                return self._records.whole(found, record_id, answer, doing)
            return self._existing(record_id, doing)

        def look() -> dict[str, Any] | None:
            record = self._existing(record_id, doing)
            return record if shows(record) else None

        changed: dict[str, Any] = self._settled(send, look)
        return changed

    def delete(self, record_id: int, *, doing: str) -> bool:
        """Delete a record; returns only when it is surely gone. False means that the server says it was gone before."""

        def send() -> str:
            try:
                answer = self._client.write(Call("DELETE", self._records.path(record_id)), doing)
            except NotFoundError:
                return "gone before"
            if answer.status in contract.DELETED or look():
                return "deleted"
            doubt = OddAnswerError(
                f"Could not {doing}: the server answered HTTP {answer.status}, but the {self._noun} is still there.",
                exchange=answer.exchange,
            )
            # It may take its time: 202 says as much.
            doubt.attempt = Attempt(answer.status, late=True)
            raise doubt

        def look() -> str | None:
            return "deleted" if self._records.read(record_id) is None else None

        try:
            return bool(self._settled(send, look) == "deleted")
        except RefusedError as exc:
            if exc.exchange and exc.exchange.status == 405:
                exc.message += f" Close the {self._noun} instead: state present with status Closed."
            if not (exc.may_be_not_found and look()):
                raise
        return False

    def _settled(self, send: Callable[[], Any], look: Callable[[], Any]) -> Any:
        """Return what ``send`` or, after doubt, ``look`` returns; send again only what surely left no trace."""
        patience = self._client.patience()
        count = 0
        while True:
            count += 1
            try:
                return send()
            except ServiceOpsError as exc:
                doubt = exc
            decision = decide(doubt.attempt, writes=True, count=count) if doubt.attempt else GIVE_UP
            while decision != GIVE_UP:
                repeats = None if decision.look else doubt.attempt
                waited = decision.wait and patience.wait(_said(doubt, decision), doubt.retry_after, repeats=repeats)
                found = self._looked(look, doubt) if decision.look else None
                if found:
                    return found
                if decision.again or not waited:
                    break
            if not (decision.again and waited):
                if decision.look and doubt.attempt and doubt.attempt.late:
                    doubt.message += " It was not found so far, but may still be applied: run the task again."
                doubt.message += patience.account
                raise doubt

    @staticmethod
    def _looked(look: Callable[[], Any], doubt: ServiceOpsError) -> Any:
        try:
            return look()
        except ServiceOpsError as exc:
            doubt.message = f"{doubt.message} Whether it was applied could not be found out: {exc.message}"
            raise doubt from exc

    def _existing(self, record_id: int, doing: str) -> dict[str, Any]:
        record = self._records.read(record_id)
        if record is None:
            raise OddAnswerError(
                f"Could not {doing}: the server says that there is no {self._noun} {record_id} any more.",
            )
        return record


def _said(doubt: ServiceOpsError, decision: Decision) -> str:
    # A server that limits the rate has not done it; it is looked up all the same.
    is_refused = doubt.attempt is not None and doubt.attempt.status == 429
    return f"{doubt.message} It may have been applied" if decision.look and not is_refused else doubt.message


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Tell whether an answer to a write is the record, and not a mere acknowledgement."""
    return "id" in record and "subject" in record
