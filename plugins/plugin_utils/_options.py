# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read options in Ansible's own process as a module reads them in its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._module.runner import hide_address, unmasked
from ..module_utils._module.task import Task
from . import _serialization


@dataclass(frozen=True)
class Options:
    """Options with their types, the values among them that nothing may show, and why they are refused, if they are."""

    params: dict[str, Any]
    masked: set[str]
    refusal: str | None


def read_options(task: Task, given: Mapping[str, Any], owner: str) -> Options:
    """Return the options ``given`` to ``task``; ``owner`` is how a message names whose they are."""
    validated = ArgumentSpecValidator(dict(task.arguments)).validate(_serialization.to_module(given))
    masked: set[str] = validated._no_log_values
    params = dict(validated.validated_parameters)
    hide_address(params, masked)
    if not validated.error_messages:
        return Options(unmasked(task, params, masked), masked, None)
    message = str(validated.errors.msg)
    if isinstance(validated.errors[0], UnsupportedError):
        message = f"Unsupported parameters for {owner}: {message}"
    return Options(params, masked, message)
