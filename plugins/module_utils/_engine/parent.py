# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the parent record of a child, such as the request of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.client import Client
from .._api.errors import MatchError, OptionError
from .._api.resource_client import ParentRecord, ResourceClient
from .._resources._resource import Resource
from . import matching
from .identity import candidates


def check_parent_options(one: str, parents: Sequence[Resource], params: Mapping[str, Any]) -> None:
    """Raise OptionError unless exactly one option names the parent of a child; ``one`` is the word for the child."""
    options = [parent.name for parent in parents]
    given = [option for option in options if str(params[option] or "").strip()]
    if options and len(given) != 1:
        names = f"{', '.join(options[:-1])} or {options[-1]}" if len(options) > 1 else options[0]
        got = f", got {' and '.join(given)}" if given else ""
        raise OptionError(f"{one.capitalize()} belongs to one record{got}: give {names}, its number or its name.")


def find_parent(client: Client, parents: Sequence[Resource], params: Mapping[str, Any]) -> ParentRecord | None:
    """Return the parent that the options name, None without one. Raises MatchError.

    A number needs no call, a name costs one search.
    """
    parent = parent_of(parents, params)
    if parent is None:
        return None
    number = number_of(parent, params)
    records = ResourceClient(client, parent.endpoint())
    return ParentRecord(records, find_by_name(records, parent, params) if number is None else {"id": number})


def parent_of(parents: Sequence[Resource], params: Mapping[str, Any]) -> Resource | None:
    """Return the one of ``parents`` that the options name."""
    return next((each for each in parents if _text_of(each, params)), None)


def number_of(parent: Resource, params: Mapping[str, Any]) -> int | None:
    """Return the number of the parent, None if the task gives its name."""
    text = _text_of(parent, params)
    return int(text) if text.isascii() and text.isdigit() else None


def find_by_name(records: ResourceClient, parent: Resource, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parent of the name that the task gives. Raises MatchError if there is none."""
    text = _text_of(parent, params)
    criteria = (matching.name(parent, text),)
    found = next(candidates(records, criteria, doing=f"search for the {parent.name} {text}"), None)
    if found is None:
        raise MatchError(f"There is no {parent.name} {text}.", exchange=records.absence())
    return found


def _text_of(parent: Resource, params: Mapping[str, Any]) -> str:
    return str(params[parent.name] or "").strip()
