# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The custom fields of a form, which nothing but a record shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Callable

from .._api.errors import UnavailableError
from .._api.resource_client import ResourceClient
from .._resources._resource import Resource
from .plan import Plan
from .verification import type_faults, without_unknown


class FormSample:
    """Any record of a resource, which shows the custom fields of its form. It is read once, at first use."""

    def __init__(self, records: ResourceClient, resource: Resource) -> None:
        self._records = records
        self._resource = resource

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Return a record; empty if there is none."""
        doing = f"look at {self._resource.one} for the types of its custom fields"
        return self._records.search(doing=doing).first() or {}


def explain(
    failed: UnavailableError, plan: Plan, resource: Resource, form: Mapping[str, Any], warn: Callable[[str], None]
) -> None:
    """Say which custom fields do not fit a form: a server may answer these with an empty HTTP 500."""
    for warning in without_unknown(plan, resource, form).warnings:
        warn(warning)
    for named, fault, value in type_faults(plan, resource, form):
        failed.message += f" {named} must be {fault}, got {value!r:.60}."
