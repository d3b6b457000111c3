# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to settings names every place where a setting can be given, as the options themselves document it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ansible_collections.motadata.serviceops.plugins.doc_fragments._callback import ModuleDocFragment as Callback
from ansible_collections.motadata.serviceops.plugins.doc_fragments._connection import ModuleDocFragment as Connection
from ansible_collections.motadata.serviceops.plugins.doc_fragments._lookup import ModuleDocFragment as Lookup
from ansible_collections.motadata.serviceops.plugins.module_utils._module.argspec import connection_arguments
from tests.unit.support.pages import PAGES, ROOT

GUIDE = (ROOT / "docs/settings.md").read_text("utf-8")
Options = dict[str, dict[str, Any]]
NONE = "\N{EN DASH}"


def options_of(fragment: type) -> Options:
    options: Options = yaml.safe_load(fragment.DOCUMENTATION)["options"]
    return options


def field_labels(program: str) -> dict[str, str]:
    """Return the label of each field of a credential type, by the variable that it sets."""
    folder = ROOT / "extensions" / program
    fields = yaml.safe_load((folder / "credential_type_inputs.yml").read_text("utf-8"))["fields"]
    injectors = yaml.safe_load((folder / "credential_type_injectors.yml").read_text("utf-8"))
    labels = {field["id"]: field["label"] for field in fields}
    return {
        variable: labels[used]
        for variable, value in {**injectors.get("env", {}), **injectors["extra_vars"]}.items()
        for used in re.findall(r"\w+", value)
        if used in labels
    }


def shown(value: Any) -> str:
    return NONE if value is None else f"`{str(value).lower()}`"


def default_of(module: dict[str, Any], callback: dict[str, Any] | None) -> str:
    """Return the default of a module, and that of the callback where it is another one."""
    own = shown(module.get("default"))
    other = own if callback is None else shown(callback.get("default"))
    return own if other == own else f"{own}, callback {other}"


def row_of(option: str, modules: Options, lookup: Options, callback: Options, labels: dict[str, str]) -> str:
    environment = [each["name"] for each in lookup[option].get("env", ())]
    (variable,) = (each["name"] for each in lookup[option]["vars"])
    keys = [each["key"] for each in callback.get(option, {}).get("ini", ())]
    fields = [labels[name] for name in (*environment, variable) if name in labels]
    cells = [
        f"`{option}`",
        *(f"`{found[0]}`" if found else NONE for found in (environment, [variable], keys)),
        f"*{fields[0]}*" if fields else NONE,
        default_of(modules[option], callback.get(option)),
    ]
    return f"| {' | '.join(cells)} |"


def test_every_option_of_the_connection_has_its_row_and_no_other() -> None:
    table = GUIDE.partition("checked by a test -->")[2].partition("<!-- end settings -->")[0]
    documented = [options_of(fragment) for fragment in (Connection, Lookup, Callback)]
    labels = field_labels("awx")

    rows = [line for line in table.splitlines() if line.startswith("| `")]

    assert rows == [row_of(option, *documented, labels) for option in documented[0]]
    assert len(rows) == len(connection_arguments())


class Read(NamedTuple):
    """A variable that a rulebook reads, and its default there or in the source."""

    variable: str
    rulebook: str
    default: str


def source_defaults(ruleset: dict[str, Any]) -> Options:
    """Return the documented options of a ruleset's source."""
    (source,) = ruleset["sources"]
    name = next(each for each in source if each.startswith("motadata.")).rpartition(".")[2]
    module = ast.parse((ROOT / f"extensions/eda/plugins/event_source/{name}.py").read_text("utf-8"))
    documentation = next(
        ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION"
    )
    options: Options = yaml.safe_load(documentation)["options"]
    return options


def variables_of(path: Path) -> Iterator[Read]:
    """Find what a rulebook reads, apart from events."""
    (ruleset,) = yaml.safe_load(path.read_text("utf-8"))
    documented = source_defaults(ruleset)
    for option, expression in re.findall(r"(\w+): \"\{\{ (.*?) \}\}\"", path.read_text("utf-8")):
        variable, dummy, default = expression.partition(" | default(")
        if "." not in variable:
            own = default.removesuffix(")").strip("'")
            other = documented.get(option, {}).get("default")
            empty = own in ("", "None", "{}", "[]")
            yield Read(variable, path.stem, str(other if other is not None else "") if empty else own)


READ = [found for path in sorted((ROOT / "extensions/eda/rulebooks").glob("*.yml")) for found in variables_of(path)]


def test_a_rulebook_reads_the_variable_of_the_lookup_and_its_credential_has_the_field_of_awx() -> None:
    lookup, awx, events = options_of(Lookup), field_labels("awx"), field_labels("eda")
    for option, documented in lookup.items():
        (variable,) = (each["name"] for each in documented["vars"])
        names = {variable, *(each["name"] for each in documented.get("env", ()))}
        assert [argument for argument in READ if argument.variable == variable], option
        assert {events.get(variable)} == {next((awx[name] for name in names if name in awx), None)}, option


def test_every_variable_of_a_rulebook_stands_with_its_default() -> None:
    table = GUIDE.partition("made from the rulebooks, checked by a test -->")[2].partition("<!-- end variables -->")[0]
    labels = field_labels("eda")
    listed = [
        Read(variable, rulebook, "" if default == f"field *{labels.get(variable)}*" else default)
        for variables, rulebooks in re.findall(r"^\| (`.*?) \| (`.*?) \|", table, re.MULTILINE)
        for variable, default in re.findall(r"`(\w+)`(?: \((.*?)\))?", variables)
        for rulebook in re.findall(r"`(\w+)`", rulebooks)
    ]
    connection = {variable["name"] for option in options_of(Lookup).values() for variable in option["vars"]}

    assert sorted(listed) == sorted({found for found in READ if found.variable not in connection})


def test_a_module_documents_the_environment_variable_that_the_lookup_reads() -> None:
    lookup = options_of(Lookup)
    for option, documented in options_of(Connection).items():
        words = " ".join(documented["description"])
        named = re.findall(r"the environment variable E\((\w+)\) is used", words)
        assert named == [each["name"] for each in lookup[option].get("env", ())], option


def test_every_environment_variable_that_a_page_names_is_read() -> None:
    """A variable that a guide spells otherwise is silently ignored by the collection."""
    source = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "plugins").rglob("*.py")))
    options = connection_arguments()
    known = {*re.findall(r"SERVICEOPS_\w*[A-Z]\b", source), *(f"SERVICEOPS_{option.upper()}" for option in options)}

    for page in PAGES:
        named = set(re.findall(r"\bSERVICEOPS_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
        assert named - known == set(), page.name
