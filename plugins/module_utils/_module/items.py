# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate the items of a list of records, each merged with the options of the task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from .._api.errors import OptionError
from .._engine.ensure import RecordTask
from .._engine.identity import choose_identity
from .._engine.lists import Item, check_distinct
from .._engine.parent import check_kind
from .._resources._resource import FieldError, Resource, from_task
from .argspec import ArgumentSpec, identity_options, item_arguments
from .coercion import coerced


def items_of(resource: Resource, params: Mapping[str, Any]) -> list[Item]:
    """Return the items of a task. Raises OptionError for an invalid one, and for two that describe one record."""
    for option in identity_options(resource):
        if params[option] is not None:
            raise OptionError(
                f"{option} names one {resource.name}: give it to each of {resource.plural}, not beside them."
            )
    spec = item_arguments(resource)
    outer = {option: params[option] for option in (*spec, *(parent.name for parent in resource.parents))}
    validator = _ItemValidator(spec)
    items = [
        _item(resource, validator, f"{resource.plural}[{number}]", given, outer)
        for number, given in enumerate(params[resource.plural])
    ]
    check_distinct(resource, items)
    return items


def record_task(resource: Resource, params: Mapping[str, Any]) -> RecordTask:
    """Return the desired state of one record. Raises OptionError, and FieldError for an invalid value."""
    check_kind(resource, params)
    desired = from_task(resource, params)
    return RecordTask(choose_identity(resource, params, desired), desired, exists=params["state"] == "present")


class _ItemValidator:
    """Validate items against ``spec``. An item sets few options, so only their part of it is used, which is faster."""

    def __init__(self, spec: ArgumentSpec) -> None:
        self._spec = spec
        self._full_validator = ArgumentSpecValidator(spec)
        self._partial_validators: dict[frozenset[str], ArgumentSpecValidator] = {}

    def validate(self, given: Mapping[str, Any], place: str) -> dict[str, Any]:
        """Return the options that an item gives, of the right types. Raises OptionError."""
        try:
            given = coerced(self._spec, given)
        except ValueError as exc:
            raise OptionError(f"{place}: {exc}") from exc
        validated = self._validator(frozenset(given)).validate(given)
        if validated.error_messages:
            unknown = "unsupported parameters: " if isinstance(validated.errors[0], UnsupportedError) else ""
            raise OptionError(f"{place}: {unknown}{validated.error_messages[0]}")
        return {option: value for option, value in validated.validated_parameters.items() if value is not None}

    def _validator(self, options: frozenset[str]) -> ArgumentSpecValidator:
        if not options <= self._spec.keys():
            # Its error message lists the known options.
            return self._full_validator
        if options not in self._partial_validators:
            self._partial_validators[options] = ArgumentSpecValidator(
                {option: self._spec[option] for option in options}
            )
        return self._partial_validators[options]


def _item(
    resource: Resource, validator: _ItemValidator, place: str, given: Mapping[str, Any], outer: Mapping[str, Any]
) -> Item:
    own = validator.validate({key: value for key, value in given.items() if value is not None}, place)
    merged = {**outer, **own}
    if "correlation_id" not in own:
        merged["correlation_field"] = own.get("correlation_field")
    try:
        return Item(place, record_task(resource, merged))
    except (OptionError, FieldError) as exc:
        raise OptionError(f"{place}: {exc}") from exc
