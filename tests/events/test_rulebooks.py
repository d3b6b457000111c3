# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket starts a playbook, which works on it and reports on it: by poll, by push, and after a kill."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import yaml

from tests.events.conftest import MAP, TOKEN, Rulebooks, alerts, awaited, free_port, post, standing
from tests.simulator.client import Simulator
from tests.unit.support.simulated import stored


def test_a_ticket_that_is_opened_is_worked_on_and_resolved(
    rulebooks: Rulebooks, simulator: Simulator, tasks: str
) -> None:
    rulebooks.start(
        "motadata.serviceops.remediate_requests", remediate_interval=1, remediate_map=MAP, remediate_tasks_dir=tasks
    )
    awaited(lambda: [call for call in simulator.calls() if call["path"].endswith("/byqual")], "a poll")
    rulebooks.await_output("Waiting for events")
    time.sleep(2)
    foreign = simulator.create_ticket(subject="Nobody's", tags=["other"])
    broken = simulator.create_ticket(subject="Broken", tags=["broken"])
    # It has no tag at all.
    by_category = simulator.create_ticket(subject="Keyboard", categoryName="Hardware")
    full = simulator.create_ticket(subject="Disk full", tags=["disk-full"])

    awaited(lambda: standing(simulator, full)[0] == "Resolved", "the end of the work")

    for made in (full, by_category):
        status, tags, (note,) = standing(simulator, made)
        assert (status, "automated" in tags) == ("Resolved", True)
        assert "The work is done." in note
    status, tags, (note,) = standing(simulator, broken)
    assert (status, sorted(tags)) == ("Open", ["automated", "broken"])
    assert "The disk is gone." in note
    assert standing(simulator, foreign) == ("Open", ["other"], [])
    # What the automation wrote starts nothing. The work that failed is tried again, and not done again.
    written = writes(simulator)
    time.sleep(4)
    assert writes(simulator) == written
    assert rulebooks.output.count("so it was taken up before") == 1
    assert rulebooks.output.count("localhost cleans") == 2


def test_a_ticket_that_a_workflow_posts_is_worked_on(rulebooks: Rulebooks, simulator: Simulator, tasks: str) -> None:
    made = simulator.create_ticket(subject="Disk full", tags=["disk-full"])
    port = free_port()
    rulebooks.start(
        "motadata.serviceops.requests_webhook",
        serviceops_webhook_port=port,
        serviceops_webhook_token=TOKEN,
        remediate_map=MAP,
        remediate_tasks_dir=tasks,
        remediate_hosts="web2",
        remediate_job="Cleaner",
        remediate_done_text="It is clean.",
    )
    rulebooks.await_output("Waiting for events")

    body = {"request": made["name"]}
    assert post(port, body, "fake-other-token") == 401
    assert post(port, {"request": "{#Ticket Id#}"}, TOKEN) == 200
    assert post(port, body, TOKEN) == 200
    awaited(lambda: standing(simulator, made)[0] == "Resolved", "the end of the work")
    # A workflow may post twice, and about what is done.
    assert post(port, body, TOKEN) == 200
    rulebooks.await_output(f"{made['name']} is Resolved already: nothing is done.")

    assert "web2 cleans" in rulebooks.output
    assert "web1" not in rulebooks.output
    (note,) = standing(simulator, made)[2]
    assert "It is clean." in note
    assert "Cleaner" in note
    assert '"{#Ticket Id#}"' in rulebooks.output.replace("'", '"')
    assert TOKEN not in rulebooks.output


def test_an_alert_is_one_request_that_is_resolved_with_it(
    rulebooks: Rulebooks, simulator: Simulator, tmp_path: Path
) -> None:
    port = free_port()
    rulebooks.start(
        "motadata.serviceops.alertmanager_requests",
        alertmanager_port=port,
        alertmanager_token=TOKEN,
        alert_requester_email=simulator.username,
        alert_priorities={"critical": "High"},
    )
    rulebooks.await_output("Waiting for events")
    # Ansible must not take what an alert says for a template.
    template = f"{{{{ lookup('pipe', 'touch {tmp_path}/run') }}}}"

    assert post(port, alerts("firing", template), TOKEN) == 200
    assert post(port, alerts("firing", template), TOKEN) == 200
    assert post(port, alerts("resolved", template), TOKEN) == 200
    (made,) = awaited(lambda: [found for found in stored(simulator) if found["statusName"] == "Resolved"], "the end")

    assert [found["subject"] for found in stored(simulator)] == ["DiskFull on db01"]
    assert made["priorityName"] == "High"
    assert f"owner: {template}" in made["description"]
    assert not (tmp_path / "run").exists()
    assert standing(simulator, made)[2] == ["The alert was resolved at 2026-03-01T09:00:00Z."]


RULEBOOK = [
    {
        "name": "Print",
        "hosts": "all",
        "sources": [
            {"motadata.serviceops.records": {"interval": 1, "state_file": "{{ state_file }}", "start": "all"}},
        ],
        "rules": [
            {
                "name": "Print",
                "condition": "event.serviceops.record.id is defined",
                "action": {"debug": {"msg": "worked on {{ event.serviceops.record.id }};"}},
            }
        ],
    }
]


def test_a_rulebook_that_is_killed_in_a_burst_loses_nothing(
    rulebooks: Rulebooks, simulator: Simulator, tmp_path: Path
) -> None:
    rulebook = tmp_path / "print.yml"
    rulebook.write_text(yaml.safe_dump(RULEBOOK))
    simulator.reset(tickets=400)
    wanted = {str(65 + number) for number in range(400)}
    process = rulebooks.start(str(rulebook), state_file=str(tmp_path / "state"))
    rulebooks.await_output("worked on ", 50)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert set(worked_on(rulebooks)) < wanted

    rulebooks.start(str(rulebook), state_file=str(tmp_path / "state"))
    awaited(lambda: set(worked_on(rulebooks)) >= wanted, "the rest")


def worked_on(rulebooks: Rulebooks) -> list[str]:
    return re.findall(r"worked on (\d+);", rulebooks.output)


def writes(simulator: Simulator) -> list[tuple[str, str]]:
    """Return the calls that changed something."""
    calls = ((call["method"], call["path"]) for call in simulator.calls())
    return [call for call in calls if call[0] != "GET" and not call[1].endswith(("/byqual", "/token"))]
