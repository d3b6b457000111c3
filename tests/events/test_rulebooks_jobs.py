# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks for a controller: what they launch a job with, and that the job does its work with that alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import yaml

from tests.events.conftest import MAP, TOKEN, Rulebooks, alerts, free_port, post, standing
from tests.events.controller import Controller, Template
from tests.simulator.client import Simulator
from tests.unit.support.simulated import stored

EDA = Path(__file__).resolve().parents[2] / "extensions/eda"
REMEDIATE = "motadata.serviceops.remediate"
Launch = Callable[..., Controller]


def with_event_stream(rulebook: str, folder: Path, *payloads: Any) -> str:
    """Return a copy of a rulebook that has an event stream beside its source; as there, the filters stay."""
    (ruleset,) = yaml.safe_load((EDA / f"rulebooks/{rulebook}.yml").read_text())
    (source,) = ruleset["sources"]
    # In a file, where ansible-rulebook looks for no template.
    (folder / "events.yml").write_text(yaml.safe_dump([{"payload": payload} for payload in payloads]))
    arguments = {"payload_file": str(folder / "events.yml"), "shutdown_after": 600}
    stream = {"name": "stream", "eda.builtin.generic": arguments}
    ruleset["sources"].append({**stream, "filters": source.get("filters", [])})
    (folder / "job.yml").write_text(yaml.safe_dump([ruleset]))
    return str(folder / "job.yml")


def test_a_ticket_that_is_opened_starts_a_job(
    launch: Launch, rulebooks: Rulebooks, simulator: Simulator, tasks: str
) -> None:
    made = simulator.create_ticket(subject="{{ 'Disk' }} full", tags=["disk-full"])
    own = {"remediate_map": MAP, "remediate_tasks_dir": tasks}

    controller = launch(
        "motadata.serviceops.remediate_requests_job",
        {"Other": Template(REMEDIATE, {}), "Work": Template(REMEDIATE, own)},
        remediate_job_template="Work",
        remediate_start="all",
        remediate_interval=1,
    )

    rulebooks.awaited(lambda: standing(simulator, made)[0] == "Resolved", "the end of the work")
    assert controller.launched == [{"remediate_request": made["id"]}]


def test_a_job_is_launched_only_for_a_post_that_names_a_request(
    launch: Launch, rulebooks: Rulebooks, simulator: Simulator, tasks: str, tmp_path: Path
) -> None:
    streamed, posted = (simulator.create_ticket(subject="Disk full", tags=["disk-full"]) for dummy in range(2))
    rulebook = with_event_stream(
        "requests_webhook_job", tmp_path, {"request": streamed["name"]}, {"test": "Test Connection"}
    )
    own = {"remediate_map": MAP, "remediate_tasks_dir": tasks}
    port = free_port()

    controller = launch(
        rulebook,
        {"Work on a request": Template(REMEDIATE, own)},
        serviceops_webhook_port=port,
        serviceops_webhook_token=TOKEN,
    )
    rulebooks.awaited(lambda: standing(simulator, streamed)[0] == "Resolved", "the end of the work")
    assert post(port, {"request": "{#Ticket Id#}"}, TOKEN) == 200
    assert post(port, {"ticket": posted["name"].lower()}, TOKEN) == 200
    rulebooks.awaited(lambda: standing(simulator, posted)[0] == "Resolved", "the end of the work")

    assert controller.launched == [{"remediate_request": made["name"]} for made in (streamed, posted)]
    assert "Test Connection" in rulebooks.output
    assert "{#Ticket Id#}" in rulebooks.output


def test_an_alert_is_kept_as_a_request_by_jobs(
    launch: Launch, rulebooks: Rulebooks, simulator: Simulator, tmp_path: Path
) -> None:
    # Ansible must not take what an alert says for a template.
    template = f"{{{{ lookup('pipe', 'touch {tmp_path}/run') }}}}"
    rulebook = with_event_stream(
        "alertmanager_requests_job", tmp_path, {"test": "Test Connection"}, alerts("firing", template)
    )
    own = {"alert_requester_email": simulator.username, "alert_priorities": {"critical": "High"}}
    port = free_port()

    controller = launch(
        rulebook,
        {"Keep a request for each alert": Template("motadata.serviceops.alert_requests", own)},
        alertmanager_port=port,
        alertmanager_token=TOKEN,
    )
    (made,) = rulebooks.awaited(lambda: stored(simulator), "the request")
    assert made["priorityName"] == "High"
    assert f"owner: {template}" in made["description"]
    assert post(port, alerts("resolved", template), TOKEN) == 200
    rulebooks.awaited(lambda: standing(simulator, made)[0] == "Resolved", "the end of the alert")

    assert standing(simulator, made)[2] == ["The alert was resolved at 2026-03-01T09:00:00Z."]
    assert [list(launched) for launched in controller.launched] == [["alert_post"]] * 2
    assert not (tmp_path / "run").exists()
