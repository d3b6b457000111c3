# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook of the demo, run by ansible-playbook and shown as ``make demo`` shows it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.support.simulated import counted, stored, writes
from tools import workspace

FAILURE = {"fault": "status", "status": 500, "body": {"userMessage": "Something broke."}, "times": None}


class Run(NamedTuple):
    """What a run printed, its warnings and errors, and its exit code."""

    lines: list[str]
    errors: str
    code: int

    def outcomes(self) -> list[str]:
        """Return the first word of every step."""
        return [line.split()[0] for line in self.lines if line.startswith("  ") and line[2] != " "]

    def __contains__(self, text: str) -> bool:
        return text in " ".join(" ".join(self.lines).split())


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the collection of this checkout."""
    top = tmp_path_factory.mktemp("collections")
    workspace.stage(top)
    return top


@pytest.fixture
def play(simulator, tmp_path, collections) -> Callable[..., Run]:
    """Run the demo against the simulator."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = workspace.ansible_environment(scratch) | workspace.display_environment(story=True)
    environment |= simulator.environment | {
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "SERVICEOPS_RETRY_TIMEOUT": "2",
        "COLUMNS": "200",
    }

    def run(*arguments: str, **environ: str) -> Run:
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "motadata.serviceops.demo", *arguments]
        done = subprocess.run(
            command, cwd=scratch, env=environment | environ, capture_output=True, text=True, check=False
        )
        return Run(done.stdout.splitlines(), done.stderr, done.returncode)

    return run


def test_the_story_is_a_line_for_each_step(play, simulator):
    run = play()
    assert run.code == 0, run
    assert run.outcomes() == [
        *("created", "unchanged", "created", "unchanged", "created", "unchanged", "predicted", "updated", "updated"),
        "deleted",
        *("failed", "created", "created", "ok", "failed", "updated", "ok", "ok", "updated", "updated", "ok"),
        *("deleted", "ok"),
    ]
    assert "so open a ticket: INC-46" in run
    assert "change nothing on INC-46" in run
    assert 'INC-47 is Open, its note: Ansible failed on localhost at "Back up db1": No space left on /backup.' in run
    assert (
        'INC-47 is Resolved, its note: Ansible succeeded on localhost: before, it failed at "Back up db1": The' in run
    )
    assert "INC-46 and INC-47 were opened once, kept up to date and resolved, and then deleted." in run


def test_it_signs_in_once_and_leaves_nothing_behind(play, simulator):
    play()
    assert counted(simulator)["token"] == 1
    assert stored(simulator) == []


def test_only_the_prediction_shows_a_diff(play):
    run = play()
    differences = [line.strip() for line in run.lines if line.strip().startswith(("-", "+"))]
    assert differences == ["--- before: request INC-46", "+++ after: request INC-46", *differences[2:]]
    assert [line[1:].strip() for line in differences[2:]] == ["status: Open", "status: In Progress"]


def test_tickets_can_be_kept(play, simulator):
    run = play("-e", "demo_keep=true")
    assert "INC-46 and INC-47 were opened once, kept up to date and resolved." in run
    assert [each["statusName"] for each in stored(simulator)] == ["Resolved", "Resolved"]


def test_a_server_that_deletes_nothing_keeps_closed_tickets(play, simulator):
    simulator.switch(delete="refused405")
    run = play()
    assert run.code == 0, run
    assert "were opened once, kept up to date and resolved, and then closed." in run
    assert [each["statusName"] for each in stored(simulator)] == ["Closed", "Closed"]


def test_a_server_without_conversations_and_uploads_does_not_end_it(play, simulator):
    simulator.switch(conversations="not_found", upload_path="/api/v1/attachment")
    run = play()
    assert run.code == 0, run
    assert "There is no request 65, or the server has no conversations" in run
    assert "This server does not take it, and the story goes on without." in run
    assert "INC-47 is Resolved, its note: Ansible succeeded on localhost" in run
    assert stored(simulator) == []


def test_a_failure_in_the_middle_leaves_nothing_behind(play, simulator):
    simulator.fail(**FAILURE, method="PATCH", path="/api/v1/request/65")
    run = play()
    assert run.code != 0
    assert "failed Automation begins to free the disk: take up INC-46: Could not change request INC-46" in run
    assert "deleted" in run.outcomes()
    assert stored(simulator) == []


def test_a_failure_of_the_job_s_ticket_leaves_nothing_behind(play, simulator):
    simulator.fail(**FAILURE, method="POST", path="/api/v1/request/66/conversation")
    run = play()
    assert run.code != 0
    assert stored(simulator) == []


def test_what_can_be_neither_deleted_nor_closed_is_named(play, simulator):
    simulator.switch(delete="refused405", close_rule="refused")
    run = play()
    assert run.code != 0
    (left,) = stored(simulator)
    assert f'INC-46 may still be there: look for "{left["subject"]}", and delete or close it.' in run


def test_a_refused_sign_in_is_said_once(play):
    run = play(SERVICEOPS_PASSWORD="wrong")
    assert (run.code, run.outcomes()) == (2, ["failed"])
    assert "Could not sign in to ServiceOps" in run


def test_check_mode_writes_nothing_and_says_what_a_run_would_do(play, simulator):
    run = play("--check")
    assert run.code == 0, run
    assert run.outcomes() == ["predicted", "ok"]
    assert "In check mode there is no ticket to go on with." in run
    assert writes(simulator) == []
    assert "A job fails, fails again, and recovers" not in run


def test_somebody_has_to_request_it(play, simulator):
    run = play("-e", "demo_requester=")
    assert run.code == 2
    assert "Whose request is it? Set SERVICEOPS_USERNAME, or -e demo_requester=EMAIL." in run
    assert simulator.calls() == []
