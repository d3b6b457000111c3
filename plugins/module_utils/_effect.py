# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a record by a plan: foretold before it is carried out, and told from the server's object after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ._plan import Plan, on_form
from ._records._custom_fields import CustomFields, labels_of
from ._records._loose import same
from ._records._noun import Field, Noun, Wanted


def not_applied(plan: Plan, wanted: Wanted, current: Mapping[str, Any]) -> list[str]:
    """Return the names of what was sent, but does not show in the server's object afterwards."""
    missing: list[str] = []
    for each, value in _sent(plan, wanted.noun):
        change = each.kind.change(value, current.get(each.key))
        if change and isinstance(each.kind, CustomFields):
            form = current.get(each.key)
            unknown = each.kind.unknown(change[1], form)
            where = f" (not on its form; {labels_of(form)})"
            missing += [f"custom field {label!r}{where if label in unknown else ''}" for label in change[1]]
        elif change:
            missing.append(each.option)
    missing += [
        f"extra field {key!r}"
        for key, value in wanted.extra.items()
        if key in plan.payload and key in current and not same(value, current[key])
    ]
    return missing


def unseen(plan: Plan, wanted: Wanted, record: Mapping[str, Any]) -> list[str]:
    """Return the extra fields that were sent, but do not show in the server's object at all."""
    return [
        key
        for key, value in wanted.extra.items()
        if key in plan.payload and key not in record and not same(value, None)
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
            known, warnings = on_form(each.kind, value, form.get(each.key))
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
        if key in plan.payload and key in record and not same(value, record[key])
    } or _APPLIED
    for option, found in shown.items():
        if found is not _APPLIED:
            _correct(before, after, option, found)
    for option, foretold in after.items():
        if option == "extra_fields":
            after[option] = {key: record.get(key, value) for key, value in foretold.items()}
        else:
            each = wanted.noun.field(option)
            after[option] = each.kind.applied(foretold, record.get(each.key))
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


_APPLIED = object()


def _sent(plan: Plan, noun: Noun) -> Iterator[tuple[Field, Any]]:
    """Yield each field of the payload, with the value that the task gave it."""
    for option, value in plan.values.items():
        if noun.field(option).key in plan.payload:
            yield noun.field(option), value


def _with_value(plan: Plan, each: Field, value: Mapping[str, Any]) -> Plan:
    """Return the plan with another value of one field, which shows no change where it is empty."""
    after = {**plan.after, each.option: each.kind.shown(value)}
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
    if found == old or (same("", found) and same("", old)):
        before.pop(key, None)
        after.pop(key)
