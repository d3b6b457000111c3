# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writes on the records of one kind: create, update, delete. One that is in doubt is settled first."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from . import contract
from .answer import Answer, is_error, json_of
from .client import object_of
from .errors import Attempt, MatchError, OddAnswerError, RefusedError, ServiceOpsError
from .records import Records
from .refusal import words_of
from .retry import GIVE_UP, Decision, Patience, decide
from .settling import look_until_settled
from .transport import Call


class Writes:
    """The writes on ``records``."""

    def __init__(self, records: Records) -> None:
        self._client = records.client
        self._noun = records.noun
        self._records = records

    def create(
        self,
        payload: Mapping[str, Any],
        *,
        doing: str,
        look: Callable[[], dict[str, Any] | None],
        similar: Callable[[float | None], Sequence[str]] = lambda since: (),
        begin: Callable[[], None] = lambda: None,
    ) -> dict[str, Any]:
        """Create a record, once, and return it.

        If the answer leaves that in doubt, ``look`` finds the record, and ``similar`` names the records made since a
        moment (epoch milliseconds of the server) that may be it under another key. A create in doubt is sent again once
        at most, and as often as there is time if a 503 said when. ``begin`` hears of each attempt. The error
        ``may_be_applied`` if that could not be ruled out.
        """

        def send() -> dict[str, Any]:
            begin()
            path = contract.RESOURCE_PATH.format(noun=self._noun)
            answer = self._client.write(Call("POST", path, json=dict(payload)), doing)
            record = object_of(answer, doing)
            if not isinstance(record.get("id"), int):
                raise _not_done(answer, doing, "an object without an id")
            return record

        patience = self._client.patience()
        count = resends = 0
        while True:
            since, count = self._client.server_time(), count + 1
            try:
                return self._whole(self._worked_on(send, look, patience), doing)
            except ServiceOpsError as exc:
                if not _is_in_doubt(exc):
                    raise
                doubt = exc
            found = self._after_doubt(look, similar, patience, doubt, since)
            if found is not None:
                return found
            resends += not _asks_to_wait(doubt)
            if doubt.may_be_applied or (doubt.attempt and doubt.attempt.hopeless) or resends > 1:
                break
        doubt.message += f" It was sent {count} times." if count > 1 else ""
        doubt.message += patience.account
        raise doubt

    def _whole(self, record: dict[str, Any], doing: str) -> dict[str, Any]:
        """Return a record that was created, read if the answer was short."""
        if _is_whole(record):
            return record
        try:
            return self._existing(record["id"], doing)
        except ServiceOpsError as exc:
            # The create itself is in no doubt.
            exc.attempt, exc.may_be_applied = None, True
            exc.message = f"The {self._noun} {record['id']} was created, but not shown. {exc.message}"
            raise

    def _worked_on(
        self,
        send: Callable[[], dict[str, Any]],
        look: Callable[[], dict[str, Any] | None],
        patience: Patience,
    ) -> dict[str, Any]:
        """Return what ``send`` or ``look`` returns; send again, patiently, what the server surely did not work on."""
        while True:
            try:
                return send()
            except ServiceOpsError as exc:
                if not _was_not_worked_on(exc):
                    raise
                error = exc
            waited = patience.wait(error.message, error.retry_after, repeats=error.attempt)
            found: dict[str, Any] | None = self._looked(look, error) if error.attempt and error.attempt.sent else None
            if found is not None:
                return found
            if not waited:
                error.message += patience.account
                raise error

    def _after_doubt(
        self,
        look: Callable[[], dict[str, Any] | None],
        similar: Callable[[float | None], Sequence[str]],
        patience: Patience,
        doubt: ServiceOpsError,
        since: float | None,
    ) -> dict[str, Any] | None:
        """Return the record of a create in doubt, None if nothing shows it. Raises MatchError if another may be it."""
        said = doubt.message
        found = self._settle(look, patience, doubt)
        if found is None:
            names = self._looked(lambda: similar(since), doubt)
            if names:
                raise MatchError(
                    f"{said} Nothing was sent again, for this may be it under another key: {', '.join(names)}. "
                    "If it is, the server stores the key otherwise than it was given: give it as it is shown there, or "
                    "choose another key with match_on or correlation_id.",
                    exchange=doubt.exchange,
                    code=doubt.code,
                )
        return found

    def _settle(
        self, look: Callable[[], dict[str, Any] | None], patience: Patience, doubt: ServiceOpsError
    ) -> dict[str, Any] | None:
        """Return the record of a create in doubt if it shows; else say in ``doubt`` whether it may still be applied."""
        attempt, begin = doubt.attempt or Attempt(), time.monotonic()
        why = f"{doubt.message} It may have been applied"
        if _asks_to_wait(doubt) and not patience.wait(doubt.message, doubt.retry_after, repeats=attempt):
            doubt.may_be_applied = True
        left = max(0.0, contract.SETTLING - (time.monotonic() - begin))
        found, is_settled = self._looked(lambda: look_until_settled(look, patience, why, left), doubt)
        is_late = attempt.late or attempt.status == 504
        while is_late and not found and patience.wait(why):
            found = self._looked(look, doubt)
        if not found and (is_late or not is_settled or doubt.may_be_applied):
            doubt.may_be_applied = True
            doubt.message += " It was not found so far, but may still be applied: run the task again."
        record: dict[str, Any] | None = found
        return record

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
            if is_error(found):
                raise _not_done(answer, doing)
            return self._existing(record_id, doing)

        def look() -> dict[str, Any] | None:
            record = self._existing(record_id, doing)
            return record if shows(record) else None

        changed: dict[str, Any] = self._settled(send, look)
        return changed

    def delete(self, record_id: int, *, doing: str) -> bool:
        """Delete a record; returns only when it is surely gone. False means that the server says it was gone before."""

        def send() -> str:
            answer = self._client.write(Call("DELETE", self._records.path(record_id)), doing)
            if _is_deleted(answer, record_id) or self._looked_after(answer, look, doing):
                return "deleted"
            raise _not_done(answer, doing, f"the {self._noun} is still there", attempt=None)

        def look() -> str | None:
            return "deleted" if self._records.is_gone(record_id) else None

        try:
            return bool(self._settled(send, look) == "deleted")
        except RefusedError as exc:
            status = exc.exchange.status if exc.exchange else None
            if status == 405:
                exc.message += f" Close the {self._noun} instead: state present with status Closed."
            if not ((status == 404 or exc.may_be_not_found) and self._looked(look, exc)):
                raise
        return False

    def _looked_after(self, answer: Answer, look: Callable[[], str | None], doing: str) -> bool:
        """Return whether a record is gone after an answer that leaves doubt; at once if that says that it is not."""
        if is_error(json_of(answer)):
            return look() is not None
        why = f"Could not {doing} at once: the {self._noun} is still there after HTTP {answer.status}"
        found, dummy = look_until_settled(look, self._client.patience(), why)
        return found is not None

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
            doubt.may_be_applied = True
            doubt.message = f"{doubt.message} Whether it was applied could not be found out: {exc.message}"
            raise doubt from exc

    def _existing(self, record_id: int, doing: str) -> dict[str, Any]:
        record = self._records.read(record_id)
        if record is None:
            raise OddAnswerError(
                f"Could not {doing}: the server says that there is no {self._noun} {record_id} any more.",
            )
        return record


def _was_not_worked_on(error: ServiceOpsError) -> bool:
    """Return whether the server surely did nothing, and may do it when asked again."""
    attempt = error.attempt
    if attempt is None or attempt.hopeless:
        return False
    return not attempt.sent or attempt.status == 429


def _asks_to_wait(error: ServiceOpsError) -> bool:
    """Return whether a server named the moment to come back: it hardly did anything, but looking costs little."""
    return error.attempt is not None and error.attempt.status == 503 and error.retry_after is not None


def _is_in_doubt(error: ServiceOpsError) -> bool:
    """Return whether the server may have done what it was asked."""
    return error.attempt is not None and error.attempt.sent and not _was_not_worked_on(error)


def _is_deleted(answer: Answer, record_id: int) -> bool:
    """Return whether an answer to a DELETE leaves no doubt."""
    parsed = json_of(answer)
    is_record = isinstance(parsed, dict) and _is_whole(parsed) and parsed["id"] == record_id
    return (answer.status == 204 and not answer.body.strip()) or (is_record and not is_error(parsed))


def _not_done(
    answer: Answer, doing: str, what: str | None = None, attempt: Attempt | None = OddAnswerError.attempt
) -> OddAnswerError:
    """Return the error of a 2xx answer to a write that did not do what was asked."""
    said = f"{words_of(answer)}" if is_error(json_of(answer)) or not what else f"HTTP {answer.status}"
    error = OddAnswerError(
        f"Could not {doing}: the server answered {said}{f', but {what}' if what else ''}.", exchange=answer.exchange
    )
    error.attempt = attempt
    return error


def _said(doubt: ServiceOpsError, decision: Decision) -> str:
    # A server that limits the rate has not done it; it is looked up all the same.
    is_refused = doubt.attempt is not None and doubt.attempt.status == 429
    return f"{doubt.message} It may have been applied" if decision.look and not is_refused else doubt.message


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Tell whether an answer to a write is the record, and not a mere acknowledgement."""
    return "id" in record and "subject" in record
