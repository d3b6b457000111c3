# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notes in which jobs report, as a server gives them back."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.notes import (
    JOB_NOTE,
    REFUSAL,
    change_note,
    host_note,
    is_refusal,
    job_note_text,
    unnoted,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._failures.outcomes import with_host_notes
from ansible_collections.motadata.serviceops.plugins.module_utils._failures.report import Run, reported
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.conversation import CONVERSATION

DETAILS = CONVERSATION.carrier.type
FAILED = {"host": "web1", "state": "failed", "task": "Restart <it>", "text": "5 < 6 [[x]]"}
SUCCEEDED = {"host": "web1", "state": "succeeded", "text": "<b>Valid</b> until 2031."}


def kept(text):
    return text


def stripped(text):
    return html.unescape(re.sub(r"<[^<>]*>", "", text)).strip()


def collapsed(text):
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


servers = pytest.mark.parametrize("server", [kept, stripped, collapsed])


def conversation(server, correlation_id, text):
    """Return a note as the module writes it and the server shows it."""
    details = server(DETAILS.with_correlation(text, None, correlation_id))
    return {"correlation_id": DETAILS.correlation_of(details), "details": details}


def run(day, *failed, **more):
    return Run(f"2026-11-{day} 02:00 UTC", dict.fromkeys(failed, f' at "Task": broke on {day} <&>'), **more)


def noted(conversations, outcome, *, description="", job="Renew <it> & more", active=("web1", "web2"), host="web1"):
    return with_host_notes(description, conversations, [outcome], frozenset(active), job=job, host=host)


@servers
def test_the_report_goes_on_where_the_note_stopped(server):
    first = reported("Words.", run(23, "web1", "web2"))
    notes = [conversation(server, "other", "Other."), conversation(server, JOB_NOTE, first.note)]
    second = reported("Words. Ignored.", run(24, "web1"), note=job_note_text(notes))
    assert (second.failures, second.standing) == (2, ("web1", "web2"))
    assert "Words" not in second.note
    assert collapsed(second.note).startswith("[[Ansible counted 2 failed runs from 2026-11-23")
    assert "correlation" not in second.note
    assert "<p>" not in second.note


@servers
def test_what_people_wrote_into_the_note_stays(server):
    written = conversation(server, JOB_NOTE, "<p>Ask Ravi.</p>" + reported("", run(23, "web1")).note)
    assert collapsed(reported("", run(24, "web1"), note=job_note_text([written])).note).startswith("Ask Ravi. [[Ans")


def test_without_a_note_the_description_of_an_earlier_version_counts():
    before = reported("Words.", run(23, "web1")).description
    after = reported(before, run(24, succeeded=frozenset({"web1"})), note=job_note_text([]))
    assert (after.failures, after.standing) == (1, ())
    assert "before, it failed" in after.note


def test_a_summary_is_short_and_names_the_failures():
    failed = {f"web{number}": f' at "Task": {"x" * 5000}' for number in range(30)}
    found = reported("Words.", Run("2026-11-23 02:00 UTC", failed))
    assert found.summary.startswith("Words.<br>[[Ansible counted 1 failed run")
    assert found.summary.count("[[Ansible failed on web") == 10
    assert "[[Ansible failed on 20 more hosts" in found.summary
    assert len(found.summary) < 4000 < len(found.note)


@servers
def test_a_host_has_one_note_for_each_job(server):
    key = host_note("Renew <it>\n& more", "web1")
    failed = noted([], FAILED)
    assert (list(failed.notes), failed.standing) == ([key], "failed")
    notes = [conversation(server, key, failed.notes[key])]
    assert collapsed(noted(notes, FAILED).notes[key]) == collapsed(failed.notes[key])
    good = noted(notes, SUCCEEDED)
    assert (collapsed(good.notes[key]), good.standing) == (
        "[[Ansible succeeded on web1: Valid until 2031. ]]",
        "",
    )


@servers
def test_the_failure_of_another_job_or_host_stands(server):
    for key in (host_note("Other", "web1"), host_note("Renew <it> & more", "web2")):
        notes = [conversation(server, key, noted([], FAILED).notes[host_note("Renew <it> & more", "web1")])]
        found = noted(notes, SUCCEEDED)
        assert (list(found.notes), found.standing) == ([host_note("Renew <it> & more", "web1")], "failed")


def test_a_note_that_is_no_report_is_left_alone():
    notes = [conversation(kept, JOB_NOTE, reported("", run(23, "web2")).note), conversation(kept, "x", "[[Ansible")]
    assert noted([*notes, {"correlation_id": None, "details": None}], SUCCEEDED).standing == ""


def test_a_host_that_got_lost_is_noted_by_the_others():
    lost = {"host": "web2", "state": "running"}
    found = noted([], lost, active=["web1"])
    assert list(found.notes) == [host_note("Renew <it> & more", "web2")]
    assert ("did not finish on web2" in "".join(found.notes.values()), found.standing) == (True, "unfinished")
    assert noted([], lost) == noted([], {"host": "web2", "state": "finished"})
    assert (dict(noted([], lost).notes), noted([], lost).standing) == ({}, "unfinished")


def test_a_failure_in_a_description_stands_until_its_host_has_a_note():
    before = 'Words. [[Ansible failed on web1 at "Task": x ]] [[Ansible failed on web2: y ]]'
    found = noted([], SUCCEEDED, description=before)
    assert found.standing == "failed"
    notes = [conversation(kept, key, text) for key, text in found.notes.items()]
    again = noted(notes, {**SUCCEEDED, "host": "web2"}, description=before, host="web2")
    assert again.standing == ""


def test_the_report_of_a_failing_job_in_a_description_keeps_nothing_open():
    description = reported("", run(23, "web2")).summary
    assert noted([], SUCCEEDED, description=description).standing == ""


@pytest.mark.parametrize(
    ("status", "refused"), [(403, True), (404, True), (405, True), (400, False), (500, False), (None, False)]
)
def test_some_answers_refuse_notes(status, refused):
    assert is_refusal({"failure": {"status": status}}) is refused
    assert not is_refusal({"failed": True})


ON_CHANGE = ' at "upgrade : Restart it": no such unit\nAfterwards at "Fail as the tasks did": no such unit'


@servers
@pytest.mark.parametrize(
    ("host", "failure", "is_noted"),
    [
        ("web1", ON_CHANGE, True),
        ("web1", ' at "Restart it": no such unit', True),
        ("web1", ' at "Fail as the tasks did": no such unit', True),
        ("web1", ' at "Test it": it does not work', False),
        ("web2", ON_CHANGE, False),
        ("web1", ": unknown", False),
    ],
)
def test_what_a_gate_noted_is_known(server, host, failure, is_noted):
    outcome = {"host": "web1", "state": "failed", "task": "Restart it", "text": "no such unit"}
    ((noted_key, text),) = noted([], outcome).notes.items()
    conversations = [conversation(server, noted_key, text)]
    assert unnoted({host: failure}, conversations) == ({} if is_noted else {host: failure})


def test_what_a_gate_described_is_known_and_the_report_of_a_job_is_not_taken_for_it():
    described = '[[Ansible failed on web1 at "Restart it": no such unit ]]'
    assert unnoted({"web1": ON_CHANGE}, [], described) == {}
    assert unnoted({"web1": ON_CHANGE}, [], "[[Ansible counted 1 failed run, at … ]]" + described)


@pytest.mark.parametrize("prefix", ["", "motadata.serviceops.change_gate : "])
def test_a_refusal_of_a_gate_is_no_failure_under_its_change(prefix):
    assert unnoted({"web1": f' at "{prefix}{REFUSAL}": CHG-5 does not let the tasks run'}, []) == {}


def test_the_role_refuses_in_the_task_of_that_name():
    tasks = (Path(__file__).parents[5] / "roles/change_gate/tasks/main.yml").read_text("utf-8")
    assert f"- name: {REFUSAL}\n" in tasks


def test_each_job_has_its_own_note_on_a_change():
    notes = [conversation(kept, change_note("Renew  it"), "One."), conversation(kept, JOB_NOTE, "Other.")]
    assert job_note_text(notes, change_note("Renew it")) == "One."
    assert job_note_text(notes, change_note("Back up")) is None
    assert job_note_text(notes) == "Other."
