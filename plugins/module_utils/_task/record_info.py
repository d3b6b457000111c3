# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find and read records: all pages are read, and no more records are kept in memory than are returned."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .._api.errors import OptionError
from .._api.records import Records
from .._records._noun import Noun
from .arguments import info_arguments
from .frame import Frame, Outcome, Task, open_client
from .identity import check_identity_options
from .view import View

if TYPE_CHECKING:
    from .._records._criteria import Criterion

_NEWEST_FIRST = "-created_time"


def record_info_task(noun: Noun) -> Task:
    """Return the task of a module that finds records of ``noun``."""
    return Task(info_arguments(), lambda frame: search_records(noun, frame, frame.params))


def search_records(noun: Noun, frame: Frame, params: Mapping[str, Any]) -> Outcome:
    """Return the records that match ``params``, and how many do. Raises ServiceOpsError and FieldError."""
    if params["limit"] is not None and params["limit"] < 1:
        raise OptionError(f"limit is {params['limit']}: give 1 or more, or leave it out to get every {noun.name}.")
    key, descending = _order(noun, params["sort_by"] or _NEWEST_FIRST)
    view = View(noun, params["fields"], key)
    criteria = _criteria_of(noun, params)
    with open_client(frame) as client:
        records = Records(client, noun.name)
        hits = _Counted(_found(records, noun, params, criteria))
        kept = _first(map(view.kept, hits), params["limit"], key, descending)
        shown = [view.shown(record, records.address(record["id"])) for record in kept]
        if not hits.count:
            for criterion, form in _off_form(records, noun, criteria):
                frame.warn(f"The search finds nothing because {criterion.absence(form)}.")
    return Outcome(False, {noun.plural: shown, "total": hits.count})


def _criteria_of(noun: Noun, params: Mapping[str, Any]) -> tuple[Criterion, ...]:
    check_identity_options(noun, params)
    if params["qualification"] == {}:
        raise OptionError(f"qualification is empty: leave it out to get every {noun.name}.")
    others = ("name", "correlation_id", "filters", "qualification")
    whole = params["scope"] in (None, "all")
    if params["id"] is not None and whole and not any(params[option] for option in others):
        # What the server gives for an id needs no comparing.
        return ()
    from .._records import _criteria  # noqa: PLC0415 - a task that gives an id need not load this

    criteria = _criteria.filters(noun, params["filters"] or {}) + _criteria.scope(noun, params["scope"])
    if params["id"] is not None:
        criteria += (_criteria.identity(noun, params["id"]),)
    if params["name"]:
        criteria += (_criteria.name(noun, params["name"]),)
    if params["correlation_id"]:
        criteria += (_criteria.correlation(noun, params["correlation_id"], params["correlation_field"]),)
    return criteria


def _found(
    records: Records, noun: Noun, params: Mapping[str, Any], criteria: tuple[Criterion, ...]
) -> Iterator[dict[str, Any]]:
    if params["qualification"]:
        doing = f"search for {noun.name}s by the qualification"
        found: Iterable[dict[str, Any]] = records.search(given=params["qualification"], doing=doing)
    elif params["id"] is not None:
        record = records.read(params["id"])
        found = [record] if record else []
    else:
        from .by_key import candidates  # noqa: PLC0415 - a task that gives an id need not load this

        named = ", ".join(map(str, criteria))
        doing = f"search for {noun.name}s with {named}" if named else f"search for {noun.name}s"
        found = candidates(records, criteria, doing=doing)
    yield from (record for record in found if all(criterion.fits(record) for criterion in criteria))


def _off_form(
    records: Records, noun: Noun, criteria: tuple[Criterion, ...]
) -> Iterator[tuple[Criterion, Mapping[str, Any]]]:
    """Yield each criterion whose custom field the form surely lacks, and another record, which shows the form."""
    if any(criterion.label for criterion in criteria):
        doing = f"look at a {noun.name} for the labels of its custom fields"
        form = records.search(doing=doing).first() or {}
        yield from ((criterion, form) for criterion in criteria if criterion.is_off_form(form))


class _Counted:
    """Passes records on and counts them."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for record in self._records:
            self.count += 1
            yield record


def _order(noun: Noun, sort_by: str) -> tuple[str, bool]:
    option = sort_by.strip().lstrip("-")
    sortable = [field for field in noun.fields if field.kind.argument["type"] not in ("list", "dict")]
    for field in sortable:
        if field.option == option:
            return field.key, sort_by.strip().startswith("-")
    known = ", ".join(field.option for field in sortable)
    raise OptionError(f"sort_by {sort_by!r} is unknown; known are {known}, each with a - before it for descending.")


def _first(records: Iterable[dict[str, Any]], limit: int | None, key: str, descending: bool) -> list[dict[str, Any]]:
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
