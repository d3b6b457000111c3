# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup, run with the modules of awx.awx against a stand-in for AWX."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from . import rules
from .conftest import ROOT
from .fake_awx import FakeAwx
from .fake_awx_api import PASSWORD, TOKEN, USER
from .setting_up import ACCOUNT, GATE, NOTE, OPEN, READ, RESOLVE, WORKFLOW, Run, set_up

CHANGED = {**ACCOUNT, "SERVICEOPS_PASSWORD": "fake-password-2"}
IMAGE = "registry.acme.example/serviceops-ee:1"


@pytest.fixture(scope="module")
def runs(surroundings_of: Callable[[Path], dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The playbook on an empty AWX, forecast and run; with a changed password; with more variables; with none."""
    awx, surroundings = FakeAwx(rules.playbooks(ROOT)), surroundings_of(tmp_path_factory.mktemp("setup"))
    wait = {"awx_setup_approval_timeout": 3600}
    more = {
        "awx_setup_image": IMAGE,
        "awx_setup_ca_path": "/etc/pki/acme.pem",
        "awx_setup_skip_certificate_check": "true",
        "awx_setup_update_secrets": True,
        "awx_setup_base_url": "https://awx.acme.example",
        "awx_setup_project_branch": "stable",
        "awx_setup_project_update": True,
    }
    return {
        "forecast": set_up(awx, surroundings, ACCOUNT, "--check"),
        "first": set_up(awx, surroundings, ACCOUNT, **wait),
        "again": set_up(awx, surroundings, CHANGED, **wait),
        "more": set_up(awx, surroundings, CHANGED, **more),
        "less": set_up(awx, surroundings, {}),
        "cleared": set_up(awx, surroundings, {}, awx_setup_clear_inputs="ca_path, password"),
    }


def test_check_mode_on_an_empty_awx_says_what_would_be_made(runs: dict[str, Run]) -> None:
    run = runs["forecast"]
    assert run.counted("failed") == 0, run.output
    assert run.counted("changed") == 5
    left = "the credential, the host of the inventory, the job templates, the nodes of the workflow"
    assert f"it needs what is not there yet: {left}" in run.said
    assert run.writes == []


def test_a_run_with_less_leaves_all_that_was_set_before(runs: dict[str, Run]) -> None:
    run = runs["less"]
    assert (run.counted("failed"), run.counted("changed"), run.writes) == (0, 0, []), run.output
    held = runs["less"].awx.named("credentials", "ServiceOps")["inputs"]
    assert (held["password"], held["skip_certificate_check"]) == ("fake-password-2", True)


def test_fields_are_emptied_by_name(runs: dict[str, Run]) -> None:
    before, after = (runs[name].awx.named("credentials", "ServiceOps")["inputs"] for name in ("less", "cleared"))
    assert after == {name: value for name, value in before.items() if name not in ("ca_path", "password")}


def test_many_launches_of_the_workflow_wait_for_their_approvals_side_by_side(runs: dict[str, Run]) -> None:
    assert runs["first"].awx.named("workflow_job_templates", WORKFLOW)["allow_simultaneous"] is True


def test_links_to_jobs_have_the_address_that_is_given(runs: dict[str, Run]) -> None:
    assert "so requests of failed jobs have no link to the job: set awx_setup_base_url." in runs["first"].said
    assert runs["more"].awx.settings["TOWER_URL_BASE"] == "https://awx.acme.example"
    assert "set awx_setup_base_url" not in runs["less"].said


def test_a_user_and_a_password_leave_no_token_behind(surroundings: dict[str, str]) -> None:
    access = {"CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": PASSWORD}
    run = set_up(FakeAwx([]), surroundings, ACCOUNT, "--check", access=access)

    assert run.counted("failed") == 0, run.output
    assert run.awx.kept["tokens"] == {}
    assert [secret for secret in (PASSWORD, "fake-made-token") if secret in run.output] == []


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
        (READ, ["request_id"]),
        (NOTE, ["request_id", "note_text", "note_key"]),
        (GATE, ["change_gate_change", "change_gate_role", "change_gate_tasks_file", "change_gate_wait"]),
    ):
        template = awx.named("job_templates", name)
        assert awx.linked("job_templates", name, "credentials") == ["ServiceOps"]
        assert template["survey_enabled"]
        # Jobs that wait for their changes hold no other up; two that open a request could open the same one.
        assert template["allow_simultaneous"] is (name == GATE)
        assert {template[f"ask_{what}_on_launch"] for what in ("inventory", "limit", "credential")} == {name == GATE}
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
    made = ("first", "again", "more")
    kept = {name: runs[name].awx.named("credentials", "ServiceOps")["inputs"]["password"] for name in made}
    assert kept == dict(zip(made, ("fake-password", "fake-password", "fake-password-2"), strict=True))


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


@pytest.mark.parametrize("access", [{}, {"CONTROLLER_USERNAME": USER, "CONTROLLER_PASSWORD": "fake-wrong-password"}])
def test_what_awx_says_without_a_token_is_shown(surroundings: dict[str, str], access: dict[str, str]) -> None:
    run = set_up(FakeAwx([]), surroundings, ACCOUNT, access=access)

    assert run.counted("failed") == 1
    assert re.search(
        "AWX gave no token for this run: .* 401.* Set CONTROLLER_HOST, and CONTROLLER_OAUTH_TOKEN", run.said
    )
    assert "fake-wrong-password" not in run.output
