# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Place an order from the catalogue, once. It carries a correlation id only after a second call, which may get lost."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from .._api.call import Call
from .._api.client import object_of
from .._api.errors import MatchError, ServiceOpsError
from .._api.resource_client import ResourceClient
from .._api.settling import look_until_settled
from .._api.write_once import may_be_applied, write_once
from .._api.writes import Writer, not_done
from .._resources._resource import DesiredRecord, FieldError, Resource
from . import matching
from .catalogue import Catalogue
from .context import Context, TaskResult
from .identity import Identity, find
from .order_candidates import Candidates, needed
from .plan import Plan, plan_present, sent_along
from .projection import Projection
from .verification import as_applied, not_applied, predicted, type_faults, with_form_types

# For so many milliseconds an order without a correlation id may be one whose second call got lost.
_DOUBTFUL = 24 * 3600 * 1000
# By which the clocks of this machine and the server may differ.
_SKEW = 5 * 60 * 1000


class _OrderedError(Exception):
    """Another task placed the order while this one waited; it is ``record``."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__()
        self.record = record


class Order:
    """One order. Those of the names ``others`` are known to be different ones."""

    def __init__(
        self,
        context: Context,
        records: ResourceClient,
        catalogue: Catalogue,
        identity: Identity,
        desired: DesiredRecord,
        projection: Projection,
        others: Sequence[str],
    ) -> None:
        self._context = context
        self._records = records
        self._catalogue = catalogue
        self._identity = identity
        self._desired = desired
        self._resource: Resource = desired.resource
        self._tags = needed(desired.resource.carrier)
        self._display = needed(desired.resource.display)
        self._projection = projection
        self._candidates = Candidates(records, catalogue, identity, desired, others, self._key)

    @property
    def lock_key(self) -> str:
        """The key of the lock that tasks of one controller hold to place one order."""
        return f"{self._catalogue.path} {self._key}"

    def run(self) -> TaskResult:
        """Place the order unless it is there, or make one that is there carry the correlation id."""
        current = self._found()
        if current is not None:
            return self._kept(current)
        self._check_complete()
        self._refuse_candidates()
        plan = with_form_types(plan_present(None, self._desired), self._resource, self._candidates.sample())
        self._check_custom_fields(plan)
        if self._context.check_mode:
            return self._result(plan, predicted(plan, None, self._desired))
        try:
            record = self._tagged(self._placed(plan))
        except _OrderedError as exc:
            return self._kept(exc.record)
        answered = {field.option for field in self._resource.shown}
        shown = plan._replace(values={option: value for option, value in plan.values.items() if option in answered})
        for name in not_applied(shown, self._desired, record):
            self._context.warn(f"The server accepted {name}, but did not apply it as given.")
        applied = as_applied(shown, self._desired, record)
        # What was ordered is not in the answer.
        unshown = {option: value for option, value in shown.after.items() if option not in answered}
        return self._result(applied._replace(after={**applied.after, **unshown}), record)

    @property
    def _key(self) -> str:
        return f"order {self._desired.correlation_id}"

    def _found(self) -> dict[str, Any] | None:
        """Return the order, placed by a task before or named; wait for one that may still appear."""
        record = self._remembered() if self._identity.creates else None
        if record:
            return record
        current = find(self._records, self._identity, closing=False)
        if current is None and not self._identity.creates:
            raise MatchError(
                f"There is no {self._resource.name} with {self._identity}. "
                "Correct it, or leave it out to place an order."
            )
        left = self._records.write_log.unsettled(self._key) if current is None else 0.0
        if left > 0 and not self._context.check_mode:
            why = f"Could not order with {self._identity} at once: an earlier task tried, and that may still be applied"
            budget = self._records.client.retry_budget()
            if not look_until_settled(lambda: None, budget, why, left)[1]:
                raise MatchError(
                    f"Could not order with {self._identity}: an earlier task tried, and that may still be applied. "
                    "Run it again."
                )
        return current

    def _remembered(self) -> dict[str, Any] | None:
        """Return the order that a task of this controller placed before."""
        known = self._records.write_log.created(self._key)
        record = self._records.read(known.id) if known else None
        # Another time shows another server at this address; an answer to an order may have had none.
        is_same = known and record and known.created_time in (None, self._resource.created_time(record))
        return record if is_same else None

    def _other_holder(self, current: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return another record than the one that the task names, if it carries the correlation id already."""
        correlation_id = str(self._desired.correlation_id)
        by_tag = Identity(self._resource, (matching.correlation(self._resource, correlation_id, None),))
        for other in (self._remembered(), find(self._records, by_tag, closing=False)):
            carries = other and self._tags.type.carries(other.get(self._tags.key), correlation_id)
            if other and carries and other["id"] != current["id"]:
                return other
        return None

    def _check_not_ordered(self) -> None:
        """Look once more before the order is sent again: while it waited, its lock may have been given up.

        Raises _OrderedError if the order is there, and MatchError if one may be it.
        """
        record = self._remembered() or find(self._records, self._identity, closing=False)
        if record:
            raise _OrderedError(record)
        self._refuse_candidates()

    def _kept(self, current: dict[str, Any]) -> TaskResult:
        correlation_id, shown = str(self._desired.correlation_id), current.get(self._tags.key)
        carried = self._tags.type.correlation_of(shown)
        if carried is not None and not self._tags.type.carries(shown, correlation_id):
            raise MatchError(
                f"{self._resource.title(current)} has the correlation_id {carried!r} already, not {correlation_id!r}. "
                "Nothing was changed."
            )
        holder = self._other_holder(current) if carried is None and not self._identity.creates else None
        if holder:
            raise MatchError(
                f"{self._resource.title(holder)} has the correlation_id {correlation_id!r} already, so "
                f"{self._resource.title(current)} does not get it. Nothing was changed."
            )
        if not self._catalogue.may_be_order(str(current.get(self._display.key)), current):
            self._context.warn(f"{self._resource.title(current)} may be no order. Nothing was ordered.")
        plan = plan_present(current, DesiredRecord(self._resource, {}, {}, correlation_id))
        if plan.operation == "none":
            return self._result(plan, current)
        if self._context.check_mode:
            return self._result(plan, predicted(plan, current, self._desired), current)
        return self._result(plan, self._tagged(current), current)

    def _placed(self, plan: Plan) -> dict[str, Any]:
        """Send the order, once, and note it. Raises MatchError if nothing shows whether it was placed."""
        payload = {key: value for key, value in plan.payload.items() if key != self._tags.key}
        doing = f"order with {self._identity}"
        log, since = self._records.write_log, self._records.client.server_time()
        log.note_attempt(self._key)
        try:
            call = Call("POST", self._catalogue.path, json=self._catalogue.body(payload))
            response = write_once(self._records.client, call, doing, before_repeat=self._check_not_ordered)
            record = object_of(response, doing)
            if not isinstance(record.get("id"), int):
                raise not_done(response, doing, "an object without an id")
        except ServiceOpsError as exc:
            if not may_be_applied(exc):
                log.note_nothing(self._key)
                raise
            # The next task waits, counting from now.
            log.note_attempt(self._key)
            raise self._doubt(exc, since) from exc
        log.note_created(self._key, record["id"], self._resource.created_time(record), shows_key=False)
        return record

    def _tagged(self, record: dict[str, Any]) -> dict[str, Any]:
        """Make the order carry its correlation id, and return it."""
        key, correlation_id = self._tags.key, str(self._desired.correlation_id)
        tags = self._desired.values.get(self._tags.option)
        tags = self._tags.type.with_correlation(tags, record.get(key), correlation_id)
        title = self._resource.title(record)

        def carries(shown: Mapping[str, Any]) -> bool:
            return self._tags.type.carries(shown.get(key), correlation_id)

        advice = f"Give its name beside correlation_id in the next run, for {title} was ordered, but not tagged."
        try:
            payload = {**sent_along(self._resource, record), key: tags}
            shown = Writer(self._records).update(record["id"], payload, doing=f"tag {title}", shows=carries)
        except ServiceOpsError as exc:
            exc.message += f" {advice}"
            raise
        if not carries(shown):
            raise MatchError(f"The server accepted the tag of {title}, but does not show it. {advice}")
        return shown

    def _refuse_candidates(self) -> None:
        """Raise MatchError if an order is there that may be this one, without its tag."""
        found = self._candidates.names(time.time() * 1000 - _DOUBTFUL - _SKEW)
        if found:
            raise MatchError(
                f"Nothing was ordered: {', '.join(found)} may be this order, for no correlation_id is on it yet. "
                "If one of them is it, give its name beside correlation_id; if none is, name them in different_from."
            )

    def _doubt(self, error: ServiceOpsError, since: float | None) -> ServiceOpsError:
        """Return the error of an order that may have been placed, with those that may be it."""
        start = (since or time.time() * 1000 - _SKEW) - 1000
        error.message += " It may have been placed, so it was not sent again."
        if self._desired.custom_fields:
            error.message += " A custom field of another type than the form's can be the reason."
        budget = self._records.client.retry_budget()
        try:
            found = look_until_settled(lambda: self._candidates.names(start) or None, budget, error.message)[0]
        except ServiceOpsError as exc:
            error.message += f" It could not be looked for: {exc.message}"
            return error
        seen = f" This may be it: {', '.join(found or [])}. Give its name beside correlation_id."
        unseen = " Nothing that may be it was found so far: look for it before you run the task again."
        error.message += seen if found else unseen
        return error

    def _check_complete(self) -> None:
        missing = " and ".join(self._desired.missing_required)
        if missing:
            raise MatchError(
                f"There is no {self._resource.name} with {self._identity} yet, and none can be ordered without "
                f"{missing}. Set {missing}.",
                exchange=self._records.absence(),
            )

    def _check_custom_fields(self, plan: Plan) -> None:
        """Refuse what has another type than other requests show, as far as one was seen: a server answers it 500."""
        for named, fault, value in type_faults(plan, self._resource, self._candidates.form):
            raise FieldError(f"{named} must be {fault}, got {value!r:.60}. Nothing was ordered.")

    def _result(self, plan: Plan, record: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> TaskResult:
        addresses = self._records.addresses(record) if "id" in record else (None, None)
        values = {self._resource.name: self._projection.project(record, *addresses), "operation": plan.operation}
        headers = {"before_header": self._header(before), "after_header": self._header(record)}
        return TaskResult(plan.operation != "none", values, plan.diff and {**plan.diff, **headers})

    def _header(self, record: Mapping[str, Any] | None) -> str:
        if record is None or record.get("id") is None:
            return f"order with {self._identity}"
        return f"{self._resource.name} {self._resource.title(record)}"
