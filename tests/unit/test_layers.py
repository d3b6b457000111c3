# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cut of the code: imports go one way, the wire is touched in one place, and no piece grows out of hand."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
PACKAGE = "ansible_collections.motadata.serviceops.plugins."

# What each layer may import of the others, and whether it may know of Ansible.
LAYERS = {
    "doc_fragments": (set(), False),
    # A module names the noun that it manages, and hands over.
    "modules": ({"_task", "_records", "_process"}, False),
    # An action names the module that it stands for, and hands over, too.
    "action": ({"modules", "plugin_utils"}, False),
    # A lookup names its noun, as a module does.
    "lookup": ({"_records", "plugin_utils"}, False),
    # A callback listens, and has what it heard told of; a filter is a text's way from a template and back.
    "callback": ({"plugin_utils", "_failures"}, True),
    "filter": ({"plugin_utils", "_failures"}, True),
    "plugin_utils": ({"_text", "_task", "_failures", "_records"}, True),
    "_task": ({"_text", "_process", "_plan", "_effect", "_records", "_api"}, True),
    # What is told of failed tasks.
    "_failures": ({"_text", "_api"}, False),
    "_plan": ({"_records"}, False),
    # What becomes of a record by a plan.
    "_effect": ({"_plan", "_records"}, False),
    "_records": ({"_text"}, False),
    "_api": ({"_text"}, False),
    # What makes a text safe to show.
    "_text": (set(), False),
    # What a module's process is spared, whatever its task.
    "_process": (set(), False),
}
WIRE = {"requests", "urllib3"}
HTTP = {"http", "socket", *WIRE}
# The fast path imports requests ahead of its use, and does nothing with it.
MAY = {("_in_process.py", "requests")}
# The documentation of a plugin is as long as it needs to be.
DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
# What is left of a lookup, beside its documentation: it only names its noun.
LONGEST_LOOKUP = 20


def layer_of(parts: tuple[str, ...]) -> str:
    """Return the layer of a path or dotted name below plugins."""
    return parts[1].removesuffix(".py") if parts[0] == "module_utils" else parts[0]


def imports(path: Path, tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """Yield every name that is imported, wherever in the file, as the parts of its full name."""
    package = (PACKAGE + ".".join(path.parent.parts)).split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = node.module.split(".") if node.module else []
            yield from ((*start, *module, alias.name) for alias in node.names)


def offences(path: Path, tree: ast.Module) -> Iterator[str]:
    layer = layer_of(path.parts)
    below, ansible = LAYERS[layer]
    ours = tuple(PACKAGE.strip(".").split("."))
    for raw in imports(path, tree):
        name = tuple(part for part in raw if part)
        if name[: len(ours)] == ours:
            if layer_of(name[len(ours) :]) not in below | {layer}:
                yield ".".join(name[len(ours) :])
        elif name[0] in {"ansible", "ansible_collections"}:
            if not ansible:
                yield ".".join(name)
        elif (
            name[0] in HTTP
            and (path.name, name[0]) not in MAY
            and not (layer == "_api" and (path.name == "transport.py" or name[0] in {"http", "socket"}))
        ):
            yield ".".join(name)


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[ast.get_docstring(function) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def lines_of_code(source: str, tree: ast.Module) -> int:
    documentation = (
        node.end_lineno - node.lineno + 1
        for node in tree.body
        if isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & DOCUMENTATION
    )
    return len(source.splitlines()) - sum(documentation)


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    found = {path.relative_to(PLUGINS): ast.parse(path.read_text("utf-8")) for path in sorted(PLUGINS.rglob("*.py"))}
    assert found
    return found


def assert_none(offending: Iterable[str]) -> None:
    found = list(offending)
    assert not found, "\n" + "\n".join(found)


def test_every_plugin_belongs_to_a_layer(trees):
    assert_none(str(path) for path in trees if layer_of(path.parts) not in LAYERS)


def test_imports_go_one_way(trees):
    assert_none(f"{path} imports {name}" for path, tree in trees.items() for name in offences(path, tree))


def test_no_file_outgrows_its_reader(trees):
    lengths = {path: lines_of_code((PLUGINS / path).read_text("utf-8"), tree) for path, tree in trees.items()}
    assert_none(f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE)


def test_no_function_outgrows_its_reader(trees):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, kinds)]
    lengths = {f"{path}:{node.lineno} {node.name}": lines_of_body(node) for path, node in functions}
    assert_none(f"{where}: {length} lines" for where, length in lengths.items() if length > LONGEST_FUNCTION)


def test_every_module_has_a_fast_path_of_its_name(trees):
    names = {layer: {path.stem for path in trees if path.parts[0] == layer} for layer in ("modules", "action")}
    assert names["modules"] == names["action"]


def test_every_module_begins_its_process_before_it_imports_what_costs(trees):
    for path, tree in trees.items():
        if path.parts[0] == "modules":
            calls = [node.lineno for node in tree.body if ast.unparse(node) == "begin_process()"]
            others = [node for node in tree.body if isinstance(node, ast.ImportFrom) and "module_utils" in node.module]
            late = [node.lineno for node in others if not node.module.endswith("._process")]
            assert len(calls) == 1, path
            assert calls[0] < min(late), path


def test_every_noun_has_a_lookup_of_its_name(trees):
    nouns = {path.stem for path in trees if layer_of(path.parts) == "_records" and not path.stem.startswith("_")}
    assert {path.stem for path in trees if path.parts[0] == "lookup"} == nouns


def test_a_lookup_only_names_its_noun(trees):
    lookups = {path: tree for path, tree in trees.items() if path.parts[0] == "lookup"}
    lengths = {path: lines_of_code((PLUGINS / path).read_text("utf-8"), tree) for path, tree in lookups.items()}
    assert_none(f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_LOOKUP)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert_none(str(path) for path, tree in lookups.items() if any(isinstance(node, kinds) for node in ast.walk(tree)))


def test_what_a_function_loads_is_loaded_ahead_of_a_fork(trees):
    path = Path("module_utils/_task/ahead.py")
    ahead = set(imports(path, trees[path]))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    late = {
        name
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, kinds)
        for name in imports(path, node)
        if name[0] == "ansible_collections"
    }
    assert late
    # What loads all of that ahead of its threads loads this very file.
    assert_none(".".join(name) for name in late if not {name, name[:-1]} & ahead and name[-1] != path.stem)
