# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identify the record of a task (by id, name or key) and find it, even if the server ignores search conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .._api.errors import MatchError, OptionError
from .._api.resource_client import ResourceClient
from .._api.search import Clause
from .._resources._field_types import CORRELATION
from .._resources._resource import DesiredRecord, FieldError, Resource
from . import matching
from .latest import latest
from .matching import Criterion

_MAX_LISTED = 5
_NARROWER_KEY_ADVICE = ", or make the key narrower with match_on"


class Identity(NamedTuple):
    """How a task identifies its record: by ``record_id``, or else by all of ``criteria``.

    ``creates`` says whether a missing record may be created: a key gives its values, an id does not.
    ``is_natural`` marks a key that consists of the record's own fields, and ``accepts_any`` one for which any of
    several matches will do.
    """

    resource: Resource
    criteria: tuple[Criterion, ...]
    record_id: int | None = None
    name: str | None = None
    scope: str = "all"
    creates: bool = False
    is_natural: bool = False
    accepts_any: bool = False

    @property
    def key(self) -> str | None:
        """Return the key that only one task of a controller may create at a time, None if this creates nothing."""
        # Messages shorten a long text. What counts as the same has the same key.
        parts = [
            (criterion.option, criterion.label, [criterion.type.key_of(value) for value in criterion.values])
            for criterion in self.criteria
        ]
        return f"{self.resource.name} {parts}" if self.creates else None

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether a server's object matches."""
        if self.record_id is not None:
            return bool(record["id"] == self.record_id)
        return matching.fits(self.criteria, record)

    def __str__(self) -> str:
        if self.record_id is not None:
            return f"id {self.record_id}"
        return ", ".join(map(str, self.criteria))


def choose_identity(resource: Resource, params: Mapping[str, Any], desired: DesiredRecord) -> Identity:
    """Return the first identity that the options give. Raises OptionError, and FieldError for an unusable key."""
    identity = _first_identity(resource, params, desired)
    for option in desired.cleared_required:
        raise FieldError(f"{option} is empty: every {resource.name} has one. Set it, or leave the option out.")
    return identity


def check_identity_options(resource: Resource, params: Mapping[str, Any]) -> None:
    """Raise OptionError for an id, name or correlation id that is empty or impossible."""
    identities = (*(["name"] if resource.is_named_by_server else []), "correlation_id", "correlation_field")
    for option in identities:
        if params.get(option) is not None and not params[option].strip():
            raise OptionError(f"{option} is empty: leave it out, or give a value.")
    if params.get("correlation_field") and not params["correlation_id"]:
        raise OptionError("correlation_field is given without correlation_id.")
    if params["id"] is not None and params["id"] < 1:
        instead = ", or its name" if resource.is_named_by_server else ""
        raise OptionError(f"id is {params['id']}: give the positive number of the {resource.name}{instead}.")


def find(
    records: ResourceClient, identity: Identity, *, closing: bool, pool: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any] | None:
    """Return the matching record, None if there is none. Raises MatchError for more than one.

    ``pool`` holds every record that may match; without it they are searched for.
    ``closing`` says that the task asks for a closed status: without an open record it returns the newest closed one.
    """
    if identity.record_id is not None:
        return _find_by_id(records, identity, identity.record_id, pool)
    matches = _Matches(identity.resource)
    for record in _matching_records(records, identity, pool):
        current = _latest(records, identity, record)
        if current is not None:
            matches.add(current)
    if not matches.open:
        created = _recently_created(records, identity, matches.ids)
        if created is not None:
            matches.add(created)
    return matches.select(identity, closing=closing)


def find_known(identity: Identity, pool: Sequence[dict[str, Any]], *, closing: bool) -> dict[str, Any] | None:
    """Return the record of ``pool`` that matches, as it was found. Raises MatchError for more than one."""
    matches = _Matches(identity.resource)
    for record in pool:
        if identity.fits(record):
            matches.add(record)
    return matches.select(identity, closing=closing)


def candidates(records: ResourceClient, criteria: tuple[Criterion, ...], *, doing: str) -> Iterator[dict[str, Any]]:
    """Yield every record that passes all criteria, even if the server ignores search conditions."""
    clauses = [(criterion, criterion.clause) for criterion in criteria]
    search = records.search([clause for dummy, clause in clauses if clause], doing=doing)
    yield from (record for record in search if matching.fits(criteria, record))
    if search.seen or not _may_be_misunderstood(records, criteria, doing):
        return
    reliable = [clause for criterion, clause in clauses if clause and criterion.search != "doubted"]
    yield from (record for record in records.search(reliable, doing=doing) if matching.fits(criteria, record))


def _first_identity(resource: Resource, params: Mapping[str, Any], desired: DesiredRecord) -> Identity:
    check_identity_options(resource, params)
    name = params["name"] if resource.is_named_by_server else None
    if params["id"] is not None:
        return Identity(resource, (), params["id"], name)
    if name:
        return Identity(resource, (matching.name(resource, name),), name=name)
    scope = params.get("match_scope") or "all"
    if params.get("correlation_id"):
        correlation = matching.correlation(resource, params["correlation_id"], params.get("correlation_field"))
        return Identity(resource, (correlation,), scope=scope, creates=True)
    if not resource.match_on:
        others = matching.other_identities(resource)
        raise FieldError(f"Nothing says which {resource.name} is meant: give {others}.")
    options = params.get("match_on")
    criteria = matching.natural_key(resource, resource.match_on if options is None else options, desired.values)
    # Of several that say the same, none must be left if the task deletes.
    accepts_any = resource.alike and params.get("state") != "absent"
    return Identity(resource, criteria, scope=scope, creates=True, is_natural=True, accepts_any=accepts_any)


def _find_by_id(
    records: ResourceClient, identity: Identity, record_id: int, pool: Sequence[dict[str, Any]] | None
) -> dict[str, Any] | None:
    known = next((record for record in pool or () if record["id"] == record_id), None)
    # Only the server's response to a read of the id can prove that there is none.
    record = known or records.read(record_id)
    if record is not None and (known or not records.endpoint.has_read):
        record = latest(records, identity.resource, record)
    if identity.name:
        _check_name(records, identity, identity.name, record)
    return record


def _check_name(records: ResourceClient, identity: Identity, name: str, record: Mapping[str, Any] | None) -> None:
    """Raise MatchError if the id and the name of a task belong to two records."""
    resource = identity.resource
    criterion = matching.name(resource, name)
    if record is None:
        # If the id is wrong and the name right, that record exists.
        doing = f"search for the {resource.name} {name}"
        named = next(candidates(records, (criterion,), doing=doing), None)
        if named:
            raise MatchError(
                f"There is no {resource.name} with id {identity.record_id}, but {name} is there, with id {named['id']}."
                " Nothing was changed. Give one of id and name, or make them agree.",
                exchange=records.absence(identity.record_id),
            )
    elif not criterion.fits(record):
        raise MatchError(
            f"The {resource.name} with id {identity.record_id} is {record.get(criterion.key)}, not {name}. "
            "Nothing was changed. Give one of id and name, or make them agree."
        )


def _matching_records(
    records: ResourceClient, identity: Identity, pool: Sequence[dict[str, Any]] | None
) -> Iterator[dict[str, Any]]:
    if pool is not None:
        return (record for record in pool if identity.fits(record))
    doing = f"search for the {identity.resource.name}{records.of_parent} with {identity}"
    return candidates(records, identity.criteria, doing=doing)


def _latest(records: ResourceClient, identity: Identity, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return a record as this controller last wrote it, None if it no longer matches."""
    current = latest(records, identity.resource, record)
    return current if current is record or (current is not None and identity.fits(current)) else None


def _recently_created(records: ResourceClient, identity: Identity, known: set[Any]) -> dict[str, Any] | None:
    """Return a record that this controller created by the key in the last minutes and that no search shows yet.

    ``known`` are the ids of those that a search shows. Raises MatchError if the server shows it with another key.
    """
    created = records.write_log.created(identity.key) if identity.key else None
    if created is None or created.id in known:
        return None
    if not (records.endpoint.has_read or created.may_be_unseen):
        # Only a search could show it, and it does not.
        return None
    resource = identity.resource
    record = records.read(created.id)
    if record is None or resource.created_time(record) != created.created_time:
        # It was deleted, or another server has this address now.
        return None
    if identity.fits(record):
        return record
    if created.shows_key or resource.is_closed(record):
        return None
    raise MatchError(
        f"{resource.title(record, with_status=True)} seems to have been created for {identity} a few minutes ago, but "
        "the server shows another key. Nothing was done. Give the key as it is shown there, "
        f"{matching.another_key(resource)}, or give its {'name' if resource.is_named_by_server else 'id'}."
    )


def _may_be_misunderstood(records: ResourceClient, criteria: tuple[Criterion, ...], doing: str) -> bool:
    """Return whether an empty result of a search by these criteria may be wrong.

    It is right if the server finds a record by any correlation id, because then it can search that field.
    """
    doubted = [criterion for criterion in criteria if criterion.search == "doubted"]
    if not doubted:
        return False
    known = Clause(doubted[0].key, "member", (CORRELATION,))
    return records.search([known], doing=doing).first() is None


class _Matches:
    """Matching records: all open ones, a few closed ones, and the newest closed one."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self.open: list[dict[str, Any]] = []
        # The first few.
        self._closed: list[dict[str, Any]] = []
        self._newest_closed: dict[str, Any] | None = None

    def add(self, record: dict[str, Any]) -> None:
        if not self._resource.is_closed(record):
            self.open.append(record)
            return
        if len(self._closed) <= _MAX_LISTED:
            self._closed.append(record)
        if self._newest_closed is None or self._age(record) > self._age(self._newest_closed):
            self._newest_closed = record

    @property
    def ids(self) -> set[Any]:
        """Return the ids of the records kept."""
        kept = (*self.open, *self._closed, *([self._newest_closed] if self._newest_closed else []))
        return {record["id"] for record in kept}

    def select(self, identity: Identity, *, closing: bool) -> dict[str, Any] | None:
        """Return the one match, as ``find`` does."""
        if closing and identity.creates:
            return self._single(identity, self.open, "open ") or self._newest_closed
        if identity.scope == "open":
            return self._single(identity, self.open, "open ")
        return self._single(identity, self.open + self._closed, "")

    def _single(self, identity: Identity, matches: list[dict[str, Any]], which: str) -> dict[str, Any] | None:
        if len(matches) > 1 and not identity.accepts_any:
            listed = ", ".join(self._resource.title(match, with_status=True) for match in matches[:_MAX_LISTED])
            more = ", …" if len(matches) > _MAX_LISTED else ""
            which = which if self._resource.life_cycle else ""
            options = "id or name" if self._resource.is_named_by_server else "id"
            narrower = _NARROWER_KEY_ADVICE if identity.is_natural and len(self._resource.match_options) > 1 else ""
            raise MatchError(
                f"More than one {which}{self._resource.name} has {identity}: {listed}{more}. Nothing was changed. "
                f"Say which one with {options}{narrower}."
            )
        return matches[0] if matches else None

    def _age(self, record: Mapping[str, Any]) -> tuple[float, int]:
        created = self._resource.created_time(record)
        number = created if isinstance(created, (int, float)) else 0
        return number, record["id"] if isinstance(record["id"], int) else 0
