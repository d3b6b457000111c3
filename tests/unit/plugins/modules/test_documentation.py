# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twins: argument specs and documentation, results and RETURN say the same."""

from __future__ import annotations

import importlib
import re

import pytest
import yaml

from ansible_collections.motadata.serviceops.plugins.doc_fragments import _connection, _lookup
from ansible_collections.motadata.serviceops.plugins.lookup import request as request_lookup
from ansible_collections.motadata.serviceops.plugins.module_utils._records._noun import to_result
from ansible_collections.motadata.serviceops.plugins.module_utils._records.request import REQUEST
from ansible_collections.motadata.serviceops.plugins.module_utils._task.arguments import (
    connection_arguments,
    info_arguments,
    lookup_arguments,
    record_arguments,
    token_arguments,
    verify_arguments,
)
from tests.unit.support.running import MODULES, ROOT

SPECS = {
    "serviceops_request": record_arguments(REQUEST),
    "serviceops_request_info": info_arguments(),
    "serviceops_token": token_arguments(),
    "serviceops_verify": verify_arguments(),
}
OF_MANY = {"results", "summary"}
SHARED = yaml.safe_load(_connection.ModuleDocFragment.DOCUMENTATION)["options"]


def documented(name, part):
    return yaml.safe_load(getattr(importlib.import_module(f"{MODULES}.{name}"), part))


def options_of(name):
    return {**SHARED, **documented(name, "DOCUMENTATION")["options"]}


def test_every_module_is_looked_at():
    assert {path.stem for path in (ROOT / "plugins/modules").glob("*.py")} == set(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_every_option_is_documented_as_it_is(name):
    spec, options = SPECS[name], options_of(name)
    assert set(options) == set(spec)
    for option, argument in spec.items():
        words = options[option]
        for key in ("type", "elements", "choices", "default"):
            assert words.get(key) == argument.get(key), (option, key)
        assert words.get("required", False) == argument.get("required", False)


@pytest.mark.parametrize("name", SPECS)
def test_every_variable_is_documented(name):
    for option in connection_arguments():
        assert f"E(SERVICEOPS_{option.upper()})" in " ".join(SHARED[option]["description"])


def test_secrets_and_only_they_are_not_logged():
    hidden = {option for option, argument in connection_arguments().items() if argument.get("no_log")}
    assert hidden == {"client_secret", "password", "access_token", "api_key"}


@pytest.mark.parametrize(("name", "key"), [("serviceops_request", "request"), ("serviceops_request_info", "requests")])
def test_every_key_of_a_result_is_documented(name, key):
    shown = to_result(REQUEST, {"id": 1}, "url")
    assert list(documented(name, "RETURN")[key]["contains"]) == list(shown)


def test_results_hold_what_is_documented(modules):
    common = {"changed", "failed", "warnings", "invocation", "diff"}
    for name, result in (
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


def test_every_option_of_a_lookup_is_documented_as_it_is():
    options = {**OF_LOOKUP, **yaml.safe_load(request_lookup.DOCUMENTATION)["options"]}
    spec = lookup_arguments()
    assert set(options) == {*spec, "_terms"}
    for option, argument in spec.items():
        for key in ("type", "elements", "choices", "default"):
            assert options[option].get(key) == argument.get(key), (option, key)


def test_every_variable_of_a_lookup_is_documented():
    assert {option: (words["env"], words["vars"]) for option, words in OF_LOOKUP.items()} == {
        option: ([{"name": f"SERVICEOPS_{option.upper()}"}], [{"name": f"serviceops_{option}"}])
        for option in connection_arguments()
    }


def test_examples_of_a_lookup_use_its_options():
    used = set(
        re.findall(r"(\w+)=", "".join(re.findall(r"motadata\.serviceops\.request'(.*?)\)", request_lookup.EXAMPLES)))
    )
    assert used
    assert used <= set(lookup_arguments())
    assert all("name" in task for task in yaml.safe_load(request_lookup.EXAMPLES))
