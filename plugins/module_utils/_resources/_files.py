# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a task attaches to a record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .._api import endpoints
from .._api.local_file import LocalFile, checked, file_at
from .._api.uploads import is_attached, name_of
from ._field_types import FieldType
from ._resource import Resource


class Files(FieldType):
    """Files by their paths; a file counts as attached if the record has one of its name."""

    argument: Mapping[str, Any] = MappingProxyType({"type": "list", "elements": "path"})

    def parse(self, value: Any) -> Any:
        return [file_at(path) for path in dict.fromkeys(value) if path]

    def to_result(self, value: Any) -> Any:
        return [name_of(each) for each in value or []]

    def to_server(self, desired: Any, current: Any) -> Any:
        return [*(current or []), *map(checked, _missing(desired, current))]

    def initial(self, desired: Any) -> Any:
        return list(map(checked, desired))

    def change(self, desired: Any, current: Any) -> tuple[Any, Any] | None:
        missing = _missing(desired, current)
        if not missing:
            return None
        before = self.to_result(current)
        return before, before + self.to_result(missing)

    def same(self, desired: Any, current: Any) -> bool:
        return not _missing(desired or [], current)

    def predicted(self, value: Any) -> Any:
        return [{endpoints.FILE_NAME_KEY: name_of(each)} for each in value] or None


def takes_files(resource: Resource) -> bool:
    """Return whether a task can attach files to the records of a resource."""
    return any(isinstance(field.type, Files) for field in resource.settable)


def _missing(desired: Any, current: Any) -> list[LocalFile]:
    return [file for file in desired if not is_attached(file.name, current)]
