# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role request_on_failure, as those see it who run a job night after night."""

from __future__ import annotations

import json
import re
import shlex
import sys
from importlib.metadata import version
from typing import Any

from changes import notes, planned
from scenarios import SETTINGS, Ended, Stage, ask, main, same_everywhere


def nightly(stage: Stage, *arguments: str, **variables: Any) -> Ended:
    """Run the playbook of two lines with what a survey asks for, and without the facts that few scenes are about."""
    survey = {
        "request_on_failure_role": "backup",
        "request_on_failure_hosts": "web",
        "request_on_failure_requester_email": "jane@acme.example",
        "awx_job_template_name": stage.job,
        "request_on_failure_gather_facts": False,
    }
    return stage.play("nightly.yml", *arguments, **{**survey, **variables})


def own(stage: Stage, *arguments: str, **variables: Any) -> Ended:
    """Run the playbook that includes the role, on one host unless a ``pattern`` is given."""
    return stage.play("own.yml", *arguments, job=stage.job, **variables)


def recap(ended: Ended, host: str) -> dict[str, int]:
    """Return the counts of a host."""
    (line,) = re.findall(rf"{host} +: (ok=.*?ignored=\d+)", ended.said)
    return {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", line)}


@same_everywhere
def a_job_template_that_is_broken_for_three_nights_has_one_request(stage: Stage) -> None:
    first = nightly(stage, broken=["web1", "web2"], word="First")
    assert first.code == 2, first.code
    assert recap(first, "web1")["failed"] == 1
    opened = stage.only()
    assert f"{opened['name']} is Open." in first.said
    assert opened["subject"] == f"Ansible job {stage.job} fails on web"
    assert '[[Ansible failed on web1 at "Dump the database": First on web1 <&>. ]]' in opened["description"]
    words = opened["description"] + " Looking at it. Jane"
    stage.edit(opened, description=words, statusName="Pending")
    stage.environment["AWX_HOST"] = "https://towerhost"
    nightly(stage, broken=["web1", "web2"], word="Second", awx_job_id=41)
    assert "/#/jobs/" not in stage.note(), "That is no address, but AWX's word for none."
    stage.environment["AWX_HOST"] = "https://awx.example"
    nightly(stage, broken=["web1"], word="Third", awx_job_id=42)
    last = stage.only()
    text = stage.note()
    assert (last["id"], last["statusName"], last["description"]) == (opened["id"], "Pending", words)
    assert "[[Ansible counted 3 failed runs from 20" in text, text
    assert ": https://awx.example/#/jobs/playbook/42 ]]" in text
    assert '[[Ansible failed on web1 at "Dump the database": Third on web1 <&>. ]]' in text
    assert '[[Ansible succeeded on web2: before, it failed at "Dump the database": Second on web2 <&>. ]]' in text
    assert "First" not in text
    stage.environment["SERVICEOPS_WEB_URL"] = "https://acme.example/{resource}/{id}"
    green = nightly(stage)
    assert green.code == 0
    assert f"{opened['name']} is Resolved: https://acme.example/request/{opened['id']}" in green.said
    assert stage.only()["statusName"] == "Resolved"
    assert "; good again at 20" in stage.note()
    assert text.endswith("correlation:ansible-failures ")
    nightly(stage, broken=["web1"])
    again = stage.requests()
    assert [one["statusName"] for one in again] == ["Resolved", "Open"]
    assert "[[Ansible counted 1 failed run, at 20" in again[1]["description"]


def under(stage: Stage, change: dict[str, Any], **variables: Any) -> Ended:
    """Run the playbook that reports on a change."""
    return stage.play("under_change.yml", **{"job": stage.job, "change": change["name"], **variables})


def a_failure_is_noted_on_the_change_that_the_job_runs_under(stage: Stage) -> None:
    change = planned(stage)
    ended = under(stage, change, broken=["web1"])
    assert (ended.code, ended.writes, stage.requests()) == (2, ["POST"], [])
    (note,) = notes(change)
    assert note.startswith("[[Ansible counted 1 failed run, at 20")
    assert '[[Ansible failed on web1 at "Restart nginx": It broke on web1' in note
    assert note.endswith(f"correlation:ansible-failures {stage.job}")
    # Beside a request, and in the same note.
    under(stage, change, broken=["web1"], requester="jane@acme.example")
    (note,) = notes(change)
    assert "[[Ansible counted 2 failed runs from 20" in note
    assert '"Restart nginx": It broke on web1' in stage.note()
    assert under(stage, {"name": str(change["id"])}, requester="jane@acme.example").code == 0
    assert "; good again at 20" in notes(change)[0]
    assert stage.only()["statusName"] == "Resolved"
    before = notes(change)
    assert under(stage, change).writes == []
    assert notes(change) == before


@same_everywhere
def what_a_gate_notes_is_not_noted_twice(stage: Stage) -> None:
    change = planned(stage)
    ended = under(stage, change, broken=["web1"], within="tasks/reported.yml")
    assert ended.code == 2
    assert [note.partition(" on ")[0] for note in notes(change)] == ["[[Ansible failed", "[[Ansible succeeded"]
    other = planned(stage)
    under(stage, other, broken=["web1"], within="tasks/reported.yml", change_gate_note=False)
    assert [note.partition(" 1 ")[0] for note in notes(other)] == ["[[Ansible counted"]
    ended = under(stage, {"name": ""}, broken=["web1"])
    assert ended.calls == []


@same_everywhere
def a_change_that_cannot_be_reported_on_is_an_ignored_error(stage: Stage) -> None:
    ended = own(stage, broken=["web1"], request_on_failure_change="CHG-999999")
    assert (ended.code, recap(ended, "web1")["ignored"]) == (2, 1)
    assert "CHG-999999" in ended.said
    assert stage.only()
    ended = own(stage, request_on_failure_requester_email="")
    assert "Set request_on_failure_requester_email, request_on_failure_change, or both." in ended.said
    ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": "refused405"})
    change = planned(stage)
    ended = under(stage, change, broken=["web1"])
    assert ended.said.count("because the server refuses notes on it") == 1
    described = ask("GET", f"/_simulator/tickets/change/{change['id']}")["description"]
    assert '[[Ansible failed on web1 at "Restart nginx": It broke on web1' in described


@same_everywhere
def a_server_that_refuses_notes_gets_a_description(stage: Stage) -> None:
    for answer in ("not_found", "gateway404"):
        ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": answer})
        first = nightly(stage, broken=["web1", "web2"], word="First")
        assert (first.code, first.said.count("because the server refuses notes on it")) == (2, 1)
        nightly(stage, broken=["web1"], word="Second")
        text = stage.requests()[-1]["description"]
        assert "[[Ansible counted 2 failed runs from 20" in text, text
        assert '[[Ansible failed on web1 at "Dump the database": Second on web1 <&>. ]]' in text
        assert nightly(stage).code == 0
        last = stage.requests()[-1]
        assert last["statusName"] == "Resolved"
        assert "; good again at 20" in last["description"]


@same_everywhere
def a_description_of_an_earlier_version_is_understood_and_left_alone(stage: Stage) -> None:
    ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": "refused403"})
    nightly(stage, broken=["web1", "web2"])
    nightly(stage, broken=["web1", "web2"])
    described = stage.only()["description"]
    ask("PATCH", "/_simulator/profile", {"profile": "default"})
    nightly(stage, "--limit", "web1")
    assert stage.only()["description"] == described
    assert "[[Ansible counted 2 failed runs from 20" in stage.note()
    assert "[[Ansible failed on web2 " in stage.note()
    assert stage.only()["statusName"] == "Open"
    nightly(stage, "--limit", "web2")
    assert (stage.only()["statusName"], stage.only()["description"]) == ("Resolved", described)


@same_everywhere
def a_job_that_is_well_is_one_read(stage: Stage) -> None:
    # The first run signs in.
    nightly(stage)
    ended = nightly(stage)
    assert ended.code == 0
    assert [call["path"] for call in ended.calls] == ["/api/v1/request/search/byqual"]


@same_everywhere
def two_groups_have_two_requests(stage: Stage) -> None:
    def statuses() -> dict[str, str]:
        # Two are opened at a time, so that either may come first.
        return {one["subject"].rpartition(" ")[2]: one["statusName"] for one in stage.requests()}

    own(stage, pattern="web:db", by_group=True, broken=["web1", "db1"])
    assert statuses() == {"web": "Open", "db": "Open"}
    assert all(one["subject"].startswith(f"Ansible job {stage.job} fails on ") for one in stage.requests())
    own(stage, pattern="web:db", by_group=True, broken=["db1"])
    assert statuses() == {"web": "Resolved", "db": "Open"}


@same_everywhere
def what_is_set_is_set_once(stage: Stage) -> None:
    own(stage, broken=["web1"])
    opened = stage.only()
    assert (opened["priorityName"], opened["tags"]) == ("High", ["nightly"])
    assert opened["description"].startswith("Ask the database team.")
    stage.edit(opened, priorityName="Low", tags=["mine"])
    own(stage, broken=["web1"])
    again = stage.only()
    assert (again["priorityName"], again["tags"]) == ("Low", ["mine"])
    assert again["description"].count("Ask the database team.") == 1


def the_play_ends_as_it_would_have_ended(stage: Stage) -> None:
    ended = own(stage, pattern="web", broken=["web1"])
    assert ended.code == 2
    assert recap(ended, "web1") | {"ok": 0, "skipped": 0, "changed": 0} == {
        "ok": 0, "changed": 0, "unreachable": 0, "failed": 1, "skipped": 0, "rescued": 1, "ignored": 0,
    }  # fmt: skip
    assert "web1 goes on." not in ended.said
    assert "web2 goes on." in ended.said
    assert 'FAILED! => {"changed": false, "msg": "It broke on web1."}' in ended.said


def a_host_that_is_away_is_told(stage: Stage) -> None:
    ended = nightly(stage, request_on_failure_hosts="lost")
    assert ended.code == 4, ended.code
    assert recap(ended, "lost1")["unreachable"] == 1
    assert "[[Ansible failed on lost1 at " in stage.note()


def a_host_that_gets_lost_is_told(stage: Stage) -> None:
    ended = own(stage, pattern="web", lost=["web1"])
    assert recap(ended, "web1")["unreachable"] == 1
    assert "[[Ansible failed on web1: it became unreachable, or left the play: see the output. ]]" in stage.note()


@same_everywhere
def a_limited_run_speaks_for_its_hosts_alone(stage: Stage) -> None:
    own(stage, pattern="web", broken=["web1", "web2"])
    own(stage, "--limit", "web1", pattern="web")
    request = stage.only()
    assert request["statusName"] == "Open"
    assert "Ansible failed on web2" in stage.note()
    assert "Ansible succeeded on web1" in stage.note()
    own(stage, "--limit", "web2", pattern="web")
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def batches_are_counted_once(stage: Stage) -> None:
    # A batch in which every host fails would be the last.
    own(stage, pattern="web:db", batch=2, broken=["web1", "db1"])
    text = stage.note()
    assert "[[Ansible counted 1 failed run, at 20" in text
    assert "[[Ansible failed on web1" in text
    assert "[[Ansible failed on db1" in text
    own(stage, pattern="web:db", batch=2, broken=["db1"])
    # The first batch is well, and the second is not.
    assert stage.only()["statusName"] == "Open"
    own(stage, pattern="web:db", batch=2)
    assert stage.only()["statusName"] == "Resolved"


def secrets_stay_secret(stage: Stage) -> None:
    own(stage, hidden=True)
    assert '"Hide this": its output is hidden by no_log ]]' in stage.note()
    own(stage, leaked=True, ansible_become_password="x1-backup-x1")
    text = stage.note()
    assert "stderr: ******** ******** ]]" in text
    for secret in (SETTINGS["serviceops_password"], "x1-backup-x1", "secret-of-the-task"):
        assert secret not in text


@same_everywhere
def a_server_that_is_away_changes_nothing(stage: Stage) -> None:
    stage.environment |= {"SERVICEOPS_URL": "http://127.0.0.1:9", "SERVICEOPS_RETRY_TIMEOUT": "0"}
    for broken in ([], ["web1"]):
        ended = own(stage, pattern="web", broken=broken)
        assert ended.code == (2 if broken else 0)
        assert "no connection to http://127.0.0.1:9" in ended.said
        assert "web2 goes on." in ended.said


@same_everywhere
def a_status_that_is_refused_changes_nothing_and_the_text_is_written(stage: Stage) -> None:
    own(stage, broken=["web1"])
    ask("PATCH", "/_simulator/profile", {"profile": "default", "close_rule": "refused"})
    assert own(stage).code == 0
    assert "good again" in stage.note()
    assert stage.only()["statusName"] == "Open"


@same_everywhere
def without_a_status_the_request_is_left_to_people(stage: Stage) -> None:
    own(stage, broken=["web1"])
    ended = own(stage, request_on_failure_resolved_status="")
    assert (ended.code, recap(ended, "web1")["ignored"]) == (0, 0)
    assert "good again" in stage.note()
    assert stage.only()["statusName"] == "Open"
    assert own(stage, request_on_failure_resolved_status="").writes == []
    own(stage)
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def check_mode_predicts(stage: Stage) -> None:
    ended = own(stage, "--check", broken=["web1"])
    assert (ended.code, ended.writes) == (2, [])
    assert "changed: [web1 -> localhost]" in ended.said
    own(stage, broken=["web1"])
    ended = own(stage, "--check")
    assert (ended.code, ended.writes) == (0, [])
    assert stage.only()["statusName"] == "Open"


@same_everywhere
def without_an_inventory_it_is_the_machine_itself(stage: Stage) -> None:
    def play(broken: list[str]) -> Ended:
        variables = {
            "request_on_failure_role": "backup",
            "request_on_failure_hosts": "localhost",
            "request_on_failure_requester_email": "jane@acme.example",
            "awx_job_template_name": stage.job,
            "broken": broken,
        }
        # The inventory that a stage gives is left to the shell.
        return stage.run("sh", "-c", shlex.join(["ansible-playbook", "nightly.yml", "-e", json.dumps(variables)]))

    assert play(["localhost"]).code == 2
    assert '[[Ansible failed on localhost at "Dump the database": ' in stage.note()
    assert play([]).code == 0
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def what_is_missing_is_said(stage: Stage) -> None:
    ended = stage.play("nightly.yml", request_on_failure_hosts="web", request_on_failure_requester_email="jane")
    assert "Set one of request_on_failure_tasks_file and request_on_failure_role." in ended.said
    nightly(
        stage,
        request_on_failure_hosts="web2",
        request_on_failure_role="",
        request_on_failure_tasks_file="not_there.yml",
    )
    assert "There is no file not_there.yml" in stage.only()["description"]
    nightly(stage, request_on_failure_hosts="web2", request_on_failure_role="bakup")
    assert "There is no role bakup" in stage.note()
    # Beside the working directory it is found, too, whatever the shell said of that.
    stage.environment["PWD"] = "/nowhere"
    nightly(
        stage,
        request_on_failure_hosts="web2",
        request_on_failure_role="",
        request_on_failure_tasks_file="tasks/work.yml",
        broken=["web2"],
    )
    assert "It broke on web2" in stage.note()
    (stage.folder / "astray.yml").write_text("- ansible.builtin.include_tasks: gone.yml\n")
    own(stage, request_on_failure_tasks_file=str(stage.folder / "astray.yml"))
    assert "There is no file gone.yml, which " in stage.requests()[-1]["description"]


def what_did_not_run_is_no_success(stage: Stage) -> None:
    own(stage, pattern="web", notified=["web1"])
    text = stage.note()
    assert '[[Ansible failed on web1 at "Restart the web server": The configuration is wrong. ]]' in text
    partial = own(stage, "--skip-tags", "slow", pattern="web")
    assert (partial.code, partial.writes, stage.only()["statusName"]) == (0, [], "Open")
    if version("ansible-core") >= "2.18":
        early = own(stage, pattern="web", ended=["web1"])
        assert (early.code, early.writes, stage.only()["statusName"]) == (0, [], "Open")
    own(stage, pattern="web")
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def the_inventory_is_about_the_hosts_alone(stage: Stage) -> None:
    # And a survey gives texts.
    account = "ansible_become=true\nansible_become_user=nobody\nansible_become_exe=/nowhere/sudo\n"
    (stage.folder / "become.ini").write_text(f"[web]\nweb1\nweb2\n[all:vars]\n{account}")
    nightly(
        stage,
        *("-i", str(stage.folder / "become.ini")),
        request_on_failure_gather_facts=True,
        request_on_failure_tags='["nightly", "{{ nothing | default(omit) }}"]',
        request_on_failure_group="{{ nothing | default(omit) }}",
        request_on_failure_correlation_id="{{ nothing | default(omit) }}",
        request_on_failure_custom_fields={"New Text": "{{ nothing | default(omit) }}"},
    )
    opened = stage.only()
    assert (opened["subject"], opened["tags"]) == (f"Ansible job {stage.job} fails", ["nightly"])
    assert "/nowhere/sudo" in opened["description"], opened["description"]


if __name__ == "__main__":
    sys.exit(main(globals()))
