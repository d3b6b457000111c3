# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predict the result of a plan, and determine its real result from the server's response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._resources._custom_fields import CustomFields, labels_of
from .._resources._resource import DesiredRecord, Field, Resource
from .._resources._untyped import same, type_fault
from .plan import Plan, split_by_form


def not_applied(plan: Plan, desired: DesiredRecord, current: Mapping[str, Any]) -> list[str]:
    """Return the names of what was sent, but is not in the server's object afterwards."""
    missing: list[str] = []
    for field, value in _sent_fields(plan, desired.resource):
        change = field.type.change(value, current.get(field.key))
        if change and isinstance(field.type, CustomFields):
            form = current.get(field.key)
            unknown = field.type.unknown(change[1], form)
            where = f" (not on its form; {labels_of(form)})"
            missing += [f"custom field {label!r}{where if label in unknown else ''}" for label in change[1]]
        elif change:
            missing.append(field.option)
    missing += [
        f"extra field {key!r}"
        for key, value in desired.extra.items()
        if key in plan.payload and key in current and not same(value, current[key])
    ]
    return missing


def not_shown(plan: Plan, desired: DesiredRecord, record: Mapping[str, Any]) -> list[str]:
    """Return the extra fields that were sent, but that the server's object lacks."""
    return [
        key
        for key, value in desired.extra.items()
        if key in plan.payload and key not in record and not same(value, None)
    ]


def dropped(plan: Plan, desired: DesiredRecord, record: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each field of which the server accepted the value, but dropped a part."""
    sentences = []
    for field, value in _sent_fields(plan, desired.resource):
        parts = field.type.dropped(value, record.get(field.key))
        if parts:
            sentences.append(
                f"The server does not show {', '.join(parts)} of {field.option}: it takes that for markup."
            )
    return sentences


def with_form_types(plan: Plan, resource: Resource, form: Mapping[str, Any]) -> Plan:
    """Return the plan of a new record with its custom fields in the types that another record, ``form``, shows."""
    for field, value in _sent_fields(plan, resource):
        if isinstance(field.type, CustomFields):
            return _with_value(plan, field, field.type.typed(value, form.get(field.key)))
    return plan


def without_unknown(plan: Plan, resource: Resource, form: Mapping[str, Any]) -> Plan:
    """Return the plan of a new record without the custom fields that ``form`` lacks, and a warning for each."""
    for field, value in _sent_fields(plan, resource):
        if isinstance(field.type, CustomFields):
            known, warnings = split_by_form(field.type, value, form.get(field.key))
            return _with_value(plan, field, known)._replace(warnings=(*plan.warnings, *warnings))
    return plan


def type_faults(plan: Plan, resource: Resource, form: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each custom field of another type than a record, ``form``, shows: what it is, must be, and is given."""
    field = resource.custom_fields
    shown = form.get(field.key) if field else None
    if field and isinstance(shown, Mapping):
        for label, value in (plan.payload.get(field.key) or {}).items():
            fault = type_fault(value, shown.get(label))
            if fault:
                yield f"{field.option}: {label!r}", fault, value


def as_applied(plan: Plan, desired: DesiredRecord, record: Mapping[str, Any]) -> Plan:
    """Return the plan with what really changed, as the server's object shows it afterwards.

    If nothing did, the operation is none. An extra field that the server never shows counts as changed.
    """
    plan = with_form_types(plan, desired.resource, record) if plan.operation == "created" else plan
    before, after = dict(plan.before), dict(plan.after)
    shown = {field.option: _actual_value(field, value, record) for field, value in _sent_fields(plan, desired.resource)}
    shown["extra_fields"] = {
        key: record[key]
        for key, value in desired.extra.items()
        if key in plan.payload and key in record and not same(value, record[key])
    } or _APPLIED
    for option, found in shown.items():
        if found is not _APPLIED:
            _correct(before, after, option, found)
    for option, prediction in after.items():
        if option == "extra_fields":
            after[option] = {key: record.get(key, value) for key, value in prediction.items()}
        else:
            field = desired.resource.field(option)
            after[option] = field.type.applied(prediction, record.get(field.key))
    if plan.operation == "updated" and not after:
        return Plan("none", warnings=plan.warnings)
    return plan._replace(before=before, after=after)


def predicted(plan: Plan, current: Mapping[str, Any] | None, desired: DesiredRecord) -> dict[str, Any]:
    """Return the record as the server will probably show it, without values that only the server can set."""
    record = dict(current or {})
    for field, value in _sent_fields(plan, desired.resource):
        after = field.type.predicted(field.type.to_server(value, record.get(field.key)))
        known = record.get(field.key)
        record[field.key] = {**known, **after} if isinstance(known, dict) and isinstance(after, dict) else after
    record.update({key: value for key, value in desired.extra.items() if key in plan.payload})
    return record


_APPLIED = object()


def _sent_fields(plan: Plan, resource: Resource) -> Iterator[tuple[Field, Any]]:
    """Yield each field of the payload, with the value that the task gave it."""
    for option, value in plan.values.items():
        if resource.field(option).key in plan.payload:
            yield resource.field(option), value


def _with_value(plan: Plan, field: Field, value: Mapping[str, Any]) -> Plan:
    """Return the plan with another value of one field, which shows no change if it is empty."""
    after = {**plan.after, field.option: field.type.to_result(value)}
    if not value:
        after.pop(field.option)
    payload, values = {**plan.payload, field.key: value}, {**plan.values, field.option: value}
    return plan._replace(payload=payload, after=after, values=values)


def _actual_value(field: Field, value: Any, record: Mapping[str, Any]) -> Any:
    """Return what the server shows instead of a value that it did not apply."""
    change = field.type.change(value, record.get(field.key))
    return change[0] if change else _APPLIED


def _correct(before: dict[str, Any], after: dict[str, Any], option: str, found: Any) -> None:
    """Put the actual value into ``after``; if that is no change, remove it from both sides."""
    old, new = before.get(option, {}), after.get(option)
    if not (isinstance(found, dict) and isinstance(old, dict) and isinstance(new, dict)):
        _set_actual(before, after, option, found)
        return
    old, new = dict(old), dict(new)
    for label, content in found.items():
        _set_actual(old, new, label, content)
    for side, part in ((before, old), (after, new)):
        if option in side:
            side[option] = part
        if not new:
            side.pop(option, None)


def _set_actual(before: dict[str, Any], after: dict[str, Any], key: str, found: Any) -> None:
    old = before.get(key)
    after[key] = found
    if found == old or (same("", found) and same("", old)):
        before.pop(key, None)
        after.pop(key)
