# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide, without doing anything, what turns the current record into the wanted one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ._records._custom_fields import CustomFields, labels_of, loose
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


def on_form(kind: CustomFields, value: Mapping[str, Any], form: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the custom fields that the server's form has, and a warning for each that it surely lacks."""
    unknown = kind.unknown(value, form)
    rest = {label: content for label, content in value.items() if label not in unknown}
    there = labels_of(form)
    return rest, [f"custom field {label!r} is not on the server's form and is not set: {there}." for label in unknown]


def _described(current: Mapping[str, Any], noun: Noun) -> dict[str, Any]:
    """Return what a task would have to set to get such a record, and its name."""
    described = {"name": current.get(noun.field("name").key)}
    for each in noun.settable:
        there = current.get(each.key)
        is_custom = isinstance(each.kind, CustomFields)
        if is_custom and isinstance(there, dict):
            there = {label: content for label, content in there.items() if not loose().same("", content)}
        if there not in EMPTY and (is_custom or not each.kind.same("", there)):
            described[each.option] = each.kind.shown(there)
    return described


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
            shown = each.kind.shown(each.kind.predicted(value))
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
        if not loose().same(value, current.get(key)):
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
        return on_form(each.kind, value, there)
    return value, []
