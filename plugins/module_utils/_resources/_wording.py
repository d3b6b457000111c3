# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phrases of the documentation about a resource: lists of words, its names and its identities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ._field_types import Tags
from ._resource import Resource

Options = dict[str, dict[str, Any]]


def documented(*description: str, **argument: Any) -> dict[str, Any]:
    """Return the documentation of an option with its type and so on."""
    return {"description": list(description), **argument}


def listed(words: Iterable[str], conjunction: str) -> str:
    """Return words as in ``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def marked(names: Iterable[str]) -> list[str]:
    """Return names of options, marked up as such."""
    return [f"O({name})" for name in names]


def codes(words: Iterable[str]) -> list[str]:
    """Return words that are marked up as code."""
    return [f"C({word})" for word in words]


def unset(names: Sequence[str]) -> str:
    """Return the condition that none of these options is set."""
    options = marked(names)
    return f"neither {listed(options, 'nor')} is set" if len(options) > 1 else f"{options[0]} is not set"


def not_ended(closed: Sequence[str]) -> str:
    """Return what a record is that is not at its end, as in ``neither Resolved nor Closed``."""
    return f"neither {listed(closed, 'nor')}" if len(closed) > 1 else f"not {closed[0]}"


def module_of(resource: Resource) -> str:
    """Return the module that manages the records."""
    return f"M(motadata.serviceops.serviceops_{resource.name})"


def example_of(resource: Resource) -> str:
    """Return a clause with a name that the server could give; empty if the table has none."""
    sample = resource.display.sample if resource.display else None
    return f", for example V({sample})" if sample else ""


def own_names(resource: Resource) -> list[str]:
    """Return the options that the server's own id and name of a record go into."""
    return ["id", *(["name"] if resource.is_named_by_server else [])]


def identities(resource: Resource) -> list[str]:
    """Return the options that identify one record, each by itself."""
    return [*own_names(resource), *(["correlation_id"] if resource.has_correlation else [])]


def carriers(resource: Resource) -> str:
    """Return where a record can carry a correlation id."""
    found = []
    if resource.carrier:
        is_tag = isinstance(resource.carrier.type, Tags)
        found.append("as the tag C(correlation:ID)" if is_tag else f"in O({resource.carrier.option})")
    if resource.custom_fields:
        found.append("in O(correlation_field)")
    return ", or ".join(found)
