# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the records of many identities in few searches."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Callable

from .._api import contract
from .._api.records import Records
from .._api.search import Clause
from .._records._criteria import Criterion
from .._records._kinds import CORRELATION
from .._records._noun import Noun
from .by_key import candidates
from .identity import Identity

# Values in one question.
_MOST = 500
# As many correlation ids are asked for one by one: the server may hold a great many more.
_FEW = 10


# Seconds for which what was found is good enough to create what was not.
_FRESH = 5.0
# A look at what changed since begins so many milliseconds before the last one: a search may be behind.
_OVERLAP = 10_000


class Pools:
    """For each of many identities every record that may be meant by it.

    The server is asked for many values of one field at a time. Where it does not heed the question, what it sends is
    everything, and one answer serves all. What changed since is asked for again and again, for all at once.
    """

    def __init__(self, records: Records, noun: Noun, identities: Sequence[Identity]) -> None:
        self._records = records
        self._noun = noun
        self._identities = identities
        self._groups = list(_groups(noun, identities))
        self._looking = threading.Lock()
        self._by_id: list[dict[Any, dict[str, Any]]] = [{} for dummy in identities]
        # By record: where it is in these.
        self._places: dict[Any, set[int]] = {}
        self._look(self._find)

    def of(self, place: int) -> list[dict[str, Any]]:
        """Return every record that may be meant by the identity at ``place``."""
        return list(self._by_id[place].values())

    def fresh(self, place: int) -> list[dict[str, Any]]:
        """Return the same as of a few seconds ago."""
        with self._looking:
            # Where a look takes long, most of the time is still left for the work.
            if time.monotonic() - self._looked_at > max(_FRESH, 3 * self._took):
                self._look(self._find_changed)
            return self.of(place)

    def _look(self, find: Callable[[], None]) -> None:
        start, server_start = time.monotonic(), self._records.client.server_time()
        find()
        # The first look may be the first word of the server.
        self._server_time = server_start or self._records.client.server_time()
        self._looked_at, self._took = time.monotonic(), time.monotonic() - start

    def _find(self) -> None:
        for group in self._groups:
            if group.is_few_tags:
                for place in group.places:
                    identity = self._identities[place]
                    doing = f"search for the {self._noun.name} with {identity}"
                    for record in candidates(self._records, identity.criteria, doing=doing):
                        self._put(place, record)
                continue
            seen: set[Any] = set()
            for record in group.found(self._records):
                if record["id"] not in seen:
                    seen.add(record["id"])
                    self._take(group, record)

    def _find_changed(self) -> None:
        """Look at all records that were created or changed since the last look."""
        updated = self._noun.field("updated_time").key
        moment = self._server_time - 1000 * self._took - _OVERLAP if self._server_time else 0
        doing = f"search for {self._noun.plural} that were made meanwhile"
        for record in self._records.search([Clause(updated, "after", (int(moment),))], doing=doing):
            for place in self._places.pop(record["id"], ()):
                self._by_id[place].pop(record["id"], None)
            for group in self._groups:
                self._take(group, record)

    def _take(self, group: _Group | _Unasked, record: dict[str, Any]) -> None:
        for place in group.places_of(record):
            if self._identities[place].fits(record):
                self._put(place, record)

    def _put(self, place: int, record: dict[str, Any]) -> None:
        self._by_id[place][record["id"]] = record
        self._places.setdefault(record["id"], set()).add(place)


class _Group:
    """Identities that one kind of question finds: by ``column``, under ``values``, folded, with their places."""

    def __init__(self, noun: Noun, column: str) -> None:
        self._noun = noun
        self._column = column
        self._by_value: dict[str, list[int]] = {}
        # In every spelling, for the server may heed the case.
        self._values: dict[Any, None] = {}

    def add(self, place: int, identity: Identity) -> None:
        dummy, value = question(identity)
        self._by_value.setdefault(folded(value), []).append(place)
        self._values[value] = None

    @property
    def places(self) -> list[int]:
        """Return the places of all identities."""
        return [place for places in self._by_value.values() for place in places]

    @property
    def is_few_tags(self) -> bool:
        """Tell whether these are a few correlation ids, each quickly asked for by itself."""
        return self._column in contract.DOUBTED_COLUMNS and len(self._values) <= _FEW

    def found(self, records: Records) -> Iterator[dict[str, Any]]:
        """Yield every record that may be meant, perhaps more than once, and others."""
        doing = f"search for {len(self.places)} {self._noun.plural}"
        values = list(self._values)
        if self._column in contract.DOUBTED_COLUMNS:
            yield from _correlated(records, self._column, doing)
            return
        for start in range(0, len(values), _MOST):
            asked = values[start : start + _MOST]
            heeded = True
            for record in records.search([Clause(self._column, "equal", tuple(asked))], doing=doing):
                heeded = heeded and folded(record.get(self._column)) in self._by_value
                yield record
            if not heeded and start + 2 * _MOST < len(values):
                # A server that sends what was not asked for does so each time: everything, once, is less.
                yield from records.search(doing=doing)
                return

    def places_of(self, record: dict[str, Any]) -> Iterable[int]:
        """Return the places of the identities that may mean the record, each once."""
        current = record.get(self._column)
        shown = {folded(value) for value in (current if isinstance(current, list) else [current])}
        return [place for value in shown for place in self._by_value.get(value, ())]


class _Unasked:
    """Identities that the server cannot be asked for: every record is looked at.

    Those by a custom field are told apart by ``Criterion.marks``, so that each record is compared with few of them.
    """

    is_few_tags = False

    def __init__(self, noun: Noun) -> None:
        self._noun = noun
        self.places: list[int] = []
        # By custom field: a criterion about it, and the places under each mark.
        self._by_mark: dict[str, tuple[Criterion, dict[str, list[int]]]] = {}
        self._unmarked: list[int] = []

    def add(self, place: int, identity: Identity) -> None:
        self.places.append(place)
        criterion = next((each for each in identity.criteria if each.label is not None), None)
        marks = criterion.marks() if criterion else None
        if criterion is None or marks is None:
            self._unmarked.append(place)
            return
        dummy, places = self._by_mark.setdefault(str(criterion.label), (criterion, {}))
        for mark in marks:
            places.setdefault(mark, []).append(place)

    def found(self, records: Records) -> Iterator[dict[str, Any]]:
        """Yield every record."""
        yield from records.search(doing=f"search for {len(self.places)} {self._noun.plural}")

    def places_of(self, record: dict[str, Any]) -> Iterable[int]:
        """Return the places of the identities that may mean the record."""
        found = set(self._unmarked)
        for criterion, places in self._by_mark.values():
            marks = criterion.marks(record)
            found.update(*(places.get(mark, ()) for mark in (places if marks is None else marks)))
        return found


def _groups(noun: Noun, identities: Sequence[Identity]) -> Iterable[_Group | _Unasked]:
    groups: dict[str | None, _Group | _Unasked] = {}
    for place, identity in enumerate(identities):
        column, dummy = question(identity)
        groups.setdefault(column, _Unasked(noun) if column is None else _Group(noun, column)).add(place, identity)
    return groups.values()


def question(identity: Identity) -> tuple[str | None, Any]:
    """Return the column to ask for and its value; no column where every record has to be looked at."""
    if identity.record_id is not None:
        return "id", identity.record_id
    for criterion in identity.criteria:
        if criterion.label is None and criterion.key in (*contract.SEARCHABLE_COLUMNS, *contract.DOUBTED_COLUMNS):
            return criterion.key, criterion.values[0]
    return None, str(identity)


def _correlated(records: Records, column: str, doing: str) -> Iterator[dict[str, Any]]:
    """Yield every record with a correlation id; an answer without any is not believed."""
    search = records.search([Clause(column, "member", (CORRELATION,))], doing=doing)
    yield from search
    if not search.seen:
        yield from records.search(doing=doing)


def folded(value: Any) -> str:
    """Return a value as text, without what servers may not heed: white space and case."""
    return " ".join(str(value).split()).casefold()
