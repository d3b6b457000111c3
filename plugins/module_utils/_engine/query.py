# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search for records: read all pages, and keep only the records to return in memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable

from .._api.errors import OptionError
from .._api.resource_client import ResourceClient
from .._resources._resource import Resource
from .._resources._times import iso
from . import filters, matching
from .context import TaskResult
from .identity import candidates, check_identity_options
from .matching import Criterion
from .projection import Projection


class Query:
    """A search, built from options. Raises OptionError and FieldError for an invalid one."""

    def __init__(self, resource: Resource, params: Mapping[str, Any]) -> None:
        if params["limit"] is not None and params["limit"] < 1:
            raise OptionError(
                f"limit is {params['limit']}: give 1 or more, or leave it out to get every {resource.name}."
            )
        self._resource = resource
        self._params = params
        self._key, self._descending = _sort_key(resource, params["sort_by"] or resource.sort_by)
        self._projection = Projection(resource, params["fields"], self._key)
        self._criteria = _criteria_of(resource, params)

    def run(self, records: ResourceClient, warn: Callable[[str], None]) -> TaskResult:
        """Return the records that match, and how many do. Raises ServiceOpsError."""
        matches = _CountedRecords(_matching_records(records, self._resource, self._params, self._criteria))
        kept = _first_in_order(
            map(self._projection.reduce, matches), self._params["limit"], self._key, self._descending
        )
        shown = [self._projection.project(record, *records.addresses(record)) for record in kept]
        if not matches.count:
            for criterion, form in _criteria_off_form(records, self._resource, self._criteria):
                warn(f"The search finds nothing because {criterion.describe_missing_field(form)}.")
        values = {"total": matches.count, "server_time": iso(records.client.server_time())}
        return TaskResult(False, {self._resource.plural: shown, **values})


def _criteria_of(resource: Resource, params: Mapping[str, Any]) -> tuple[Criterion, ...]:
    check_identity_options(resource, params)
    if params["qualification"] == {}:
        raise OptionError(f"qualification is empty: leave it out to get every {resource.name}.")
    direct = {field.option: [params[field.option]] for field in resource.filters if params[field.option] is not None}
    others = ("name", "correlation_id", "filters", "qualification", *direct)
    whole = params.get("scope") in (None, "all")
    if params["id"] is not None and whole and not any(params.get(option) for option in others):
        # A read by id needs no comparison.
        return ()
    wanted = {**direct, **(params["filters"] or {})}
    criteria = filters.criteria_of(resource, wanted) + matching.scope(resource, params.get("scope"))
    if params["id"] is not None:
        criteria += (matching.identity(resource, params["id"]),)
    if params.get("name"):
        criteria += (matching.name(resource, params["name"]),)
    if params.get("correlation_id"):
        criteria += (matching.correlation(resource, params["correlation_id"], params.get("correlation_field")),)
    return criteria


def _matching_records(
    records: ResourceClient, resource: Resource, params: Mapping[str, Any], criteria: tuple[Criterion, ...]
) -> Iterator[dict[str, Any]]:
    if params["qualification"]:
        doing = f"search for {resource.plural}{records.of_parent} by the qualification"
        found: Iterable[dict[str, Any]] = records.search(given=params["qualification"], doing=doing)
    elif params["id"] is not None:
        record = records.read(params["id"])
        found = [record] if record else []
    else:
        named = ", ".join(map(str, criteria))
        doing = f"search for {resource.plural}{records.of_parent}{f' with {named}' if named else ''}"
        found = candidates(records, criteria, doing=doing)
    yield from (record for record in found if matching.fits(criteria, record))


def _criteria_off_form(
    records: ResourceClient, resource: Resource, criteria: tuple[Criterion, ...]
) -> Iterator[tuple[Criterion, Mapping[str, Any]]]:
    """Yield each criterion whose custom field the form lacks, with any record, which shows the form."""
    if any(criterion.label for criterion in criteria):
        doing = f"look at {resource.one} for the labels of its custom fields"
        form = records.search(doing=doing).first() or {}
        yield from ((criterion, form) for criterion in criteria if criterion.is_off_form(form))


class _CountedRecords:
    """Iterate over records and count them."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for record in self._records:
            self.count += 1
            yield record


def _sort_key(resource: Resource, sort_by: str) -> tuple[str, bool]:
    option = sort_by.strip().lstrip("-")
    sortable = [field for field in resource.shown if field.type.argument["type"] not in ("list", "dict")]
    for field in sortable:
        if field.option == option:
            return field.key, sort_by.strip().startswith("-")
    known = ", ".join(field.option for field in sortable)
    raise OptionError(f"sort_by {sort_by!r} is unknown; known are {known}, each with a - before it for descending.")


def _first_in_order(
    records: Iterable[dict[str, Any]], limit: int | None, key: str, descending: bool
) -> list[dict[str, Any]]:
    """Return the first ``limit`` records in order; records without the value come last, equal ones by id."""

    def rank(record: dict[str, Any]) -> tuple[bool, bool, Any, Any]:
        value = record.get(key)
        number = isinstance(value, (int, float))
        missing = value is None or value == ""
        return missing != descending, number, value if number else str(value or "").casefold(), _id_rank(record)

    if limit is None:
        return sorted(records, key=rank, reverse=descending)
    return (heapq.nlargest if descending else heapq.nsmallest)(limit, records, key=rank)


def _id_rank(record: Mapping[str, Any]) -> int:
    return record["id"] if isinstance(record["id"], int) else 0
