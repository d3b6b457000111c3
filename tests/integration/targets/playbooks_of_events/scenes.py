# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that a rulebook starts, remediate and alert_requests, without the rulebook."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import scenarios
from scenarios import Ended, Stage, ask, main, same_everywhere

CLEAN = "- name: Clean\n  ansible.builtin.debug:\n    msg: Cleaning for {{ request_lifecycle_current.name }}\n"
BREAK = "- name: Break\n  ansible.builtin.fail:\n    msg: The disk is gone.\n"
FINGERPRINT = "0a1b2c3d"
# With what it says of all hosts, nothing can run on the controller.
MANAGED = """
web1 ansible_connection=local
[all:vars]
ansible_become=true
ansible_become_user=nobody
ansible_become_exe=/missing/sudo
ansible_python_interpreter=/missing/python
"""


def opened(stage: Stage, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = ask("POST", "/_simulator/tickets/request", {"subject": f"Disk full {stage.job}", **fields})
    return made


def remediate(stage: Stage, request: Any, *arguments: str, **variables: Any) -> Ended:
    (stage.folder / "clean.yml").write_text(CLEAN)
    (stage.folder / "break.yml").write_text(BREAK)
    settings = {
        "remediate_request": request,
        "remediate_tasks_dir": str(stage.folder),
        "remediate_map": {"Disk-Full": "clean.yml", "Hardware": "clean.yml", "broken": "break.yml"},
    }
    return stage.play("motadata.serviceops.remediate", *arguments, **{**settings, **variables})


def a_request_is_worked_on_once(stage: Stage) -> None:
    made = opened(stage, tags=["disk-full", "vip"])
    ended = remediate(stage, made["id"])
    assert ended.code == 0
    assert f"Cleaning for {made['name']}" in ended.said
    assert stage.only()["statusName"] == "Resolved"
    assert sorted(stage.only()["tags"]) == ["automated", "disk-full", "vip"]
    assert "The work is done." in stage.note()
    # A person opens it again: what the automation took up before is for people.
    stage.edit(stage.only(), statusName="Open")
    again = remediate(stage, made["name"].lower())
    assert (again.code, again.writes) == (0, [])
    assert "has the tag automated, so it was taken up before: nothing is done." in again.said


def a_request_stays_open_with_the_reason_if_the_work_fails(stage: Stage) -> None:
    made = opened(stage, tags=["broken"])
    ended = remediate(stage, made["name"])
    assert ended.code == 2
    assert stage.only()["statusName"] == "Open"
    assert sorted(stage.only()["tags"]) == ["automated", "broken"]
    assert "The disk is gone." in stage.note()


@same_everywhere
def a_category_is_enough_and_the_order_of_the_map_counts(stage: Stage) -> None:
    opened(stage, categoryName="Hardware", tags=["broken"])
    # Hardware stands before broken in the map.
    assert remediate(stage, stage.only()["id"]).code == 0
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def what_the_map_does_not_name_is_left_alone(stage: Stage) -> None:
    made = opened(stage)
    for variables, words in (
        ({}, "has no tag and no category that remediate_map names: nothing is done."),
        ({"remediate_map": None}, "has no tag and no category that remediate_map names: nothing is done."),
    ):
        ended = remediate(stage, made["id"], **variables)
        assert (ended.code, ended.writes) == (0, [])
        assert words in ended.said
    stage.edit(made, statusName="Closed")
    assert "is Closed already: nothing is done." in remediate(stage, made["id"]).said


@same_everywhere
def a_placeholder_is_no_request(stage: Stage) -> None:
    for request in ("{#Ticket Id#}", "", "INC-46; rm", None):
        ended = remediate(stage, request)
        assert (ended.code, ended.calls) == (2, [])
        assert "give a number such as 65 or a name such as INC-46" in ended.said


def check_mode_changes_nothing(stage: Stage) -> None:
    made = opened(stage, tags=["disk-full"])
    ended = remediate(stage, made["id"], "--check")
    assert (ended.code, ended.writes) == (0, [])


def a_server_that_loses_the_tag_gets_no_work_done(stage: Stage) -> None:
    ask("PATCH", "/_simulator/profile", {"stored_tags": "split_at_commas"})
    made = opened(stage, tags=["disk-full"])
    ended = remediate(stage, made["id"], remediate_tag="auto,mated")
    assert ended.code == 2
    assert f"{made['name']} did not get the tag auto,mated" in ended.said
    assert f"Cleaning for {made['name']}" not in ended.said
    assert stage.only()["statusName"] == "Open"


@same_everywhere
def a_file_that_is_missing_is_told_before_anything_is_written(stage: Stage) -> None:
    made = opened(stage, tags=["disk-full"])
    ended = remediate(stage, made["id"], remediate_map={"disk-full": "missing.yml"})
    assert (ended.code, ended.writes) == (2, [])
    assert f"There is no file {stage.folder}/missing.yml, which remediate_map names." in ended.said


def two_runs_at_once_work_once(stage: Stage) -> None:
    made = opened(stage, tags=["disk-full"])
    # Another run takes the request up after this one read it, and before this one takes it up.
    (stage.folder / "other.py").write_text(
        "from scenarios import ask\n"
        f"ask('PATCH', '/api/v1/request/{made['id']}', {{'tags': ['disk-full', 'automated']}})\n"
    )
    program = f"PYTHONPATH={Path(scenarios.__file__).parent} {sys.executable} {stage.folder}/other.py"
    ended = remediate(stage, made["id"], remediate_tasks_dir=f"{{{{ lookup('pipe', '{program}') }}}}{stage.folder}")
    assert ended.code == 0
    assert f"{made['name']} got the tag automated from another run just now: nothing is done." in ended.said
    assert f"Cleaning for {made['name']}" not in ended.said
    assert stage.only()["statusName"] == "Open"


def what_strangers_write_is_never_run(stage: Stage) -> None:
    run = stage.folder / "run"
    template = f"{{{{ lookup('pipe', 'touch {run}') }}}}"
    made = opened(stage, subject=f"{stage.job} {template}", description=template, tags=["disk-full", template])
    assert remediate(stage, made["id"]).code == 0
    assert stage.only()["statusName"] == "Resolved"
    firing = alert(stage, "firing", owner=template)
    firing["annotations"] = {"description": template, "summary": f"{stage.job} {template}"}
    assert alerts(stage, {**firing, "startsAt": template}).code == 0
    assert template in stage.requests()[-1]["description"]
    resolved = alert(stage, "resolved", owner=template)
    assert alerts(stage, {**resolved, "endsAt": template}).code == 0
    assert stage.requests()[-1]["statusName"] == "Resolved"
    assert not run.exists()


def an_inventory_of_managed_hosts_keeps_nothing_from_working(stage: Stage) -> None:
    (stage.folder / "hosts.ini").write_text(MANAGED)
    made = opened(stage, tags=["disk-full"])
    assert remediate(stage, made["id"], remediate_hosts="web1").code == 0
    assert "The work is done." in stage.note()
    assert alerts(stage, alert(stage, "firing")).code == 0
    assert [found["statusName"] for found in stage.requests()] == ["Resolved", "Open"]
    assert alerts(stage, alert(stage, "resolved")).code == 0
    assert [found["statusName"] for found in stage.requests()] == ["Resolved", "Resolved"]


def an_inventory_of_managed_hosts_keeps_no_failure_from_being_told(stage: Stage) -> None:
    (stage.folder / "hosts.ini").write_text(MANAGED)
    made = opened(stage, tags=["broken"])
    assert remediate(stage, made["id"], remediate_hosts="web1").code == 2
    assert stage.only()["statusName"] == "Open"
    assert "The disk is gone." in stage.note()


def alert(stage: Stage, status: str, **labels: str) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": "DiskFull", "instance": stage.job, "severity": "critical", **labels},
        "annotations": {"description": "95 % & <more>"},
        "startsAt": "2026-03-01T08:00:00Z",
        "endsAt": "2026-03-01T09:00:00Z",
        "fingerprint": f"{FINGERPRINT}-{stage.job}",
    }


def alerts(stage: Stage, *given: dict[str, Any], **variables: Any) -> Ended:
    body = base64.b64encode(json.dumps({"alerts": given}).encode()).decode()
    settings = {"alert_post": body, "alert_requester_email": "jane@acme.example", "alert_tags": ["alert"]}
    priorities = {"critical": "High", "warning": "Low"}
    return stage.play("motadata.serviceops.alert_requests", **{**settings, "alert_priorities": priorities, **variables})


def an_alert_is_one_request_until_it_is_resolved(stage: Stage) -> None:
    first = alerts(stage, alert(stage, "firing"))
    assert first.code == 0
    made = stage.only()
    assert (made["subject"], made["priorityName"]) == (f"DiskFull on {stage.job}", "High")
    assert sorted(made["tags"]) == ["alert", f"correlation:{FINGERPRINT}-{stage.job}"]
    assert "95 % & <more>" in made["description"]
    assert alerts(stage, alert(stage, "firing")).writes == []
    assert alerts(stage, alert(stage, "firing", severity="warning")).writes == ["PATCH"]
    assert stage.only()["priorityName"] == "Low"
    assert alerts(stage, alert(stage, "resolved")).code == 0
    assert stage.only()["statusName"] == "Resolved"
    assert stage.note().strip() == "The alert was resolved at 2026-03-01T09:00:00Z."
    assert alerts(stage, alert(stage, "resolved")).writes == []
    assert alerts(stage, alert(stage, "firing")).code == 0
    assert [found["statusName"] for found in stage.requests()] == ["Resolved", "Open"]


def one_alert_that_is_refused_stops_no_other(stage: Stage) -> None:
    second = {**alert(stage, "firing"), "fingerprint": f"{FINGERPRINT}-second-{stage.job}"}
    assert alerts(stage, alert(stage, "firing")).code == 0
    refused = alert(stage, "firing", severity="warning")
    # The one that fires has a priority that the server does not know.
    ended = alerts(
        stage, {**second, "labels": refused["labels"]}, alert(stage, "resolved"), alert_priorities={"warning": "No"}
    )
    assert ended.code == 2
    assert stage.only()["statusName"] == "Resolved"
    # Now the server refuses to resolve a request without a category.
    assert alerts(stage, second).code == 0
    ask("PATCH", "/_simulator/profile", {"close_rule": "refused"})
    third = {**second, "fingerprint": f"{FINGERPRINT}-third-{stage.job}"}
    assert alerts(stage, {**second, "status": "resolved"}, third).code == 2
    assert [found["statusName"] for found in stage.requests()] == ["Resolved", "Open", "Open"]


@same_everywhere
def a_post_that_is_none_is_told(stage: Stage) -> None:
    for variables in ({"alert_post": None}, {"alert_post": {"alerts": []}}, {"alert_requester_email": ""}):
        ended = alerts(stage, alert(stage, "firing"), **variables)
        assert (ended.code, ended.calls) == (2, [])
        assert "alert_post must hold the alerts of Alertmanager" in ended.said
    # What Alertmanager itself would read is taken, too.
    assert alerts(stage, alert_post={"alerts": [alert(stage, "firing")]}).code == 0
    assert stage.only()["statusName"] == "Open"


if __name__ == "__main__":
    sys.exit(main(globals()))
