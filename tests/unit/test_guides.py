# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides say what is there: their tasks could run, and they know every message."""

from __future__ import annotations

import ast
import configparser
import importlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.motadata.serviceops.plugins.callback import serviceops_request
from ansible_collections.motadata.serviceops.plugins.doc_fragments._callback import ModuleDocFragment as Callback
from ansible_collections.motadata.serviceops.plugins.module_utils._module.argspec import resource_arguments
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import from_task, to_result
from tests.unit.support.pages import FENCE, PAGES, ROOT, name_of, prose

OURS = "motadata.serviceops."
# The folders below plugins whose messages users see.
SPEAKERS = ("callback", "module_utils", "plugin_utils")

# Spans of code in the guide that are no messages.
COMMANDS = ("ansible-playbook ", "chmod ", "curl ", "pip ", "{{ ")
# What these raise is caught where it is raised, or said by a module on its own line of a table.
UNSAID = {"NotTriedError"}
# Parts of messages that are written as variables.
NAMES = {
    **{f"{name}.name": "request" for name in ("resource", "parent")},
    "resource.plural": "requests",
    "resource.one": "a request",
    "resource.one.capitalize()": "A request",
    **dict.fromkeys(("self._resource", "self.resource", "self.name"), "request"),
}


def tasks_of(found: Any) -> Iterator[dict[str, Any]]:
    """Yield every task of a play, a block or a list of them."""
    if isinstance(found, list):
        for each in found:
            yield from tasks_of(each)
    elif isinstance(found, dict):
        yield found
        for part in ("tasks", "block", "rescue", "always", "handlers"):
            yield from tasks_of(found.get(part))


EXAMPLES = [
    pytest.param(task, id=f"{name_of(page)}: {task.get('name')}")
    for page in PAGES
    for language, text in FENCE.findall(page.read_text("utf-8"))
    if language == "yaml"
    for task in tasks_of(yaml.safe_load(text))
]


@pytest.mark.parametrize("task", EXAMPLES)
def test_every_example_gives_options_that_there_are(task):
    for action, given in task.items():
        if action.startswith(OURS):
            module = importlib.import_module(f"ansible_collections.{OURS}plugins.modules.{action.removeprefix(OURS)}")
            arguments = dict(module.TASK.arguments)
            # A number stands for what a template gives, for it does as a text, too; for a list, one without items does.
            filled = json.loads(re.sub(r"\{\{.*?\}\}", "1", json.dumps(given or {})))
            filled |= {key: [] for key, value in filled.items() if value == "1" and arguments[key]["type"] == "list"}
            validated = ArgumentSpecValidator(arguments).validate(filled)
            assert validated.error_messages == []
        if action == "ansible.builtin.include_role" and given["name"].startswith(OURS):
            role = ROOT / "roles" / given["name"].removeprefix(OURS)
            options = yaml.safe_load((role / "meta/argument_specs.yml").read_text("utf-8"))["argument_specs"]["main"]
            assert set(task["vars"]) <= set(options["options"])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_an_archive_to_install_is_where_make_build_puts_it(page):
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
    # Whatever version is to be released next, the line stays true.
    archive = f".build/dist/{galaxy['namespace']}-{galaxy['name']}-*.tar.gz"
    named = re.findall(r"\S+\.tar\.gz", page.read_text("utf-8"))
    assert [path for path in named if path != archive] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_settings_of_a_callback_are_its_options(page):
    for language, text in FENCE.findall(page.read_text("utf-8")):
        if language == "ini":
            settings = configparser.ConfigParser()
            settings.read_string(text)
            parts = (serviceops_request.DOCUMENTATION, Callback.DOCUMENTATION, Callback.NEW_REQUEST)
            options = [option for part in parts for option in yaml.safe_load(part)["options"].values()]
            keys = {ini["key"] for option in options for ini in option.get("ini", ())}
            assert set(settings["callback_serviceops_request"]) <= keys


def test_there_are_examples():
    assert len(EXAMPLES) > 20


def test_the_resource_of_the_recipe_is_one():
    """The table of the guide is one of a resource: a task's values go to the server, and its object to a result."""
    recipe = (ROOT / "docs/adding-a-resource.md").read_text("utf-8")
    source = next(text for language, text in FENCE.findall(recipe) if language == "python" and "Resource(" in text)
    names: dict[str, Any] = {"__package__": f"ansible_collections.{OURS}plugins.module_utils._resources"}
    exec(compile(source, "contract.py", "exec"), names)
    contract = names["CONTRACT"]
    options = resource_arguments(contract)
    shown = to_result(contract, {"id": 1, "statusName": "Closed", "new": 2}, None)

    assert contract.plural in options
    assert from_task(contract, {"subject": " Root  cause "}).values == {"subject": "Root cause"}
    assert contract.is_closed({"statusName": shown["status"]})
    assert shown["extra_fields"] == {"new": 2}


def spans() -> list[str]:
    """Return what the guide to troubleshooting gives as messages, with an ellipsis for what differs."""
    found = re.findall(r"`([^`]+)`", prose(ROOT / "docs/troubleshooting.md"))
    messages = [" ".join(span.split()) for span in found]
    return [each for each in messages if len(each.split()) > 2 and not each.startswith(COMMANDS)]


def template(node: ast.AST) -> str | None:
    """Return a text of the code as it is written, with an ellipsis for what differs; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        source = "" if isinstance(part, ast.Constant) else ast.unparse(part.value)
        resource = next((word for end, word in NAMES.items() if source.endswith(end)), "…")
        parts.append(part.value if isinstance(part, ast.Constant) else resource)
    return "".join(parts)


def trees() -> list[ast.Module]:
    files = [path for folder in SPEAKERS for path in (ROOT / "plugins" / folder).rglob("*.py")]
    return [ast.parse(path.read_text("utf-8")) for path in files]


def texts() -> set[str]:
    return {text for tree in trees() for node in ast.walk(tree) if (text := template(node))}


def said() -> set[str]:
    """Return every message that is raised, or that is said as a warning."""
    found = set()
    for function in (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        named = {
            node.targets[0].id: template(node.value)
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args):
            callee = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if (callee.endswith("Error") and callee not in UNSAID) or callee in ("warn", "_warn"):
                first = call.args[0]
                found.add(named.get(first.id) if isinstance(first, ast.Name) else template(first))
    # One that is only made of others says nothing of its own.
    return {text for text in found if text and len(re.findall(r"[^\W\d_]+", text)) > 2}


def holds(text: str, span: str) -> bool:
    return bool(re.search(".*".join(re.escape(part) for part in span.split("…")), text))


def test_every_message_of_the_guide_is_one_of_the_code():
    known = texts()
    rotten = [span for span in spans() if not any(holds(text, span) for text in known)]
    assert not rotten, "\n" + "\n".join(rotten)


def test_every_message_of_the_code_is_in_the_guide():
    given = spans()
    assert len(said()) > 60
    unknown = [text for text in sorted(said()) if not any(holds(text, span) for span in given)]
    assert not unknown, "\n" + "\n".join(unknown)
