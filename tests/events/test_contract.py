# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written about the event sources is what they take; the environment for them can be built."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from ansible_rulebook.validators import Validate
from jinja2 import StrictUndefined
from jinja2.nativetypes import NativeEnvironment

from tests.awx.rules import credential_type_faults

ROOT = Path(__file__).resolve().parents[2]
EDA = ROOT / "extensions/eda"
INSTALLED = Path(os.environ["ANSIBLE_COLLECTIONS_PATH"]) / "ansible_collections/motadata/serviceops"
RECORDS, WEBHOOK = (runpy.run_path(str(EDA / f"plugins/event_source/{name}.py")) for name in ("records", "webhook"))
FILTER = runpy.run_path(str(EDA / "plugins/event_filter/encode_payload.py"))
SOURCES = {"records": RECORDS, "webhook": WEBHOOK}
SPEC = RECORDS["_watch_options"].watch_arguments()
SCHEMAS = {name: json.loads((EDA / f"plugins/event_source/{name}.schema.json").read_text()) for name in SOURCES}
RULEBOOKS = sorted(path.stem for path in (EDA / "rulebooks").glob("*.yml"))


def rulebook(name: str) -> Any:
    return yaml.safe_load((EDA / f"rulebooks/{name}.yml").read_text())


def connection_options() -> dict[str, Any]:
    """Return the documented options of the fragment."""
    fragment = runpy.run_path(str(ROOT / "plugins/doc_fragments/_connection.py"))["ModuleDocFragment"]
    options: dict[str, Any] = yaml.safe_load(fragment.DOCUMENTATION)["options"]
    return options


def documented(name: str) -> dict[str, Any]:
    """Return the documented options of a source, with those of its fragment."""
    found = yaml.safe_load(SOURCES[name]["DOCUMENTATION"])
    return {**(connection_options() if "extends_documentation_fragment" in found else {}), **found["options"]}


def first_paragraph(option: dict[str, Any]) -> str:
    """Return the beginning of a description, without markup."""
    description = option["description"]
    return re.sub(r"\b[A-Z]+\(([^()]*)\)", r"\1", description if isinstance(description, str) else description[0])


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_documented_under_its_name(name: str) -> None:
    found = yaml.safe_load(SOURCES[name]["DOCUMENTATION"])

    assert found["name"] == name
    assert found.keys() >= {"short_description", "description", "version_added", "author", "requirements", "options"}


def test_every_option_is_documented_as_it_is() -> None:
    facts = ("type", "default", "choices")
    found = documented("records")

    assert {name: {key: option[key] for key in facts if key in option} for name, option in found.items()} == {
        name: {key: argument[key] for key in facts if key in argument} for name, argument in SPEC.items()
    }


@pytest.mark.parametrize("name", SOURCES)
def test_the_schema_has_every_option_as_it_is_documented(name: str) -> None:
    schema, options = SCHEMAS[name], documented(name)
    jsonschema.Draft202012Validator.check_schema(schema)

    def choices(entry: dict[str, Any]) -> list[Any]:
        return [choice for kind in entry["anyOf"] for choice in kind.get("enum", [])]

    assert {key: (e["description"], e.get("default"), choices(e)) for key, e in schema["properties"].items()} == {
        key: (first_paragraph(o), o.get("default"), o.get("choices", [])) for key, o in options.items()
    }
    assert set(schema.get("required", [])) == {key for key, option in options.items() if option.get("required")}


@pytest.mark.parametrize(
    "args",
    [
        {"interval": 0},
        {"interval": "often"},
        {"replay": 1001},
        {"resource": "asset"},
        {"filters": "status"},
        {"validate_certs": "maybe"},
        {"table": "incident"},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_source_refuses(args: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(args, SCHEMAS["records"])
    with pytest.raises(Exception, match=re.escape(next(iter(args)))):
        RECORDS["_watch_options"].watch_options(args)


@pytest.mark.parametrize(
    "args",
    [{"port": 0}, {"port": 65536}, {"port": "http"}, {"port": None}, {"token": "short"}, {"token": ""}, {"path": "/"}],
    ids=str,
)
def test_the_schema_refuses_what_the_source_for_posts_refuses(args: dict[str, Any]) -> None:
    right = {"port": 5005, "token": "fake-webhook-token"}

    jsonschema.validate(right, SCHEMAS["webhook"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**right, **args}, SCHEMAS["webhook"])
    with pytest.raises(ValueError, match=next(iter(args))):
        WEBHOOK["_checked"]({**right, **args})


def test_the_options_of_the_source_for_posts_are_documented() -> None:
    options = documented("webhook")
    set_by_default = WEBHOOK["_checked"]({"port": 5005, "token": "fake-webhook-token"})

    assert set(options) == WEBHOOK["_OPTIONS"]
    assert {name: option["default"] for name, option in options.items() if "default" in option} == {
        name: value for name, value in set_by_default.items() if name not in ("port", "token")
    }


@pytest.mark.parametrize("source", [RECORDS, WEBHOOK, FILTER], ids=["records", "webhook", "encode_payload"])
def test_the_examples_are_rulebooks_with_these_options(source: dict[str, Any]) -> None:
    examples = yaml.safe_load(source["EXAMPLES"])

    Validate.rulebook(examples)
    check_sources(examples)


@pytest.mark.parametrize("name", RULEBOOKS)
def test_the_rulebooks_are_rulebooks_with_these_options(name: str) -> None:
    Validate.rulebook(rulebook(name))
    check_sources(rulebook(name))


@pytest.mark.parametrize("name", RULEBOOKS)
def test_the_rulebooks_hand_over_every_option_of_their_source(name: str) -> None:
    """An activation takes no environment, so what a rulebook holds back cannot be set there."""
    (ruleset,) = rulebook(name)
    (source,) = ruleset["sources"]
    if (args := source.get("motadata.serviceops.records")) is None:
        assert set(source["motadata.serviceops.webhook"]) == set(documented("webhook"))
        return

    assert args == {
        option: "request"
        if option == "resource"
        else f"{{{{ {'serviceops' if option in connection_options() else 'remediate'}_{option} | default(None) }}}}"
        for option in documented("records")
    }


@pytest.mark.parametrize("name", [name for name in RULEBOOKS if not name.endswith("_job")])
def test_a_rulebook_for_a_controller_differs_in_its_action_alone(name: str) -> None:
    (here,), (there,) = rulebook(name), rulebook(f"{name}_job")
    ((source,), (at_controller,)) = (ruleset["sources"] for ruleset in (here, there))
    assert {**at_controller, "filters": None} == {**source, "filters": None}
    assert [rule["name"] for rule in here["rules"]] == [rule["name"] for rule in there["rules"]]

    playbook, template = here["rules"][0]["action"]["run_playbook"], there["rules"][0]["action"]["run_job_template"]
    assert {key: template[key] for key in ("retries", "delay")} == {key: playbook[key] for key in ("retries", "delay")}
    # Of what strangers write nothing goes to the controller but what is handed over.
    assert template["include_events"] is False
    assert set(template["job_args"]["extra_vars"]) == set(list(playbook["extra_vars"])[:1])


def check_sources(rulesets: Any) -> None:
    for source in (source for ruleset in rulesets for source in ruleset["sources"]):
        name = next(name for name in SOURCES if f"motadata.serviceops.{name}" in source)
        jsonschema.validate(source[f"motadata.serviceops.{name}"], SCHEMAS[name])


def credential_type() -> tuple[Any, Any]:
    """Return the inputs and the injectors."""
    inputs, injectors = (
        yaml.safe_load((EDA / f"credential_type_{part}.yml").read_text()) for part in ("inputs", "injectors")
    )
    return inputs, injectors


def test_the_credential_type_is_one_and_fills_in_what_the_rulebooks_read() -> None:
    inputs, injectors = credential_type()
    read = "".join((EDA / f"rulebooks/{name}.yml").read_text() for name in RULEBOOKS)

    assert credential_type_faults(inputs, injectors) == []
    assert [name for name in injectors["extra_vars"] if f"{{{{ {name} " not in read] == []
    for_jobs = yaml.safe_load((ROOT / "extensions/awx/credential_type_inputs.yml").read_text())
    assert [field["id"] for field in inputs["fields"]] == [
        *(field["id"] for field in for_jobs["fields"]),
        "webhook_token",
        "alertmanager_token",
    ]


def test_a_credential_may_leave_fields_out() -> None:
    """Event-Driven Ansible fills in no default, and refuses what is undefined."""
    environment = NativeEnvironment(undefined=StrictUndefined)
    injected = {
        name: environment.from_string(template).render(url="https://acme.example")
        for name, template in credential_type()[1]["extra_vars"].items()
    }

    set_variables = {name: value for name, value in injected.items() if value != ""}
    assert set_variables == {"serviceops_url": "https://acme.example", "serviceops_validate_certs": "true"}


def test_an_option_that_a_credential_leaves_empty_is_not_set() -> None:
    empty = dict.fromkeys(SPEC, "")

    assert RECORDS["_watch_options"].watch_options(empty) == RECORDS["_watch_options"].watch_options({})


def test_the_decision_environment_holds_the_collection_and_what_it_needs(tmp_path: Path) -> None:
    command = ("ansible-builder", "create", "-f", "decision-environment.yml", "-c", str(tmp_path / "context"))
    done = subprocess.run(command, cwd=INSTALLED / "extensions/eda", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    build = tmp_path / "context/_build"
    assert "ansible-rulebook>=1.3.2" in (build / "requirements.txt").read_text()
    assert "java-17-openjdk-headless" in (build / "bindep.txt").read_text()
    assert (build / "serviceops/MANIFEST.json").is_file()
