# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell a record as a search shows it from what this controller made of it a moment ago."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .._api.errors import MatchError
from .._api.resource_client import ResourceClient
from .._api.settling import look_until_settled
from .._resources._resource import Resource


def version_of(resource: Resource, record: Mapping[str, Any]) -> Any:
    """Return what tells the versions of a record apart: the time of its last update, a digest if that is not exact."""
    if resource.updated:
        return resource.updated_time(record)
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode("utf-8", "replace")).hexdigest()


def latest(records: ResourceClient, resource: Resource, record: dict[str, Any]) -> dict[str, Any] | None:
    """Return a record that a search shows, read again if it is older than what this controller wrote.

    Returns None if it is gone. Raises ServiceOpsError.
    """
    if not records.write_log.is_behind(record["id"], version_of(resource, record)):
        return record
    return records.read(record["id"]) if records.endpoint.has_read else _settled(records, resource, record)


def _settled(records: ResourceClient, resource: Resource, old: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a record that only a search shows, as this controller last wrote it."""

    record_id, title = old["id"], f"{resource.name} {resource.title(old)}{records.of_parent}"

    def look() -> dict[str, Any] | None:
        record = records.listed(record_id, f"find {title}")
        is_old = record is not None and records.write_log.is_behind(record_id, version_of(resource, record))
        return None if is_old else record

    why = f"The search does not show the last change of {title} yet"
    found, is_settled = look_until_settled(look, records.client.retry_budget(), why)
    if found is None and not is_settled:
        raise MatchError(
            f"The search does not show the last change of {title} yet. Run the task again, with a retry_timeout of six "
            "seconds or more."
        )
    return None if found is None else dict(found)
