# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup, run with the modules of awx.awx against a stand-in for AWX."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import rules
from .conftest import ROOT
from .fake_awx import TOKEN, FakeAwx

ACCOUNT = {
    "SERVICEOPS_URL": "https://acme.example",
    "SERVICEOPS_CLIENT_ID": "fake-client",
    "SERVICEOPS_CLIENT_SECRET": "fake-client-secret",
    "SERVICEOPS_USERNAME": "automation@acme.example",
    "SERVICEOPS_PASSWORD": "fake-password",
}
IMAGE = "registry.acme.example/serviceops-ee:1"
Setup = Callable[..., dict[str, Any]]


@pytest.fixture
def awx() -> FakeAwx:
    return FakeAwx(rules.playbooks(ROOT))


@pytest.fixture
def set_up(awx: FakeAwx, surroundings: dict[str, str]) -> Iterator[Setup]:
    """Run the playbook and return the counts of its recap, with everything that was printed."""
    with awx.serving() as url:
        environment = surroundings | {"CONTROLLER_HOST": url, "CONTROLLER_OAUTH_TOKEN": TOKEN}

        def run(*arguments: str, account: dict[str, str] = ACCOUNT, **variables: Any) -> dict[str, Any]:
            command = ["ansible-playbook", "motadata.serviceops.awx_setup", "-vvv", *arguments]
            command += ["-e", json.dumps({"awx_setup_image": IMAGE, **variables})]
            done = subprocess.run(command, env=environment | account, capture_output=True, text=True, check=False)
            output = done.stdout + done.stderr
            recap = output[output.rindex("PLAY RECAP") :].split("\n")[1].split(":")[1].split()
            return {"output": output, **{part.split("=")[0]: int(part.split("=")[1]) for part in recap}}

        yield run


def test_everything_is_made_once(awx: FakeAwx, set_up: Setup) -> None:
    first = set_up()
    written = len(awx.writes)
    second = set_up()

    assert not first["failed"], first["output"]
    assert first["changed"] == 11
    assert written
    assert (second["failed"], second["changed"]) == (0, 0), second["output"]
    assert awx.writes[written:] == []


def test_a_job_of_each_template_can_run(awx: FakeAwx, set_up: Setup) -> None:
    set_up()

    for name in ("Open a ServiceOps request", "Resolve a ServiceOps request"):
        template = awx.named("job_templates", name)
        assert awx.linked("job_templates", name, "credentials") == ["ServiceOps"]
        assert awx.kept["execution_environments"][template["execution_environment"]]["image"] == IMAGE
        assert template["survey_enabled"]
        assert not template["allow_simultaneous"]
    asked = [question["variable"] for question in awx.surveys[awx.named("job_templates", "Open a ServiceOps request")["id"]]["spec"]]
    assert asked == ["request_subject", "request_priority", "request_requester", "request_description"]


def test_the_workflow_waits_for_an_approval_between_opening_and_resolving(awx: FakeAwx, set_up: Setup) -> None:
    set_up(awx_setup_approval_timeout=3600)

    nodes = "workflow_job_template_nodes"
    assert awx.linked(nodes, "open", "success_nodes") == ["approve"]
    assert awx.linked(nodes, "approve", "success_nodes") == ["resolve"]
    assert awx.linked(nodes, "approve", "failure_nodes") == ["close"]
    assert awx.named(nodes, "close")["extra_data"] == {"request_status": "Closed"}
    assert awx.named("workflow_approval_templates", "Is the work done?")["timeout"] == 3600
    workflow = awx.named("workflow_job_templates", "ServiceOps request with approval")
    assert awx.surveys[workflow["id"]]["spec"][0]["variable"] == "request_subject"


def test_the_credential_holds_what_the_environment_says_and_the_output_does_not(awx: FakeAwx, set_up: Setup) -> None:
    output = set_up("--diff")["output"]

    held = {name.removeprefix("SERVICEOPS_").lower(): value for name, value in ACCOUNT.items()}
    assert awx.named("credentials", "ServiceOps")["inputs"] == held
    for secret in ("fake-client-secret", "fake-password", TOKEN):
        assert secret not in output


def test_a_changed_secret_is_written_where_that_is_asked_for(awx: FakeAwx, set_up: Setup) -> None:
    set_up()
    changed = {**ACCOUNT, "SERVICEOPS_PASSWORD": "fake-password-2"}

    assert set_up(account=changed)["changed"] == 0
    set_up(account=changed, awx_setup_update_secrets=True)

    assert awx.named("credentials", "ServiceOps")["inputs"]["password"] == "fake-password-2"


def test_without_an_image_the_default_of_the_organization_is_left(awx: FakeAwx, set_up: Setup) -> None:
    assert not set_up(awx_setup_image="")["failed"]

    assert awx.kept["execution_environments"] == {}
    assert awx.named("job_templates", "Open a ServiceOps request")["execution_environment"] is None


def test_a_missing_server_is_said_before_anything_is_made(awx: FakeAwx, set_up: Setup) -> None:
    done = set_up(account={})

    assert done["failed"]
    assert "SERVICEOPS_URL is not set." in done["output"]
    assert awx.writes == []


def test_check_mode_on_what_is_set_up_finds_nothing_to_do(awx: FakeAwx, set_up: Setup) -> None:
    set_up()

    assert set_up("--check")["changed"] == 0
