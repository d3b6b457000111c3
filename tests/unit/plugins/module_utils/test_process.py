# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of a module: zipped sources are compiled once, and nothing else about them differs."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils import _process

SOURCES = {
    "pack/__init__.py": "",
    "pack/first.py": "",
    "pack/sub/__init__.py": "",
    "pack/sub/part.py": "def tell():\n    return 'told'\n",
    "pack/wrong.py": "def\n",
}
PROGRAM = """
import collections, gc, importlib, inspect, json, sys
archive = sys.argv[1]
sys.path.insert(0, archive)
import process
compiled = collections.Counter()
sys.addaudithook(lambda event, given: event == "compile" and compiled.update([str(given[1])]))
importlib.import_module("pack.first")
process.begin_process()
part = importlib.import_module("pack.sub.part")
errors = {}
for name in ("pack.none", "pack.wrong"):
    try:
        importlib.import_module(name)
    except Exception as exc:
        errors[name] = type(exc).__name__
print(json.dumps({
    "compiled": {name[len(archive) + 1:]: times for name, times in compiled.items() if name.startswith(archive)},
    "file": part.__file__,
    "origin": part.__spec__.origin,
    "source": inspect.getsource(part),
    "told": part.tell(),
    "asked again": part.__spec__.loader.get_code("pack.sub.part").co_filename,
    "path": list(sys.modules["pack.sub"].__path__),
    "errors": errors,
    "threshold": gc.get_threshold()[0],
}))
"""


@pytest.fixture
def imported(tmp_path: Path) -> dict[str, Any]:
    """What a process tells that imports from a zip."""
    archive = tmp_path / "zipped"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(str(_process.__file__), "process.py")
        for name, source in SOURCES.items():
            file.writestr(name, source)
    command = [sys.executable, "-c", PROGRAM, str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return {"archive": str(archive), **json.loads(done.stdout)}


def test_a_zipped_source_is_compiled_once(imported):
    # Before 3.10 an import does not go by what can be replaced, and after it a Python may have learned better.
    assert imported["compiled"]["pack/first.py"] in (1, 2)
    once = 1 if sys.version_info >= (3, 10) else imported["compiled"]["pack/first.py"]
    assert imported["compiled"]["pack/sub/part.py"] == once
    assert imported["compiled"]["pack/sub/__init__.py"] == once


def test_what_is_imported_knows_its_file_and_its_source(imported):
    assert imported["file"] == imported["origin"] == f"{imported['archive']}/pack/sub/part.py"
    assert imported["path"] == [f"{imported['archive']}/pack/sub"]
    assert imported["source"] == SOURCES["pack/sub/part.py"]
    assert imported["told"] == "told"
    assert imported["asked again"] == imported["file"]


def test_what_cannot_be_imported_fails_as_ever(imported):
    assert imported["errors"] == {"pack.none": "ModuleNotFoundError", "pack.wrong": "SyntaxError"}


def test_garbage_is_looked_for_less_often(imported):
    assert imported["threshold"] > 10_000


def test_a_process_that_imports_from_files_is_left_alone():
    before = [*sys.path_hooks], gc.get_threshold()
    _process.begin_process()
    assert ([*sys.path_hooks], gc.get_threshold()) == before


def test_the_end_is_spared_the_search_for_garbage():
    try:
        _process.end_process()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
