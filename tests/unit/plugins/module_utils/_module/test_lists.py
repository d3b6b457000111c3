# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many requests in one task: few calls, a result for each, and nothing lost if some fail."""

from __future__ import annotations

import html
import os
import signal
import threading
import time

import pytest
import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.motadata.serviceops.plugins.module_utils._engine import lists, prefetch
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.ensure import Reconciler
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.identity import Identity
from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import resource_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_task
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from tests.unit.support.running import Modules, parsed, start_process
from tests.unit.support.simulated import RESOURCE, counted, sent, stored, writes

JANE = {"requester_email": "jane@acme.example"}


def many(count, **more):
    return [{"subject": f"Disk {number}", **more} for number in range(count)]


def operations(result):
    return [each["operation"] for each in result["results"]]


def test_many_are_made_with_one_search_and_kept_with_one(modules, simulator):
    first = modules.request(**JANE, priority="High", requests=many(60))
    assert (first["failed"], first["changed"]) == (False, True)
    assert first["summary"] == {"created": 60, "updated": 0, "deleted": 0, "none": 0, "failed": 0}
    assert [each["request"]["subject"] for each in first["results"]] == [f"Disk {number}" for number in range(60)]
    assert {each["request"]["priority"] for each in first["results"]} == {"High"}
    assert counted(simulator) == {"token": 1, "search": 1, "POST": 60}
    simulator.clear_calls()
    again = modules.request(**JANE, priority="High", requests=many(60))
    assert (again["changed"], set(operations(again))) == (False, {"none"})
    assert sent(simulator) == ["search"]
    assert "diff" not in again


@pytest.mark.parametrize("profile", ["default", "documented", "legacy", "terse", "stubborn", "forgiving"])
def test_every_identity_is_found_on_every_server(modules, simulator, profile):
    simulator.reset(5)
    simulator.profile(profile)
    made = modules.request(**JANE, requests=[*many(2), {"correlation_id": "job", "subject": "Disk 2"}])
    assert operations(made) == ["created"] * 3
    ids = [each["request"]["id"] for each in made["results"]]
    desired = [
        {"id": ids[0], "tags": ["a"]},
        {"name": made["results"][1]["request"]["name"], "tags": ["a"]},
        {"correlation_id": "job", "tags": ["a"]},
    ]
    changed, kept = modules.request(requests=desired), modules.request(requests=desired)
    assert operations(changed) == ["updated"] * 3
    assert operations(kept) == ["none"] * 3
    assert [each["request"]["id"] for each in kept["results"]] == ids


def test_items_have_a_state_and_options_of_their_own(modules, simulator):
    made = modules.request(**JANE, requests=many(2))["results"]
    result = modules.request(
        **JANE,
        priority="Low",
        requests=[
            {"subject": "Disk 0", "state": "absent"},
            {"subject": "Disk 1", "priority": "High"},
            {"subject": "Disk 2", "requester_email": "ravi@acme.example"},
            {"id": made[1]["request"]["id"] + 50, "state": "absent"},
        ],
    )
    assert operations(result) == ["deleted", "updated", "created", "none"]
    shown = {each["subject"]: (each["priorityName"], each["requesterEmail"]) for each in stored(simulator)}
    assert shown == {"Disk 1": ("High", "jane@acme.example"), "Disk 2": ("Low", "ravi@acme.example")}
    names = [each["request"]["name"] for each in (*made, result["results"][2])]
    after = [part["after_header"] for part in result["diff"]]
    assert after == [f"requests[{place}]: request {name}" for place, name in enumerate(names)]
    before = [part["before_header"] for part in result["diff"]]
    key = "subject 'Disk 2', requester_email 'ravi@acme.example'"
    assert before == [*after[:2], f"requests[2]: request with {key}"]


def test_check_mode_predicts_each_and_writes_nothing(modules, simulator):
    modules.request(**JANE, requests=many(1))
    simulator.clear_calls()
    result = modules.request(check=True, **JANE, priority="High", requests=many(3))
    assert operations(result) == ["updated", "created", "created"]
    assert writes(simulator) == []


def test_one_that_is_refused_leaves_the_others_done(modules, simulator):
    items = many(5)
    items[2]["category"] = "Nowhere"
    result = modules.request(**JANE, requests=items)
    assert (result["failed"], result["changed"]) == (True, True)
    assert [each["failed"] for each in result["results"]] == [False, False, True, False, False]
    assert result["summary"]["created"] == 4
    assert result["msg"].startswith("1 of 5 requests failed, the others are done. requests[2]: Could not create")
    assert "'Nowhere' does not exist" in result["msg"]
    assert result["failure"]["status"] == 400
    assert len(stored(simulator)) == 4
    items[2]["category"] = "Storage"
    assert operations(modules.request(**JANE, requests=items)) == ["none", "none", "created", "none", "none"]


@pytest.mark.parametrize("text", ["nightly, shop", '["nightly", "shop"]', "['nightly', 'shop']"])
def test_a_list_of_an_item_may_be_a_text(modules, simulator, text):
    item = {"subject": "Disk 1", "tags": text, "match_on": "subject,requester_email"}
    result = modules.request(**JANE, requests=[item])
    assert result["results"][0]["request"]["tags"] == ["nightly", "shop"]
    again = modules.request(**JANE, requests=[{**item, "tags": ["shop", "nightly"]}, {"subject": "Disk 2"}])
    assert operations(again) == ["none", "created"]


def test_an_empty_text_for_a_list_of_an_item_clears_it(modules, simulator):
    modules.request(**JANE, subject="Disk 1", tags=["a"])
    result = modules.request(**JANE, requests=[{"subject": "Disk 1", "tags": ""}])
    assert not result["results"][0]["request"]["tags"]


def test_a_create_in_doubt_among_many_makes_one_request(modules, simulator):
    simulator.fail(fault="drop_after_write", method="POST", path=RESOURCE, times=3)
    simulator.fail(fault="status", status=503, headers={"Retry-After": "0.1"}, method="POST", path=RESOURCE, times=3)
    result = modules.request(**JANE, requests=many(20))
    assert set(operations(result)) == {"created"}
    assert len(stored(simulator)) == 20


def test_a_server_that_goes_away_is_not_asked_for_each(modules, simulator):
    simulator.fail(fault="status", status=502, method="POST", path=RESOURCE, times=None)
    result = modules.request(**JANE, requests=many(100), retry_timeout=0)
    assert result["summary"]["failed"] == 100
    assert counted(simulator)["POST"] < 30
    assert "Skipped because the server is unavailable" in result["results"][99]["msg"]
    assert "The other 97 are in results." in result["msg"]
    assert {each["failure"]["status"] for each in result["results"]} == {502}


@pytest.mark.parametrize(
    ("requests", "words"),
    [
        ([{}], "requests[0]: subject is missing or empty"),
        ([{"subject": "x"}, {"subject": ""}], "requests[1]: subject is missing or empty"),
        ([{"sbject": "x"}], "requests[0]: unsupported parameters: sbject"),
        ([{"id": "one"}], "requests[0]: id must be a number, got 'one': write name: one."),
        ([{"subject": "x"}, {"subject": " x "}], "requests[0] and requests[1] mean one request: subject 'x'"),
        ([{"id": 1}, {"id": 1}], "requests[0] and requests[1] mean one request: id 1"),
        ([{"subject": "x", "state": "gone"}], "requests[0]: value of state must be one of"),
    ],
)
def test_an_invalid_item_is_reported_before_any_call(modules, simulator, requests, words):
    result = modules.request(**JANE, requests=requests)
    assert result["failed"] is True
    assert words in result["msg"]
    assert simulator.calls() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"correlation_id": "job", "subject": "x"}, {"subject": "x"}),
        ({"subject": "x"}, {"correlation_id": "job", "subject": "x"}),
        ({"subject": "x"}, {"subject": "x", "requester_email": "jane"}),
        ({"subject": "x"}, {"subject": "x", "match_on": ["requester_email", "subject"]}),
        ({"subject": "x"}, {"subject": "x", "requester_email": "JANE@acme.example"}),
    ],
)
def test_two_that_would_make_one_record_are_refused_before_any_call(modules, simulator, one, other):
    result = modules.request(**JANE, requests=[{"subject": "y"}, one, other])
    assert "requests[1] and requests[2] mean one request:" in result["msg"]
    assert simulator.calls() == []


def test_two_that_are_about_one_record_are_refused_before_any_write(modules, simulator):
    made = modules.request(**JANE, subject="Disk 1")["request"]
    simulator.clear_calls()
    for other in ({"name": made["name"]}, {"subject": "Disk 1"}):
        desired = [{"id": made["id"], "priority": "High"}, {**other, "priority": "Low"}]
        result = modules.request(**JANE, requests=desired)
        assert f"requests[0] and requests[1] mean one request: id {made['id']}, and " in result["msg"]
    assert writes(simulator) == []


def test_what_differs_in_case_only_where_case_counts_is_two(modules, simulator):
    desired = [
        {"correlation_id": "ABC", "subject": "one"},
        {"correlation_id": "abc", "subject": "two"},
        {"subject": "Case of it"},
        {"subject": "case of it", "requester_email": "ravi@acme.example"},
    ]
    assert operations(modules.request(**JANE, requests=desired)) == ["created"] * 4
    assert operations(modules.request(**JANE, requests=desired)) == ["none"] * 4
    assert len(stored(simulator)) == 4


def test_one_that_the_server_cannot_take_leaves_the_others_done(modules, simulator):
    made = modules.request(**JANE, requests=many(60))["results"]
    poisoned = made[3]["request"]["id"]
    simulator.fail(fault="status", status=500, method="PATCH", path=f"{RESOURCE}/{poisoned}", times=None)
    result = modules.request(**JANE, priority="High", requests=many(60), retry_timeout=0)
    assert (result["summary"]["updated"], result["summary"]["failed"]) == (59, 1)


def test_advice_is_given_for_one_of_many(modules, simulator):
    modules.request(**JANE, requests=many(1))
    simulator.switch(delete="refused405")
    assert "Close the request instead" in modules.request(**JANE, state="absent", requests=many(1))["msg"]


def test_what_somebody_changed_while_the_list_ran_is_not_undone(modules, simulator, monkeypatch):
    monkeypatch.setattr(prefetch, "_MAX_AGE", 0.2)
    made = modules.request(**JANE, requests=many(40))["results"]
    last = made[39]["request"]["id"]
    simulator.fail(fault="latency", seconds=0.3, method="PATCH", path=f"{RESOURCE}/{made[0]['request']['id']}", times=1)
    for number in range(1, 39):
        path = f"{RESOURCE}/{made[number]['request']['id']}"
        simulator.fail(fault="latency", seconds=0.2, method="PATCH", path=path, times=1)
    headers = {"Authorization": f"Bearer {modules.token()['access_token']}"}

    def interfere():
        while "PATCH" not in sent(simulator):
            time.sleep(0.01)
        body = {"tags": ["correlation:other", "human"]}
        requests.patch(f"{simulator.url}{RESOURCE}/{last}", json=body, headers=headers, timeout=30)

    human = threading.Thread(target=interfere)
    human.start()
    modules.request(**JANE, requests=many(40, tags=["bulk"]))
    human.join()
    assert {record["id"]: set(record["tags"]) for record in stored(simulator)}[last] == {"correlation:other", "bulk"}


def test_a_list_that_is_broken_off_begins_and_waits_for_nothing_more(modules, simulator):
    simulator.fail(fault="status", status=503, headers={"Retry-After": "20"}, method="POST", path=RESOURCE, times=None)

    def break_off(dummy, context):
        raise TimeoutError("broken off")

    before = signal.signal(signal.SIGALRM, break_off)
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        with pytest.raises(TimeoutError, match="broken off"):
            modules.request(**JANE, requests=many(100), retry_timeout=60)
    finally:
        signal.signal(signal.SIGALRM, before)
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
    for worker in workers:
        worker.join(10)
    assert not any(worker.is_alive() for worker in workers)
    assert counted(simulator)["POST"] <= 10


def test_waits_are_reported_a_few_times_and_then_counted(modules, simulator):
    simulator.fail(fault="status", status=429, headers={"Retry-After": "0.1"}, method="POST", path=RESOURCE, times=12)
    result = modules.request(**JANE, requests=many(12), retry_timeout=60)
    assert set(operations(result)) == {"created"}
    assert len(result["warnings"]) == 4
    assert result["warnings"][-1] == "ServiceOps made this task wait 9 more times."
    assert not any("may have been applied" in warning for warning in result["warnings"])


def test_a_list_keeps_within_the_limit_of_a_server_that_says_what_is_left(modules, simulator):
    simulator.switch(rate_limit="on")
    result = modules.request(**JANE, requests=many(80))
    assert set(operations(result)) == {"created"}
    # None is; but one or two may come of a machine that halts a thread between its decision and its call.
    assert sum(call["status"] == 429 for call in simulator.calls()) <= 2


def test_a_few_correlation_ids_are_asked_for_one_by_one(modules, simulator):
    for number in range(3):
        modules.request(**JANE, subject="Backup", correlation_id=f"job-{number}")
    simulator.clear_calls()
    items = [{"correlation_id": f"job-{number}", "subject": "Backup"} for number in range(2)]
    assert operations(modules.request(**JANE, requests=items)) == ["none"] * 2
    assert sent(simulator) == ["search"] * 2


def test_fields_are_what_is_returned_of_each(modules, simulator):
    made = modules.request(**JANE, requests=[*many(2), {"id": 999, "state": "absent"}], fields=["status"])["results"]
    # Several are made at a time, so that any may come first.
    known = {record["subject"]: record["id"] for record in stored(simulator)}
    ids = [known["Disk 0"], known["Disk 1"]]
    assert [each["request"] for each in made] == [
        {"id": ids[0], "status": "Open"},
        {"id": ids[1], "status": "Open"},
        None,
    ]
    one = modules.request(id=ids[0], priority="High", fields=["priority", "url"])
    assert (one["operation"], list(one["request"]), one["request"]["priority"]) == (
        "updated",
        ["id", "priority", "url"],
        "High",
    )
    simulator.clear_calls()
    for options in ({"requests": many(2)}, {"subject": "x"}):
        assert "fields names 'stat'" in modules.request(**JANE, **options, fields=["stat"])["msg"]
    assert simulator.calls() == []


def test_an_identity_beside_the_list_is_a_contradiction(modules, simulator):
    assert "id names one request: give it to each of requests" in modules.request(id=1, requests=many(1))["msg"]
    assert simulator.calls() == []


def test_an_empty_list_is_nothing_to_do(modules, simulator):
    result = modules.request(**JANE, requests=[])
    assert (result["failed"], result["changed"], result["results"]) == (False, False, [])
    assert sent(simulator) == []


def test_many_keys_are_asked_for_in_parts(modules, simulator):
    result = modules.request(check=True, **JANE, requests=many(1200))
    assert set(operations(result)) == {"created"}
    assert sent(simulator) == ["search"] * 3


def test_a_server_that_ignores_the_question_is_asked_for_everything_once(modules, simulator):
    simulator.reset(30)
    simulator.switch(search_qualification="ignored")
    modules.request(check=True, **JANE, requests=many(3000))
    assert sent(simulator) == ["search"] * 2


@pytest.mark.parametrize("tags", ["contains", "exact_only", "unsupported", "blind"])
def test_correlation_ids_are_found_however_tags_can_be_searched(modules, simulator, tags):
    simulator.switch(search_tags=tags)
    items = [{"correlation_id": f"job-{number}", "subject": "Backup"} for number in range(3)]
    assert operations(modules.request(**JANE, requests=items)) == ["created"] * 3
    assert operations(modules.request(**JANE, requests=items)) == ["none"] * 3


def test_a_record_with_one_tag_in_two_spellings_is_one_record(modules, simulator):
    modules.request(**JANE, subject="Backup", correlation_id="job-1", tags=["Correlation:JOB-1"])
    items = [{"correlation_id": f"job-{number}", "subject": "Backup"} for number in range(12)]
    result = modules.request(**JANE, requests=items)
    assert result["failed"] is False, result["msg"]
    assert operations(result) == ["created", "none"] + ["created"] * 10


def test_correlation_fields_are_found_without_comparing_each_record_with_each_item(modules, simulator, monkeypatch):
    compared = []
    fits = Identity.fits
    monkeypatch.setattr(Identity, "fits", lambda self, record: compared.append(record) or fits(self, record))
    items = [{"correlation_id": f"job-{number}", "subject": "Backup"} for number in range(100)]
    options = {**JANE, "correlation_field": "New Text Input", "requests": items}
    assert operations(modules.request(**options)) == ["created"] * 100
    assert operations(modules.request(**options)) == ["none"] * 100
    # Once among all, and once to take the one of all that fit.
    assert len(compared) <= 4 * 100


def test_a_token_that_ends_in_the_middle_is_renewed_once(modules, simulator):
    modules.token()
    simulator.expire_tokens()
    simulator.clear_calls()
    assert set(operations(modules.request(**JANE, requests=many(30)))) == {"created"}
    assert counted(simulator)["token"] == 1


def test_two_processes_with_the_same_list_make_each_request_once(modules, simulator):
    simulator.fail(fault="latency", seconds=0.1, method="POST", path=RESOURCE, times=None)
    options = {**modules.defaults, **JANE, "requests": many(20)}
    processes = [start_process("serviceops_request", {}, **options) for dummy in range(3)]
    results = [parsed(process.communicate(timeout=180)[0]) for process in processes]
    assert sum(result["summary"]["created"] for result in results) == 20
    assert len(stored(simulator)) == 20


def test_warnings_say_which_one_they_are_about(modules, simulator):
    simulator.switch(unknown_name="ignored")
    (warning,) = modules.request(**JANE, requests=[{"subject": "a", "category": "Nowhere"}, {"subject": "b"}])[
        "warnings"
    ]
    assert warning.startswith(
        "requests[0] (subject 'a', requester_email 'jane@acme.example'): The server accepted category"
    )


@pytest.mark.parametrize("given", ["R&amp;D", "a&nbsp;b", "&lt;b"])
def test_a_correlation_field_that_a_server_unescapes_is_found(modules, simulator, given):
    items = [{"correlation_id": text, "subject": text} for text in (given, "other")]
    options = {**JANE, "correlation_field": "New Text Input", "requests": items}
    assert operations(modules.request(**options)) == ["created"] * 2
    for record in stored(simulator):
        shown = html.unescape(record["customField"]["New Text Input"])
        modules.request(id=record["id"], custom_fields={"New Text Input": shown})
    assert operations(modules.request(**options)) == ["none"] * 2


def test_what_is_no_error_of_an_item_ends_the_list_after_the_others(modules, simulator, monkeypatch):
    run = Reconciler.run

    def broken(self):
        if self._task.identity.fits({"subject": "a", "requesterEmail": "jane@acme.example"}):
            raise KeyError("bug")
        return run(self)

    monkeypatch.setattr(Reconciler, "run", broken)
    with pytest.raises(KeyError):
        modules.request(**JANE, requests=[{"subject": subject} for subject in "abcdefghijkl"])
    assert len(stored(simulator)) == 11


def test_how_far_it_is_is_reported_whichever_item_is_slow(simulator, tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "_REPORT_INTERVAL", 0.2)
    # Long enough for the others, on a busy machine, too.
    simulator.fail(fault="latency", seconds=5, method="POST", path=RESOURCE, times=1)
    reports: list[str] = []
    params = {"state": "present", "requests": many(20), **JANE}
    options = Modules(simulator.url, tmp_path).defaults
    task = resource_task(REQUEST)
    checked = ArgumentSpecValidator(task.arguments).validate({**options, **params})
    result = run_task(
        task, checked.validated_parameters, check_mode=False, environ=os.environ, warn=print, report=reports.append
    )
    assert result["summary"]["created"] == 20
    # One that happens to share its lock with the slow one waits for it.
    assert {"18 of 20 requests are done.", "19 of 20 requests are done."} & set(reports)
