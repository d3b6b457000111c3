# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read options in Ansible's own process as a module reads them in its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._task.frame import Task
from ..module_utils._task.run import unmasked
from . import _crossing


@dataclass(frozen=True)
class Options:
    """Options with their types, the values among them that nothing may show, and why they are refused, if they are."""

    params: dict[str, Any]
    masked: set[str]
    refusal: str | None


def read_options(task: Task, given: Mapping[str, Any], owner: str) -> Options:
    """Return the options ``given`` to ``task``; ``owner`` is how a message names whose they are."""
    validated = ArgumentSpecValidator(dict(task.arguments)).validate(_crossing.to_module(given))
    masked: set[str] = validated._no_log_values
    params = dict(validated.validated_parameters)
    if not validated.error_messages:
        return Options(unmasked(task, params, masked), masked, None)
    message = str(validated.errors.msg)
    if isinstance(validated.errors[0], UnsupportedError):
        message = f"Unsupported parameters for {owner}: {message}"
    return Options(params, masked, message)


def split_lists(spec: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options with each list that is written as a text taken apart, as key=value on a command line needs it.

    Ansible cuts at every comma and keeps the blanks, which suits neither ``a, b`` nor JSON. Raises ValueError.
    """
    return {option: _listed(option, value, spec.get(option, {})) for option, value in given.items()}


def _listed(option: str, value: Any, argument: Mapping[str, Any]) -> Any:
    if argument.get("type") != "list" or not isinstance(value, str):
        return value
    text, of_dictionaries = value.strip(), argument.get("elements") == "dict"
    if not (text.startswith("[") or of_dictionaries):
        return [part.strip() for part in text.split(",")]
    try:
        found = json.loads(text)
    except ValueError as exc:
        if of_dictionaries:
            raise ValueError(f"{option} is no list in JSON ({exc}): give for example '[{{\"id\": 65}}]'.") from exc
        return [part.strip() for part in text.split(",")]
    return found if isinstance(found, list) else [found]
