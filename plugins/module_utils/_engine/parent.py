# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the parent record of a child, such as the request of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.client import Client
from .._api.errors import MatchError, OptionError
from .._api.resource_client import ResourceClient
from .._resources._resource import Resource
from . import matching
from .identity import candidates


def check_parent_options(resource: Resource, params: Mapping[str, Any]) -> None:
    """Raise OptionError unless exactly one option names the parent of a child."""
    options = [parent.name for parent in resource.parents]
    given = [option for option in options if str(params[option] or "").strip()]
    if options and len(given) != 1:
        names = f"{', '.join(options[:-1])} or {options[-1]}" if len(options) > 1 else options[0]
        got = f", got {' and '.join(given)}" if given else ""
        raise OptionError(
            f"{resource.one.capitalize()} belongs to one record{got}: give {names}, its number or its name."
        )


def parent_path(client: Client, resource: Resource, params: Mapping[str, Any]) -> str:
    """Return the path of the parent that the options name, empty without one. Raises MatchError.

    A number needs no call, a name costs one search.
    """
    parent = next((each for each in resource.parents if str(params[each.name] or "").strip()), None)
    if parent is None:
        return ""
    endpoint, text = parent.endpoint(), str(params[parent.name]).strip()
    if text.isascii() and text.isdigit():
        return endpoint.record_path(int(text))
    records = ResourceClient(client, endpoint)
    criteria = (matching.name(parent, text),)
    found = next(candidates(records, criteria, doing=f"search for the {parent.name} {text}"), None)
    if found is None:
        raise MatchError(f"There is no {parent.name} {text}.", exchange=records.absence())
    return endpoint.record_path(found["id"])
