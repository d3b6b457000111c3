# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide, without doing anything, what turns the current record into the wanted one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ._records._custom_fields import CustomFields, Loose
from ._records._kinds import CORRELATION, EMPTY
from ._records._noun import Field, Noun, Wanted

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Plan(NamedTuple):
    """One operation: what to send, what it changes as users see it, and what cannot be had.

    ``operation`` is created, updated, deleted or none. ``payload`` has the server's keys; ``cleared`` are those of
    them that are to become empty. ``values`` are the options behind the payload, as the task gave them.
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
        """Return before and after of what changes; None where nothing does."""
        return None if self.operation == "none" else {"before": dict(self.before), "after": dict(self.after)}


def plan_present(current: Mapping[str, Any] | None, wanted: Wanted) -> Plan:
    """Return the plan that makes the record exist as wanted; ``current`` is the server's object."""
    return _plan_create(wanted) if current is None else _plan_update(current, wanted)


def plan_absent(current: Mapping[str, Any] | None, wanted: Wanted) -> Plan:
    """Return the plan that makes the record not exist."""
    if current is None:
        return Plan("none")
    return Plan("deleted", before=_described(current, wanted.noun))


def not_applied(plan: Plan, wanted: Wanted, current: Mapping[str, Any]) -> list[str]:
    """Return the names of what was sent, but does not show in the server's object afterwards."""
    missing: list[str] = []
    for each, value in _sent(plan, wanted.noun):
        change = each.kind.change(value, current.get(each.key))
        if change and isinstance(each.kind, CustomFields):
            missing += [f"custom field {label!r}" for label in change[1]]
        elif change:
            missing.append(each.option)
    missing += [
        f"extra field {key!r}"
        for key, value in wanted.extra.items()
        if key in plan.payload and key in current and not _LOOSE.same(value, current[key])
    ]
    return missing


def unseen(plan: Plan, wanted: Wanted, record: Mapping[str, Any]) -> list[str]:
    """Return the extra fields that were sent, but do not show in the server's object at all."""
    return [
        key
        for key, value in wanted.extra.items()
        if key in plan.payload and key not in record and not _LOOSE.same(value, None)
    ]


def lost(plan: Plan, wanted: Wanted, record: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each field of which the server dropped a part, though it took the whole."""
    sentences = []
    for each, value in _sent(plan, wanted.noun):
        parts = each.kind.lost(value, record.get(each.key))
        if parts:
            sentences.append(f"The server does not show {', '.join(parts)} of {each.option}: it takes that for markup.")
    return sentences


def fitted(plan: Plan, noun: Noun, form: Mapping[str, Any]) -> Plan:
    """Return the plan of a new record with its custom fields in the types that another record, ``form``, shows."""
    for each, value in _sent(plan, noun):
        if isinstance(each.kind, CustomFields):
            return _with_value(plan, each, each.kind.typed(value, form.get(each.key)))
    return plan


def without_unknown(plan: Plan, noun: Noun, form: Mapping[str, Any]) -> Plan:
    """Return the plan of a new record without the custom fields that ``form`` surely lacks, and a warning for each."""
    for each, value in _sent(plan, noun):
        if isinstance(each.kind, CustomFields):
            known, warnings = _on_form(each.kind, value, form.get(each.key))
            return _with_value(plan, each, known)._replace(warnings=(*plan.warnings, *warnings))
    return plan


def as_applied(plan: Plan, wanted: Wanted, record: Mapping[str, Any]) -> Plan:
    """Return the plan with what really changed, as the server's object shows it afterwards.

    Where nothing did, the operation is none. An extra field that the server never shows counts as changed.
    """
    plan = fitted(plan, wanted.noun, record) if plan.operation == "created" else plan
    before, after = dict(plan.before), dict(plan.after)
    shown = {each.option: _shortfall(each, value, record) for each, value in _sent(plan, wanted.noun)}
    shown["extra_fields"] = {
        key: record[key]
        for key, value in wanted.extra.items()
        if key in plan.payload and key in record and not _LOOSE.same(value, record[key])
    } or _APPLIED
    for option, found in shown.items():
        if found is not _APPLIED:
            _correct(before, after, option, found)
    if plan.operation == "updated" and not after:
        return Plan("none", warnings=plan.warnings)
    return plan._replace(before=before, after=after)


def predicted(plan: Plan, current: Mapping[str, Any] | None, wanted: Wanted) -> dict[str, Any]:
    """Return the object that the server will probably have afterwards, without what only the server can know."""
    record = dict(current or {})
    for each, value in _sent(plan, wanted.noun):
        after = each.kind.predicted(each.kind.outgoing(value, record.get(each.key)))
        known = record.get(each.key)
        record[each.key] = {**known, **after} if isinstance(known, dict) and isinstance(after, dict) else after
    record.update({key: value for key, value in wanted.extra.items() if key in plan.payload})
    return record


_LOOSE = Loose()
_APPLIED = object()


def _with_value(plan: Plan, each: Field, value: Mapping[str, Any]) -> Plan:
    """Return the plan with another value of one field, which shows no change where it is empty."""
    after = {**plan.after, each.option: value}
    if not value:
        after.pop(each.option)
    payload, values = {**plan.payload, each.key: value}, {**plan.values, each.option: value}
    return plan._replace(payload=payload, after=after, values=values)


def _shortfall(each: Field, value: Any, record: Mapping[str, Any]) -> Any:
    """Return what the server shows instead of a value that it did not apply."""
    change = each.kind.change(value, record.get(each.key))
    return change[0] if change else _APPLIED


def _correct(before: dict[str, Any], after: dict[str, Any], option: str, found: Any) -> None:
    """Put what was found into ``after``, and take it out of both sides where that is no change."""
    old, new = before.get(option, {}), after.get(option)
    if not (isinstance(found, dict) and isinstance(old, dict) and isinstance(new, dict)):
        _put(before, after, option, found)
        return
    old, new = dict(old), dict(new)
    for label, content in found.items():
        _put(old, new, label, content)
    for side, part in ((before, old), (after, new)):
        if option in side:
            side[option] = part
        if not new:
            side.pop(option, None)


def _put(before: dict[str, Any], after: dict[str, Any], key: str, found: Any) -> None:
    old = before.get(key)
    after[key] = found
    if found == old or (_LOOSE.same("", found) and _LOOSE.same("", old)):
        before.pop(key, None)
        after.pop(key)


def _described(current: Mapping[str, Any], noun: Noun) -> dict[str, Any]:
    """Return what a task would have to set to get such a record, and its name."""
    described = {"name": current.get(noun.field("name").key)}
    for each in noun.settable:
        there = current.get(each.key)
        if isinstance(each.kind, CustomFields) and isinstance(there, dict):
            there = {label: content for label, content in there.items() if not _LOOSE.same("", content)}
        if there not in EMPTY and not each.kind.same("", there):
            described[each.option] = each.kind.shown(there)
    return described


def _sent(plan: Plan, noun: Noun) -> Iterator[tuple[Field, Any]]:
    """Yield each field of the payload, with the value that the task gave it."""
    for option, value in plan.values.items():
        if noun.field(option).key in plan.payload:
            yield noun.field(option), value


def _managed(wanted: Wanted, current: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """Yield each field that the task sets, with its value; a correlation tag counts as one more tag."""
    for each in wanted.noun.settable:
        value = wanted.values.get(each.option)
        if each.option == "tags" and wanted.correlation_tag:
            there = current.get(each.key)
            base = value if value is not None else there if isinstance(there, list) else []
            others = [tag for tag in base if not str(tag).startswith(CORRELATION)]
            value = each.kind.wanted([*others, wanted.correlation_tag])
        if value is not None:
            yield each, value


def _plan_create(wanted: Wanted) -> Plan:
    payload, values, after = {}, {}, {}
    for each, value in _managed(wanted, {}):
        value = each.kind.initial(value)
        if value not in EMPTY:
            payload[each.key] = values[each.option] = value
            # A logon name is shown as given: what the server makes of it is not known yet.
            shown = each.kind.predicted(value)
            after[each.option] = value if shown is None else shown
    if wanted.extra:
        payload.update(wanted.extra)
        after["extra_fields"] = dict(wanted.extra)
    return Plan("created", payload, after=after, values=values)


def _plan_update(current: Mapping[str, Any], wanted: Wanted) -> Plan:
    payload: dict[str, Any] = {}
    values: dict[str, Any] = {}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    cleared, warnings = [], []
    for each, value in _managed(wanted, current):
        there = current.get(each.key)
        value, words = _possible(wanted.noun, each, value, there)
        warnings += words
        change = each.kind.change(value, there) if value is not None else None
        if change:
            before[each.option], after[each.option] = change
            payload[each.key], values[each.option] = each.kind.outgoing(value, there), value
            cleared += [each.key] if payload[each.key] == "" else []
    for key, value in wanted.extra.items():
        if not _LOOSE.same(value, current.get(key)):
            payload[key] = value
            before.setdefault("extra_fields", {})[key] = current.get(key)
            after.setdefault("extra_fields", {})[key] = value
    if not payload:
        return Plan("none", warnings=tuple(warnings))
    return Plan("updated", payload, before, after, tuple(cleared), tuple(warnings), values)


def _possible(noun: Noun, each: Field, value: Any, there: Any) -> tuple[Any, list[str]]:
    """Return the part of a wanted value that the server can take now, and a warning about the rest."""
    if each.use == "create" and not each.kind.same(value, there):
        when = f"the server takes it only when the {noun.name} is created."
        return None, [f"{each.option} stays {there!r} instead of {value!r}: {when}"]
    if isinstance(each.kind, CustomFields):
        return _on_form(each.kind, value, there)
    return value, []


def _on_form(kind: CustomFields, value: Mapping[str, Any], form: Any) -> tuple[dict[str, Any], list[str]]:
    unknown = kind.unknown(value, form)
    rest = {label: content for label, content in value.items() if label not in unknown}
    return rest, [f"custom field {label!r} is not on the server's form and is not set." for label in unknown]
