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


def check_kind(child: Resource, params: Mapping[str, Any]) -> None:
    """Raise OptionError if the options describe a child of a kind that the parent which they name does not have."""
    parent = parent_of(child.parents, params)
    if child.kinds is None or parent is None:
        return
    option, (owner, kinds) = child.kinds.option, child.kinds.only_under
    if params[option] in kinds and parent.name != owner and params["state"] == "present":
        others = [choice for choice in child.field(option).type.argument["choices"] if choice not in kinds]
        raise OptionError(
            f"{option} {params[option]} is only for a {owner}: give {' or '.join(others)} for {parent.one}."
        )


def find_parent(client: Client, parents: Sequence[Resource], params: Mapping[str, Any]) -> ParentRecord | None:
    """Return the parent that the options name, None without one. Raises MatchError."""
    parent = parent_of(parents, params)
    return located(client, parent, params) if parent else None


def located(client: Client, parent: Resource, params: Mapping[str, Any]) -> ParentRecord:
    """Return the record that the option of ``parent`` names. Raises MatchError.

    A number needs no call, a name costs one search.
    """
    records, text = ResourceClient(client, parent.endpoint()), _text_of(parent, params)
    is_number = text.isascii() and text.isdigit()
    return ParentRecord(records, {"id": int(text)} if is_number else _find_by_name(records, parent, text))


def read_parent(records: ResourceClient, parent: Resource, record_id: int) -> dict[str, Any]:
    """Return a parent by its id. Raises MatchError if there is none."""
    record = records.read(record_id)
    if record is None:
        raise MatchError(f"There is no {parent.name} {record_id}.", exchange=records.absence(record_id))
    return record


def parent_of(parents: Sequence[Resource], params: Mapping[str, Any]) -> Resource | None:
    """Return the one of ``parents`` that the options name."""
    return next((each for each in parents if _text_of(each, params)), None)


def _find_by_name(records: ResourceClient, parent: Resource, text: str) -> dict[str, Any]:
    criteria = (matching.name(parent, text),)
    found = next(candidates(records, criteria, doing=f"search for the {parent.name} {text}"), None)
    if found is None:
        raise MatchError(f"There is no {parent.name} {text}.", exchange=records.absence())
    return found


def _text_of(parent: Resource, params: Mapping[str, Any]) -> str:
    return str(params[parent.name] or "").strip()
