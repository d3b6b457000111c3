# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, update and delete the records of one resource. A write that is in doubt is settled first."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable

from . import endpoints
from .call import Call
from .client import object_of
from .error_mapping import words_of
from .errors import Attempt, MatchError, OddAnswerError, RefusedError, ServiceOpsError
from .resource_client import ResourceClient
from .response import Response, is_error, json_of
from .retry import GIVE_UP, Decision, RetryBudget, decide
from .settling import look_until_settled

_MAY_STILL_BE_APPLIED = " It was not found so far, but may still be applied: run the task again."


class Writer:
    """The writes on ``records``."""

    def __init__(self, records: ResourceClient) -> None:
        self._client = records.client
        self._resource = records.resource
        self._endpoint = records.endpoint
        self._records = records

    def create(
        self,
        payload: Mapping[str, Any],
        *,
        doing: str,
        look: Callable[[], dict[str, Any] | None],
        similar: Callable[[float | None], Sequence[str]] | None = lambda since: (),
        begin: Callable[[], None] = lambda: None,
        amended: Callable[[], Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Create a record, once, and return it.

        If the response leaves that in doubt, ``look`` finds the record, and ``similar`` names the records made since a
        moment (epoch milliseconds of the server) that may be it under another key. A create in doubt is sent again once
        at most, and as often as there is time if a 503 named the moment; without ``similar`` it never is. ``begin`` is
        called before each attempt, and ``amended`` returns what is sent after a 500. An error tells ``may_be_applied``.
        """

        def send() -> dict[str, Any]:
            begin()
            response = self._client.write(Call("POST", self._endpoint.path, json=dict(payload)), doing)
            record = object_of(response, doing)
            if not isinstance(record.get("id"), int):
                raise not_done(response, doing, "an object without an id")
            return record

        retry_budget = self._client.retry_budget()
        count = resends = 0
        while True:
            since, count = self._client.server_time(), count + 1
            try:
                return self._whole(self._worked_on(send, look, retry_budget), doing)
            except ServiceOpsError as exc:
                if not _is_in_doubt(exc):
                    raise
                doubt = exc
            found = self._after_doubt(look, similar, retry_budget, doubt, since)
            if found is not None:
                return found
            resends += not _asks_to_wait(doubt)
            if doubt.may_be_applied or (doubt.attempt and doubt.attempt.hopeless) or resends > 1:
                break
            if amended and doubt.attempt and doubt.attempt.status == 500:
                payload = self._looked(amended, doubt)
        doubt.message += f" It was sent {count} times." if count > 1 else ""
        doubt.message += retry_budget.account
        raise doubt

    def _whole(self, record: dict[str, Any], doing: str) -> dict[str, Any]:
        """Return a record that was created, read if the response was short."""
        if self._endpoint.is_whole(record):
            return record
        try:
            return self._existing(record["id"], doing)
        except ServiceOpsError as exc:
            # The create itself is in no doubt.
            exc.attempt, exc.may_be_applied = None, True
            exc.message = f"The {self._records.label(record)} was created, but not shown. {exc.message}"
            raise

    def _worked_on(
        self,
        send: Callable[[], dict[str, Any]],
        look: Callable[[], dict[str, Any] | None],
        retry_budget: RetryBudget,
    ) -> dict[str, Any]:
        """Return what ``send`` or ``look`` returns; send again, patiently, what the server surely did not work on."""
        while True:
            try:
                return send()
            except ServiceOpsError as exc:
                if not _was_not_worked_on(exc):
                    raise
                error = exc
            waited = retry_budget.wait(error.message, error.retry_after, repeats=error.attempt)
            found: dict[str, Any] | None = self._looked(look, error) if error.attempt and error.attempt.sent else None
            if found is not None:
                return found
            if not waited:
                error.message += retry_budget.account
                raise error

    def _after_doubt(
        self,
        look: Callable[[], dict[str, Any] | None],
        similar: Callable[[float | None], Sequence[str]] | None,
        retry_budget: RetryBudget,
        doubt: ServiceOpsError,
        since: float | None,
    ) -> dict[str, Any] | None:
        """Return the record of a create in doubt, None if nothing shows it. Raises MatchError if another may be it."""
        message = doubt.message
        found = self._settle(look, retry_budget, doubt)
        if found is None:
            if similar is None and not (doubt.may_be_applied or _asks_to_wait(doubt)):
                doubt.may_be_applied = True
                doubt.message += _MAY_STILL_BE_APPLIED
            names = self._looked(lambda: similar(since), doubt) if similar else ()
            if names:
                raise MatchError(
                    f"{message} Nothing was sent again, for this may be it under another key: {', '.join(names)}. "
                    "If it is, the server stores the key otherwise than it was given: give it as it is shown there, or "
                    "choose another key with match_on or correlation_id.",
                    exchange=doubt.exchange,
                    code=doubt.code,
                )
        return found

    def _settle(
        self, look: Callable[[], dict[str, Any] | None], retry_budget: RetryBudget, doubt: ServiceOpsError
    ) -> dict[str, Any] | None:
        """Return the record of a create in doubt if it shows; else note in ``doubt`` if it may still be applied."""
        attempt, begin = doubt.attempt or Attempt(), time.monotonic()
        why = f"{doubt.message} It may have been applied"
        if _asks_to_wait(doubt) and not retry_budget.wait(doubt.message, doubt.retry_after, repeats=attempt):
            doubt.may_be_applied = True
        left = max(0.0, endpoints.SETTLING - (time.monotonic() - begin))
        found, is_settled = self._looked(lambda: look_until_settled(look, retry_budget, why, left), doubt)
        is_late = attempt.late or attempt.status == 504
        while is_late and not found and retry_budget.wait(why):
            found = self._looked(look, doubt)
        if not found and (is_late or not is_settled or doubt.may_be_applied):
            doubt.may_be_applied = True
            doubt.message += _MAY_STILL_BE_APPLIED
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
        """Change a record and return it. ``shows`` returns whether a record carries the change."""

        def send() -> dict[str, Any]:
            response = self._client.write(Call("PATCH", self._records.path(record_id), json=dict(payload)), doing)
            found = object_of(response, doing) if response.body.strip() else {}
            if self._endpoint.is_whole(found):
                return self._records.whole(found, record_id, response, doing)
            if is_error(found):
                raise not_done(response, doing)
            return self._records.awaited(look, doing) or self._existing(record_id, doing)

        def look() -> dict[str, Any] | None:
            record = self._existing(record_id, doing)
            return record if shows(record) else None

        changed: dict[str, Any] = self._settled(send, look)
        return changed

    def delete(self, record_id: int, *, doing: str) -> bool:
        """Delete a record; return only when it is surely gone. False means that it was gone before."""

        def send() -> str:
            response = self._client.write(Call("DELETE", self._records.path(record_id)), doing)
            if self._is_deleted(response, record_id) or self._looked_after(response, look, doing):
                return "deleted"
            raise not_done(response, doing, f"the {self._resource} is still there", attempt=None)

        def look() -> str | None:
            return "deleted" if self._records.is_gone(record_id) else None

        try:
            return bool(self._settled(send, look) == "deleted")
        except RefusedError as exc:
            if exc.status == 405:
                exc.message += self._endpoint.deletion_advice and f" {self._endpoint.deletion_advice}"
            if not ((exc.status == 404 or exc.may_be_not_found) and self._looked(look, exc)):
                raise
        return False

    def _looked_after(self, response: Response, look: Callable[[], str | None], doing: str) -> bool:
        """Return whether a record is gone after a response that leaves doubt; at once if that is an error."""
        if is_error(json_of(response)):
            return look() is not None
        why = f"Could not {doing} at once: the {self._resource} is still there after HTTP {response.status}"
        found, dummy = look_until_settled(look, self._client.retry_budget(), why)
        return found is not None

    def _settled(self, send: Callable[[], Any], look: Callable[[], Any]) -> Any:
        """Return what ``send`` or, after doubt, ``look`` returns; send again only what surely left no trace."""
        retry_budget = self._client.retry_budget()
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
                why = _reason(doubt, decision)
                waited = decision.wait and retry_budget.wait(why, doubt.retry_after, repeats=repeats)
                found = self._looked(look, doubt) if decision.look else None
                if found:
                    return found
                if decision.again or not waited:
                    break
            if not (decision.again and waited):
                if decision.look and doubt.attempt and doubt.attempt.late:
                    doubt.message += _MAY_STILL_BE_APPLIED
                doubt.message += retry_budget.account
                raise doubt

    def _is_deleted(self, response: Response, record_id: int) -> bool:
        """Return whether a response to a DELETE leaves no doubt."""
        parsed = json_of(response)
        is_record = isinstance(parsed, dict) and self._endpoint.is_whole(parsed) and parsed["id"] == record_id
        return (response.status == 204 and not response.body.strip()) or (is_record and not is_error(parsed))

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
                f"Could not {doing}: the server says that there is no {self._resource} {record_id} any more.",
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


def not_done(
    response: Response, doing: str, what: str | None = None, attempt: Attempt | None = OddAnswerError.attempt
) -> OddAnswerError:
    """Return the error of a 2xx response to a write that did not do what was asked."""
    words = words_of(response) if is_error(json_of(response)) or not what else f"HTTP {response.status}"
    error = OddAnswerError(
        f"Could not {doing}: the server answered {words}{f', but {what}' if what else ''}.", exchange=response.exchange
    )
    error.attempt = attempt
    return error


def _reason(doubt: ServiceOpsError, decision: Decision) -> str:
    # A server that limits the rate has not done it; it is looked up nevertheless.
    is_refused = doubt.attempt is not None and doubt.attempt.status == 429
    return f"{doubt.message} It may have been applied" if decision.look and not is_refused else doubt.message
