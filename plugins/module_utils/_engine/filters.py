# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the ``filters`` option of a search into criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._resources._field_types import Flag, Names, folded
from .._resources._resource import Field, FieldError, Resource
from .._resources._times import milliseconds
from .._text import literal
from .matching import UNTYPED, Criterion, equal

# Options of a search that are not filters.
_SEARCH_OPTIONS = (
    "id",
    "name",
    "correlation_id",
    "correlation_field",
    "qualification",
    "scope",
    "sort_by",
    "limit",
    "fields",
)


def criteria_of(resource: Resource, filters: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Return the criteria of an info module's filters. Raises FieldError for an unknown or unusable one."""
    criteria: list[Criterion] = []
    for option, value in filters.items():
        value = _parsed_list(resource, option, value)
        if value is None or value == []:
            raise FieldError(f"filters: {option} has no value; leave it out, or give '' to find records without one.")
        values = tuple(value) if isinstance(value, list) else (value,)
        if any(each is None for each in values):
            raise FieldError(f"filters: {option} holds a value that is null; take it out, or give ''.")
        if resource.custom_fields and option == resource.custom_fields.option:
            criteria += _custom(resource.custom_fields, value)
        else:
            criteria.append(_filter(resource, option, values))
    return tuple(criteria)


def filter_names(resource: Resource) -> list[str]:
    """Return the keys that ``filters`` accepts."""
    return sorted([*(field.option for field in _compared(resource)), *_partial_filters(resource)])


def _compared(resource: Resource) -> list[Field]:
    """Return the fields whose values are filters: those that tasks set, and names that only the server sets."""
    set_by_tasks = (field for field in resource.settable if field.use != "input")
    # A filter is a value or a list of values, and no link.
    return [*(field for field in set_by_tasks if field.type.argument.get("elements") != "dict"), *resource.server_names]


def _parsed_list(resource: Resource, option: str, value: Any) -> Any:
    """Return the list that a text contains, as on a command line. A free text that looks like a list stays a text."""
    is_text = any(option in (field.option, f"{field.option}_contains") for field in resource.shown if field.is_text)
    if is_text or not (isinstance(value, str) and value.strip().startswith("[")):
        return value
    found = literal(value)
    return found if isinstance(found, list) else value


def _partial_filters(resource: Resource) -> dict[str, tuple[Field, str]]:
    """Return field and test of each filter that does not test equality, by its name."""
    found: dict[str, tuple[Field, str]] = {}
    for field in resource.shown:
        if field.is_text:
            found[f"{field.option}_contains"] = field, "contains"
        if field.span:
            found.update({f"{field.span}_{test}": (field, test) for test in ("after", "before")})
    return found


def _filter(resource: Resource, option: str, values: tuple[Any, ...]) -> Criterion:
    partial = _partial_filters(resource).get(option)
    if partial is None:
        return _equality(resource, option, values)
    field, test = partial
    parsed = _texts(option, values) if test == "contains" else _times(option, values)
    return Criterion(option, field.key, test, parsed, field.type, field.search)


def _texts(option: str, values: tuple[Any, ...]) -> tuple[str, ...]:
    if not all(isinstance(text, (str, int, float)) and str(text).strip() for text in values):
        raise FieldError(f"filters: {option} must be a text or a list of texts.")
    return tuple(map(str, values))


def _times(option: str, values: tuple[Any, ...]) -> tuple[int, ...]:
    try:
        return tuple(milliseconds(value) for value in values)
    except (ValueError, OverflowError) as exc:
        raise FieldError(
            f"filters: {option} must be a time, got {values[0]!r}. "
            "Give ISO 8601, for example 2026-03-01T08:00:00Z, or epoch."
        ) from exc


def _custom(field: Field, filters: Any) -> list[Criterion]:
    if not isinstance(filters, dict) or not filters:
        raise FieldError(f"filters: {field.option} must be a dictionary of labels and values.")
    for label, value in filters.items():
        if value is None or value == [] or (isinstance(value, list) and None in value):
            raise FieldError(f"filters: {field.option}: {label!r} has no value; give '' to find records without one.")
    return [
        Criterion(
            f"{field.option}.{label}",
            field.key,
            "equal",
            tuple(value) if isinstance(value, list) else (value,),
            UNTYPED,
            label=label,
        )
        for label, value in filters.items()
    ]


def _equality(resource: Resource, option: str, values: tuple[Any, ...]) -> Criterion:
    field = _filterable(resource, option)
    if any(isinstance(value, (dict, list)) for value in values):
        raise FieldError(f"filters: {option} must be a value or a list of values.")
    for value in values:
        if value and not field.type.is_comparable(value):
            raise FieldError(
                f"filters: {option} must be an e-mail address, got {value!r}: logon names cannot be compared."
            )
    if isinstance(field.type, Names):
        return Criterion(option, field.key, "member", tuple(map(str, values)), field.type, field.search)
    if isinstance(field.type, Flag):
        return equal(field, tuple(_boolean(option, value) for value in values))
    return equal(field, tuple(_parsed(field, value) for value in values))


def _parsed(field: Field, value: Any) -> Any:
    if value == "":
        # A search can look for an empty value even if no task can set one.
        return value
    try:
        return field.type.parse(value)
    except ValueError as exc:
        raise FieldError(f"filters: {field.option}: {exc}.") from exc


def _filterable(resource: Resource, option: str) -> Field:
    for field in _compared(resource):
        if field.option == option:
            return field
    if option in _SEARCH_OPTIONS:
        raise FieldError(f"filters: {option} is not a filter: set it beside filters, as an option of its own.")
    raise FieldError(f"filters: {option} is unknown; known are {', '.join(filter_names(resource))}.")


def _boolean(option: str, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if folded(value) not in known:
        raise FieldError(f"filters: {option} must be true or false, got {value!r}.")
    return known[folded(value)]
