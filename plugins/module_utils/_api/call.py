# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP call, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .local_file import LocalFile


class Call(NamedTuple):
    """One HTTP call: a path below the server's URL, and JSON, form fields or files as the body."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    multipart: bool = False
    files: Mapping[str, LocalFile] | None = None

    @property
    def size(self) -> int:
        """Return how many bytes of files it sends."""
        return sum(file.size for file in (self.files or {}).values())
