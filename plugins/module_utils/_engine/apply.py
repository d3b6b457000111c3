# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply a plan to one record, or predict its result, and warn of every difference."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Callable

from .._api import endpoints
from .._api.errors import MatchError, RefusedError, ServiceOpsError, UnavailableError
from .._api.resource_client import ResourceClient
from .._api.uploads import Uploads
from .._api.writes import Writer
from .._resources._custom_fields import CustomFields
from .._resources._resource import DesiredRecord
from .context import Context
from .form_sample import FormSample, explain
from .identity import Identity
from .latest import version_of
from .lookalikes import find_lookalikes, has_lookalikes
from .matching import another_key
from .plan import Plan, plan_present, sent_along
from .verification import (
    as_applied,
    dropped,
    not_applied,
    not_shown,
    predicted,
    with_form_types,
    without_unknown,
)

_CUSTOM_FIELDS = CustomFields()


class Applier:
    """Create, change or delete one record; ``find`` searches for it again."""

    def __init__(
        self,
        context: Context,
        records: ResourceClient,
        identity: Identity,
        desired: DesiredRecord,
        form: FormSample,
        find: Callable[[], dict[str, Any] | None],
    ) -> None:
        self._context = context
        self._records = records
        self._writer = Writer(records)
        self._uploads = Uploads(records.client, records.endpoint.upload_path)
        self._write_log = records.write_log
        self._identity = identity
        self._desired = desired
        self._resource = desired.resource
        self._form_sample = form
        self._find = find

    def plan_new(self) -> Plan:
        """Return the plan of a new record; raises MatchError if it cannot be created, or could not be found again."""
        if not self._identity.creates:
            named = "id or name" if self._resource.is_named_by_server else "id"
            key = " and ".join(self._resource.match_on) or "correlation_id"
            raise MatchError(
                f"There is no {self._resource.name} with {self._identity}, and none is created by {named}. "
                f"Correct it, or leave it out and give {key}.",
                exchange=self._records.absence(self._identity.record_id),
            )
        if self._desired.missing_required:
            missing = " and ".join(self._desired.missing_required)
            raise MatchError(
                f"There is no {self._resource.name} with {self._identity} yet, and none can be created without "
                f"{missing}. Set {missing}.",
                exchange=self._records.absence(),
            )
        plan = plan_present(None, self._desired)
        for criterion in self._identity.criteria:
            # Only a key in a custom field needs the form, which costs a call.
            reason = criterion.unfindable_reason(self._form) if criterion.label is not None else None
            if reason:
                raise MatchError(f"Not created: {reason}, so a later run could not find the {self._resource.name}.")
        if self._context.check_mode:
            plan = with_form_types(without_unknown(plan, self._resource, self._form), self._resource, self._form)
        return plan

    def predict(self, plan: Plan, current: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the record as the server would probably show it after the plan."""
        return predicted(plan, current, self._desired)

    def apply(self, plan: Plan, current: Mapping[str, Any] | None) -> tuple[Plan, dict[str, Any]]:
        """Apply the plan; return what really changed, and the server's object. Raises ServiceOpsError."""
        record = self._create(plan) if current is None else self._update(current, plan)
        if current is not None and self._was_closed(plan, current, record):
            self._context.warn(
                f"{self._title(record)} became {self._status(record)} meanwhile, or a search did not show that yet: "
                "it was changed all the same, and the next run creates another one."
            )
        for name in not_applied(plan, self._desired, record):
            self._context.warn(f"The server accepted {name}, but did not apply it as given.")
        for key in not_shown(plan, self._desired, record):
            self._context.warn(
                f"The server accepted extra field {key!r}, but does not show it: it is sent in every run."
            )
        for sentence in (*self._doubtful_times(record), *dropped(plan, self._desired, record)):
            self._context.warn(sentence)
        return as_applied(plan, self._desired, record), record

    def delete(self, current: Mapping[str, Any]) -> bool:
        """Delete the record; return False if the server reports that it does not exist. Raises ServiceOpsError."""
        is_deleted = self._writer.delete(current["id"], doing=f"delete {self._title(current)}")
        self._write_log.note_deleted(current["id"])
        return is_deleted

    def _was_closed(self, plan: Plan, current: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
        """Return whether a record that was chosen because it was open has been closed by somebody else."""
        cycle = self._resource.life_cycle
        is_meant = self._identity.creates and self._identity.scope == "open"
        if not (cycle and is_meant) or cycle.option in plan.values:
            return False
        return self._resource.is_closed(record) and not self._resource.is_closed(current)

    def _doubtful_times(self, record: Mapping[str, Any]) -> list[str]:
        field = self._resource.custom_fields
        return _CUSTOM_FIELDS.doubtful_times(self._desired.custom_fields, record.get(field.key)) if field else []

    @property
    def _form(self) -> Mapping[str, Any]:
        return self._form_sample.record if self._desired.custom_fields else {}

    def _create(self, plan: Plan) -> dict[str, Any]:
        record = self._create_and_log(plan)
        follow_up = self._follow_up(plan, record)
        if follow_up:
            record = self._update(record, plan._replace(payload=follow_up))
        for criterion in self._identity.criteria:
            if not criterion.fits(record):
                raise MatchError(
                    f"{self._title(record)} was created, but the server does not show {criterion}, by which the next "
                    "run would look for it and create another one. Correct that, or "
                    f"{another_key(self._resource)}; then delete or correct this one."
                )
        return record

    def _follow_up(self, plan: Plan, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return what has to be sent after a create, in an update.

        A server may set the first status on every new record. Only its response shows which custom fields are times.
        """
        follow_up: dict[str, Any] = {}
        if self._resource.life_cycle:
            status = self._resource.field(self._resource.life_cycle.option)
            if status.key in plan.payload and status.option in not_applied(plan, self._desired, record):
                follow_up[status.key] = plan.payload[status.key]
        custom = self._resource.custom_fields
        if custom and custom.key in plan.payload:
            form = record.get(custom.key)
            mistyped = _CUSTOM_FIELDS.mistyped(plan.values[custom.option], plan.payload[custom.key], form)
            follow_up.update({custom.key: _CUSTOM_FIELDS.to_server(mistyped, form)} if mistyped else {})
        return follow_up

    def _create_and_log(self, plan: Plan) -> dict[str, Any]:
        """Create the record and log it, so that later tasks find it before a search shows it."""
        key = self._identity.key or ""
        try:
            record = self._send_in_fitting_types(plan)
        except ServiceOpsError as exc:
            if exc.may_be_applied:
                # The next task waits, counting from now.
                self._write_log.note_attempt(key)
            elif not isinstance(exc, MatchError):
                self._write_log.note_nothing(key)
            raise
        created_time = self._resource.created_time(record)
        self._write_log.note_created(key, record["id"], created_time, shows_key=self._identity.fits(record))
        return record

    def _send_in_fitting_types(self, plan: Plan) -> dict[str, Any]:
        try:
            return self._send(plan.payload, plan)
        except UnavailableError as exc:
            if exc.status == 500 and not exc.may_be_applied:
                # The first error tells more than one of reading the form.
                with suppress(ServiceOpsError):
                    explain(exc, plan, self._resource, self._form, self._context.warn)
            raise
        except RefusedError:
            # Templates turn numbers and times into texts: perhaps a custom field needs another type.
            typed = with_form_types(plan, self._resource, self._form).payload
            if typed == plan.payload:
                # Or the form lacks a field: the server's error does not list the fields that exist.
                for warning in without_unknown(plan, self._resource, self._form).warnings:
                    self._context.warn(warning)
                raise
            return self._send(typed, plan)

    def _send(self, payload: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
        return self._writer.create(
            self._uploads.uploaded(payload),
            doing=f"create the {self._resource.name}{self._records.of_parent} with {self._identity}",
            look=self._find,
            similar=(lambda since: self._lookalikes(payload, since)) if has_lookalikes(self._resource) else None,
            begin=lambda: self._write_log.note_attempt(self._identity.key or ""),
            amended=lambda: self._uploads.uploaded(with_form_types(plan, self._resource, self._form).payload),
        )

    def _lookalikes(self, payload: Mapping[str, Any], since: float | None) -> list[str]:
        """Return the names of records that a create in doubt may have made; log the first for the next task."""
        found = find_lookalikes(self._records, self._identity, payload, since)
        for record in found[:1]:
            created_time = self._resource.created_time(record)
            self._write_log.note_guess(self._identity.key or "", record["id"], created_time)
        return [self._resource.title(record, with_status=True) for record in found]

    def _update(self, current: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
        """Change the record; if an empty text does not clear a value, try the other empty values."""
        payload, cleared = dict(plan.payload), plan.cleared
        record: dict[str, Any] | None = None
        for empty in endpoints.CLEARING_VALUES:
            payload.update(dict.fromkeys(cleared, empty))
            try:
                record = self._restore_custom_fields(current, plan, self._patch(current, plan, payload))
            except RefusedError:
                # Another empty value may be accepted. Without one, or if the rest is applied, the error is final.
                if record is not None:
                    break
                if not cleared or empty is endpoints.CLEARING_VALUES[-1]:
                    raise
                continue
            payload, cleared = {}, tuple(key for key in cleared if not self._resource.is_empty(key, record))
            if not cleared:
                break
        return record or dict(current)

    def _patch(self, current: Mapping[str, Any], plan: Plan, payload: Mapping[str, Any]) -> dict[str, Any]:
        whole = {**sent_along(self._resource, current), **self._with_unsent_values(payload, current)}
        try:
            record = self._writer.update(
                current["id"],
                self._uploads.uploaded(whole),
                doing=f"change {self._title(current)}",
                shows=lambda record: (
                    not (not_applied(plan, self._desired, record) or not_shown(plan, self._desired, record))
                ),
            )
        except UnavailableError as exc:
            if exc.status == 500:
                explain(exc, plan, self._resource, current, self._context.warn)
            raise
        self._write_log.note_changed(record["id"], version_of(self._resource, record))
        return record

    def _with_unsent_values(self, payload: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
        """Return a payload with all custom fields if this server replaces them all in an update."""
        field = self._resource.custom_fields
        if not (field and field.key in payload and self._write_log.replaces_maps()):
            return dict(payload)
        # A search may lag, and its values would undo a newer change.
        current = self._records.read(current["id"]) or current
        others = _CUSTOM_FIELDS.unsent_values(payload[field.key], current.get(field.key))
        return {**payload, field.key: {**others, **payload[field.key]}}

    def _restore_custom_fields(self, current: Mapping[str, Any], plan: Plan, record: dict[str, Any]) -> dict[str, Any]:
        """Set the custom fields again that a server emptied because it replaces them all in an update."""
        field = self._resource.custom_fields
        if not field or field.key not in plan.payload:
            return record
        others = _CUSTOM_FIELDS.unsent_values(plan.payload[field.key], current.get(field.key))
        if not _CUSTOM_FIELDS.has_lost(others, record.get(field.key)):
            return record
        labels = ", ".join(map(repr, others))
        self._context.warn(
            f"The server took the custom fields that the task sets for all there are, and emptied {labels}: put "
            "back as read before."
        )
        try:
            record = self._patch(current, plan, {field.key: {**others, **plan.payload[field.key]}})
        except ServiceOpsError as exc:
            exc.message = (
                f"The server emptied the custom fields {labels}, and they could not be put back. {exc.message}"
            )
            raise
        if len(others) > 1:
            # Somebody else may have emptied a single one.
            self._write_log.note_replaced_maps()
        return record

    def _title(self, record: Mapping[str, Any]) -> str:
        return f"{self._resource.name} {self._resource.title(record)}{self._records.of_parent}"

    def _status(self, record: Mapping[str, Any]) -> Any:
        cycle = self._resource.life_cycle
        return record.get(self._resource.field(cycle.option).key) if cycle else None
