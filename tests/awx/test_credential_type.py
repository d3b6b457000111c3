# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential type: by AWX's rules, filled in by AWX's own code, and in step with the options of the modules."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from awx_plugins.interfaces._temporary_private_inject_api import ENV_BLOCKLIST, build_safe_env

from . import rules
from .runner import inject

HELD = {
    "url": "https://acme.example/itsm",
    "client_id": "fake-client",
    "client_secret": "fake-client-secret",
    "username": "automation@acme.example",
    "password": "fake {{ password }} %&'\"",
    "api_key": "ZmFrZS1hcGkta2V5%2BZm9yLXRlc3Rz%3D",
    "access_token": "fake-access-token",
    "ca_path": "/etc/pki/acme.pem",
    "client_cert": "/etc/pki/robot.pem",
    "client_key": "/etc/pki/robot.key",
    "headers": "X-Gateway-Key: fake key\nX-Tenant: acme",
    "web_url": "https://acme.example/{resource}/{id}",
    "skip_certificate_check": False,
}


@pytest.fixture(scope="session")
def options() -> dict[str, Any]:
    """The documented options of a module."""
    command = ["ansible-doc", "--json", "motadata.serviceops.serviceops_token"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["motadata.serviceops.serviceops_token"]["doc"]["options"]


def test_awx_accepts_it(inputs: dict, injectors: dict) -> None:
    assert rules.credential_type_faults(inputs, injectors) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("inputs", "fields", 0, "placeholder"), "x", "'placeholder' was unexpected"),
        (("inputs", "fields", 0, "type"), "integer", "is not one of"),
        (("inputs", "fields", 0, "id"), "no-name", "does not match"),
        (("inputs", "fields", 0, "id"), "tower", "reserved"),
        (("inputs", "fields", 0, "id"), "password", "unique"),
        (("inputs", "fields", 12, "secret"), True, "secret not allowed for the boolean skip_certificate_check"),
        (("inputs", "fields", 12, "default"), "no", "is no boolean"),
        (("inputs", "dependencies"), {}, "'dependencies' was unexpected"),
        (("injectors", "environment"), {}, "'environment' was unexpected"),
        (("injectors", "env", "ANSIBLE_CONFIG"), "x", "not allowed in credentials"),
        (("injectors", "env", "REST_API_TOKEN"), "x", "not allowed in credentials"),
        (("injectors", "env", "SERVICEOPS_URL"), "{{ host }}", "'host' is undefined"),
        (("injectors", "env", "SERVICEOPS_URL"), "{{ url", "unexpected"),
        (("injectors", "env", "SERVICEOPS_URL"), "{{ url.__class__.mro() }}", "unsafe"),
        (("injectors", "env", "SERVICEOPS_URL"), True, "is not of type"),
    ],
)
def test_the_rules_find(inputs: dict, injectors: dict, path: tuple[Any, ...], value: Any, said: str) -> None:
    changed = deepcopy({"inputs": inputs, "injectors": injectors})
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value

    assert said in "\n".join(rules.credential_type_faults(**changed))


def test_the_rules_know_every_variable_that_awx_holds_back() -> None:
    assert ENV_BLOCKLIST <= rules.RESERVED


def test_every_field_is_explained_and_used(inputs: dict, injectors: dict) -> None:
    templates = " ".join([*injectors["env"].values(), *injectors["extra_vars"].values()])
    for field in inputs["fields"]:
        assert field["help_text"].endswith(".")
        assert field["id"] in templates


def test_only_variables_that_the_modules_read_are_injected(injectors: dict, options: dict[str, Any]) -> None:
    assert list(injectors) == ["env", "extra_vars"]
    assert [name for name in injectors["env"] if name.removeprefix("SERVICEOPS_").lower() not in options] == []
    assert [name for name in injectors["extra_vars"] if name.removeprefix("serviceops_") not in options] == []


def test_what_the_modules_keep_secret_is_secret_here(inputs: dict) -> None:
    secret = [field["id"] for field in inputs["fields"] if field.get("secret")]
    assert secret == ["client_secret", "password", "api_key", "access_token", "headers"]


def test_a_job_gets_what_the_credential_holds(inputs: dict, injectors: dict, tmp_path: Path) -> None:
    injected = inject(inputs, injectors, HELD, tmp_path)

    others = ("skip_certificate_check", "headers")
    expected = {f"SERVICEOPS_{name.upper()}": value for name, value in HELD.items() if name not in others}
    assert injected.environment == {**expected, "SERVICEOPS_VALIDATE_CERTS": "true"}
    assert injected.variables == {"serviceops_headers": HELD["headers"]}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_awx_shows_of_a_job_holds_no_secret(inputs: dict, injectors: dict, tmp_path: Path) -> None:
    injected = inject(inputs, injectors, HELD, tmp_path)

    for shown in (injected.shown, build_safe_env(injected.environment)):
        assert HELD["headers"] not in shown.values()
        for name in ("client_secret", "password", "api_key", "access_token"):
            assert HELD[name] not in shown.values()
            assert shown[f"SERVICEOPS_{name.upper()}"] == "**********"


@pytest.mark.parametrize(
    ("given", "injected"),
    [({}, "true"), ({"skip_certificate_check": False}, "true"), ({"skip_certificate_check": True}, "false")],
)
def test_certificates_are_checked_unless_that_was_turned_off(
    inputs: dict, injectors: dict, tmp_path: Path, given: dict[str, bool], injected: str
) -> None:
    environment = inject(inputs, injectors, {"url": "https://acme.example", **given}, tmp_path).environment

    assert environment["SERVICEOPS_VALIDATE_CERTS"] == injected


def test_a_field_that_is_left_empty_becomes_an_empty_variable(inputs: dict, injectors: dict, tmp_path: Path) -> None:
    injected = inject(inputs, injectors, {"url": "https://acme.example", "api_key": ""}, tmp_path)

    filled = {name for name, value in injected.environment.items() if value}
    assert filled == {"SERVICEOPS_URL", "SERVICEOPS_VALIDATE_CERTS"}
    assert injected.variables == {"serviceops_headers": ""}
