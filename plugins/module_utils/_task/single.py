# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make one record exist as described, read it, change it, or delete it: find, plan, apply, report."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from .._api import contract
from .._api.errors import MatchError, RefusedError
from .._api.records import Records
from .._plan import (
    Plan,
    as_applied,
    fitted,
    lost,
    not_applied,
    plan_absent,
    plan_present,
    predicted,
    unseen,
    without_unknown,
)
from .._records._noun import Noun, Wanted, to_result
from .frame import Frame, Outcome
from .identity import Identity, find

# Seconds for which a search is good enough to change what it found.
_FRESH = 5.0


class Form:
    """The custom fields of a noun's form, as some other record shows them; looked at once, when they are needed."""

    def __init__(self, records: Records, noun: Noun) -> None:
        self._records = records
        self._noun = noun

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Return a record; empty where there is none."""
        doing = f"look at a {self._noun.name} for the types of its custom fields"
        return self._records.search(doing=doing).first() or {}


class Single:
    """One record on its way from the options to the outcome.

    After ``use`` the first look is at what an earlier search found; without it, it is a search.
    """

    def __init__(
        self,
        frame: Frame,
        records: Records,
        identity: Identity,
        wanted: Wanted,
        form: Form,
    ) -> None:
        self._frame = frame
        self._records = records
        self._identity = identity
        self._wanted = wanted
        self._noun = wanted.noun
        self._all_of_form = form
        self._pool: Sequence[dict[str, Any]] | None = None
        self._found_at = 0.0

    def run(self) -> Outcome:
        """Do what the task asks for. Raises ServiceOpsError and FieldError."""
        return self._present() if self._frame.params["state"] == "present" else self._absent()

    def key(self) -> str | None:
        """Return what no two tasks of one controller may create at once, None where nothing can be created."""
        creates = self._identity.creates and not self._frame.check_mode and self._frame.params["state"] == "present"
        return f"{self._noun.name} {self._identity}".casefold() if creates else None

    def use(self, pool: Sequence[dict[str, Any]] | None, found_at: float = 0.0) -> None:
        """Take ``pool``, found at ``found_at`` (monotonic), for all that may be meant; None means to search anew."""
        self._pool, self._found_at = pool, found_at

    def target(self) -> int | None:
        """Return the id of the record that is meant, as far as that can be told without a call."""
        if self._identity.record_id is not None:
            return self._identity.record_id
        try:
            current = self._find(self._pool) if self._pool is not None else None
        except MatchError:
            return None
        return current["id"] if current else None

    def _present(self) -> Outcome:
        current = self._look()
        if current is None and not self._identity.creates:
            raise MatchError(
                f"There is no {self._noun.name} with {self._identity}, and none is created by id or name. "
                f"Correct it, or leave it out and give {' and '.join(self._noun.key)}."
            )
        plan = plan_present(current, self._wanted) if current is not None else self._plan_create()
        for warning in plan.warnings:
            self._frame.warn(warning)
        if current is not None and plan.operation == "none":
            return self._outcome(plan, current)
        if self._frame.check_mode:
            return self._outcome(plan, predicted(plan, current, self._wanted))
        record = self._create(plan) if current is None else self._update(current, plan)
        for name in not_applied(plan, self._wanted, record):
            self._frame.warn(f"The server accepted {name}, but did not apply it as given.")
        for key in unseen(plan, self._wanted, record):
            self._frame.warn(f"The server accepted extra field {key!r}, but does not show it: it is sent in every run.")
        for sentence in lost(plan, self._wanted, record):
            self._frame.warn(sentence)
        return self._outcome(as_applied(plan, self._wanted, record), record)

    def _absent(self) -> Outcome:
        current = self._look()
        plan = plan_absent(current, self._wanted)
        if current is not None and not self._frame.check_mode:
            deleted = self._records.delete(current["id"], doing=f"delete {self._named(current)}")
            # A search may still show what is gone.
            plan = plan if deleted else plan_absent(None, self._wanted)
        return self._outcome(plan, current)

    def _look(self) -> dict[str, Any] | None:
        """Return the record that is meant; one that is to change is looked at again where the last look is long ago."""
        current = self._find(self._pool)
        is_old = self._pool is not None and time.monotonic() - self._found_at > _FRESH
        if not is_old or current is None or self._frame.check_mode:
            return current
        changes = self._frame.params["state"] == "absent" or plan_present(current, self._wanted).operation != "none"
        return self._find() if changes else current

    def _find(self, pool: Sequence[dict[str, Any]] | None = None) -> dict[str, Any] | None:
        closing = self._frame.params["state"] == "present" and self._noun.is_closed(self._wanted.values.get("status"))
        return find(self._records, self._identity, closing=closing, pool=pool)

    def _plan_create(self) -> Plan:
        """Return the plan of a new record; raises MatchError where it could not be made, or not be found again."""
        if self._wanted.missing:
            missing = " and ".join(self._wanted.missing)
            raise MatchError(
                f"There is no {self._noun.name} with {self._identity} yet, and none can be created without {missing}. "
                f"Set {missing}."
            )
        plan = plan_present(None, self._wanted)
        for criterion in self._identity.criteria:
            flaw = criterion.flaw(self._form)
            if flaw:
                raise MatchError(f"No {self._noun.name} was created: {flaw}, so that no later run would find it again.")
        if self._frame.check_mode:
            plan = fitted(without_unknown(plan, self._noun, self._form), self._noun, self._form)
        return plan

    @property
    def _form(self) -> Mapping[str, Any]:
        return self._all_of_form.record if self._wanted.values.get("custom_fields") else {}

    def _create(self, plan: Plan) -> dict[str, Any]:
        doing = f"create the {self._noun.name} with {self._identity}"
        try:
            record = self._records.create(plan.payload, doing=doing, look=self._find)
        except RefusedError:
            # Templates make texts of numbers and times: perhaps a custom field wants another type.
            typed = fitted(plan, self._noun, self._form).payload
            if typed == plan.payload:
                raise
            record = self._records.create(typed, doing=doing, look=self._find)
        status = self._noun.field("status")
        if status.key in plan.payload and status.option in not_applied(plan, self._wanted, record):
            # A server may open every new record in its first status; the wanted one is then a change of its own.
            late = replace(plan, payload={status.key: plan.payload[status.key]})
            record = self._update(record, late)
        for criterion in self._identity.criteria:
            if not criterion.fits(record):
                raise MatchError(
                    f"{self._named(record)} was created, but the server does not show {criterion}, by which the next "
                    "run would look for it and create another one. Correct that, or choose another key with "
                    "match_on; then delete or correct this one by its id."
                )
        return record

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
            shows=lambda record: not (not_applied(plan, self._wanted, record) or unseen(plan, self._wanted, record)),
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
