# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys of a record are returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import OptionError
from .._records._noun import Noun, to_result


class View:
    """What is returned of each record: all, or its id and the result keys ``names``. Raises OptionError."""

    def __init__(self, noun: Noun, names: list[str] | None, sort_key: str = "id") -> None:
        self._noun = noun
        self._names = None if names is None else list(dict.fromkeys(["id", *map(str.strip, names)]))
        keys = {field.option: (field.key,) for field in noun.fields}
        known = {**keys, "correlation_id": keys["tags"], "url": (), "extra_fields": ()}
        for name in self._names or ():
            if name not in known:
                raise OptionError(f"fields names {name!r}, which is unknown; known are {', '.join(known)}.")
        if names == []:
            raise OptionError("fields is empty: name at least one, or leave it out to get all.")
        chosen = self._names or ()
        self._whole = self._names is None or "extra_fields" in chosen
        self._keys = {sort_key, *(key for name in chosen for key in known[name])}
        self._fields = [field for field in noun.fields if field.key in self._keys]

    def kept(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return what has to be kept of a server's object: of many, the rest would fill the memory."""
        return record if self._whole else {key: record[key] for key in self._keys if key in record}

    def shown(self, record: Mapping[str, Any], url: str | None) -> dict[str, Any]:
        """Return a server's object as results show it; ``url`` is its address, if it has one."""
        if self._names is None:
            return to_result(self._noun, record, url)
        result = to_result(self._noun, record, url, self._fields)
        return {name: result[name] for name in self._names}
