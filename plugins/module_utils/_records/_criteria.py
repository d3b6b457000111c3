# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which records a task means: the natural key of a task, and the filters of a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ._custom_fields import CustomFields, labels_of
from ._kinds import CORRELATION, Addresses, Flag, Kind, Line, Name, Names, Requester, Time, folded
from ._loose import Loose
from ._noun import Field, FieldError, Noun
from ._times import milliseconds

# Filters that are not equality: suffix or name -> test.
_SPANS = {"created_after": "after", "created_before": "before", "updated_after": "after", "updated_before": "before"}
# Options of a search that stand beside its filters.
_BESIDE = ("id", "name", "correlation_id", "correlation_field", "qualification", "scope", "sort_by", "limit", "fields")
_CUSTOM_FIELDS, _LOOSE = CustomFields(), Loose()


@dataclass(frozen=True)
class Criterion:
    """One test of a record: ``test`` is equal, member, contains, after or before, and any of ``values`` suffices.

    With the test unlike, the record must have none of ``values``.
    """

    option: str
    key: str
    test: str
    values: tuple[Any, ...]
    kind: Kind
    label: str | None = None

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether a server's object passes."""
        current = self._shown_by(record)
        if self.option == "correlation_id" and self.kind.same("", current):
            # An empty field, "0" of a number field too, identifies nothing.
            return False
        if self.test == "unlike":
            return not any(self.kind.same(value, current) for value in self.values)
        # Of a selection any member suffices.
        members = current if self.label is not None and isinstance(current, list) and current else [current]
        return any(self._passes(value, each) for value in self.values for each in members)

    def marks(self, record: Mapping[str, Any] | None = None) -> frozenset[str] | None:
        """Return texts of which those of this and those of any record that fits share one; None where none are known.

        Without a record they are those of the criterion, which is about a custom field.
        """
        current = self.values if record is None else self._shown_by(record)
        found = [_LOOSE.marks(part) for part in (current if isinstance(current, (list, tuple)) else [current])]
        known = [marks for marks in found if marks is not None]
        return frozenset().union(*known) if len(known) == len(found) else None

    def is_off_form(self, form: Mapping[str, Any]) -> bool:
        """Return whether this is about a custom field that ``form``, any record, surely lacks."""
        return bool(self.label and _CUSTOM_FIELDS.unknown({self.label: ""}, form.get(self.key)))

    def absence(self, form: Mapping[str, Any]) -> str:
        """Return words for a custom field that ``form``, any record, lacks."""
        return f"the custom field {self.label!r} is not on the server's form ({labels_of(form.get(self.key))})"

    def flaw(self, form: Mapping[str, Any]) -> str | None:
        """Return why no record with the fields of ``form``, another record, could be found by this custom field."""
        if self.label is None:
            return None
        if self.is_off_form(form):
            return self.absence(form)
        typed = _CUSTOM_FIELDS.typed({self.label: self.values[0]}, form.get(self.key))
        if _CUSTOM_FIELDS.same({self.label: ""}, typed):
            return f"the custom field {self.label!r} shows {self.values[0]!r} as empty"
        return None

    def __str__(self) -> str:
        return self._words

    @cached_property
    def _words(self) -> str:
        words = {"contains": " containing", "after": " from", "before": " up to", "unlike": " other than"}
        shown = " or ".join(repr(self._shown(value)) for value in self.values)
        return f"{self.option}{words.get(self.test, '')} {shown}"

    def _shown_by(self, record: Mapping[str, Any]) -> Any:
        current = record.get(self.key)
        if self.label is None:
            return current
        return current.get(self.label) if isinstance(current, dict) else None

    def _shown(self, value: Any) -> Any:
        # A correlation id is meant, whatever carries it.
        return str(value).removeprefix(CORRELATION) if self.option == "correlation_id" else self.kind.shown(value)

    def _passes(self, value: Any, current: Any) -> bool:
        if self.test == "equal":
            return self.kind.same(value, current)
        if self.test == "member":
            present = current if isinstance(current, list) else []
            same = folded if isinstance(self.kind, Addresses) else str
            return same(value) in map(same, present) if value != "" else not present
        if self.test == "contains":
            return folded(value) in folded(current or "")
        if not isinstance(current, (int, float)):
            return False
        return bool(current >= value if self.test == "after" else current <= value)


def fits(criteria: Iterable[Criterion], record: Mapping[str, Any]) -> bool:
    """Return whether a server's object passes every criterion."""
    return all(criterion.fits(record) for criterion in criteria)


def natural_key(noun: Noun, options: Sequence[str], values: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Return the criteria of a natural key. Raises FieldError if a part is missing or empty."""
    criteria, logon = [], None
    if not options:
        raise FieldError("match_on is empty: name at least one option that identifies the record.")
    if all(values.get(option) is None for option in options):
        key = " and ".join(options)
        raise FieldError(
            f"Nothing says which {noun.name} is meant: give id, name or correlation_id, or {key} (match_on)."
        )
    for option in options:
        field = noun.field(option)
        value = values.get(option)
        if value in (None, ""):
            raise FieldError(
                f"{option} is missing or empty, but identifies the {noun.name} (match_on). "
                "Set it, choose another key with match_on, or give id, name or correlation_id."
            )
        if isinstance(field.kind, Requester) and "@" not in str(value):
            logon = option
            continue
        criteria.append(Criterion(option, field.key, "equal", (value,), field.kind))
    if not criteria:
        raise FieldError(
            f"{logon or 'match_on'} cannot identify the {noun.name} alone: "
            "a logon name is shown as an e-mail address by the server. Add subject to match_on."
        )
    return tuple(criteria)


def correlation(noun: Noun, correlation_id: str, label: str | None) -> Criterion:
    """Return the criterion of a correlation id, kept as a tag or in the custom field ``label``."""
    wanted = correlation_id.strip()
    if label:
        return Criterion("correlation_id", noun.field("custom_fields").key, "equal", (wanted,), Loose(), label)
    field = noun.field("tags")
    return Criterion("correlation_id", field.key, "member", (f"{CORRELATION}{wanted}",), field.kind)


def identity(noun: Noun, record_id: int) -> Criterion:
    """Return the criterion of an id."""
    field = noun.field("id")
    return Criterion("id", field.key, "equal", (record_id,), field.kind)


def name(noun: Noun, value: str) -> Criterion:
    """Return the criterion of a display name such as INC-46."""
    field = noun.field("name")
    # The server may heed the case, and all display names are written in capitals.
    return Criterion("name", field.key, "equal", (value.strip().upper(),), field.kind)


def scope(noun: Noun, wanted: str | None) -> tuple[Criterion, ...]:
    """Return the criteria of the records that are ``open`` or ``closed``; none for ``all``, or None."""
    tests = {"open": "unlike", "closed": "equal"}
    if wanted not in tests:
        return ()
    field = noun.field("status")
    return (Criterion("status", field.key, tests[wanted], noun.closed, field.kind),)


def filters(noun: Noun, wanted: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Return the criteria of an info module's filters. Raises FieldError for an unknown or unusable one."""
    criteria: list[Criterion] = []
    for option, value in wanted.items():
        if value is None or value == []:
            raise FieldError(f"filters: {option} has no value; leave it out, or give '' to find records without one.")
        values = tuple(value) if isinstance(value, list) else (value,)
        if any(each is None for each in values):
            raise FieldError(f"filters: {option} holds a value that is null; take it out, or give ''.")
        if option in _SPANS:
            criteria.append(_span(noun, option, values))
        elif option == "subject_contains":
            field = noun.field("subject")
            if not all(isinstance(text, (str, int, float)) and str(text).strip() for text in values):
                raise FieldError("filters: subject_contains must be a text or a list of texts.")
            values = tuple(map(str, values))
            criteria.append(Criterion(option, field.key, "contains", values, field.kind))
        elif option == "custom_fields":
            criteria += _custom(noun, value)
        else:
            criteria.append(_equality(noun, option, values))
    return tuple(criteria)


def filter_names(noun: Noun) -> list[str]:
    """Return what ``filters`` takes."""
    return sorted([field.option for field in noun.settable] + [*_SPANS, "subject_contains"])


def _span(noun: Noun, option: str, values: tuple[Any, ...]) -> Criterion:
    try:
        moments = tuple(milliseconds(value) for value in values)
    except (ValueError, OverflowError) as exc:
        raise FieldError(
            f"filters: {option} must be a time, got {values[0]!r}. "
            "Give ISO 8601, for example 2026-03-01T08:00:00Z, or epoch."
        ) from exc
    field = noun.field(f"{option.partition('_')[0]}_time")
    return Criterion(option, field.key, _SPANS[option], moments, Time())


def _custom(noun: Noun, wanted: Any) -> list[Criterion]:
    if not isinstance(wanted, dict) or not wanted:
        raise FieldError("filters: custom_fields must be a dictionary of labels and values.")
    for label, value in wanted.items():
        if value is None or value == [] or (isinstance(value, list) and None in value):
            raise FieldError(f"filters: custom_fields: {label!r} has no value; give '' to find records without one.")
    key = noun.field("custom_fields").key
    return [
        Criterion(
            f"custom_fields.{label}",
            key,
            "equal",
            tuple(value) if isinstance(value, list) else (value,),
            Loose(),
            label,
        )
        for label, value in wanted.items()
    ]


def _equality(noun: Noun, option: str, values: tuple[Any, ...]) -> Criterion:
    field = _filterable(noun, option)
    if any(isinstance(value, (dict, list)) for value in values):
        raise FieldError(f"filters: {option} must be a value or a list of values.")
    if isinstance(field.kind, Requester):
        for value in values:
            if value and "@" not in str(value):
                raise FieldError(
                    f"filters: {option} must be an e-mail address, got {value!r}: logon names cannot be compared."
                )
    if isinstance(field.kind, Names):
        return Criterion(option, field.key, "member", tuple(map(str, values)), field.kind)
    if isinstance(field.kind, Flag):
        values = tuple(_boolean(option, value) for value in values)
    elif isinstance(field.kind, (Line, Name)):
        values = tuple(_wanted(field, value) for value in values)
    return Criterion(option, field.key, "equal", values, field.kind)


def _wanted(field: Field, value: Any) -> Any:
    if value == "":
        # Without a value: no record can be given that, but one can be found by it.
        return value
    try:
        return field.kind.wanted(value)
    except ValueError as exc:
        raise FieldError(f"filters: {field.option}: {exc}.") from exc


def _filterable(noun: Noun, option: str) -> Field:
    for field in noun.settable:
        if field.option == option and not isinstance(field.kind, CustomFields):
            return field
    if option in _BESIDE:
        raise FieldError(f"filters: {option} is not a filter: set it beside filters, as an option of its own.")
    raise FieldError(f"filters: {option} is unknown; known are {', '.join(filter_names(noun))}.")


def _boolean(option: str, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if folded(value) not in known:
        raise FieldError(f"filters: {option} must be true or false, got {value!r}.")
    return known[folded(value)]
