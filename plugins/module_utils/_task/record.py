# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make one record exist as described, read it, change it, or delete it: find, plan, apply, report."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

from .._api import contract
from .._api.client import Client
from .._api.errors import MatchError, RefusedError
from .._api.records import Records
from .._plan import Plan, not_applied, plan_absent, plan_present, predicted
from .._records._custom_fields import CustomFields
from .._records._noun import Noun, Wanted, from_task, to_result
from .arguments import record_arguments
from .frame import Frame, Outcome, Task, open_client
from .identity import Identity, choose_identity, find


def record_task(noun: Noun) -> Task:
    """Return the task of a module that manages one record of ``noun``."""
    return Task(record_arguments(noun), lambda frame: _run(noun, frame))


def _run(noun: Noun, frame: Frame) -> Outcome:
    # Everything that the options alone can have wrong is said before a call is made.
    wanted = from_task(noun, frame.params)
    identity = choose_identity(noun, frame.params, wanted)
    with open_client(frame) as client:
        records = Records(client, noun.name)
        run = _Run(frame, client, records, identity, wanted)
        return run.present() if frame.params["state"] == "present" else run.absent()


class _Run:
    """One task on its way from the options to the outcome."""

    def __init__(self, frame: Frame, client: Client, records: Records, identity: Identity, wanted: Wanted) -> None:
        self._frame = frame
        self._client = client
        self._records = records
        self._identity = identity
        self._wanted = wanted
        self._noun = wanted.noun

    def present(self) -> Outcome:
        with self._alone():
            current = self._find()
            if current is None and not self._identity.creates:
                raise MatchError(
                    f"There is no {self._noun.name} with {self._identity}, and none is created by id or name. "
                    f"Correct it, or leave it out and give {' and '.join(self._noun.key)}."
                )
            plan = plan_present(current, self._wanted)
            for warning in plan.warnings:
                self._frame.warn(warning)
            if current is not None and plan.operation == "none":
                return self._outcome(plan, current)
            if self._frame.check_mode:
                return self._outcome(plan, predicted(plan, current, self._wanted))
            record = self._create(plan) if current is None else self._update(current, plan)
        for name in not_applied(plan, self._wanted, record):
            self._frame.warn(f"The server accepted {name}, but did not apply it as given.")
        return self._outcome(plan, record)

    def absent(self) -> Outcome:
        current = self._find()
        plan = plan_absent(current, self._wanted)
        if current is not None and not self._frame.check_mode:
            deleted = self._records.delete(current["id"], doing=f"delete {self._named(current)}")
            # A search may still show what is gone.
            plan = plan if deleted else plan_absent(None, self._wanted)
        return self._outcome(plan, current)

    def _find(self) -> dict[str, Any] | None:
        closing = self._frame.params["state"] == "present" and self._noun.is_closed(self._wanted.values.get("status"))
        return find(self._records, self._identity, closing=closing)

    def _alone(self) -> AbstractContextManager[None]:
        """Keep two tasks of one controller that may create the same record from doing so at once."""
        if self._identity.creates and not self._frame.check_mode:
            return self._client.one_at_a_time(f"{self._noun.name} {self._identity}".casefold())
        return nullcontext()

    def _create(self, plan: Plan) -> dict[str, Any]:
        doing = f"create the {self._noun.name} with {self._identity}"
        try:
            record = self._records.create(plan.payload, doing=doing, look=self._find)
        except RefusedError:
            fitted = self._fitted(plan.payload)
            if fitted == plan.payload:
                raise
            record = self._records.create(fitted, doing=doing, look=self._find)
        status = self._noun.field("status")
        if status.option in not_applied(plan, self._wanted, record):
            # A server may open every new record in its first status; the wanted one is then a change of its own.
            late = replace(plan, payload={status.key: plan.payload[status.key]})
            record = self._update(record, late)
        return record

    def _fitted(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the payload with custom fields in the types of the form: templates make texts of numbers and times.

        Which field is of which type only shows in another record, so one is looked at after a refusal.
        """
        field = self._noun.field("custom_fields")
        if not isinstance(field.kind, CustomFields) or not payload.get(field.key):
            return dict(payload)
        doing = f"look at a {self._noun.name} for the types of its custom fields"
        other = self._records.search(doing=doing).first() or {}
        return {**payload, field.key: field.kind.typed(payload[field.key], other.get(field.key))}

    def _update(self, current: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
        """Change the record; where an empty text does not clear a value, try what else the server may take."""
        payload, cleared = dict(plan.payload), plan.cleared
        record: dict[str, Any] | None = None
        for empty in contract.CLEARING_VALUES:
            payload.update(dict.fromkeys(cleared, empty))
            try:
                record = self._patch(current, plan, payload)
            except RefusedError:
                # The refusal may be about the way to clear; without that, or with the rest applied, it is final.
                if record is not None:
                    break
                if not cleared or empty is contract.CLEARING_VALUES[-1]:
                    raise
                continue
            payload, cleared = {}, tuple(key for key in cleared if not self._noun.is_empty(key, record))
            if not cleared:
                break
        return record or dict(current)

    def _patch(self, current: Mapping[str, Any], plan: Plan, payload: Mapping[str, Any]) -> dict[str, Any]:
        beside = {key: current[key] for key in contract.ALWAYS_IN_PATCH if key in current}
        return self._records.update(
            current["id"],
            {**beside, **payload},
            doing=f"change {self._named(current)}",
            shows=lambda record: not not_applied(plan, self._wanted, record),
        )

    def _named(self, record: Mapping[str, Any]) -> str:
        return f"{self._noun.name} {record.get(self._noun.field('name').key)} (id {record['id']})"

    def _outcome(self, plan: Plan, record: Mapping[str, Any] | None) -> Outcome:
        shown = None
        if record is not None:
            url = self._records.address(record["id"]) if "id" in record else None
            shown = to_result(self._noun, record, url)
        changed = plan.operation != "none"
        return Outcome(changed, {self._noun.name: shown, "operation": plan.operation}, plan.diff)
