# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the records of many identities in few searches, and detect two identities of one record."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, NamedTuple

from .._api.resource_client import ResourceClient
from .._api.search import Clause
from .._resources._field_types import CORRELATION
from .._resources._resource import DesiredRecord, Resource
from .._text import unescape
from .identity import Identity, candidates
from .plan import plan_present

# Values in one search.
_MAX_VALUES = 500
# Up to so many correlation ids are searched one by one, because the server may hold many more.
_MAX_SINGLE_SEARCHES = 10
# Seconds after which the records are read again before a create.
_MAX_AGE = 5.0
# A refresh covers so many milliseconds before the last one, because a search may lag.
_OVERLAP_MS = 10_000


class PrefetchedPool(NamedTuple):
    """Every record that may match the identity at one place of a list."""

    prefetch: Prefetch
    place: int

    def known(self) -> list[dict[str, Any]]:
        """Return the records as they were found."""
        return self.prefetch.known(self.place)

    def fresh(self) -> list[dict[str, Any]]:
        """Return the records, at most a few seconds old."""
        return self.prefetch.fresh(self.place)


class Prefetch:
    """The records that may match each of many identities.

    One search asks for many values of a field. If the server ignores the condition, it sends every record, and one
    search serves all identities. A refresh reads what has changed since, once for all identities.
    """

    def __init__(self, records: ResourceClient, resource: Resource, identities: Sequence[Identity]) -> None:
        self._records = records
        self._resource = resource
        self._identities = identities
        self._groups = _groups(resource, identities)
        self._lock = threading.Lock()
        self._by_id: list[dict[Any, dict[str, Any]]] = [{} for dummy in identities]
        # The places of each record in ``_by_id``.
        self._places_by_id: dict[Any, set[int]] = {}
        self._refresh(self._find)

    def pool(self, place: int) -> PrefetchedPool:
        """Return the pool of the identity at ``place``."""
        return PrefetchedPool(self, place)

    def known(self, place: int) -> list[dict[str, Any]]:
        """Return every record that may match the identity at ``place``."""
        return list(self._by_id[place].values())

    def fresh(self, place: int) -> list[dict[str, Any]]:
        """Return the same, at most a few seconds old."""
        with self._lock:
            # If a refresh takes long, most of the time still goes to the work.
            if time.monotonic() - self._refreshed_at > max(_MAX_AGE, 3 * self._duration):
                self._refresh(self._find_changed if self._resource.updated else self._find)
            return self.known(place)

    def _refresh(self, find: Callable[[], None]) -> None:
        start, server_start = time.monotonic(), self._records.client.server_time()
        find()
        # Before the first response the server's time is not known.
        self._server_time = server_start or self._records.client.server_time()
        self._refreshed_at, self._duration = time.monotonic(), time.monotonic() - start

    def _find(self) -> None:
        self._by_id = [{} for dummy in self._identities]
        self._places_by_id.clear()
        for group in self._groups:
            if group.is_few_correlation_ids:
                for place in group.places:
                    identity = self._identities[place]
                    doing = f"search for the {self._resource.name}{self._records.of_parent} with {identity}"
                    for record in candidates(self._records, identity.criteria, doing=doing):
                        self._add(place, record)
                continue
            seen: set[Any] = set()
            for record in group.found(self._records):
                if record["id"] not in seen:
                    seen.add(record["id"])
                    self._add_to_group(group, record)

    def _find_changed(self) -> None:
        """Read all records that were created or changed since the last refresh."""
        moment = self._server_time - 1000 * self._duration - _OVERLAP_MS if self._server_time else 0
        doing = f"search for {self._resource.plural} that were made meanwhile"
        clauses = [Clause(self._resource.updated.key, "after", (int(moment),))] if self._resource.updated else []
        for record in self._records.search(clauses, doing=doing):
            for place in self._places_by_id.pop(record["id"], ()):
                self._by_id[place].pop(record["id"], None)
            for group in self._groups:
                self._add_to_group(group, record)

    def _add_to_group(self, group: _Group, record: dict[str, Any]) -> None:
        for place in group.places_of(record):
            if self._identities[place].fits(record):
                self._add(place, record)

    def _add(self, place: int, record: dict[str, Any]) -> None:
        self._by_id[place][record["id"]] = record
        self._places_by_id.setdefault(record["id"], set()).add(place)


class _SearchKey(NamedTuple):
    """The field that tells identities apart: a key of the server's object, a custom field under it, or none.

    The server can search a field that ``is_searchable``.
    """

    column: str | None = None
    label: str | None = None
    is_searchable: bool = False

    def values_in(self, record: Mapping[str, Any]) -> list[Any]:
        current = record.get(self.column) if self.column else None
        if self.label is not None:
            current = current.get(self.label) if isinstance(current, dict) else None
        return current if isinstance(current, list) else [current]


class _Group:
    """Identities with the same search key, by their folded values."""

    def __init__(self, resource: Resource, key: _SearchKey) -> None:
        self._resource = resource
        self._key = key
        field = resource.by_key.get(key.column or "")
        self._is_doubted = key.is_searchable and field is not None and field.search == "doubted"
        self.places: list[int] = []
        self._by_value: dict[str, list[int]] = {}
        # In every spelling, because the server's search may be case-sensitive.
        self._values: dict[Any, None] = {}

    def add(self, place: int, value: Any) -> None:
        self.places.append(place)
        for form in dict.fromkeys((_folded(value), _folded(unescape(str(value))))):
            self._by_value.setdefault(form, []).append(place)
        self._values[value] = None

    @property
    def is_few_correlation_ids(self) -> bool:
        """Whether these are so few correlation ids that each gets its own search."""
        return self._is_doubted and len(self._values) <= _MAX_SINGLE_SEARCHES

    def found(self, records: ResourceClient) -> Iterator[dict[str, Any]]:
        """Yield every record that may match, perhaps more than once, and others."""
        doing = f"search for {len(self.places)} {self._resource.plural}"
        if not (self._key.is_searchable and self._key.column):
            yield from records.search(doing=doing)
        elif self._is_doubted:
            yield from _all_with_correlation(records, self._key.column, doing)
        else:
            yield from self._search_by_values(records, self._key.column, doing)

    def _search_by_values(self, records: ResourceClient, column: str, doing: str) -> Iterator[dict[str, Any]]:
        values = list(self._values)
        for start in range(0, len(values), _MAX_VALUES):
            asked = values[start : start + _MAX_VALUES]
            is_filtered = True
            for record in records.search([Clause(column, "equal", tuple(asked))], doing=doing):
                is_filtered = is_filtered and _folded(record.get(column)) in self._by_value
                yield record
            if not is_filtered and start + 2 * _MAX_VALUES < len(values):
                # A server that ignores the condition does so each time: one search for everything is cheaper.
                yield from records.search(doing=doing)
                return

    def places_of(self, record: Mapping[str, Any]) -> Iterable[int]:
        """Return the places of the identities that may match the record, each once."""
        shown = self._key.values_in(record)
        if self._key.column is None or (self._key.label and not all(isinstance(value, str) for value in shown)):
            # A number in a custom field equals many texts.
            return self.places
        folded = {_folded(form) for value in shown for form in (value, unescape(str(value)))}
        return {place for value in folded for place in self._by_value.get(value, ())}


def find_same_description(identities: Sequence[Identity], desired: Sequence[DesiredRecord]) -> tuple[int, int] | None:
    """Return the places of two identities that describe one record, None if there are no such two."""
    seen: dict[str, int] = {}
    by_value: dict[tuple[str, str], list[int]] = {}
    for place, identity in enumerate(identities):
        other = seen.setdefault(identity.key or str(identity), place)
        if other != place:
            return other, place
        clause = _clause_of(identity)
        if identity.criteria and clause is not None:
            by_value.setdefault((clause.column, _folded(clause.values[0])), []).append(place)
    for place, identity in enumerate(identities):
        if identity.creates:
            payload = plan_present(None, desired[place]).payload
            for other in _places_of_values(by_value, payload):
                if other != place and identities[other].fits(payload):
                    return min(place, other), max(place, other)
    return None


def find_same_record(targets: Sequence[int | None]) -> tuple[int, int] | None:
    """Return the places of two equal ids, None if there are no such two."""
    seen: dict[int, int] = {}
    for place, target in enumerate(targets):
        if target is not None and seen.setdefault(target, place) != place:
            return seen[target], place
    return None


def _places_of_values(by_value: Mapping[tuple[str, str], list[int]], payload: Mapping[str, Any]) -> Iterator[int]:
    for column, shown in payload.items():
        for value in shown if isinstance(shown, list) else [shown]:
            yield from by_value.get((column, _folded(value)), ())


def _groups(resource: Resource, identities: Sequence[Identity]) -> list[_Group]:
    groups: dict[_SearchKey, _Group] = {}
    for place, identity in enumerate(identities):
        key, value = _search_key_of(identity)
        groups.setdefault(key, _Group(resource, key)).add(place, value)
    return list(groups.values())


def _search_key_of(identity: Identity) -> tuple[_SearchKey, Any]:
    """Return the search key of an identity, and its value."""
    clause = _clause_of(identity)
    if clause:
        return _SearchKey(clause.column, is_searchable=True), clause.values[0]
    for criterion in identity.criteria:
        if criterion.label is not None and "<" not in str(criterion.values[0]):
            return _SearchKey(criterion.key, criterion.label), criterion.values[0]
    return _SearchKey(), str(identity)


def _clause_of(identity: Identity) -> Clause | None:
    """Return the condition that finds the record, None if every record has to be compared."""
    if identity.record_id is not None:
        return Clause("id", "equal", (identity.record_id,))
    return next((criterion.clause for criterion in identity.criteria if criterion.clause), None)


def _all_with_correlation(records: ResourceClient, column: str, doing: str) -> Iterator[dict[str, Any]]:
    """Yield every record with a correlation id; after an empty result, yield every record."""
    search = records.search([Clause(column, "member", (CORRELATION,))], doing=doing)
    yield from search
    if not search.seen:
        yield from records.search(doing=doing)


def _folded(value: Any) -> str:
    """Return a value as text, without the case and white space that servers may ignore."""
    return " ".join(str(value).split()).casefold()
