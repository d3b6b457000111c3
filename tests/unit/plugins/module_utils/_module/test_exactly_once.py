# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request, whatever the server does: a search that lags, a late write, a key stored in another form.

The tests wait a fifth of what users wait (see ``quickly_settled``), and the server is behind by as much less.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import requests

from ansible_collections.motadata.serviceops.plugins.module_utils._engine import lookalikes, prefetch
from tests.unit.support.running import Modules, parsed, start_process
from tests.unit.support.simulated import RESOURCE, counted, sent, stored

KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}
LIST = [{"subject": f"Disk of db{number:02d} is full"} for number in range(5)]
JANE = {"requester_email": KEY["requester_email"]}
BEHIND = 700
LONG = "The certificate of the load balancer in front of the shop expires in three days and has to be renewed by hand"


def all_of(simulator):
    """Return every request, even if the search lags."""
    simulator.clear_faults()
    simulator.switch(search_lag=0)
    return stored(simulator)


@pytest.fixture
def behind(simulator):
    """A simulator whose search lags."""
    simulator.switch(search_lag=BEHIND)
    return simulator


@pytest.mark.parametrize("correlation", [{}, {"correlation_id": "backup"}])
@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop_after_write"},
        {"fault": "truncated_json"},
        *({"fault": "status", "status": status, "after_write": True} for status in (500, 502, 503, 504)),
        *({"fault": "html", "status": status, "after_write": True} for status in (200, 502)),
        {"fault": "status", "status": 200, "after_write": True, "body": {"success": False}},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_a_create_in_doubt_is_looked_for_while_the_search_is_behind(modules, behind, fault, correlation):
    behind.fail(**fault, method="POST", path=RESOURCE)
    assert modules.request(**KEY, **correlation)["operation"] == "created"
    assert len(all_of(behind)) == 1


@pytest.mark.parametrize("response", [{}, {"status": 500}, {"status": 502}, {"status": 504}])
def test_a_create_that_is_applied_late_is_not_sent_again(modules, simulator, response):
    simulator.fail(fault="write_late", late=0.7, method="POST", path=RESOURCE, times=None, **response)
    assert modules.request(**KEY)["operation"] == "created"
    assert sent(simulator).count("POST") == 1
    assert len(all_of(simulator)) == 1


def test_a_create_that_left_no_trace_is_sent_again_once(modules, simulator):
    simulator.fail(fault="drop_before_write", method="POST", path=RESOURCE, times=None)
    result = modules.request(**KEY)
    assert (result["failed"], sent(simulator).count("POST")) == (True, 2)


def test_with_too_little_time_nothing_is_sent_again(modules, simulator):
    simulator.fail(fault="status", status=502, method="POST", path=RESOURCE)
    result = modules.request(**KEY, retry_timeout=0.5)
    assert result["failed"] is True
    assert "may still be applied" in result["msg"]
    assert sent(simulator).count("POST") == 1


def test_the_next_task_waits_for_a_create_that_may_still_be_applied(modules, simulator):
    simulator.fail(fault="write_late", late=0.8, method="POST", path=RESOURCE)
    assert modules.request(**KEY, retry_timeout=0)["failed"] is True
    result = modules.request(**KEY)
    assert (result["operation"], len(all_of(simulator))) == ("none", 1)
    assert any("an earlier task tried to create it" in text for text in result["warnings"])


def test_the_next_task_that_may_not_wait_creates_nothing(modules, simulator):
    simulator.fail(fault="write_late", late=0.8, method="POST", path=RESOURCE)
    for dummy in range(2):
        result = modules.request(**KEY, retry_timeout=0)
        assert "may still be applied" in result["msg"]
    assert sent(simulator).count("POST") == 1


def test_the_next_task_does_not_wait_for_a_create_that_was_refused(modules, simulator):
    simulator.fail(fault="status", status=400, body={"userMessage": "No"}, method="POST", path=RESOURCE)
    assert modules.request(**KEY)["failed"] is True
    result = modules.request(**KEY)
    assert (result["operation"], result["warnings"]) == ("created", [])


@pytest.mark.parametrize("key", [{}, {"correlation_id": "backup"}, {"match_scope": "all"}])
def test_a_second_run_finds_what_the_search_does_not_show_yet(modules, behind, key):
    number = modules.request(**KEY, **key)["request"]["id"]
    result = modules.request(**KEY, **key)
    assert (result["operation"], result["request"]["id"]) == ("none", number)
    assert modules.request(**KEY, **key, priority="High")["operation"] == "updated"
    assert len(all_of(behind)) == 1


def test_a_second_run_of_a_list_finds_what_the_search_does_not_show_yet(modules, behind):
    for operation in ("created", "none"):
        result = modules.request(**JANE, requests=LIST)
        assert [each["operation"] for each in result["results"]] == [operation] * 5
    assert len(all_of(behind)) == 5


def test_processes_that_create_one_key_make_one_request_while_the_search_is_behind(modules, simulator):
    modules.token()
    simulator.switch(search_lag=3000)
    processes = [start_process("serviceops_request", {}, **modules.defaults, **KEY) for dummy in range(3)]
    results = [parsed(process.communicate(timeout=180)[0]) for process in processes]
    assert sorted(result["operation"] for result in results) == ["created", "none", "none"]
    assert len(all_of(simulator)) == 1


def test_a_request_that_was_closed_a_moment_ago_is_not_changed_as_if_open(modules, behind):
    first = modules.request(**KEY)["request"]["id"]
    time.sleep(BEHIND / 1000 + 0.1)
    assert modules.request(**KEY, status="Closed")["operation"] == "updated"
    result = modules.request(**KEY, priority="High")
    assert (result["operation"], result["request"]["id"] != first) == ("created", True)
    assert {each["statusName"] for each in all_of(behind)} == {"Closed", "Open"}


@pytest.mark.parametrize("hint", [{"Retry-After": "0.2"}, {"X-RateLimit-Reset": "100"}])
def test_a_server_that_names_the_moment_to_come_back_may_have_done_it(modules, behind, hint):
    behind.fail(fault="status", status=503, after_write=True, headers=hint, method="POST", path=RESOURCE, times=None)
    assert modules.request(**KEY)["operation"] == "created"
    assert len(all_of(behind)) == 1


def test_a_busy_server_is_asked_as_often_as_there_is_time(modules, simulator):
    busy = {"fault": "status", "status": 503, "headers": {"Retry-After": "0.1"}}
    simulator.fail(**busy, method="POST", path=RESOURCE, times=3)
    assert modules.request(**KEY, retry_timeout=20)["operation"] == "created"
    assert (sent(simulator).count("POST"), len(stored(simulator))) == (4, 1)


def test_the_next_task_counts_from_the_end_of_the_doubt(modules, simulator):
    simulator.fail(fault="latency", seconds=2.8, method="POST", path=RESOURCE)
    assert modules.request(**KEY, timeout=2, retry_timeout=0)["failed"] is True
    assert modules.request(**KEY)["operation"] == "none"
    assert len(all_of(simulator)) == 1


def test_absent_waits_for_a_create_that_may_still_be_applied(modules, simulator):
    simulator.fail(fault="write_late", late=0.8, method="POST", path=RESOURCE)
    assert modules.request(**KEY, retry_timeout=0)["failed"] is True
    assert modules.request(**KEY, state="absent")["operation"] == "deleted"
    assert all_of(simulator) == []


def test_what_one_item_takes_for_its_own_is_still_another_ones(modules, simulator):
    simulator.switch(stored_subject="cut_80")
    simulator.fail(fault="drop_before_write", method="POST", path=RESOURCE)
    simulator.fail(fault="drop_after_write", method="POST", path=RESOURCE, times=None)
    modules.request(**JANE, requests=[{"subject": f"{LONG}, {number}"} for number in range(2)])
    assert len(all_of(simulator)) <= 1


def test_a_request_whose_id_is_known_is_not_created_again(modules, simulator):
    simulator.fail(fault="status", status=201, body={"id": 65}, after_write=True, method="POST", path=RESOURCE)
    simulator.fail(fault="status", status=500, body={"userMessage": "x"}, method="GET")
    result = modules.request(**KEY)
    assert "The request 65 was created, but not shown." in result["msg"]
    assert sent(simulator).count("POST") == 1
    assert modules.request(**KEY)["operation"] == "none"


def test_keys_that_differ_in_case_are_two(modules, behind):
    subjects = ("Backup", "backup", "Backup")
    operations = [modules.request(subject=subject, **JANE)["operation"] for subject in subjects]
    assert operations == ["created", "created", "none"]


def test_a_list_by_id_sees_what_was_written_a_moment_ago(modules, behind):
    first, second = (modules.request(subject=subject, **JANE)["request"]["id"] for subject in ("a", "b"))
    time.sleep(BEHIND / 1000 + 0.1)
    modules.request(id=first, status="Closed")
    result = modules.request(requests=[{"id": number, "status": "Open"} for number in (first, second)])
    assert [each["operation"] for each in result["results"]] == ["updated", "none"]


def test_a_read_that_fails_fails_one_item(modules, behind):
    modules.request(**JANE, requests=LIST)
    behind.fail(fault="status", status=500, body={"userMessage": "x"}, method="GET")
    result = modules.request(**JANE, requests=LIST)
    assert result["summary"] == {"created": 0, "updated": 0, "deleted": 0, "none": 4, "failed": 1}
    assert counted(behind)["GET"] == 5


@pytest.mark.parametrize("unknown", ["bad_request", "error500", "empty404"])
def test_a_deletion_is_confirmed_while_the_search_is_behind(modules, behind, unknown):
    behind.switch(unknown_id=unknown)
    number = modules.request(**KEY)["request"]["id"]
    time.sleep(BEHIND / 1000 + 0.1)
    assert modules.request(id=number, state="absent")["operation"] == "deleted"


def test_another_correlation_field_is_another_request(modules, simulator):
    number = modules.request(**KEY, correlation_id="a", correlation_field="Correlation ID")["request"]["id"]
    simulator.fail(fault="drop_before_write", method="POST", path=RESOURCE)
    other = Modules(simulator.url, Path(modules.defaults["token_cache_path"]).parent / "elsewhere")
    result = other.request(**KEY, correlation_id="b", correlation_field="Correlation ID")
    assert (result["operation"], result["request"]["id"] != number) == ("created", True)


@pytest.mark.parametrize(
    ("ours", "theirs", "alike"),
    [
        ("Disk full", "Disk full", True),
        ("Disk full", "Disk fill", False),
        ("Disk full on web1", "Disk full on web10", True),
        ("Disk full on web10", "Disk full on web1", False),
        ("R&D: disk full", "R&amp;D: disk full", True),
        ("Disk of <web01> full", "Disk of  full", True),
        ("T\u00fcr zu", "T?r zu", True),
        ("T\u00fcr zu", "T?r auf", False),
        ("\u0414\u0438\u0441\u043a", "????", True),
        ("Disk full on web01", "[Ansible] Disk full on web01", True),
        (LONG, LONG[:40], True),
        (LONG, LONG[:10], False),
        ("x", "", False),
    ],
)
def test_what_a_server_may_have_made_of_a_subject(ours, theirs, alike):
    assert lookalikes._may_be_same_text(ours, theirs) is alike


def test_a_wait_with_several_searches_is_reported_once(modules, simulator):
    simulator.fail(fault="status", status=502, method="POST", path=RESOURCE, times=None)
    result = modules.request(**KEY)
    assert len(result["warnings"]) <= 2
    assert not any("more times" in text for text in result["warnings"])
    assert "It was sent 2 times." in result["msg"]


def test_a_request_that_somebody_else_closed_a_moment_ago_is_changed_with_a_warning(modules, behind):
    number = modules.request(**KEY)["request"]["id"]
    time.sleep(BEHIND / 1000 + 0.1)
    headers = {"Authorization": f"Apikey {behind.api_key}"}
    body = {"statusName": "Closed"}
    requests.patch(f"{behind.url}{RESOURCE}/{number}", json=body, headers=headers, timeout=30).raise_for_status()
    (warning,) = modules.request(**KEY, priority="High")["warnings"]
    assert warning.startswith("request INC-46 became Closed meanwhile, or a search did not show that yet")
    assert modules.request(**KEY, status="Closed")["warnings"] == []


def test_a_request_that_was_reopened_a_moment_ago_is_open(modules, behind):
    number = modules.request(**KEY, status="Closed")["request"]["id"]
    time.sleep(BEHIND / 1000 + 0.1)
    modules.request(id=number, status="Open")
    result = modules.request(**KEY)
    assert (result["operation"], result["request"]["id"]) == ("none", number)


def test_a_request_that_was_deleted_a_moment_ago_is_gone(modules, behind):
    number = modules.request(**KEY)["request"]["id"]
    time.sleep(BEHIND / 1000 + 0.1)
    assert modules.request(**KEY, state="absent")["operation"] == "deleted"
    assert modules.request(**KEY, state="absent")["operation"] == "none"
    result = modules.request(**KEY)
    assert (result["operation"], result["request"]["id"] != number) == ("created", True)


def test_what_the_search_shows_is_as_new_as_what_was_written(modules, simulator):
    modules.request(**KEY)
    modules.request(**KEY, priority="High")
    simulator.clear_calls()
    assert modules.request(**KEY, priority="High")["operation"] == "none"
    assert counted(simulator) == {"search": 1}


def test_another_server_at_the_same_address_is_not_taken_for_the_first(modules, simulator):
    modules.request(**KEY)
    simulator.reset()
    modules.request(subject="Another", **JANE)
    assert modules.request(**KEY)["operation"] == "created"
    assert len(stored(simulator)) == 2


@pytest.mark.parametrize(
    ("switch", "options"),
    [
        ({"stored_subject": "cut_80"}, {"subject": LONG}),
        ({"stored_subject": "without_emoji"}, {"subject": "Backup of the shop failed \U0001f525 again"}),
        ({"stored_subject": "decomposed"}, {"subject": "Sch\u00f6n ist es nicht"}),
        ({"stored_tags": "split_at_commas"}, {"subject": LONG, "correlation_id": "backup,shop"}),
        ({}, {"subject": LONG, "requester_email": "lena@old.acme.example"}),
    ],
    ids=["cut", "emoji", "decomposed", "tags", "alias"],
)
def test_a_key_that_the_server_stores_otherwise_makes_one_request(modules, simulator, switch, options):
    simulator.switch(**switch)
    simulator.fail(fault="drop_after_write", method="POST", path=RESOURCE, times=None)
    first = modules.request(**{**JANE, **options})
    assert first["failed"] is True
    assert "Nothing was sent again, for this may be it under another key: INC-46 (Open)" in first["msg"]
    second = modules.request(**{**JANE, **options})
    assert second["failed"] is True
    assert "Nothing was done" in second["msg"]
    assert len(all_of(simulator)) == 1


def test_a_create_whose_key_shows_otherwise_is_not_made_again(modules, simulator):
    simulator.switch(stored_subject="cut_80")
    assert "was created, but the server does not show" in modules.request(subject=LONG, **JANE)["msg"]
    assert "Nothing was done" in modules.request(subject=LONG, **JANE)["msg"]
    assert len(stored(simulator)) == 1


def test_what_this_controller_creates_beside_it_is_not_taken_for_a_create_in_doubt(modules, simulator):
    subjects = [f"{LONG}, {number}" for number in range(12)]
    simulator.fail(fault="drop_before_write", method="POST", path=RESOURCE, skip=5)
    result = modules.request(**JANE, requests=[{"subject": subject} for subject in (LONG, *subjects)])
    assert result["failed"] is False
    assert len(stored(simulator)) == 13


def test_a_twin_that_is_made_elsewhere_while_a_list_is_at_work_is_found(modules, simulator, monkeypatch):
    monkeypatch.setattr(prefetch, "_MAX_AGE", 0.1)
    simulator.fail(fault="latency", seconds=0.5, method="POST", path=RESOURCE, times=None)

    def interfere():
        while "POST" not in sent(simulator):
            time.sleep(0.01)
        create_elsewhere(simulator, "Host 39")

    elsewhere = threading.Thread(target=interfere)
    elsewhere.start()
    result = modules.request(**JANE, requests=[{"subject": f"Host {number}"} for number in range(40)])
    elsewhere.join()
    assert [each["operation"] for each in result["results"]] == ["created"] * 39 + ["none"]
    assert len(all_of(simulator)) == 40


def create_elsewhere(simulator, subject):
    """Create a request as another client would."""
    headers = {"Authorization": f"Apikey {simulator.api_key}"}
    body = {"subject": subject, "requesterEmail": KEY["requester_email"]}
    requests.post(simulator.url + RESOURCE, json=body, headers=headers, timeout=30).raise_for_status()
