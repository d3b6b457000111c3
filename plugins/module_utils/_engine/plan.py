# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the operation that turns the current record into the desired one. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .._resources._custom_fields import CustomFields, labels_of
from .._resources._field_types import EMPTY
from .._resources._links import Links
from .._resources._resource import DesiredRecord, Field, Resource
from .._resources._untyped import same

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Plan(NamedTuple):
    """One operation: what to send, the change that users see, and warnings about what is impossible.

    ``operation`` is created, updated, deleted or none. ``payload`` has the server's keys; ``cleared`` are those of
    them to empty. ``values`` are the options behind the payload, as the task gave them.
    """

    operation: str
    payload: Mapping[str, Any] = _NOTHING
    before: Mapping[str, Any] = _NOTHING
    after: Mapping[str, Any] = _NOTHING
    cleared: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    values: Mapping[str, Any] = _NOTHING

    @property
    def diff(self) -> dict[str, Any] | None:
        """Return before and after of what changes, None if nothing does."""
        return None if self.operation == "none" else {"before": dict(self.before), "after": dict(self.after)}


def plan_present(current: Mapping[str, Any] | None, desired: DesiredRecord) -> Plan:
    """Return the plan that creates or updates the record; ``current`` is the server's object."""
    return _plan_create(desired) if current is None else _plan_update(current, desired)


def sent_along(resource: Resource, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every update sends of the record as it is, by the server's keys."""
    return {key: current[key] for key in resource.sent_along if current.get(key) not in EMPTY}


def plan_absent(current: Mapping[str, Any] | None, desired: DesiredRecord) -> Plan:
    """Return the plan that deletes the record."""
    if current is None:
        return Plan("none")
    return Plan("deleted", before=_settable_values(current, desired.resource))


def split_by_form(field_type: CustomFields, value: Mapping[str, Any], form: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the custom fields that the server's form has, and a warning for each that it lacks."""
    unknown = field_type.unknown(value, form)
    rest = {label: content for label, content in value.items() if label not in unknown}
    labels = labels_of(form)
    return rest, [f"custom field {label!r} is not on the server's form and is not set: {labels}." for label in unknown]


def _settable_values(current: Mapping[str, Any], resource: Resource) -> dict[str, Any]:
    """Return the options that describe a record, and its name."""
    values = {resource.display.option: current.get(resource.display.key)} if resource.display else {}
    for field in resource.settable:
        present = current.get(field.key)
        is_custom = isinstance(field.type, CustomFields)
        if is_custom and isinstance(present, dict):
            present = {label: content for label, content in present.items() if not same("", content)}
        if present not in EMPTY and (is_custom or not field.type.same("", present)):
            values[field.option] = field.type.to_result(present)
    return values


def _managed_fields(desired: DesiredRecord, current: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Yield each field that the task sets, with its value; the field that carries a correlation id counts as set."""
    for field in desired.resource.settable:
        value = desired.values.get(field.option)
        if field is desired.resource.carrier and desired.correlation_id:
            value = field.type.with_correlation(value, current.get(field.key), desired.correlation_id)
        if value is not None:
            yield field, value


def _plan_create(desired: DesiredRecord) -> Plan:
    payload, values, after = {}, {}, {}
    for field, value in _managed_fields(desired, {}):
        value = field.type.initial(value)
        if value not in EMPTY:
            payload[field.key] = values[field.option] = value
            # A logon name is shown as given, because the server's e-mail address for it is not known yet.
            shown = field.type.to_result(field.type.predicted(value))
            after[field.option] = value if shown is None else shown
    if desired.extra:
        payload.update(desired.extra)
        after["extra_fields"] = dict(desired.extra)
    return Plan("created", payload, after=after, values=values)


def _plan_update(current: Mapping[str, Any], desired: DesiredRecord) -> Plan:
    payload: dict[str, Any] = {}
    values: dict[str, Any] = {}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    cleared, warnings = [], []
    for field, value in _managed_fields(desired, current):
        present = current.get(field.key)
        value, part_warnings = _settable_part(desired.resource, field, value, present)
        warnings += part_warnings
        change = field.type.change(value, present) if value is not None else None
        if change:
            before[field.option], after[field.option] = change
            payload[field.key], values[field.option] = field.type.to_server(value, present), value
            cleared += [field.key] if payload[field.key] == "" else []
    for key, value in desired.extra.items():
        if not same(value, current.get(key)):
            payload[key] = value
            before.setdefault("extra_fields", {})[key] = current.get(key)
            after.setdefault("extra_fields", {})[key] = value
    if not payload:
        return Plan("none", warnings=tuple(warnings))
    return Plan("updated", payload, before, after, tuple(cleared), tuple(warnings), values)


def _settable_part(resource: Resource, field: Field, value: Any, present: Any) -> tuple[Any, list[str]]:
    """Return the part of a desired value that the server accepts now, and warnings about the rest."""
    if field.use == "create" and not field.type.same(value, present):
        when = f"the server takes it only when the {resource.name} is created."
        shown, given = field.type.to_result(present), field.type.to_result(value)
        return None, [f"{field.option} stays {shown!r} instead of {given!r}: {when}"]
    if isinstance(field.type, CustomFields):
        return split_by_form(field.type, value, present)
    if isinstance(field.type, Links) and present is None and value:
        named = (
            f"{field.option} is left alone: the server shows no {field.key} of this {resource.name} to compare it with."
        )
        return None, [f"{named} Give {field.key} in extra_fields to send it in every run."]
    return value, []
