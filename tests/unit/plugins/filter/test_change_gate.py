# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict about a change: every reason in one sentence, and whether waiting can help."""

from __future__ import annotations

import time

import pytest

from ansible_collections.motadata.serviceops.plugins.filter.change_gate import FilterModule

change_gate = FilterModule().filters()["change_gate"]

CHANGE = {
    "id": 5,
    "name": "CHG-5",
    "status": "Requested",
    "approval_status": "approved",
    "start_date": "2026-03-01T22:00:00.000Z",
    "end_date": "2026-03-01T23:00:00.000Z",
}
WITHIN = "2026-03-01T22:30:00.000Z"


def judged(server_time=WITHIN, fields=None, **options):
    return change_gate({**CHANGE, **(fields or {})}, named="CHG-5", server_time=server_time, **options)


def test_an_approved_change_lets_tasks_run_in_its_window():
    assert judged() == {"refusal": "", "is_final": False, "seconds_left": 1800}


@pytest.mark.parametrize("moment", [CHANGE["start_date"], CHANGE["end_date"]])
def test_the_ends_of_a_window_belong_to_it(moment):
    assert judged(moment)["refusal"] == ""


@pytest.mark.parametrize("shown", ["pre_approved", "Pre Approved", "PRE-APPROVED", " Approved "])
def test_how_an_approval_is_spelled_does_not_count(shown):
    assert judged(fields={"approval_status": shown})["refusal"] == ""


@pytest.mark.parametrize(
    ("fields", "moment", "options", "reason", "is_final"),
    [
        ({"approval_status": "pending"}, WITHIN, {}, "it is pending, not approved or pre_approved", False),
        ({"approval_status": None}, WITHIN, {}, "it has no approval status, not approved or pre_approved", False),
        ({"approval_status": "Rejected"}, WITHIN, {}, "it is Rejected, not approved or pre_approved", True),
        ({}, WITHIN, {"approved": ["pre_approved"]}, "it is approved, not pre_approved", False),
        ({"status": "Closed"}, WITHIN, {}, "its status is Closed", True),
        ({"status": "canceled"}, WITHIN, {}, "its status is canceled", True),
        (
            {},
            WITHIN,
            {"statuses": ["Approved", "In Progress"]},
            "its status is Requested, not Approved or In Progress",
            False,
        ),
        ({}, "2026-03-01T18:54:59Z", {}, "its window begins at 2026-03-01T22:00:00Z, in 3 h 5 min", False),
        ({}, "2026-03-01T21:59:59.500Z", {}, "its window begins at 2026-03-01T22:00:00Z, in 1 s", False),
        (
            {},
            "2026-03-01T18:54:59Z",
            {"wait": 3600.4},
            "its window begins at 2026-03-01T22:00:00Z, in 3 h 5 min, and the wait ends at 2026-03-01T19:54:59Z",
            True,
        ),
        ({}, "2026-03-01T21:59:00Z", {"wait": 60}, "its window begins at 2026-03-01T22:00:00Z, in 1 min", False),
        ({}, "2026-03-01T21:59:00Z", {"wait": -1}, "its window begins at 2026-03-01T22:00:00Z, in 1 min", False),
        ({}, "2026-03-03T23:00:01Z", {}, "its window ended at 2026-03-01T23:00:00Z, 2 d 1 s ago", True),
        ({"start_date": None}, WITHIN, {}, "it has no start_date", False),
        ({"end_date": "soon"}, WITHIN, {}, "it has no end_date", False),
    ],
)
def test_what_is_missing_is_named(fields, moment, options, reason, is_final):
    verdict = judged(moment, fields=fields, **options)
    assert verdict["refusal"] == f"CHG-5 does not let the tasks run: {reason}."
    assert verdict["is_final"] is is_final


def test_no_word_stands_for_no_approval():
    assert "it has no approval status" in judged(fields={"approval_status": ""}, approved=["approved", ""])["refusal"]


def test_all_that_is_missing_is_one_sentence():
    verdict = judged("2026-03-01T21:00:00Z", fields={"approval_status": "pending"})
    assert verdict["refusal"] == (
        "CHG-5 does not let the tasks run: it is pending, not approved or pre_approved; its window begins at "
        "2026-03-01T22:00:00Z, in 1 h."
    )


def test_a_status_that_is_asked_for_lets_tasks_run_though_it_ends_a_change():
    assert judged(fields={"status": "Closed"}, statuses=["closed"])["refusal"] == ""


def test_the_window_can_be_left_out():
    verdict = judged("2026-03-05T00:00:00Z", fields={"end_date": None}, in_window=False)
    assert verdict == {"refusal": "", "is_final": False, "seconds_left": None}


@pytest.mark.parametrize("change", [None, {}])
def test_a_change_that_is_not_there_lets_nothing_run(change):
    verdict = change_gate(change, named="CHG-9")
    assert verdict == {"refusal": "There is no change CHG-9.", "is_final": True, "seconds_left": None}


@pytest.mark.parametrize("server_time", ["", None])
def test_without_a_time_of_the_server_the_clock_of_the_controller_counts(server_time):
    now = time.time()
    fields = {"start_date": int(1000 * (now - 60)), "end_date": int(1000 * (now + 60))}
    verdict = judged(server_time, fields=fields)
    assert verdict["refusal"] == ""
    assert 50 < verdict["seconds_left"] <= 60
