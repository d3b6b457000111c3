# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes the process of a module cheaper: it lives for one task, and does little else than import.

Ansible hands a module over as a zip of sources, which are compiled in every run. Since Python 3.10 an import from a zip
asks ``zipimporter`` for the name of the file, for which it compiles the source, and then for the code, for which it
compiles the source again.
"""

from __future__ import annotations

import gc
import sys
from types import CodeType
from typing import Any
from zipimport import zipimporter

# New objects until Python looks for garbage. Imports make many, and next to no garbage.
_OBJECTS = 20_000


def begin_process() -> None:
    """Make what is imported next cheaper; where this very file is not zipped, nothing is done."""
    own = sys.modules[__name__].__spec__
    if own is None or not isinstance(own.loader, zipimporter):
        return
    gc.set_threshold(_OBJECTS)
    if hasattr(zipimporter, "exec_module"):
        hooks: list[Any] = sys.path_hooks
        hooks[:] = [_Importer if hook is zipimporter else hook for hook in hooks]
        for path, finder in list(sys.path_importer_cache.items()):
            if isinstance(finder, zipimporter):
                del sys.path_importer_cache[path]


def end_process() -> None:
    """Spare Python the search for garbage in all that is loaded, which it does at the end of each process."""
    gc.freeze()


class _Importer(zipimporter):
    """Compiles a source once: for the name of its file, and keeps the code for the import that follows."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._compiled: dict[str, CodeType | None] = {}

    def get_filename(self, fullname: str) -> str:
        """Return the file of a module, which its code knows. Raises ZipImportError if there is none."""
        code = self._compiled[fullname] = super().get_code(fullname)
        return code.co_filename

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a module. Raises ZipImportError if there is none."""
        return self._compiled.pop(fullname, None) or super().get_code(fullname)
