# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which record a task means, and how it is found: by id, by name, or by a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .._api.errors import OptionError
from .._api.records import Records
from .._records._noun import FieldError, Noun, Wanted

if TYPE_CHECKING:
    from .._records._criteria import Criterion


class Identity(NamedTuple):
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

    @property
    def key(self) -> str | None:
        """Return what no two tasks of one controller may create at once, None if this creates nothing."""
        return f"{self.noun.name} {self}" if self.creates else None

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Tell whether a server's object may be the one that is meant."""
        if self.record_id is not None:
            return bool(record["id"] == self.record_id)
        return all(criterion.fits(record) for criterion in self.criteria)

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
    from .._records import _criteria  # noqa: PLC0415 - a task that gives an id need not load this

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
        if known and records.client.creations.is_behind(
            known["id"], known.get(identity.noun.field("updated_time").key)
        ):
            known = None
        # Only the server's answer to the id itself can say that there is none.
        record = known or records.read(identity.record_id)
        if identity.name:
            from .by_key import check_name  # noqa: PLC0415 - seldom are both given

            check_name(records, identity, record)
        return record
    from .by_key import find_by_key  # noqa: PLC0415 - a task that gives an id need not load this

    return find_by_key(records, identity, closing=closing, pool=pool)


def shown(noun: Noun, record: Mapping[str, Any]) -> str:
    """Return how a message names a server's object."""
    status = record.get(noun.field("status").key)
    return f"{record.get(noun.field('name').key)} (id {record.get('id')}, {status})"
