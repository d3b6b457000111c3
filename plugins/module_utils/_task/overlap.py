# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find two of a list that mean one record: what the one writes, the other would not know of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._plan import plan_present
from .._records._noun import Wanted
from .identity import Identity
from .pool import folded, question


def same_description(identities: Sequence[Identity], wanted: Sequence[Wanted]) -> tuple[int, int] | None:
    """Return the places of two that mean one record by what they say alone, None where there are no such two."""
    seen: dict[str, int] = {}
    for place, identity in enumerate(identities):
        other = seen.setdefault(str(identity), place)
        if other != place:
            return other, place
    by_value = _by_value(identities)
    for place, identity in enumerate(identities):
        if identity.creates:
            made = plan_present(None, wanted[place]).payload
            for other in _candidates(by_value, made):
                if other != place and identities[other].fits(made):
                    return min(place, other), max(place, other)
    return None


def same_record(targets: Sequence[int | None]) -> tuple[int, int] | None:
    """Return the places of two that are about one existing record, by the ids of those that are known."""
    seen: dict[int, int] = {}
    for place, target in enumerate(targets):
        if target is not None and seen.setdefault(target, place) != place:
            return seen[target], place
    return None


def _by_value(identities: Sequence[Identity]) -> dict[tuple[str, str], list[int]]:
    """Return the places of the keys by the column that is searched for each, and its value there."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, identity in enumerate(identities):
        column, value = question(identity)
        if identity.criteria and column is not None:
            found.setdefault((column, folded(value)), []).append(place)
    return found


def _candidates(by_value: Mapping[tuple[str, str], list[int]], made: Mapping[str, Any]) -> Iterator[int]:
    for column, shown in made.items():
        for value in shown if isinstance(shown, list) else [shown]:
            yield from by_value.get((column, folded(value)), ())
