# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the change that a plan asks for, or foretell it, and say what the server made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable

from .._api import contract
from .._api.errors import MatchError, RefusedError, ServiceOpsError
from .._api.records import Records
from .._api.writes import Writes
from .._effect import as_applied, fitted, lost, not_applied, predicted, unseen, without_unknown
from .._plan import Plan, plan_present
from .._records._custom_fields import CustomFields
from .._records._noun import Wanted
from .frame import Frame
from .identity import Identity, shown
from .similar import similar_records

if TYPE_CHECKING:
    from .single import Form

_CUSTOM_FIELDS = CustomFields()


class Change:
    """The change of one record, which ``find`` looks up anew."""

    def __init__(
        self,
        frame: Frame,
        records: Records,
        identity: Identity,
        wanted: Wanted,
        form: Form,
        find: Callable[[], dict[str, Any] | None],
    ) -> None:
        self._frame = frame
        self._records = records
        self._writes = Writes(records)
        self._creations = records.client.creations
        self._identity = identity
        self._wanted = wanted
        self._noun = wanted.noun
        self._all_of_form = form
        self._find = find

    def plan_new(self) -> Plan:
        """Return the plan of a new record; raises MatchError where it could not be made, or not be found again."""
        if not self._identity.creates:
            raise MatchError(
                f"There is no {self._noun.name} with {self._identity}, and none is created by id or name. "
                f"Correct it, or leave it out and give {' and '.join(self._noun.key)}.",
                exchange=self._records.absence(self._identity.record_id),
            )
        if self._wanted.missing:
            missing = " and ".join(self._wanted.missing)
            raise MatchError(
                f"There is no {self._noun.name} with {self._identity} yet, and none can be created without {missing}. "
                f"Set {missing}.",
                exchange=self._records.absence(),
            )
        plan = plan_present(None, self._wanted)
        for criterion in self._identity.criteria:
            # A create with custom fields costs no more calls than another, unless one of them is to find it again.
            flaw = criterion.flaw(self._form) if criterion.label is not None else None
            if flaw:
                raise MatchError(f"No {self._noun.name} was created: {flaw}, so that no later run would find it again.")
        if self._frame.check_mode:
            plan = fitted(without_unknown(plan, self._noun, self._form), self._noun, self._form)
        return plan

    def foretell(self, plan: Plan, current: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the object that the server would probably have after the plan."""
        return predicted(plan, current, self._wanted)

    def make(self, plan: Plan, current: Mapping[str, Any] | None) -> tuple[Plan, dict[str, Any]]:
        """Carry the plan out; return what really changed, and the server's object. Raises ServiceOpsError."""
        record = self._create(plan) if current is None else self._update(current, plan)
        if current is not None and self._was_ended(plan, current, record):
            status = record.get(self._noun.field("status").key)
            self._frame.warn(
                f"{self._named(record)} became {status} meanwhile, or a search did not show that yet: it was changed "
                "all the same, and the next run creates another one."
            )
        for name in not_applied(plan, self._wanted, record):
            self._frame.warn(f"The server accepted {name}, but did not apply it as given.")
        for key in unseen(plan, self._wanted, record):
            self._frame.warn(f"The server accepted extra field {key!r}, but does not show it: it is sent in every run.")
        custom = self._noun.field("custom_fields")
        for sentence in _CUSTOM_FIELDS.doubts(self._wanted.values.get(custom.option) or {}, record.get(custom.key)):
            self._frame.warn(sentence)
        for sentence in lost(plan, self._wanted, record):
            self._frame.warn(sentence)
        return as_applied(plan, self._wanted, record), record

    def delete(self, current: Mapping[str, Any]) -> bool:
        """Delete the record; False means that the server says it was gone before. Raises ServiceOpsError."""
        is_deleted = self._writes.delete(current["id"], doing=f"delete {self._named(current)}")
        self._creations.note_deleted(current["id"])
        return is_deleted

    def _was_ended(self, plan: Plan, current: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
        """Return whether a record that was meant because it was open turned out to be closed by somebody else."""
        is_meant = self._identity.creates and self._identity.scope == "open" and "status" not in plan.values
        return is_meant and not self._noun.is_closed_record(current) and self._noun.is_closed_record(record)

    @property
    def _form(self) -> Mapping[str, Any]:
        return self._all_of_form.record if self._wanted.values.get("custom_fields") else {}

    def _create(self, plan: Plan) -> dict[str, Any]:
        record = self._created(plan)
        late = self._late(plan, record)
        if late:
            record = self._update(record, plan._replace(payload=late))
        for criterion in self._identity.criteria:
            if not criterion.fits(record):
                raise MatchError(
                    f"{self._named(record)} was created, but the server does not show {criterion}, by which the next "
                    "run would look for it and create another one. Correct that, or choose another key with "
                    "match_on; then delete or correct this one by its id."
                )
        return record

    def _late(self, plan: Plan, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a new record still needs, a change of its own.

        A server may open every record in its first status, and only its answer shows which custom fields are times.
        """
        status, custom = self._noun.field("status"), self._noun.field("custom_fields")
        late: dict[str, Any] = {}
        if status.key in plan.payload and status.option in not_applied(plan, self._wanted, record):
            late[status.key] = plan.payload[status.key]
        if custom.key in plan.payload:
            form = record.get(custom.key)
            mistyped = _CUSTOM_FIELDS.mistyped(plan.values[custom.option], plan.payload[custom.key], form)
            late.update({custom.key: _CUSTOM_FIELDS.outgoing(mistyped, form)} if mistyped else {})
        return late

    def _created(self, plan: Plan) -> dict[str, Any]:
        """Create the record, and let later tasks know of it before a search shows it."""
        key = self._identity.key or ""
        try:
            record = self._sent(plan)
        except ServiceOpsError as exc:
            if exc.may_be_applied:
                # The next task waits from now on.
                self._creations.note_attempt(key)
            elif not isinstance(exc, MatchError):
                self._creations.note_nothing(key)
            raise
        created_time = record.get(self._noun.field("created_time").key)
        self._creations.note_created(key, record["id"], created_time, shows_key=self._identity.fits(record))
        return record

    def _sent(self, plan: Plan) -> dict[str, Any]:
        try:
            return self._send(plan.payload)
        except RefusedError:
            # Templates make texts of numbers and times: perhaps a custom field wants another type.
            typed = fitted(plan, self._noun, self._form).payload
            if typed == plan.payload:
                # Or the form has no such field: the server's own words do not say which there are.
                for warning in without_unknown(plan, self._noun, self._form).warnings:
                    self._frame.warn(warning)
                raise
            return self._send(typed)

    def _send(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return self._writes.create(
            payload,
            doing=f"create the {self._noun.name} with {self._identity}",
            look=self._find,
            similar=lambda since: self._similar(payload, since),
            begin=lambda: self._creations.note_attempt(self._identity.key or ""),
        )

    def _similar(self, payload: Mapping[str, Any], since: float | None) -> list[str]:
        """Return the names of what may be the record of a create in doubt; the next task knows of the first."""
        found = similar_records(self._records, self._identity, payload, since)
        for record in found[:1]:
            created_time = record.get(self._noun.field("created_time").key)
            self._creations.note_guess(self._identity.key or "", record["id"], created_time)
        return [shown(self._noun, record) for record in found]

    def _update(self, current: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
        """Change the record; where an empty text does not clear a value, try what else the server may take."""
        payload, cleared = dict(plan.payload), plan.cleared
        record: dict[str, Any] | None = None
        for empty in contract.CLEARING_VALUES:
            payload.update(dict.fromkeys(cleared, empty))
            try:
                record = self._put_back(current, plan, self._patch(current, plan, payload))
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
        record = self._writes.update(
            current["id"],
            {**beside, **self._with_others(payload, current)},
            doing=f"change {self._named(current)}",
            shows=lambda record: not (not_applied(plan, self._wanted, record) or unseen(plan, self._wanted, record)),
        )
        self._creations.note_changed(record["id"], record.get(self._noun.field("updated_time").key))
        return record

    def _with_others(self, payload: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
        """Return a payload with all custom fields, if this server takes those of an update for the whole."""
        maps = [key for key, value in payload.items() if isinstance(value, dict) and self._is_map(key)]
        if not (maps and self._creations.replaces_maps()):
            return dict(payload)
        # What a search shows may be behind, and would undo what somebody set since.
        current = self._records.read(current["id"]) or current
        others = {key: {**_CUSTOM_FIELDS.others(payload[key], current.get(key)), **payload[key]} for key in maps}
        return {**payload, **others}

    def _put_back(self, current: Mapping[str, Any], plan: Plan, record: dict[str, Any]) -> dict[str, Any]:
        """Set again the custom fields that a server emptied because it took those of the update for the whole."""
        for key in filter(self._is_map, plan.payload):
            others = _CUSTOM_FIELDS.others(plan.payload[key], current.get(key))
            if not _CUSTOM_FIELDS.emptied(others, record.get(key)):
                continue
            labels = ", ".join(map(repr, others))
            self._frame.warn(
                f"The server took the custom fields that the task sets for all there are, and emptied {labels}: put "
                "back as read before."
            )
            beside = {key: {**others, **plan.payload[key]}}
            try:
                record = self._patch(current, plan, beside)
            except ServiceOpsError as exc:
                exc.message = (
                    f"The server emptied the custom fields {labels}, and they could not be put back. {exc.message}"
                )
                raise
            if len(others) > 1:
                # A single one may have been emptied by somebody meanwhile.
                self._creations.note_replaced_maps()
        return record

    def _is_map(self, key: str) -> bool:
        field = self._noun.by_key.get(key)
        return field is not None and isinstance(field.kind, CustomFields)

    def _named(self, record: Mapping[str, Any]) -> str:
        return f"{self._noun.name} {record.get(self._noun.field('name').key)} (id {record['id']})"
