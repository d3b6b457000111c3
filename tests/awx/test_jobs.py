# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the job templates, run as AWX runs them."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, response, routed
from tests.unit.support.simulated import counted, stored, writes

from . import rules
from .conftest import ROOT
from .runner import Job, inject, run_job

OPEN, RESOLVE = "playbooks/open_request.yml", "playbooks/resolve_request.yml"
READ, NOTE, GATED = "playbooks/read_request.yml", "playbooks/add_note.yml", "playbooks/gated.yml"
ANSWERS = {
    "request_subject": "Disk full on db01",
    "request_priority": "High",
    "request_requester": "jane@acme.example",
    "request_description": "",
}
Run = Callable[..., Job]


@pytest.fixture
def grant(simulator: Simulator) -> dict[str, Any]:
    return {
        "url": simulator.url,
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
        "username": simulator.username,
        "password": simulator.password,
    }


@pytest.fixture
def run(tmp_path: Path, surroundings: dict[str, str], inputs: dict, injectors: dict, grant: dict[str, Any]) -> Run:
    """Run a job with a credential, the API client of the simulator unless another is given."""

    def start(playbook: str, name: str = "job", held: dict[str, Any] | None = None, **options: Any) -> Job:
        folder = tmp_path / name
        shutil.copytree(ROOT / "playbooks", folder / "project/playbooks", dirs_exist_ok=True)
        injected = inject(inputs, injectors, grant if held is None else held, folder / "credential")
        options = {"answers": ANSWERS, "container": surroundings, **options}
        options["answers"] = {**options["answers"], **injected.variables}
        return run_job(folder, playbook, injected.environment, **options)

    return start


def forms(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode(), json.dumps(secret)[1:-1]}


def snippet(title: str) -> str:
    """Return the playbook that docs/awx.md shows below a heading."""
    guide = (ROOT / "docs/awx.md").read_text("utf-8")
    return guide.split(f"## {title}\n", 1)[1].split("```yaml\n", 1)[1].split("```", 1)[0]


def test_a_survey_opens_a_request_and_the_next_node_resolves_it(run: Run, simulator: Simulator) -> None:
    opened = run(OPEN)
    (request,) = stored(simulator)
    # The next node gets what the first one left, the answers to the workflow's survey, and its own.
    resolved = run(RESOLVE, "next", answers={**ANSWERS, "request_status": "Resolved", **opened.artifacts})

    assert opened.status == resolved.status == "successful", opened.output + resolved.output
    assert opened.artifacts == {"request_id": request["id"], "request_name": request["name"]}
    assert (request["subject"], request["priorityName"]) == ("Disk full on db01", "High")
    assert request["requesterEmail"] == "jane@acme.example"
    assert [found["statusName"] for found in stored(simulator)] == ["Resolved"]
    assert f"{request['name']} is now Resolved." in resolved.output


def test_a_workflow_reads_a_request_and_notes_what_it_found(run: Run, simulator: Simulator) -> None:
    opened = run(OPEN)
    read = run(READ, "read", answers={"request_id": opened.artifacts["request_name"]})
    answers = {"note_text": "<p>Priority {{ High }}.</p>", "note_key": "", **read.artifacts}
    noted = [run(NOTE, name, answers=answers) for name in ("once", "twice")]

    (request,) = stored(simulator)
    left = dict(read.artifacts)
    fields = left.pop("request_fields")
    assert left == opened.artifacts
    assert (fields["subject"], fields["priority"], fields["status"]) == ("Disk full on db01", "High", "Open")
    assert [job.status for job in noted] == ["successful", "successful"], noted[0].output + noted[1].output
    assert f"{request['id']}: the note was added." in noted[0].output
    assert f"{request['id']}: the note is there already." in noted[1].output
    path = f"/api/v1/request/{request['id']}/conversation"
    assert [call["path"] for call in writes(simulator)] == ["/api/v1/request", path]


def test_a_job_runs_under_a_change_that_lets_it(run: Run, simulator: Simulator, tmp_path: Path) -> None:
    now = int(1000 * time.time())
    change = simulator.create_ticket("change", startDate=now - 60_000, endDate=now + 600_000)
    survey = {"change_gate_role": "", "change_gate_tasks_file": "work.yml", "change_gate_wait": 0}
    answers = {"change_gate_change": change["name"], **survey}
    for name in ("let", "refused"):
        (tmp_path / name / "project").mkdir(parents=True)
        tasks = [{"name": "Work", "ansible.builtin.debug": {"msg": "Work under {{ change_gate_current.name }}"}}]
        (tmp_path / name / "project/work.yml").write_text(json.dumps(tasks), "utf-8")

    let = run(GATED, "let", answers=answers)
    simulator.change_ticket("change", change["id"], approvalStatus="rejected")
    refused = run(GATED, "refused", answers=answers)

    assert (let.status, refused.status) == ("successful", "failed"), let.output + refused.output
    assert f"Work under {change['name']}" in let.output
    assert len(simulator.conversations("change", change["id"])) == 1
    assert "it is rejected, not approved or pre_approved. No task was run." in " ".join(refused.output.split())
    assert "Work under" not in refused.output


def test_a_second_launch_makes_no_second_request(run: Run, simulator: Simulator) -> None:
    first, second = run(OPEN), run(OPEN, "again")

    assert second.artifacts == first.artifacts
    assert counted(simulator)["POST"] == 1
    assert f"{first.artifacts['request_name']} (created): Disk full on db01" in first.output
    assert f"{first.artifacts['request_name']} (open already): Disk full on db01" in second.output


def test_a_request_that_is_resolved_already_is_left_alone(run: Run, simulator: Simulator) -> None:
    opened = run(OPEN)
    jobs = [run(RESOLVE, name, answers=opened.artifacts) for name in ("once", "twice")]

    assert f"{opened.artifacts['request_name']} is now Resolved." in jobs[0].output
    assert f"{opened.artifacts['request_name']} is Resolved already." in jobs[1].output


def test_jobs_name_the_page_of_the_request_for_people(run: Run, grant: dict[str, Any]) -> None:
    held = {**grant, "web_url": "https://acme.example/{resource}/{id}"}
    opened = run(OPEN, held=held)
    others = [
        run(playbook, str(place), held=held, answers=opened.artifacts) for place, playbook in enumerate((READ, RESOLVE))
    ]
    page = f"https://acme.example/request/{opened.artifacts['request_id']}"
    assert [page in job.output for job in (opened, *others)] == [True] * 3
    assert "/api/v1/" not in "".join(job.output for job in (opened, *others))


def test_a_line_in_a_repository_of_your_own_is_a_playbook_that_awx_offers(
    run: Run, simulator: Simulator, tmp_path: Path
) -> None:
    project = tmp_path / "job/project"
    project.mkdir(parents=True)
    (project / "own.yml").write_text(snippet("What there is now"), "utf-8")
    offered = rules.playbooks(project)
    job = run("own.yml")

    assert offered == ["own.yml"]
    assert job.artifacts["request_id"] == stored(simulator)[0]["id"]


def test_a_denied_approval_closes_the_request_by_its_name(run: Run, simulator: Simulator) -> None:
    name = run(OPEN).artifacts["request_name"]
    run(RESOLVE, "denied", answers={"request_id": name, "request_status": "Closed"})

    assert [found["statusName"] for found in stored(simulator)] == ["Closed"]


def test_an_unanswered_requester_is_the_user_who_launched(run: Run, simulator: Simulator) -> None:
    run(OPEN, answers={**ANSWERS, "request_requester": "", "awx_user_email": "ravi@acme.example"})

    assert [found["requesterEmail"] for found in stored(simulator)] == ["ravi@acme.example"]


@pytest.mark.parametrize(
    ("playbook", "answers", "said"),
    [
        (OPEN, {"request_subject": "", "request_requester": ""}, "request_subject and request_requester are needed"),
        (RESOLVE, {"request_id": ""}, "request_id is needed: a number such as 65 or a name such as INC-46."),
    ],
)
def test_what_is_missing_is_said(run: Run, playbook: str, answers: dict[str, str], said: str) -> None:
    job = run(playbook, answers=answers)

    assert job.status == "failed"
    assert said in " ".join(job.output.split())


def test_an_answer_is_no_template(run: Run, simulator: Simulator) -> None:
    secret = "{{ lookup('env', 'SERVICEOPS_PASSWORD') }}"
    run(OPEN, answers={**ANSWERS, "request_subject": secret})

    assert [found["subject"] for found in stored(simulator)] == [secret]


def test_no_secret_is_in_what_a_job_leaves(run: Run, simulator: Simulator, tmp_path: Path) -> None:
    jobs = [run(OPEN), run(RESOLVE, "failing", answers={"request_id": "INC-1"})]
    (kept,) = (tmp_path / "home/.cache/motadata.serviceops").glob("token-*.json")
    tokens = json.loads(kept.read_text("utf-8"))["token"]
    secrets = [simulator.client_secret, simulator.password, tokens["access_token"], tokens["refresh_token"]]
    # ansible-runner notes the environment of a job in this one, of any credential; AWX shows it masked.
    left = [path for job in jobs for path in job.folder.rglob("*") if path.is_file() and path.name != "command"]

    assert [job.status for job in jobs] == ["successful", "failed"]
    assert len(left) > 10
    for path in left:
        text = path.read_text("utf-8")
        assert not [form for secret in secrets for form in forms(secret) if form in text], path


# Ways to sign in


# All that the collection reads.
VARIABLES = (
    *("URL", "CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD", "ACCESS_TOKEN", "API_KEY", "VALIDATE_CERTS"),
    *("CA_PATH", "TIMEOUT", "RETRY_TIMEOUT", "TOKEN_CACHE", "TOKEN_CACHE_PATH", "CLIENT_CERT", "CLIENT_KEY", "WEB_URL"),
)


@pytest.mark.parametrize("way", ["client", "key", "token"])
def test_an_empty_variable_is_one_that_is_not_set(
    run: Run, simulator: Simulator, surroundings: dict[str, str], grant: dict[str, Any], way: str
) -> None:
    empty = {f"SERVICEOPS_{name}": "" for name in VARIABLES}
    held = {
        "client": grant,
        "key": {"url": simulator.url, "api_key": simulator.api_key},
        "token": {"url": simulator.url, "access_token": issued(simulator)},
    }[way]
    simulator.clear_calls()
    fields = (*grant, "api_key", "access_token", "ca_path")
    filled = {name: held.get(name, "") for name in fields}
    job = run(OPEN, held=filled, container={**surroundings, **empty})

    assert job.status == "successful", job.output
    assert job.warnings == []
    assert counted(simulator).get("token", 0) == (1 if way == "client" else 0)


@pytest.mark.parametrize("headers", ["X-Gateway-Key: fake-key\nX-Tenant: acme\n", '{"X-Gateway-Key": "fake-key"}'])
def test_a_job_sends_the_headers_of_the_credential(run: Run, grant: dict[str, Any], headers: str) -> None:
    answer = response(200, {"access_token": "fake-access-token", "token_type": "bearer", "expires_in": 43199})
    with CannedServer(routed(token=answer, search=response(403, {"userMessage": "not you, fake-key"}))) as server:
        job = run(OPEN, held={**grant, "url": server.url, "headers": headers})

    assert {call.headers.get("x-gateway-key") for call in server.calls} == {"fake-key"}
    assert "not you, ********" in job.output
    assert "fake-key" not in job.output


def issued(simulator: Simulator) -> str:
    """Return an access token that another system acquired."""
    import requests

    answer = requests.post(
        f"{simulator.url}/api/oauth/token",
        auth=(simulator.client_id, simulator.client_secret),
        data={"grant_type": "password", "username": simulator.username, "password": simulator.password},
        timeout=30,
    )
    return str(answer.json()["access_token"])


def test_the_certificate_is_checked_unless_the_credential_says_otherwise(run: Run, grant: dict[str, Any]) -> None:
    with Simulator.start(tls="127.0.0.1") as secured:
        held = {**grant, "url": secured.url}
        unknown = run(OPEN, "unknown", held=held)
        known = run(OPEN, "known", held={**held, "ca_path": secured.ca_path})
        unchecked = run(OPEN, "unchecked", held={**held, "skip_certificate_check": True})

    assert unknown.status == "failed"
    assert "certificate" in unknown.output
    assert known.status == unchecked.status == "successful", known.output + unchecked.output


# Containers


@pytest.mark.parametrize("home", ["missing", "read-only"])
def test_a_container_with_no_home_to_write_to_is_one_warning(
    run: Run, tmp_path: Path, surroundings: dict[str, str], home: str
) -> None:
    within = []
    if home == "read-only":
        surroundings["HOME"] = "/proc"
        surroundings["SERVICEOPS_TOKEN_CACHE_PATH"] = "/proc/.cache/motadata.serviceops"
        # Ansible itself needs a place to write to.
        surroundings["ANSIBLE_HOME"] = str(tmp_path / "ansible")
    else:
        del surroundings["HOME"], surroundings["SERVICEOPS_TOKEN_CACHE_PATH"]
        # As in OpenShift: a user that no list of users knows.
        within = ["unshare", "--user", "--map-user=12345"]
        if shutil.which(within[0]) is None or subprocess.run([*within, "true"], check=False).returncode:
            pytest.skip("This machine lets nobody become a user without a home.")
    job = run(OPEN, container=surroundings, within=within)

    assert job.status == "successful", job.output
    assert len(job.warnings) == 1
    assert "No access token is kept for the next task" in job.warnings[0]


HOSTS = ("web1", "web2", "web3", "web4")


def test_one_token_is_passed_down_to_many_hosts(run: Run, simulator: Simulator, tmp_path: Path) -> None:
    (tmp_path / "job/project").mkdir(parents=True)
    playbook = tmp_path / "job/project/report.yml"
    playbook.write_text(snippet("Slices, many nodes, and one token"), "utf-8")
    job = run("report.yml", answers={}, hosts=HOSTS)

    assert job.status == "successful", job.output
    assert counted(simulator)["token"] == 1
    assert len(stored(simulator)) == len(HOSTS)
    assert not list((tmp_path / "home").rglob("token-*.json"))


def test_a_container_signs_in_once_and_another_once_more(
    run: Run, simulator: Simulator, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    for name in ("slice1", "slice2"):
        (tmp_path / name / "home").mkdir(parents=True)
        (tmp_path / name / "project").mkdir()
        text = snippet("Slices, many nodes, and one token").replace("token_cache: false", "token_cache: true")
        # The same without passing a token down.
        lines = [line for line in text.splitlines(keepends=True) if "access_token:" not in line]
        (tmp_path / name / "project/report.yml").write_text("".join(lines), "utf-8")
        run(
            "report.yml",
            name,
            answers={},
            hosts=HOSTS,
            container={**surroundings, "SERVICEOPS_TOKEN_CACHE_PATH": str(tmp_path / name / "home/kept")},
        )

    assert counted(simulator)["token"] == 2
