# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which record a task means, and how it is found: by id, by name, or by a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._api import contract
from .._api.errors import MatchError, OptionError
from .._api.records import Records
from .._api.search import Clause
from .._records import _criteria
from .._records._criteria import Criterion
from .._records._kinds import CORRELATION
from .._records._noun import FieldError, Noun, Wanted

_LISTED = 5
_NARROWER = ", or make the key narrower with match_on"


@dataclass(frozen=True)
class Identity:
    """How a task names its record: ``record_id``, or else all of ``criteria``.

    ``creates`` tells whether a record that is not there may be made: a key says what it would be like, an id does not.
    ``is_natural`` tells a key that is made of the record's own fields.
    """

    noun: Noun
    criteria: tuple[Criterion, ...]
    record_id: int | None = None
    name: str | None = None
    scope: str = "all"
    creates: bool = False
    is_natural: bool = False

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Tell whether a server's object may be the one that is meant."""
        if self.record_id is not None:
            return bool(record["id"] == self.record_id)
        return _criteria.fits(self.criteria, record)

    def __str__(self) -> str:
        if self.record_id is not None:
            return f"id {self.record_id}"
        return ", ".join(map(str, self.criteria))


def choose_identity(noun: Noun, params: Mapping[str, Any], wanted: Wanted) -> Identity:
    """Return the first identity that the options give. Raises OptionError, and FieldError for an unusable key."""
    identity = _first_identity(noun, params, wanted)
    for option in wanted.emptied:
        raise FieldError(f"{option} is empty: every {noun.name} has one. Set it, or leave the option out.")
    return identity


def _first_identity(noun: Noun, params: Mapping[str, Any], wanted: Wanted) -> Identity:
    check_identity_options(noun, params)
    if params["id"] is not None:
        return Identity(noun, (), params["id"], params["name"])
    if params["name"]:
        return Identity(noun, (_criteria.name(noun, params["name"]),), name=params["name"])
    if params["correlation_id"]:
        correlation = _criteria.correlation(noun, params["correlation_id"], params["correlation_field"])
        return Identity(noun, (correlation,), scope=params["match_scope"], creates=True)
    criteria = _criteria.natural_key(noun, params["match_on"], wanted.values)
    return Identity(noun, criteria, scope=params["match_scope"], creates=True, is_natural=True)


def check_identity_options(noun: Noun, params: Mapping[str, Any]) -> None:
    """Raise OptionError for an id, name or correlation id that can be none."""
    for option in ("name", "correlation_id", "correlation_field"):
        if params[option] is not None and not params[option].strip():
            raise OptionError(f"{option} is empty: leave it out, or give a value.")
    if params["correlation_field"] and not params["correlation_id"]:
        raise OptionError("correlation_field is given without correlation_id.")
    if params["id"] is not None and params["id"] < 1:
        raise OptionError(f"id is {params['id']}: give the positive number of the {noun.name}, or its name.")


def find(
    records: Records, identity: Identity, *, closing: bool, pool: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any] | None:
    """Return the record that is meant, None where there is none. Raises MatchError for more than one.

    ``pool`` holds every record that may be meant, where they are known; else they are searched for.
    ``closing`` says that the task asks for a closed status: then, without an open record, the newest closed one counts.
    """
    if identity.record_id is not None:
        known = next((record for record in pool or () if record["id"] == identity.record_id), None)
        # Only the server's answer to the id itself can say that there is none.
        record = known or records.read(identity.record_id)
        _check_name(records, identity, record)
        return record
    doing = f"search for the {identity.noun.name} with {identity}"
    hits = _Hits(identity.noun)
    fitting = (record for record in pool or () if _criteria.fits(identity.criteria, record))
    for record in candidates(records, identity.criteria, doing=doing) if pool is None else fitting:
        hits.add(record)
    if closing and identity.creates:
        return _only(identity, hits.open, "open ") or hits.newest_closed
    if identity.scope == "open":
        return _only(identity, hits.open, "open ")
    return _only(identity, hits.open + hits.closed, "")


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


class _Hits:
    """The records that fit: a few of the open and closed ones, and the newest closed one."""

    def __init__(self, noun: Noun) -> None:
        self._noun = noun
        self.open: list[dict[str, Any]] = []
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
        listed = ", ".join(_shown(identity.noun, hit) for hit in hits[:_LISTED])
        more = ", …" if len(hits) > _LISTED else ""
        raise MatchError(
            f"More than one {which}{identity.noun.name} has {identity}: {listed}{more}. Nothing was changed. "
            f"Say which one with id or name{_NARROWER if identity.is_natural else ''}."
        )
    return hits[0] if hits else None


def _check_name(records: Records, identity: Identity, record: Mapping[str, Any] | None) -> None:
    """Raise MatchError where the id and the name that a task gives are of two records."""
    if not identity.name:
        return
    field = identity.noun.field("name")
    if record is None:
        # Where the id is wrong, the name may be right: that record is not gone.
        criteria = (_criteria.name(identity.noun, identity.name),)
        named = next(candidates(records, criteria, doing=f"search for the {identity.noun.name} {identity.name}"), None)
        if named:
            raise MatchError(
                f"There is no {identity.noun.name} with id {identity.record_id}, but {_shown(identity.noun, named)}. "
                "Nothing was changed. Give one of id and name, or make them agree."
            )
    elif not field.kind.same(identity.name.strip(), record.get(field.key)):
        raise MatchError(
            f"The {identity.noun.name} with id {identity.record_id} is {record.get(field.key)}, not {identity.name}. "
            "Nothing was changed. Give one of id and name, or make them agree."
        )


def _shown(noun: Noun, record: Mapping[str, Any]) -> str:
    status = record.get(noun.field("status").key)
    return f"{record.get(noun.field('name').key)} (id {record.get('id')}, {status})"


def _age(noun: Noun, record: Mapping[str, Any]) -> tuple[float, int]:
    created = record.get(noun.field("created_time").key)
    return (created if isinstance(created, (int, float)) else 0, record["id"] if isinstance(record["id"], int) else 0)
