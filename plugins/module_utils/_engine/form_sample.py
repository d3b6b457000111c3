# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The custom fields of a form, which nothing but a record shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from .._api.resource_client import ResourceClient
from .._resources._resource import Resource


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
