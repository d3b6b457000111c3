# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Criteria: tests that a record must pass, for identities and filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .._api.search import Clause
from .._resources._custom_fields import CustomFields, labels_of
from .._resources._field_types import CORRELATION, Addresses, FieldType, folded
from .._resources._resource import Field, FieldError, Resource
from .._resources._untyped import Untyped

_CUSTOM_FIELDS = CustomFields()
# The type by which custom fields are compared.
UNTYPED = Untyped()
_TEST_WORDS = {"contains": " containing", "after": " from", "before": " up to", "unlike": " other than"}

# Characters of a value in a message.
_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Criterion:
    """One test of a record, passed by any of ``values``.

    ``test`` is equal, member (of a list), carries (a correlation id), contains, after or before; with unlike the record
    must have none of the values. ``search`` is that of the field, and ``label`` names a custom field.
    """

    option: str
    key: str
    test: str
    values: tuple[Any, ...]
    type: FieldType
    search: str = "none"
    label: str | None = None

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether a server's object passes."""
        current = self._value_in(record)
        if self.is_correlation and self.label is not None and self.type.same("", current):
            # An empty field, "0" of a number field too, identifies nothing.
            return False
        if self.test == "unlike":
            return not any(self.type.same(value, current) for value in self.values)
        # A multi-select field passes if any of its members does.
        members = current if self.label is not None and isinstance(current, list) and current else [current]
        return any(self._passes(value, each) for value in self.values for each in members)

    @property
    def is_correlation(self) -> bool:
        return self.option == "correlation_id"

    @property
    def clause(self) -> Clause | None:
        """Return the search condition for the server, None if records are only compared by the client."""
        if self.search == "none" or self.test == "unlike":
            return None
        if self.test == "carries":
            return Clause(self.key, "member", tuple(CORRELATION + value for value in self.values))
        return Clause(self.key, self.test, self.values)

    def is_off_form(self, form: Mapping[str, Any]) -> bool:
        """Return whether this tests a custom field that the form lacks; ``form`` is any record."""
        return bool(self.label and _CUSTOM_FIELDS.unknown({self.label: ""}, form.get(self.key)))

    def describe_missing_field(self, form: Mapping[str, Any]) -> str:
        """Return a text about a custom field that the form lacks; ``form`` is any record."""
        return f"the custom field {self.label!r} is not on the server's form ({labels_of(form.get(self.key))})"

    def unfindable_reason(self, form: Mapping[str, Any]) -> str | None:
        """Return why this custom field cannot find a record, None if it can; ``form`` is any record."""
        if self.label is None:
            return None
        if self.is_off_form(form):
            return self.describe_missing_field(form)
        typed = _CUSTOM_FIELDS.typed({self.label: self.values[0]}, form.get(self.key))
        if _CUSTOM_FIELDS.same({self.label: ""}, typed):
            return f"the custom field {self.label!r} shows {self.values[0]!r} as empty"
        return None

    def correlation_in(self, record: Mapping[str, Any]) -> Any:
        """Return the correlation id of a record, from the field that this criterion tests."""
        current = self._value_in(record)
        return current if self.label is not None else self.type.correlation_of(current)

    def __str__(self) -> str:
        return self._words

    @cached_property
    def _words(self) -> str:
        shown = (value if self.is_correlation else self.type.to_result(value) for value in self.values)
        return f"{self.option}{_TEST_WORDS.get(self.test, '')} {' or '.join(map(_quoted, shown))}"

    def _value_in(self, record: Mapping[str, Any]) -> Any:
        current = record.get(self.key)
        if self.label is None:
            return current
        return current.get(self.label) if isinstance(current, dict) else None

    def _passes(self, value: Any, current: Any) -> bool:
        if self.test == "equal":
            return self.type.same(value, current)
        if self.test == "carries":
            return self.type.carries(current, value)
        if self.test == "member":
            present = current if isinstance(current, list) else []
            same = folded if isinstance(self.type, Addresses) else str
            return same(value) in map(same, present) if value != "" else not present
        if self.test == "contains":
            return folded(value) in folded(current or "")
        if not isinstance(current, (int, float)):
            return False
        return bool(current >= value if self.test == "after" else current <= value)


def _quoted(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…{text[-1]}"


def fits(criteria: Iterable[Criterion], record: Mapping[str, Any]) -> bool:
    """Return whether a server's object passes every criterion."""
    return all(criterion.fits(record) for criterion in criteria)


def natural_key(resource: Resource, options: Sequence[str], values: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Return the criteria of a natural key. Raises FieldError if a part is missing or empty."""
    criteria, incomparable = [], None
    others = other_identities(resource)
    if not options:
        raise FieldError("match_on is empty: name at least one option that identifies the record.")
    if all(values.get(option) is None for option in options):
        by = " (match_on)" if resource.match_options else ""
        raise FieldError(f"Nothing says which {resource.name} is meant: give {others}, or {' and '.join(options)}{by}.")
    for option in options:
        field = resource.field(option)
        value = values.get(option)
        if value in (None, ""):
            by, choice = (" (match_on)", ", choose another key with match_on,") if resource.match_options else ("", "")
            raise FieldError(
                f"{option} is missing or empty, but identifies the {resource.name}{by}. Set it{choice} or "
                f"give {others}."
            )
        if not field.type.is_comparable(value):
            incomparable = option
            continue
        criteria.append(equal(field, (value,)))
    if not criteria:
        raise FieldError(
            f"{incomparable} cannot identify the {resource.name} alone: "
            f"a logon name is shown as an e-mail address by the server. Add {resource.match_on[0]} to match_on."
        )
    return tuple(criteria)


def correlation(resource: Resource, correlation_id: str, label: str | None) -> Criterion:
    """Return the criterion of a correlation id, kept by the carrier of the resource or in a custom field."""
    values = (correlation_id.strip(),)
    if label and resource.custom_fields:
        return Criterion("correlation_id", resource.custom_fields.key, "equal", values, UNTYPED, label=label)
    field = resource.carrier
    if field is None:
        raise KeyError(resource.name)
    if not field.type.can_carry(values[0]):
        raise FieldError(
            f"correlation_id {_quoted(values[0])} has markup or {CORRELATION!r} in it, which could not be told from "
            f"the {field.option} around it: leave that out."
        )
    return Criterion("correlation_id", field.key, "carries", values, field.type, field.search)


def identity(resource: Resource, record_id: int) -> Criterion:
    """Return the criterion of an id."""
    return equal(resource.field("id"), (record_id,))


def name(resource: Resource, value: str) -> Criterion:
    """Return the criterion of a display name such as INC-46."""
    field = resource.display or resource.field("id")
    # The server's search may be case-sensitive, and all display names are in capitals.
    return equal(field, (value.strip().upper(),))


def scope(resource: Resource, scope_name: str | None) -> tuple[Criterion, ...]:
    """Return the criteria of the records that are ``open`` or ``closed``; none for ``all``, or None."""
    tests = {"open": "unlike", "closed": "equal"}
    if scope_name not in tests or not resource.life_cycle:
        return ()
    option, closed = resource.life_cycle
    field = resource.field(option)
    return (Criterion(option, field.key, tests[scope_name], closed, field.type, field.search),)


def equal(field: Field, values: tuple[Any, ...]) -> Criterion:
    """Return the criterion that a field has one of ``values``."""
    return Criterion(field.option, field.key, "equal", values, field.type, field.search)


def another_key(resource: Resource) -> str:
    """Return how a task gets another key, as the part of a sentence."""
    options = ["match_on"] if resource.match_options else []
    options += ["correlation_id"] if resource.has_correlation else []
    return f"choose another key with {' or '.join(options)}"


def other_identities(resource: Resource) -> str:
    """Return the options that identify a record without the natural key, as a text."""
    found = ["id", *(["name"] if resource.is_named_by_server else [])]
    found += ["correlation_id"] if resource.has_correlation else []
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"
