# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role change_gate, as those see it who may change nothing without an approval."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from changes import HOUR, edited, notes, planned
from scenarios import Ended, Stage, ask, main, same_everywhere

SEARCH = "/api/v1/change/search/byqual"
NOT_APPROVED = "it is pending, not approved or pre_approved"


def deleted(change: dict[str, Any]) -> None:
    with suppress(ValueError):
        # The answer is empty.
        ask("DELETE", f"/api/v1/change/{change['id']}")


def own(stage: Stage, change: dict[str, Any], *arguments: str, **variables: Any) -> Ended:
    """Run the playbook that includes the role."""
    return stage.play("own.yml", *arguments, **{"job": stage.job, "change": change["name"], **variables})


def looks(ended: Ended) -> int:
    """Return how often the change was looked at."""
    return sum(call["path"] == SEARCH or "/api/v1/change/" in call["path"] for call in ended.calls)


def worked(ended: Ended) -> list[str]:
    """Return the hosts on which the tasks ran."""
    return sorted(set(re.findall(r"(\w+) works under CHG-", ended.said)))


@contextmanager
def meanwhile(stage: Stage, act: Any) -> Iterator[None]:
    """Do something as soon as a run that begins now has looked at the change."""
    before = len(ask("GET", "/_simulator/calls"))

    def wait() -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(
            call["path"] == SEARCH for call in ask("GET", "/_simulator/calls")[before:]
        ):
            time.sleep(0.1)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join()


def an_approved_change_lets_tasks_run(stage: Stage) -> None:
    change = planned(stage)
    first = own(stage, change, notifying=True)
    assert (first.code, worked(first)) == (0, ["web1", "web2"])
    assert first.said.count("goes on.") == 2
    assert "web1 restarts." in first.said
    # One look, and each host reads and writes its note.
    assert [call["path"] for call in first.calls].count(SEARCH) == 1
    assert first.writes == ["POST", "POST"]
    said = [f"[[Ansible succeeded on {host}: The work is done. ]]" for host in ("web1", "web2")]
    assert notes(change) == [f"{text} correlation:ansible-run {stage.job} on web{n}" for n, text in enumerate(said, 1)]
    again = own(stage, change)
    assert (again.code, again.writes) == (0, [])
    assert len(notes(change)) == 2


@same_everywhere
def a_change_that_is_not_approved_lets_nothing_run(stage: Stage) -> None:
    change = planned(stage, "pending", start=HOUR, end=2 * HOUR)
    ended = own(stage, change)
    assert (ended.code, worked(ended), ended.writes, looks(ended)) == (2, [], [], 1)
    assert f"{change['name']} does not let the tasks run: {NOT_APPROVED}; its window begins at " in ended.said
    assert " in 59 min" in ended.said or " in 1 h" in ended.said
    assert "No task was run." in ended.said
    assert "goes on." not in ended.said
    assert notes(change) == []
    assert own(stage, change, change_gate_approved="pending, approved", change_gate_in_window=False).code == 0
    wrong = own(
        stage, change, change_gate_approved="pending", change_gate_in_window=False, change_gate_statuses="Approved"
    )
    assert "does not let the tasks run: its status is Requested, not Approved." in wrong.said


@same_everywhere
def a_play_that_ignores_errors_ignores_no_refusal(stage: Stage) -> None:
    for file in ("own.yml", "check.yml"):
        ended = stage.play(file, job=stage.job, change=planned(stage, "pending")["name"], ignoring=True)
        assert (ended.code, worked(ended), ended.writes) == (2, [], []), file
        ended = stage.play(file, job=stage.job, change="CHG-999999", ignoring=True)
        assert (ended.code, worked(ended)) == (2, []), file


@same_everywhere
def hosts_that_name_different_changes_do_not_run(stage: Stage) -> None:
    change = planned(stage)
    named = f"{{{{ '{change['name']}' if inventory_hostname == 'web1' else 'CHG-9999' }}}}"
    ended = stage.play("own.yml", job=stage.job, change=named)
    assert (ended.code, worked(ended)) == (2, ["web1"])
    assert "web2 names CHG-9999, and another host CHG-" in ended.said
    assert len(notes(change)) == 1


@same_everywhere
def a_gate_opens_while_it_is_waited_for(stage: Stage) -> None:
    change = planned(stage, "pending")
    with meanwhile(stage, lambda: edited(change, approvalStatus="pre_approved")):
        ended = own(stage, change, change_gate_wait=60, change_gate_delay=1)
    assert (ended.code, worked(ended)) == (0, ["web1", "web2"])
    assert looks(ended) > 1
    later = planned(stage, start=4000)
    ended = own(stage, later, change_gate_wait=60, change_gate_delay=1)
    assert (ended.code, worked(ended)) == (0, ["web1", "web2"])


@same_everywhere
def a_change_that_is_withdrawn_ends_the_wait(stage: Stage) -> None:
    for fields, why in (
        ({"approvalStatus": "rejected"}, "it is rejected, not approved or pre_approved"),
        ({"statusName": "Canceled"}, f"{NOT_APPROVED}; its status is Canceled"),
        ({"endDate": 1}, "its window ended at 1970-01-01T00:00:00"),
    ):
        change = planned(stage, "pending")
        begun = time.monotonic()
        with meanwhile(stage, lambda change=change, fields=fields: edited(change, **fields)):
            ended = own(stage, change, pattern="web1", change_gate_wait=300, change_gate_delay=1)
        assert (ended.code, worked(ended)) == (2, [])
        assert why in ended.said, ended.said
        assert time.monotonic() - begun < 120
    change = planned(stage, "pending")
    with meanwhile(stage, lambda: deleted(change)):
        ended = own(stage, change, pattern="web1", change_gate_wait=300, change_gate_delay=1)
    assert f"There is no change {change['name']}." in ended.said


@same_everywhere
def a_wait_ends_when_it_was_to_end(stage: Stage) -> None:
    change = planned(stage, "pending")
    # Time enough for a first look, on a machine that does other work as well.
    ended = own(stage, change, pattern="web1", change_gate_wait=24, change_gate_delay=16)
    assert (ended.code, worked(ended), looks(ended)) == (2, [], 3)
    first, second, last = (call["time"] for call in ended.calls if call["path"] == SEARCH)
    # The last look comes at the end, not one delay after the look before it.
    assert last - second < 14_000 < second - first


@same_everywhere
def a_window_behind_the_wait_is_told_at_once(stage: Stage) -> None:
    ended = own(stage, planned(stage, start=HOUR // 2), change_gate_wait=600)
    assert (ended.code, worked(ended), looks(ended)) == (2, [], 1)
    assert re.search(r"its window begins at 20\S+Z, in (29 min|30 min).*, and the wait ends at 20\S+Z\.", ended.said)


@same_everywhere
def a_server_that_is_away_is_waited_for(stage: Stage) -> None:
    change = planned(stage)
    stage.environment["SERVICEOPS_RETRY_TIMEOUT"] = "0"
    fault = {"fault": "status", "status": 503, "path": SEARCH, "times": 1}
    ask("POST", "/_simulator/faults", fault)
    assert own(stage, change, pattern="web1").code == 2
    ask("POST", "/_simulator/faults", fault)
    ended = own(stage, change, pattern="web1", change_gate_wait=60, change_gate_delay=1)
    assert (ended.code, worked(ended)) == (0, ["web1"])


@same_everywhere
def a_search_that_is_behind_is_waited_for(stage: Stage) -> None:
    ask("PATCH", "/_simulator/profile", {"profile": "default", "search_lag": 4000})
    change = planned(stage)
    ended = own(stage, change, pattern="web1", change_gate_wait=30, change_gate_delay=1)
    assert (ended.code, worked(ended)) == (0, ["web1"])
    ended = own(stage, {"name": "CHG-999999"}, pattern="web1", change_gate_wait=300, change_gate_delay=1)
    assert "There is no change CHG-999999." in ended.said


@same_everywhere
def a_wrong_password_is_not_tried_again(stage: Stage) -> None:
    stage.environment["SERVICEOPS_PASSWORD"] = "fake-wrong-password"
    ended = own(stage, planned(stage), pattern="web1", change_gate_wait=300, change_gate_delay=1)
    assert (ended.code, worked(ended)) == (2, [])
    assert len(ended.calls) <= 2


@same_everywhere
def too_late_is_too_late(stage: Stage) -> None:
    change = planned(stage, end=-60_000)
    ended = own(stage, change, change_gate_wait=300)
    assert (ended.code, worked(ended), looks(ended)) == (2, [], 1)
    assert "its window ended at " in ended.said
    assert " 1 min" in ended.said


@same_everywhere
def a_window_that_ends_while_the_tasks_run_is_noted(stage: Stage) -> None:
    change = planned(stage)
    # Time enough to begin, on a machine that does other work as well. The server tells its time in whole seconds.
    end = int(time.time()) + 20
    edited(change, endDate=1000 * end)
    ended = own(stage, change, pattern="web1", work_until=end + 2)
    assert ended.code == 0
    (note,) = notes(change)
    assert re.search(r"succeeded on web1: The work is done. The window had ended at 20\S+Z, 1 min before", note), note
    end = int(time.time()) + 20
    edited(change, endDate=1000 * end)
    ended = own(stage, change, pattern="web1", work_until=end + 2, broken=["web1"])
    (note,) = notes(change)
    assert 'failed on web1 at "Restart the database": web1 did not come back. The window had ended at' in note, note


@same_everywhere
def the_clock_of_the_server_counts(stage: Stage) -> None:
    change = planned(stage, start=HOUR // 2)
    assert own(stage, change, pattern="web1").code == 2
    ask("PATCH", "/_simulator/profile", {"profile": "default", "clock_ahead": 3000})
    ended = own(stage, change, pattern="web1")
    assert (ended.code, worked(ended)) == (0, ["web1"])


def a_task_that_fails_is_noted_until_it_succeeds(stage: Stage) -> None:
    change = planned(stage)
    ended = own(stage, change, broken=["web2"])
    assert ended.code == 2
    assert "web1 goes on." in ended.said
    assert "web2 goes on." not in ended.said
    text = '[[Ansible failed on web2 at "Restart the database": web2 did not come back. ]]'
    assert notes(change)[0] == f"{text} correlation:ansible-run {stage.job} on web2"
    assert own(stage, change).code == 0
    assert [note.partition(" on ")[0] for note in notes(change)] == ["[[Ansible succeeded"] * 2


@same_everywhere
def a_run_of_some_tasks_is_not_done(stage: Stage) -> None:
    change = planned(stage)
    assert own(stage, change, "--skip-tags", "slow", pattern="web1").code == 0
    assert "did not finish on web1: only some of its tasks ran" in notes(change)[0]


@same_everywhere
def check_mode_looks_and_writes_nothing(stage: Stage) -> None:
    change = planned(stage)
    ended = own(stage, change, "--check")
    assert (ended.code, worked(ended), ended.writes) == (0, ["web1", "web2"], [])
    ended = own(stage, planned(stage, "pending"), "--check", change_gate_wait=300)
    assert (ended.code, worked(ended), looks(ended)) == (2, [], 1)
    assert NOT_APPROVED in ended.said


@same_everywhere
def without_tasks_it_is_a_mere_check(stage: Stage) -> None:
    change = planned(stage)
    ended = stage.play("check.yml", change=change["id"])
    assert (ended.code, worked(ended), ended.writes) == (0, ["web1", "web2"], [])
    assert notes(change) == []
    assert worked(stage.play("check.yml", "--tags", "fast", change=change["id"])) == ["web1", "web2"]
    pending = planned(stage, "pending")["name"]
    for tags in ([], ["--tags", "fast"], ["--skip-tags", "slow"]):
        ended = stage.play("check.yml", *tags, change=pending)
        assert (ended.code, worked(ended)) == (2, []), tags


@same_everywhere
def gates_and_requests_stand_within_each_other(stage: Stage) -> None:
    change, other = planned(stage), planned(stage)
    for outer in ("change_gate", "request_lifecycle"):
        ended = stage.play("nested.yml", job=stage.job, change=change["name"], outer=outer)
        assert (ended.code, worked(ended)) == (0, ["web1"])
        assert [one["statusName"] for one in stage.requests()][-1] == "Resolved"
        assert notes(change) == [
            f"[[Ansible succeeded on web1: The work is done. ]] correlation:ansible-run {stage.job} on web1"
        ]
    edited(change, approvalStatus="pending")
    ended = stage.play("nested.yml", job=stage.job, change=change["name"], outer="request_lifecycle")
    assert (ended.code, worked(ended)) == (2, [])
    assert (
        NOT_APPROVED
        in ask("GET", f"/_simulator/tickets/request/{stage.requests()[-1]['id']}/conversations")[0]["details"]
    )
    edited(change, approvalStatus="approved")
    ended = stage.play(
        "nested.yml", job=stage.job, change=change["name"], outer="change_gate", inner="other", other=other["name"]
    )
    assert ended.code == 0
    assert f"web1 works under {other['name']}." in ended.said
    assert f"Back under {change['name']}." in ended.said
    assert (len(notes(change)), len(notes(other))) == (1, 1)
    for inner in ("gate", "mere"):
        ended = stage.play("nested.yml", job=stage.job, change=change["name"], outer="change_gate", inner=inner)
        assert (ended.code == 0) is (inner == "mere")
        assert (f"tasks/{inner}.yml is running under a gate already." in ended.said) is (inner == "gate")


@same_everywhere
def a_server_that_refuses_notes_gets_a_description(stage: Stage) -> None:
    for answer in ("refused403", "not_found", "gateway404"):
        ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": answer})
        change = planned(stage)
        ended = own(stage, change)
        assert ended.code == 0
        assert "because the server refuses notes on it" in ended.said
        described = ask("GET", f"/_simulator/tickets/change/{change['id']}")["description"]
        for host in ("web1", "web2"):
            assert f"[[Ansible succeeded on {host}: The work is done. ]]" in described, described
        assert own(stage, change, change_gate_note=False).writes == []


@same_everywhere
def a_note_that_cannot_be_written_fails_nothing(stage: Stage) -> None:
    change = planned(stage)
    stage.environment["SERVICEOPS_RETRY_TIMEOUT"] = "0"
    ask(
        "POST",
        "/_simulator/faults",
        {"fault": "status", "status": 500, "path": f"/api/v1/change/{change['id']}/conversation", "times": 1},
    )
    ended = own(stage, change, pattern="web1")
    assert (ended.code, ended.said.count("goes on.")) == (0, 1)
    assert "...ignoring" in ended.said


def each_batch_and_each_free_host_looks(stage: Stage) -> None:
    change = planned(stage)
    ended = own(stage, change, batch=1)
    assert (ended.code, worked(ended)) == (0, ["web1", "web2"])
    assert [call["path"] for call in ended.calls].count(SEARCH) == 2
    ended = own(stage, change, way="free")
    assert (ended.code, worked(ended)) == (0, ["web1", "web2"])
    ended = own(stage, planned(stage, "pending"), way="free")
    assert (ended.code, worked(ended)) == (2, [])


@same_everywhere
def wrong_options_are_told_before_anything_is_sent(stage: Stage) -> None:
    change = planned(stage)
    for variables, words in (
        ({"change": " "}, "Set change_gate_change,"),
        ({"change_gate_role": "upgrade"}, "one of change_gate_tasks_file and change_gate_role at most"),
        ({"change_gate_delay": 0}, "a change_gate_delay of 1 or more"),
        ({"change_gate_tasks_file": "tasks/none.yml"}, "There is no file tasks/none.yml in "),
    ):
        ended = stage.play("own.yml", **{"job": stage.job, "change": change["name"], "pattern": "web1", **variables})
        assert (ended.code, ended.calls) == (2, [])
        assert words in ended.said, ended.said
    ended = own(stage, {"name": "CHG-999999"}, pattern="web1")
    assert "There is no change CHG-999999. No task was run." in ended.said


@same_everywhere
def a_survey_is_enough(stage: Stage) -> None:
    change = planned(stage)
    survey = {"change_gate_hosts": "web", "change_gate_role": "upgrade", "awx_job_template_name": stage.job}
    ended = stage.play("gated.yml", change_gate_change=f" {change['name'].lower()} ", **survey)
    assert (ended.code, worked(ended)) == (0, ["web1", "web2"])
    assert notes(change)[0].endswith(f"correlation:ansible-run {stage.job} on web1")
    ended = stage.play("gated.yml", change_gate_change=change["id"], **{**survey, "change_gate_role": ""})
    assert "Set one of change_gate_role and change_gate_tasks_file." in ended.said
    ended = stage.play("gated.yml", change_gate_change=change["id"], **{**survey, "change_gate_role": "none"})
    assert "There is no role none in " in ended.said


if __name__ == "__main__":
    sys.exit(main(globals()))
