# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup, run with the modules of awx.awx against a stand-in for AWX."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from . import rules
from .conftest import ROOT
from .fake_awx import TOKEN, FakeAwx

ACCOUNT = {
    "SERVICEOPS_URL": "https://acme.example",
    "SERVICEOPS_CLIENT_ID": "fake-client",
    # An admin may choose what looks like a template.
    "SERVICEOPS_CLIENT_SECRET": "fake {{ 6 * 7 }}-secret",
    "SERVICEOPS_USERNAME": "automation@acme.example",
    "SERVICEOPS_PASSWORD": "fake-password",
}
CHANGED = {**ACCOUNT, "SERVICEOPS_PASSWORD": "fake-password-2"}
IMAGE = "registry.acme.example/serviceops-ee:1"
OPEN, RESOLVE = "Open a ServiceOps request", "Resolve a ServiceOps request"


@dataclass(frozen=True)
class Run:
    """What a run of the playbook printed, what it wrote to AWX, and AWX as it was afterwards."""

    output: str
    writes: list[str]
    awx: FakeAwx

    def counted(self, word: str) -> int:
        """Return a count of the recap, such as changed."""
        recap = self.output[self.output.rindex("PLAY RECAP") :]
        return int(recap.split(f"{word}=")[1].split()[0])


def set_up(
    awx: FakeAwx, surroundings: dict[str, str], account: dict[str, str], *arguments: str, **variables: Any
) -> Run:
    awx.writes.clear()
    with awx.serving() as url:
        command = ["ansible-playbook", "motadata.serviceops.awx_setup", "-vvv", "--diff"]
        environment = {**surroundings, **account, "CONTROLLER_HOST": url, "CONTROLLER_OAUTH_TOKEN": TOKEN}
        done = subprocess.run(
            [*command, "-e", json.dumps(variables)], env=environment, capture_output=True, text=True, check=False
        )
    return Run(done.stdout + done.stderr, list(awx.writes), deepcopy(awx))


@pytest.fixture(scope="module")
def runs(surroundings_of: Callable[[Path], dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The playbook on an empty AWX, again with a changed password, and again with an image and that password."""
    awx, surroundings = FakeAwx(rules.playbooks(ROOT)), surroundings_of(tmp_path_factory.mktemp("setup"))
    wait = {"awx_setup_approval_timeout": 3600}
    more = {
        "awx_setup_image": IMAGE,
        "awx_setup_ca_path": "/etc/pki/acme.pem",
        "awx_setup_update_secrets": True,
    }
    return {
        "first": set_up(awx, surroundings, ACCOUNT, **wait),
        "again": set_up(awx, surroundings, CHANGED, **wait),
        "more": set_up(awx, surroundings, CHANGED, **wait, **more),
    }


def test_what_was_made_is_left_alone_by_a_second_run(runs: dict[str, Run]) -> None:
    assert runs["first"].counted("failed") == 0, runs["first"].output
    assert runs["first"].counted("changed") == 10
    assert runs["first"].writes
    assert (runs["again"].counted("failed"), runs["again"].counted("changed")) == (0, 0), runs["again"].output
    assert runs["again"].writes == []


def test_a_job_of_each_template_can_run(runs: dict[str, Run]) -> None:
    awx = runs["first"].awx
    for name, asked in (
        (OPEN, ["request_subject", "request_priority", "request_requester", "request_description"]),
        (RESOLVE, ["request_id", "request_status"]),
    ):
        template = awx.named("job_templates", name)
        assert awx.linked("job_templates", name, "credentials") == ["ServiceOps"]
        assert template["survey_enabled"]
        assert not template["allow_simultaneous"]
        assert [question["variable"] for question in awx.surveys[template["id"]]["spec"]] == asked
    host = awx.named("hosts", "localhost")
    assert json.loads(host["variables"])["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"


def test_the_workflow_waits_for_an_approval_between_opening_and_resolving(runs: dict[str, Run]) -> None:
    awx, nodes = runs["first"].awx, "workflow_job_template_nodes"
    assert awx.linked(nodes, "open", "success_nodes") == ["approve"]
    assert awx.linked(nodes, "approve", "success_nodes") == ["resolve"]
    assert awx.linked(nodes, "approve", "failure_nodes") == ["close"]
    assert awx.named(nodes, "resolve")["extra_data"] == {"request_status": "Resolved"}
    assert awx.named(nodes, "close")["extra_data"] == {"request_status": "Closed"}
    assert awx.named("workflow_approval_templates", "Is the work done?")["timeout"] == 3600
    workflow = awx.named("workflow_job_templates", "ServiceOps request with approval")
    assert awx.surveys[workflow["id"]] == awx.surveys[awx.named("job_templates", OPEN)["id"]]


def test_the_credential_holds_what_the_environment_says_and_the_output_does_not(runs: dict[str, Run]) -> None:
    held = {name.removeprefix("SERVICEOPS_").lower(): value for name, value in ACCOUNT.items()}
    assert runs["first"].awx.named("credentials", "ServiceOps")["inputs"] == held
    assert runs["more"].awx.named("credentials", "ServiceOps")["inputs"]["ca_path"] == "/etc/pki/acme.pem"
    for run in runs.values():
        assert [
            secret for secret in (ACCOUNT["SERVICEOPS_CLIENT_SECRET"], "fake-password", TOKEN) if secret in run.output
        ] == []


def test_a_changed_secret_is_written_where_that_is_asked_for(runs: dict[str, Run]) -> None:
    kept = {name: run.awx.named("credentials", "ServiceOps")["inputs"]["password"] for name, run in runs.items()}
    assert kept == {"first": "fake-password", "again": "fake-password", "more": "fake-password-2"}


def test_the_image_is_used_where_one_is_given(runs: dict[str, Run]) -> None:
    assert runs["first"].awx.kept["execution_environments"] == {}
    assert runs["first"].awx.named("job_templates", OPEN)["execution_environment"] is None
    for name in (OPEN, RESOLVE):
        number = runs["more"].awx.named("job_templates", name)["execution_environment"]
        assert runs["more"].awx.kept["execution_environments"][number]["image"] == IMAGE


def test_a_refusal_is_shown_and_no_secret_with_it(surroundings: dict[str, str]) -> None:
    run = set_up(
        FakeAwx([]), surroundings, ACCOUNT, awx_setup_inputs={"url": "https://a.example", "pin": "fake-pin-77"}
    )

    assert run.counted("failed") == 1
    assert "pin is no field" in run.output
    assert "fake-pin-77" not in run.output


def test_a_missing_server_is_said_before_anything_is_made(surroundings: dict[str, str]) -> None:
    run = set_up(FakeAwx([]), surroundings, {})

    assert run.counted("failed") == 1
    assert "SERVICEOPS_URL is not set." in run.output
    assert run.writes == []
