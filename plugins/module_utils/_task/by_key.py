# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the record that a key means, whatever the server makes of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._api import contract
from .._api.errors import MatchError
from .._api.records import Records
from .._api.search import Clause
from .._records import _criteria
from .._records._criteria import Criterion
from .._records._kinds import CORRELATION
from .._records._noun import Noun
from .identity import Identity, shown

_LISTED = 5
_NARROWER = ", or make the key narrower with match_on"


def find_by_key(
    records: Records, identity: Identity, *, closing: bool, pool: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any] | None:
    """Return the one record that passes all criteria of the identity; what is given is as for ``identity.find``."""
    doing = f"search for the {identity.noun.name} with {identity}"
    hits = _Hits(identity.noun)
    fitting = (record for record in pool or () if identity.fits(record))
    for record in candidates(records, identity.criteria, doing=doing) if pool is None else fitting:
        current = _current(records, identity, record)
        if current is not None:
            hits.add(current)
    if not hits.open:
        created = _created_lately(records, identity, hits)
        if created is not None:
            hits.add(created)
    return _meant(identity, hits, closing)


def known_by_key(identity: Identity, pool: Sequence[dict[str, Any]], *, closing: bool) -> dict[str, Any] | None:
    """Return the one record of ``pool`` that passes all criteria, as it was found. Raises MatchError for several."""
    hits = _Hits(identity.noun)
    for record in pool:
        if identity.fits(record):
            hits.add(record)
    return _meant(identity, hits, closing)


def _meant(identity: Identity, hits: _Hits, closing: bool) -> dict[str, Any] | None:
    if closing and identity.creates:
        return _only(identity, hits.open, "open ") or hits.newest_closed
    if identity.scope == "open":
        return _only(identity, hits.open, "open ")
    return _only(identity, hits.open + hits.closed, "")


def _current(records: Records, identity: Identity, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return a record that a search shows as this controller last left it, None if it is not meant any more."""
    updated_time = record.get(identity.noun.field("updated_time").key)
    if not records.client.creations.is_behind(record["id"], updated_time):
        return record
    current = records.read(record["id"])
    return current if current is not None and identity.fits(current) else None


def _created_lately(records: Records, identity: Identity, hits: _Hits) -> dict[str, Any] | None:
    """Return the record that this controller created under the key in the last minutes, though no search shows it.

    Raises MatchError if the server shows it under another key.
    """
    created = records.client.creations.created(identity.key) if identity.key else None
    if created is None or created.id in {record["id"] for record in (*hits.closed, hits.newest_closed or {"id": None})}:
        return None
    record = records.read(created.id)
    if record is None or record.get(identity.noun.field("created_time").key) != created.created_time:
        # Gone; or another server answers at this address by now.
        return None
    if identity.fits(record):
        return record
    if created.shows_key or identity.noun.is_closed_record(record):
        return None
    raise MatchError(
        f"{shown(identity.noun, record)} seems to have been created for {identity} a few minutes ago, but the server "
        "shows another key. Nothing was done. Give the key as it is shown there, choose another one with match_on or "
        "correlation_id, or give its id."
    )


def candidates(records: Records, criteria: tuple[Criterion, ...], *, doing: str) -> Iterator[dict[str, Any]]:
    """Yield every record that passes all criteria, whatever the server makes of the question."""
    clauses = [
        Clause(criterion.key, criterion.test, criterion.values) for criterion in criteria if criterion.label is None
    ]
    search = records.search(clauses, doing=doing)
    yield from (record for record in search if _criteria.fits(criteria, record))
    if search.seen or not _is_doubted(records, criteria, doing):
        return
    sure = [clause for clause in clauses if clause.column not in contract.DOUBTED_COLUMNS]
    yield from (record for record in records.search(sure, doing=doing) if _criteria.fits(criteria, record))


def check_name(records: Records, identity: Identity, record: Mapping[str, Any] | None) -> None:
    """Raise MatchError where the id and the name that a task gives are of two records."""
    name = identity.name or ""
    field = identity.noun.field("name")
    if record is None:
        # Where the id is wrong, the name may be right: that record is not gone.
        criteria = (_criteria.name(identity.noun, name),)
        named = next(candidates(records, criteria, doing=f"search for the {identity.noun.name} {name}"), None)
        if named:
            raise MatchError(
                f"There is no {identity.noun.name} with id {identity.record_id}, but {shown(identity.noun, named)}. "
                "Nothing was changed. Give one of id and name, or make them agree.",
                exchange=records.absence(identity.record_id),
            )
    elif not field.kind.same(name.strip(), record.get(field.key)):
        raise MatchError(
            f"The {identity.noun.name} with id {identity.record_id} is {record.get(field.key)}, not {name}. "
            "Nothing was changed. Give one of id and name, or make them agree."
        )


class _Hits:
    """The records that fit: a few of the open and closed ones, and the newest closed one."""

    def __init__(self, noun: Noun) -> None:
        self._noun = noun
        self.open: list[dict[str, Any]] = []
        # Some of them.
        self.closed: list[dict[str, Any]] = []
        self.newest_closed: dict[str, Any] | None = None

    def add(self, record: dict[str, Any]) -> None:
        if not self._noun.is_closed_record(record):
            self.open.append(record)
            return
        if len(self.closed) <= _LISTED:
            self.closed.append(record)
        if self.newest_closed is None or _age(self._noun, record) > _age(self._noun, self.newest_closed):
            self.newest_closed = record


def _is_doubted(records: Records, criteria: Iterable[Criterion], doing: str) -> bool:
    """Tell whether nothing at all, as the answer to a search on these criteria, may be the server's misunderstanding.

    Where a record with any correlation tag comes back, the server does search in tags.
    """
    doubted = [criterion for criterion in criteria if criterion.key in contract.DOUBTED_COLUMNS]
    if not doubted:
        return False
    known = Clause(doubted[0].key, "member", (CORRELATION,))
    return records.search([known], doing=doing).first() is None


def _only(identity: Identity, hits: list[dict[str, Any]], which: str) -> dict[str, Any] | None:
    if len(hits) > 1:
        listed = ", ".join(shown(identity.noun, hit) for hit in hits[:_LISTED])
        more = ", …" if len(hits) > _LISTED else ""
        raise MatchError(
            f"More than one {which}{identity.noun.name} has {identity}: {listed}{more}. Nothing was changed. "
            f"Say which one with id or name{_NARROWER if identity.is_natural else ''}."
        )
    return hits[0] if hits else None


def _age(noun: Noun, record: Mapping[str, Any]) -> tuple[float, int]:
    created = record.get(noun.field("created_time").key)
    return (created if isinstance(created, (int, float)) else 0, record["id"] if isinstance(record["id"], int) else 0)
