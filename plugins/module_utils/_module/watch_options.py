# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the event source: typed, validated, with the environment as a fallback."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._api.errors import OptionError
from .._api.redact import redact
from .._engine.filters import criteria_of
from .._engine.matching import Criterion
from .._resources._resource import FieldError, Resource
from .._resources._times import milliseconds
from .._resources.change import CHANGE
from .._resources.problem import PROBLEM
from .._resources.release import RELEASE
from .._resources.request import REQUEST
from .argspec import ArgumentSpec, check_types, connection_arguments
from .runner import sendable_options

RESOURCES = {resource.name: resource for resource in (REQUEST, CHANGE, PROBLEM, RELEASE)}
_LEAST_INTERVAL = 1.0
_MOST_REPLAYED = 1000


class WatchOptions(NamedTuple):
    """What to watch, and how. ``params`` are all options; ``start`` is a time in epoch milliseconds, or infinite."""

    resource: Resource
    criteria: tuple[Criterion, ...]
    interval: float
    start: float
    state_file: str | None
    replay: int
    params: Mapping[str, Any]


def watch_arguments() -> ArgumentSpec:
    """Return the options of the event source."""
    return {
        **connection_arguments(),
        "resource": {"type": "str", "choices": list(RESOURCES), "default": REQUEST.name},
        "filters": {"type": "dict"},
        "interval": {"type": "float", "default": 30},
        "start": {"type": "str", "default": "now"},
        "state_file": {"type": "path"},
        "replay": {"type": "int", "default": _MOST_REPLAYED},
    }


def watch_options(given: Mapping[str, Any]) -> WatchOptions:
    """Return the options of a source's arguments. Raises OptionError."""
    spec = watch_arguments()
    # A variable that is empty in a rulebook or a credential counts as unset.
    set_options = {name: value for name, value in given.items() if value not in (None, "")}
    validated = ArgumentSpecValidator(spec).validate(set_options)
    if validated.error_messages:
        raise OptionError(redact(str(validated.errors.msg), validated._no_log_values))
    params = sendable_options(validated.validated_parameters)
    check_types(spec, params)
    resource = RESOURCES[params["resource"]]
    try:
        criteria = criteria_of(resource, params["filters"] or {})
    except FieldError as exc:
        raise OptionError(str(exc)) from exc
    return WatchOptions(
        resource,
        criteria,
        _between("interval", params["interval"], _LEAST_INTERVAL, math.inf),
        _start(params["start"]),
        params["state_file"] or None,
        int(_between("replay", params["replay"], 0, _MOST_REPLAYED)),
        params,
    )


def _start(given: str) -> float:
    word = given.strip().lower()
    if word in ("now", "all"):
        return math.inf if word == "now" else -math.inf
    try:
        return milliseconds(word.upper())
    except ValueError as exc:
        raise OptionError(
            f"start must be now, all or a time, got {given!r}. Give a time in ISO 8601, for example "
            "2026-03-01T08:00:00Z, or epoch."
        ) from exc


def _between(option: str, value: float, least: float, most: float) -> float:
    if not least <= value <= most or value == math.inf:
        limit = f"{least:g} or more" if most == math.inf else f"{least:g} to {most:g}"
        raise OptionError(f"{option} is {value:g}: give {limit}.")
    return value
