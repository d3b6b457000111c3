# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the keys of a record that a result returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import OptionError
from .._resources._resource import Resource, to_result


class Projection:
    """The keys to return of each record: all, or its id and ``names``. Raises OptionError."""

    def __init__(self, resource: Resource, names: list[str] | None, sort_key: str = "id") -> None:
        self._resource = resource
        self._names = None if names is None else list(dict.fromkeys(["id", *map(str.strip, names)]))
        keys = {field.option: (field.key,) for field in resource.shown}
        carrier = {"correlation_id": (resource.carrier.key,)} if resource.carrier else {}
        named = (resource.display.key,) if resource.display and resource.is_named_by_server else ()
        known = {**keys, **carrier, "url": (), "web_url": named, "extra_fields": ()}
        for name in self._names or ():
            if name not in known:
                raise OptionError(f"fields names {name!r}, which is unknown; known are {', '.join(known)}.")
        if names == []:
            raise OptionError("fields is empty: name at least one, or leave it out to get all.")
        chosen = self._names or ()
        self._whole = self._names is None or "extra_fields" in chosen
        self._keys = {sort_key, *(key for name in chosen for key in known[name])}
        self._fields = [field for field in resource.shown if field.key in self._keys]

    def reduce(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return the part of a server's object that is needed later; the rest of many would fill the memory."""
        return record if self._whole else {key: record[key] for key in self._keys if key in record}

    def project(self, record: Mapping[str, Any], url: str | None, web_url: str | None = None) -> dict[str, Any]:
        """Return a server's object as results show it; ``url`` and ``web_url`` are its addresses, if it has them."""
        if self._names is None:
            return to_result(self._resource, record, url, web_url)
        result = to_result(self._resource, record, url, web_url, fields=self._fields)
        return {name: result[name] for name in self._names}
