# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs: the same connection everywhere, secrets marked, credentials without a fallback."""

from __future__ import annotations

import pytest
from ansible.module_utils.basic import AnsibleFallbackNotFound

from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import CREDENTIAL_OPTIONS
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import OptionError
from ansible_collections.motadata.serviceops.plugins.module_utils._module.argspec import (
    check_types,
    connection_arguments,
    info_arguments,
    resource_arguments,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._module.token import token_arguments
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from tests.unit.support.running import run_module

SPECS = {"resource": resource_arguments(REQUEST), "info": info_arguments(REQUEST), "token": token_arguments()}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_module_has_the_same_connection(spec):
    connection = connection_arguments()

    assert {option: spec[option] for option in connection} == connection


def test_the_defaults_are_those_of_the_documentation():
    defaults = {option: each["default"] for option, each in connection_arguments().items() if "default" in each}

    assert defaults == {"validate_certs": True, "timeout": 30, "retry_timeout": 60, "token_cache": True}


def test_secrets_are_marked_and_nothing_else_is():
    marked = {option for option, each in connection_arguments().items() if each.get("no_log")}

    assert marked == {"client_secret", "password", "access_token", "api_key"}


def test_the_environment_stands_in_for_every_option_but_the_credentials():
    spec = connection_arguments()
    with_fallback = {option: each["fallback"][1] for option, each in spec.items() if "fallback" in each}

    assert set(with_fallback) == set(spec) - {*CREDENTIAL_OPTIONS, "headers"}
    assert all(names[0] == f"SERVICEOPS_{option.upper()}" for option, names in with_fallback.items())


@pytest.mark.parametrize("option", ["url", "timeout", "retry_timeout", "validate_certs", "token_cache", "ca_path"])
def test_an_empty_variable_is_as_good_as_none(monkeypatch, option):
    function, arguments = connection_arguments()[option]["fallback"]
    monkeypatch.setenv(f"SERVICEOPS_{option.upper()}", "")
    with pytest.raises(AnsibleFallbackNotFound):
        function(*arguments)


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("timeout", "soon", "SERVICEOPS_TIMEOUT is 'soon': give a number of seconds, or set timeout."),
        ("retry_timeout", "1m", "SERVICEOPS_RETRY_TIMEOUT is '1m': give a number of seconds, or set retry_timeout."),
        ("validate_certs", "nope", "SERVICEOPS_VALIDATE_CERTS is 'nope': give true or false, or set validate_certs."),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(monkeypatch, modules, option, text, words):
    monkeypatch.setenv(f"SERVICEOPS_{option.upper()}", text)
    defaults = {name: value for name, value in modules.defaults.items() if name != option}
    assert run_module("serviceops_request_info", **defaults)["msg"] == words
    assert run_module("serviceops_request_info", **defaults, **{option: 7 if "time" in option else False})["total"] == 0


def test_a_variable_that_can_be_read_counts(monkeypatch, modules):
    defaults = {name: value for name, value in modules.defaults.items() if name != "retry_timeout"}
    monkeypatch.setenv("SERVICEOPS_TIMEOUT", "-3")
    assert "timeout is -3" in run_module("serviceops_request_info", **defaults)["msg"]


def test_every_settable_field_is_an_option_of_its_type():
    spec = SPECS["resource"]

    for field in REQUEST.settable:
        assert spec[field.option]["type"] == field.type.argument["type"]
        assert "default" not in spec[field.option]


def test_the_natural_key_is_a_choice_of_what_can_be_one():
    match_on = SPECS["resource"]["match_on"]

    assert match_on["default"] == ["subject", "requester_email"]
    assert set(match_on["choices"]) == set(REQUEST.match_options)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_no_option_demands_more_than_a_task_must_say(spec):
    assert not [option for option, each in spec.items() if each.get("required")]


def test_one_spec_can_be_changed_without_another():
    connection_arguments()["url"]["type"] = "int"

    assert connection_arguments()["url"]["type"] == "str"


def test_a_text_that_passed_for_a_dictionary_is_refused():
    params = dict.fromkeys(SPECS["info"])

    check_types(SPECS["info"], {**params, "filters": {"subject": "x"}})
    with pytest.raises(OptionError, match=r"filters must be a dictionary, got the string .dates.\."):
        check_types(SPECS["info"], {**params, "filters": "dates"})
    with pytest.raises(OptionError, match=r"headers must be a dictionary, got a string\."):
        check_types(SPECS["info"], {**params, "headers": "fake-secret"})
