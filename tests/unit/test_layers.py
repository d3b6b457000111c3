# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cut of the code: imports go one way, the wire is touched in one place, and no piece grows out of hand."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
PACKAGE = "ansible_collections.motadata.serviceops.plugins."

# What each layer may import of the others, and whether it may know of Ansible: down this list, never up.
LAYERS = {
    # A fragment names the table that it is made from.
    "doc_fragments": ({"_resources"}, False),
    # A module names the resource that it manages, and hands over.
    "modules": ({"_module", "_resources"}, False),
    # An action names the module that it stands for, and hands over, too.
    "action": ({"modules", "plugin_utils"}, False),
    # A lookup names its resource, as a module does.
    "lookup": ({"_resources", "plugin_utils"}, False),
    # A callback listens, and has what it heard reported; a filter is a text's way from a template and back.
    "callback": ({"plugin_utils", "_failures"}, True),
    "filter": ({"plugin_utils", "_failures"}, True),
    "plugin_utils": ({"_module", "_failures", "_resources", "_api", "_text"}, True),
    "_module": ({"_probe", "_engine", "_resources", "_api", "_text"}, True),
    # What serviceops_verify tries.
    "_probe": ({"_assumptions", "_resources", "_api", "_text"}, False),
    # What is reported of failed tasks.
    "_failures": ({"_resources", "_api", "_text"}, False),
    "_engine": ({"_resources", "_api", "_text"}, False),
    # The tables, which say where their records are in the words of the wire.
    "_resources": ({"_api", "_text"}, False),
    "_api": ({"_text"}, False),
    "_assumptions": (set(), False),
    # What makes a text safe to show.
    "_text": (set(), False),
}
# Fields and a path that only a table names; what serviceops_verify tries is a request in particular.
FIELD_NAMES = {"subject", "tags", "status", "requester_email", "created_time", "/api/v1/request"}
FREE_OF_FIELDS = ("_module", "_engine", "_api")
WIRE = {"requests", "urllib3"}
HTTP = {"http", "socket", *WIRE}
# The fast path imports requests ahead of its use, and does nothing with it.
MAY = {("_action.py", "requests")}
# The documentation of a plugin is as long as it needs to be.
DOCUMENTATION = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
# What is left of a lookup, beside its documentation: it only names its resource.
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


def test_no_file_imports_itself_by_way_of_others(trees):
    files = {PACKAGE + ".".join(path.with_suffix("").parts): path for path in trees}
    graph = {
        path: {
            files[each]
            for name in imports(path, tree)
            for each in (".".join(name), ".".join(name[:-1]))
            if each in files
        }
        for path, tree in trees.items()
    }
    assert any(graph.values())
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(" imports ".join(str(path) for path in reversed(exc.args[1])))


def test_every_import_stands_at_the_top(trees):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert_none(
        f"{path}:{node.lineno} in {function.name}"
        for path, tree in trees.items()
        for function in ast.walk(tree)
        if isinstance(function, kinds)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    )


def test_no_file_outgrows_its_reader(trees):
    lengths = {
        path: lines_of_code((PLUGINS / path).read_text("utf-8"), tree)
        for path, tree in trees.items()
        # A table is as long as its resource has fields.
        if layer_of(path.parts) != "_resources" or path.name.startswith("_")
    }
    assert_none(f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE)


def test_no_function_outgrows_its_reader(trees):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, kinds)]
    lengths = {f"{path}:{node.lineno} {node.name}": lines_of_body(node) for path, node in functions}
    assert_none(f"{where}: {length} lines" for where, length in lengths.items() if length > LONGEST_FUNCTION)


def test_every_module_has_a_fast_path_of_its_name(trees):
    # By its name alone does Ansible load an action before the workers fork. One that plugin_routing names for several
    # modules is loaded by each worker anew, which costs more than the process of a module.
    names = {layer: {path.stem for path in trees if path.parts[0] == layer} for layer in ("modules", "action")}
    assert names["modules"] == names["action"]


def test_every_module_is_in_the_action_group(trees):
    runtime = yaml.safe_load((PLUGINS.parent / "meta/runtime.yml").read_text("utf-8"))
    assert runtime["action_groups"]["all"] == sorted(path.stem for path in trees if path.parts[0] == "modules")
    assert "plugin_routing" not in runtime


def test_every_lookup_is_of_a_resource(trees):
    resources = {path.stem for path in trees if layer_of(path.parts) == "_resources" and not path.stem.startswith("_")}
    assert {path.stem for path in trees if path.parts[0] == "lookup"} <= resources


def test_no_field_is_named_outside_of_a_table(trees):
    """A field's name there is a resource that is built in: each says for itself what differs."""
    assert_none(
        f"{path}:{node.lineno} {node.value}"
        for path, tree in trees.items()
        if layer_of(path.parts) in FREE_OF_FIELDS and path.name != "verify.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node.value in FIELD_NAMES
        # That of an HTTP answer is none of a record.
        and not (node.value == "status" and layer_of(path.parts) == "_api")
    )


def test_a_lookup_only_names_its_resource(trees):
    lookups = {path: tree for path, tree in trees.items() if path.parts[0] == "lookup"}
    lengths = {path: lines_of_code((PLUGINS / path).read_text("utf-8"), tree) for path, tree in lookups.items()}
    assert_none(f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_LOOKUP)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert_none(str(path) for path, tree in lookups.items() if any(isinstance(node, kinds) for node in ast.walk(tree)))
