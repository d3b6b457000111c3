# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the request of a failing job is at its end."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.filter.failing_job import FilterModule

failing_job = FilterModule().filters()["failing_job"]
FAILED = {"state": "failed", "task": "Work", "text": "It broke."}
BEFORE = failing_job("", {"web1": FAILED})["description"]


def test_all_is_well_if_every_host_succeeded():
    account = failing_job(BEFORE, {"web1": {"state": "succeeded"}}, active=["web1"], hosts=["web1"])
    assert (account["is_well"], account["standing"]) == (True, [])


@pytest.mark.parametrize("state", ["partial", "ended", "running", "finished"])
def test_a_host_that_did_not_finish_is_not_well(state):
    account = failing_job(BEFORE, {"web1": {"state": state}}, active=["web1"], hosts=["web1"])
    assert (account["is_well"], account["standing"], account["description"]) == (False, ["web1"], BEFORE)
    assert not failing_job("Words.", {"web1": {"state": state}}, active=["web1"])["is_well"]


@pytest.mark.parametrize("state", ["partial", "ended"])
def test_a_run_that_did_not_finish_takes_no_host_for_gone(state):
    account = failing_job(BEFORE, {"web2": {"state": state}}, active=["web2"], hosts=["web2"])
    assert account["standing"] == ["web1"]


@pytest.mark.parametrize("state", ["running", "finished"])
def test_a_host_that_got_lost_failed(state):
    account = failing_job("", {"web1": {"state": state}}, active=[])
    assert account["standing"] == ["web1"]
    assert "it became unreachable, or left the play" in account["description"]


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({"awx_url": "https://awx.example/", "job": 42}, ": https://awx.example/#/jobs/playbook/42 ]]"),
        ({"awx_url": "https://awx.example", "job": 42, "link": "https://ci.example/1"}, ": https://ci.example/1 ]]"),
        ({"awx_url": "https://towerhost", "job": 42}, " UTC ]]"),
        ({"awx_url": "https://awx.example", "job": ""}, " UTC ]]"),
    ],
)
def test_the_address_of_the_job_is_in_the_count(options, address):
    description = failing_job("", {"web1": FAILED}, active=["web1"], **options)["description"]
    assert address in description.partition("<br>[[Ansible failed")[0]


def test_on_a_change_only_what_its_gate_did_not_note_is_reported():
    gate = '[[Ansible failed on web1 at "Restart": no such unit ]] correlation:ansible-run Gate on web1'
    notes = [{"correlation_id": "ansible-run Gate on web1", "details": gate}]
    outcomes = {"web1": {"state": "failed", "task": "Restart", "text": "no such unit"}}
    assert failing_job("", outcomes, active=["web1"], conversations=notes, change_job="Nightly")["failures"] == 0
    assert failing_job("", outcomes, active=["web1"], conversations=notes)["failures"] == 1
    other = {"web1": {"state": "failed", "task": "Test", "text": "wrong"}}
    account = failing_job("", other, active=["web1"], conversations=notes, change_job="Nightly")
    assert account["failures"] == 1
    notes.append({"correlation_id": "ansible-failures Nightly", "details": account["note"]})
    again = failing_job("", other, active=["web1"], conversations=notes, change_job="Nightly")
    assert again["failures"] == 2
