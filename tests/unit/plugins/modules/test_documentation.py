# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twins: argument specs and documentation, results and RETURN, the table of a resource and its documentation."""

from __future__ import annotations

import importlib
import json
import re

import pytest
import yaml

from ansible_collections.motadata.serviceops.plugins.doc_fragments import (
    _attachment,
    _change,
    _connection,
    _conversation,
    _lookup,
    _problem,
    _release,
    _request,
    _service_request,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._module.api import api_info_task, api_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.argspec import (
    connection_arguments,
    info_arguments,
    lookup_arguments,
    resource_arguments,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._module.attachment import attachment_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.order import order_arguments
from ansible_collections.motadata.serviceops.plugins.module_utils._module.token import token_arguments
from ansible_collections.motadata.serviceops.plugins.module_utils._module.verify import verify_arguments
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._custom_fields import CustomFields
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._documentation import (
    info_options_of,
    lookup_options_of,
    options_of,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._field_types import Markup, Number
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    Field,
    Resource,
    to_result,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.change import CHANGE
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.conversation import CONVERSATION
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.problem import PROBLEM
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.release import RELEASE
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from tests.unit.support.resources import COMMENT, OUTAGE, PERSON
from tests.unit.support.running import MODULES, ROOT

SPECS = {
    "serviceops_api": api_task().arguments,
    "serviceops_api_info": api_info_task().arguments,
    "serviceops_attachment": attachment_task().arguments,
    "serviceops_change": resource_arguments(CHANGE),
    "serviceops_change_info": info_arguments(CHANGE),
    "serviceops_conversation": resource_arguments(CONVERSATION),
    "serviceops_conversation_info": info_arguments(CONVERSATION),
    "serviceops_problem": resource_arguments(PROBLEM),
    "serviceops_problem_info": info_arguments(PROBLEM),
    "serviceops_release": resource_arguments(RELEASE),
    "serviceops_release_info": info_arguments(RELEASE),
    "serviceops_request": resource_arguments(REQUEST),
    "serviceops_request_info": info_arguments(REQUEST),
    "serviceops_service_request": order_arguments(),
    "serviceops_token": token_arguments(),
    "serviceops_verify": verify_arguments(),
}
OF_MANY = {"results", "summary"}
# The resource of each module that has one, and the fragment of its options.
RESOURCES = {
    "serviceops_change": (CHANGE, _change.ModuleDocFragment.DOCUMENTATION),
    "serviceops_change_info": (CHANGE, _change.ModuleDocFragment.INFO),
    "serviceops_conversation": (CONVERSATION, _conversation.ModuleDocFragment.DOCUMENTATION),
    "serviceops_conversation_info": (CONVERSATION, _conversation.ModuleDocFragment.INFO),
    "serviceops_problem": (PROBLEM, _problem.ModuleDocFragment.DOCUMENTATION),
    "serviceops_problem_info": (PROBLEM, _problem.ModuleDocFragment.INFO),
    "serviceops_release": (RELEASE, _release.ModuleDocFragment.DOCUMENTATION),
    "serviceops_release_info": (RELEASE, _release.ModuleDocFragment.INFO),
    "serviceops_request": (REQUEST, _request.ModuleDocFragment.DOCUMENTATION),
    "serviceops_request_info": (REQUEST, _request.ModuleDocFragment.INFO),
}
MANAGING = [name for name in RESOURCES if not name.endswith("_info")]
CUSTOM = Field("own_fields", "customField", CustomFields())
# Nothing but an id identifies it, and what carries a correlation id is no list of tags.
ENTRY = Resource(
    name="entry",
    plural="entries",
    path="/api/v1/entry",
    carrier="text",
    fields=(Field("id", "id", Number(), "never"), Field("text", "text", Markup()), CUSTOM),
)
TABLES = (REQUEST, CHANGE, PROBLEM, RELEASE, CONVERSATION, OUTAGE, PERSON, COMMENT, ENTRY)
SHARED = yaml.safe_load(_connection.ModuleDocFragment.DOCUMENTATION)["options"]


def documented(name, part):
    return yaml.safe_load(getattr(importlib.import_module(f"{MODULES}.{name}"), part))


# Of modules that are not made from one table.
FRAGMENTS = {
    "serviceops_attachment": _attachment.ModuleDocFragment.DOCUMENTATION,
    "serviceops_service_request": _service_request.ModuleDocFragment.DOCUMENTATION,
}


def options_of_module(name):
    own = documented(name, "DOCUMENTATION").get("options", {})
    if name in FRAGMENTS:
        own = {**own, **yaml.safe_load(FRAGMENTS[name])["options"]}
    return {**SHARED, **own, **(yaml.safe_load(RESOURCES[name][1])["options"] if name in RESOURCES else {})}


def assert_twins(options, spec):
    assert set(options) == set(spec)
    for option, argument in spec.items():
        for key in ("type", "elements", "choices", "default"):
            assert options[option].get(key) == argument.get(key), (option, key)
        assert options[option].get("required", False) == argument.get("required", False)


def test_every_module_is_looked_at():
    assert {path.stem for path in (ROOT / "plugins/modules").glob("*.py")} == set(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_every_option_is_documented_as_it_is(name):
    assert_twins(options_of_module(name), SPECS[name])


@pytest.mark.parametrize("resource", TABLES, ids=lambda resource: resource.name)
@pytest.mark.parametrize(
    ("fragment_of", "arguments_of", "beside"),
    [
        (options_of, resource_arguments, set()),
        (info_options_of, info_arguments, set()),
        (lookup_options_of, lookup_arguments, {"_terms"}),
    ],
)
def test_the_fragments_of_a_table_are_twins_of_its_arguments(resource, fragment_of, arguments_of, beside):
    documented_options = yaml.safe_load(fragment_of(resource))["options"]
    assert set(documented_options) >= beside
    spec = {option: value for option, value in arguments_of(resource).items() if option not in connection_arguments()}
    assert_twins({option: words for option, words in documented_options.items() if option not in beside}, spec)


@pytest.mark.parametrize("resource", TABLES, ids=lambda resource: resource.name)
@pytest.mark.parametrize(
    ("fragment_of", "arguments_of"), [(options_of, resource_arguments), (info_options_of, info_arguments)]
)
def test_a_fragment_refers_only_to_options_that_are_there(resource, fragment_of, arguments_of):
    named = set(re.findall(r"\bO\((\w+)", fragment_of(resource)))
    assert named
    assert named <= set(arguments_of(resource))


def test_a_fragment_speaks_of_what_its_table_has():
    outage, person, comment, entry = map(options_of, (OUTAGE, PERSON, COMMENT, ENTRY))
    assert "Return only these keys of an outage, and" in outage
    assert "those that are not Over. If only closed outages have the key" in outage
    assert "Use O(phase) for workflow" in outage
    assert "C(created_after), C(created_before)" in info_options_of(OUTAGE)
    assert "identify the person if O(id) is not set" in person
    assert not re.search("correlation|workflow|display name", person)
    assert "C(name_contains)" not in info_options_of(PERSON)
    assert "which people to find" in lookup_options_of(PERSON)
    assert "names" not in lookup_options_of(PERSON).partition("on_missing")[0]
    assert "carries it in O(text), or in O(correlation_field). Managing O(text) never removes it." in entry
    assert "On a server with very many entries the text is faster." in entry
    assert "match_on" not in entry
    assert "The request to which the comment belongs, by its number or its name, for example V(INC-46)." in comment


@pytest.mark.parametrize("name", SPECS)
def test_every_variable_is_documented(name):
    for option in set(connection_arguments()) - {"headers"}:
        assert f"E(SERVICEOPS_{option.upper()})" in " ".join(SHARED[option]["description"])


def test_secrets_and_only_they_are_not_logged():
    hidden = {option for option, argument in connection_arguments().items() if argument.get("no_log")}
    assert hidden == {"client_secret", "password", "access_token", "api_key"}


@pytest.mark.parametrize("name", MANAGING)
def test_every_key_of_a_result_is_documented(name):
    resource = RESOURCES[name][0]
    others = documented(name, "RETURN")[resource.name]["contains"]
    options = {field.option for field in resource.settable}
    assert [key for key in to_result(resource, {"id": 1}, "url") if key not in options] == list(others)


@pytest.mark.parametrize("name", MANAGING)
def test_what_only_the_server_sets_is_documented_as_in_the_table(name):
    resource = RESOURCES[name][0]
    others = documented(name, "RETURN")[resource.name]["contains"]
    for field in resource.fields:
        if field.use == "never":
            assert others[field.option] == of_result(field), f"{field.option}: {json.dumps(of_result(field))}"


def of_result(field):
    """Return what RETURN must say of a field."""
    description = field.description[0] if len(field.description) == 1 else list(field.description)
    return {"description": description, **field.type.argument, "sample": field.sample}


@pytest.mark.parametrize("name", MANAGING)
def test_every_field_of_a_table_is_described(name):
    for field in RESOURCES[name][0].fields:
        assert field.description, field.option
        assert field.sample is not None, field.option
        assert all(text.endswith(".") for text in field.description), field.option


def test_results_hold_what_is_documented(modules):
    common = {"changed", "failed", "warnings", "invocation", "diff"}
    for name, result in (
        ("serviceops_api", modules.api(method="DELETE", path="/api/v1/request/65", check=True)),
        ("serviceops_api_info", modules.api_info(path="/api/v1/request/search/byqual", method="POST")),
        ("serviceops_token", modules.token()),
        ("serviceops_request", modules.request(subject="x", requester_email="jane")),
        ("serviceops_request_info", modules.info()),
        ("serviceops_verify", modules.verify()),
    ):
        of_many = OF_MANY if name == "serviceops_request" else set()
        assert set(result) - common == set(documented(name, "RETURN")) - {"failure"} - of_many
    many = modules.request(requests=[{"subject": "x", "requester_email": "jane"}])
    assert set(many) - common == OF_MANY


def test_failures_hold_what_is_documented(modules):
    for name, result in (
        ("serviceops_api", modules.api(method="DELETE", path="/api")),
        ("serviceops_api_info", modules.api_info(path="/api/v1/nothing")),
        ("serviceops_token", modules.token(url=None)),
        ("serviceops_request", modules.request()),
        ("serviceops_request_info", modules.info(limit=0)),
        ("serviceops_verify", modules.verify(url=None)),
    ):
        assert set(result["failure"]) == set(documented(name, "RETURN")["failure"]["contains"])


@pytest.mark.parametrize("name", SPECS)
def test_examples_are_tasks_with_known_options(name):
    for task in documented(name, "EXAMPLES"):
        for inner in task.get("block", [task]):
            for other, spec in SPECS.items():
                assert set(inner.get(f"motadata.serviceops.{other}") or {}) <= set(spec)


OF_LOOKUP = yaml.safe_load(_lookup.ModuleDocFragment.DOCUMENTATION)["options"]
LOOKUPS = {
    "change": (CHANGE, _change.ModuleDocFragment.LOOKUP),
    "problem": (PROBLEM, _problem.ModuleDocFragment.LOOKUP),
    "release": (RELEASE, _release.ModuleDocFragment.LOOKUP),
    "request": (REQUEST, _request.ModuleDocFragment.LOOKUP),
}


def test_every_lookup_is_looked_at():
    assert {path.stem for path in (ROOT / "plugins/lookup").glob("*.py")} == set(LOOKUPS)


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_option_of_a_lookup_is_documented_as_it_is(name):
    resource, fragment = LOOKUPS[name]
    options = {**OF_LOOKUP, **yaml.safe_load(fragment)["options"]}
    assert_twins({option: words for option, words in options.items() if option != "_terms"}, lookup_arguments(resource))


def test_every_variable_of_a_lookup_is_documented():
    variables = {option: [{"name": f"SERVICEOPS_{option.upper()}"}] for option in connection_arguments()}
    variables["headers"] = []
    assert {option: (words.get("env", []), words["vars"]) for option, words in OF_LOOKUP.items()} == {
        option: (variables[option], [{"name": f"serviceops_{option}"}]) for option in connection_arguments()
    }


@pytest.mark.parametrize("name", LOOKUPS)
def test_examples_of_a_lookup_use_its_options(name):
    examples = importlib.import_module(f"ansible_collections.motadata.serviceops.plugins.lookup.{name}").EXAMPLES
    used = set(re.findall(r"(\w+)=", "".join(re.findall(rf"motadata\.serviceops\.{name}'(.*?)\)", examples))))
    assert used
    assert used <= set(lookup_arguments(LOOKUPS[name][0]))
    assert all("name" in task for task in yaml.safe_load(examples))
