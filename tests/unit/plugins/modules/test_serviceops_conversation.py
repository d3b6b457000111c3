# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: written once, kept up to date, deleted, and read."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.unit.support.running import run_process

PARENTS = ("request", "change", "problem", "release")
JANE = "jane@acme.example"


@pytest.fixture
def ticket(modules):
    """A request, by its number."""
    return modules.request(subject="Disk full", requester_email=JANE)["request"]["id"]


def posted(simulator, modules, path, **body):
    """Return what a server makes of a body, past the modules."""
    return simulator.post(path, modules.token()["access_token"], **body)


def calls_of(simulator):
    found = [(call["method"], call["path"].rpartition("conversation")[2]) for call in simulator.calls()]
    return [each for each in found if each[1] != "/api/oauth/token"]


@pytest.mark.parametrize("kind", PARENTS)
def test_a_note_is_added_once_by_number_and_by_name(simulator, modules, kind):
    record = simulator.create_ticket(kind)
    first = modules.conversation(details="The restart worked.", **{kind: record["id"]})
    again = modules.conversation(details="<p>The restart  worked.</p>", **{kind: record["name"]})
    assert (first["operation"], again["operation"]) == ("created", "none")
    assert first["conversation"]["id"] == again["conversation"]["id"]
    assert modules.conversations(**{kind: record["name"]})["total"] == 1
    shown = again["conversation"]
    assert (shown["type"], shown["details"], shown["updatable"]) == ("note", "The restart worked.", True)
    assert "files" not in shown
    assert shown["created_time"] == shown["updated_time"]


def test_a_note_costs_two_calls_and_no_change_one(simulator, modules, ticket):
    simulator.clear_calls()
    modules.conversation(request=ticket, details="x")
    assert calls_of(simulator) == [("POST", "/search/byqual"), ("POST", "")]
    simulator.clear_calls()
    modules.conversation(request=ticket, details="x")
    assert calls_of(simulator) == [("POST", "/search/byqual")]


@pytest.mark.parametrize("details", ["kept", "stripped", "collapsed"])
@pytest.mark.parametrize("subject", ["made", "kept"])
@pytest.mark.parametrize("patch", ["kept", "whole"])
def test_a_note_with_a_correlation_id_is_kept_up_to_date(simulator, modules, ticket, details, subject, patch):
    simulator.switch(conversation_details=details, conversation_subject=subject, conversation_patch=patch)
    options = {"request": ticket, "correlation_id": "patching a&b <db01>"}
    first = modules.conversation(details="<p>Patching <b>began</b></p>", **options)
    simulator.clear_calls()
    changed = modules.conversation(details="Patching ended\n\nAll is well", **options)
    assert calls_of(simulator) == [("POST", "/search/byqual"), ("PATCH", f"/{first['conversation']['id']}")]
    sent = simulator.calls()[-1]["body"]
    assert {"conversationType", "details", "subject", "conversationState"} == set(sent)  # it has no files
    again = modules.conversation(details="Patching ended\n\nAll is well", **options)
    read = modules.conversation(**options)
    operations = [result["operation"] for result in (first, changed, again, read)]
    assert operations == ["created", "updated", "none", "none"]
    assert read["conversation"]["correlation_id"] == options["correlation_id"]
    assert read["conversation"]["subject"] == first["conversation"]["subject"]
    assert modules.conversations(request=ticket)["total"] == 1
    assert modules.conversations(request=ticket, correlation_id=options["correlation_id"])["total"] == 1
    assert changed["diff"]["before_header"] == f"conversation id {first['conversation']['id']} of request {ticket}"


def test_details_by_id_keep_the_correlation_id(modules, ticket):
    note = modules.conversation(request=ticket, correlation_id="job 7", details="one")["conversation"]
    changed = modules.conversation(request=ticket, id=note["id"], details="two")
    assert changed["conversation"]["correlation_id"] == "job 7"
    assert modules.conversation(request=ticket, id=note["id"], details="two")["operation"] == "none"


def test_a_reply_goes_out_with_its_addresses_in_the_vendors_spelling(simulator, modules, ticket):
    options = {"request": ticket, "details": "Done.", "emails": [JANE], "cc_emails": ["tim@acme.com"]}
    first = modules.conversation(type="requester_to_technician", **options)
    assert simulator.calls()[-1]["body"]["conversationType"] == "requestor_to_technician"
    assert (first["conversation"]["type"], first["conversation"]["emails"]) == ("requester_to_technician", [JANE])
    assert modules.conversation(type="requester_to_technician", **options)["operation"] == "none"
    assert modules.conversation(type="technician_to_requester", **options)["operation"] == "created"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"details": "x", "emails": [JANE]}, "emails goes only with type technician_to_requester"),
        ({"details": "x", "type": "collaborate", "cc_emails": [JANE]}, "cc_emails goes only with type"),
        ({}, "details is missing or empty, but identifies the conversation. Set it or give id or correlation_id."),
        ({"details": ""}, "details is missing or empty"),
        ({"details": "x", "change": "5"}, "belongs to one record, got request and change"),
        ({"correlation_id": " "}, "correlation_id is empty"),
        ({"id": 0}, "id is 0"),
        ({"details": " <p> </p>"}, "details: it is blank, and every conversation says something."),
        ({"details": "x", "upload_path": "https://else.example/"}, "upload_path names a server"),
    ],
)
def test_wrong_options_are_one_sentence_before_a_call(simulator, modules, options, words):
    simulator.clear_calls()
    result = modules.conversation(request=65, **options)
    assert result["failed"] is True
    assert words in result["msg"]
    assert simulator.calls() == []


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("kind", ["technician_to_requester", "requester_to_technician"])
@pytest.mark.parametrize("ticket", ["change", "problem", "release"])
def test_a_reply_is_for_a_request_alone(simulator, modules, ticket, kind, check):
    simulator.clear_calls()
    refused = f"type {kind} is only for a request: give note or collaborate for a {ticket}."
    result = modules.conversation(**{ticket: 1}, type=kind, details="Done.", check=check)
    assert result["msg"] == refused
    several = [{"details": "Seen."}, {"details": "Done.", "type": kind}]
    result = modules.conversation(**{ticket: 1}, conversations=several, check=check)
    assert result["msg"] == f"conversations[1]: {refused}"
    assert simulator.calls() == []


def test_a_reply_that_is_on_no_request_can_be_removed(simulator, modules):
    change = simulator.create_ticket("change")["id"]
    reply = {"type": "technician_to_requester", "details": "Done."}
    assert modules.conversation(change=change, state="absent", **reply)["operation"] == "none"


def test_the_diff_names_the_ticket_as_the_task_does(modules, simulator, ticket):
    for named, shown in ((ticket, ticket), ("inc-46", "INC-46")):
        made = modules.conversation(request=named, details=f"Seen on {named}")
        assert (
            made["diff"]["before_header"]
            == f"conversation of request {shown} with type 'note', details 'Seen on {named}'"
        )
        number = made["conversation"]["id"]
        assert made["diff"]["after_header"] == f"conversation id {number} of request {shown}"


def test_an_empty_answer_for_addresses_goes_with_any_type(modules, ticket):
    assert modules.conversation(request=ticket, details="x", emails=[], cc_emails=[])["operation"] == "created"


def test_without_a_ticket_there_is_an_error(simulator, modules):
    assert "give request, change, problem or release" in modules.conversation(details="x")["msg"]
    assert "There is no request INC-999." in modules.conversation(request="INC-999", details="x")["msg"]
    assert (
        "There is no request 999, or the server has no conversations: "
        in modules.conversation(request=999, details="x")["msg"]
    )


@pytest.mark.parametrize("policy", ["bad_request", "ignored"])
@pytest.mark.parametrize("check", [False, True])
def test_only_a_note_can_be_changed(simulator, modules, ticket, policy, check):
    simulator.switch(conversation_patch_of_others=policy)
    options = {"request": ticket, "type": "collaborate", "correlation_id": "vendor"}
    modules.conversation(details="Case 4711", **options)
    simulator.clear_calls()
    result = modules.conversation(details="Case 4712", check=check, **options)
    assert "would get other details, but its type is collaborate, and the server changes only note" in result["msg"]
    assert "give a new correlation_id" in result["msg"]
    assert calls_of(simulator) == [("POST", "/search/byqual")]


def test_a_correlation_id_of_another_type_is_an_error(modules, ticket):
    modules.conversation(request=ticket, correlation_id="job", details="x")
    result = modules.conversation(request=ticket, correlation_id="job", details="x", type="collaborate")
    assert "its type is note, not collaborate, and the server never changes that" in result["msg"]


def test_several_that_say_the_same_count_as_there_and_are_an_error_to_delete(simulator, modules, ticket):
    for dummy in range(2):
        posted(simulator, modules, f"request/{ticket}/conversation", conversationType="note", details="twice")
    assert modules.conversation(request=ticket, details="twice")["operation"] == "none"
    assert (
        "More than one conversation has" in modules.conversation(request=ticket, details="twice", state="absent")["msg"]
    )


def test_several_with_one_correlation_id_are_an_error(simulator, modules, ticket):
    for text in ("a", "b"):
        details = f"<p>{text}</p><p>correlation:job</p>"
        posted(simulator, modules, f"request/{ticket}/conversation", conversationType="note", details=details)
    result = modules.conversation(request=ticket, correlation_id="job", details="c")
    assert "More than one conversation has correlation_id 'job': id 2, id 1." in result["msg"]


@pytest.mark.parametrize("policy", ["done200", "done204"])
def test_absent_deletes_once(simulator, modules, ticket, policy):
    simulator.switch(conversation_delete=policy)
    modules.conversation(request=ticket, correlation_id="job", details="x")
    results = [modules.conversation(request=ticket, correlation_id="job", state="absent") for dummy in range(2)]
    assert [result["operation"] for result in results] == ["deleted", "none"]
    assert modules.conversation(request=ticket, id=999, state="absent")["operation"] == "none"
    assert "There is no conversation with id 999" in modules.conversation(request=ticket, id=999)["msg"]


def test_a_refused_delete_says_what_to_do(simulator, modules, ticket):
    simulator.switch(conversation_delete="refused405")
    modules.conversation(request=ticket, details="x")
    result = modules.conversation(request=ticket, details="x", state="absent")
    assert result["failure"]["status"] == 405
    assert "Delete the conversation in ServiceOps itself." in result["msg"]


def test_check_mode_sends_nothing_and_predicts(simulator, modules, ticket):
    simulator.clear_calls()
    result = modules.conversation(request=ticket, details="x", files=[__file__], check=True)
    assert calls_of(simulator) == [("POST", "/search/byqual")]
    assert (result["operation"], result["conversation"]["type"], result["conversation"]["id"]) == (
        "created",
        "note",
        None,
    )
    assert [each["realName"] for each in result["conversation"]["file_attachments"]] == [
        "test_serviceops_conversation.py"
    ]


def test_files_are_uploaded_once_and_a_new_one_is_added(simulator, modules, ticket, tmp_path):
    log, other = tmp_path / 'a "1".log', tmp_path / "b.log"
    log.write_bytes(b"one\r\ntwo\0")
    other.write_text("more")
    options = {"request": ticket, "details": "With files"}
    first = modules.conversation(files=[str(log)], **options)
    again = modules.conversation(files=[str(log)], **options)
    more = modules.conversation(files=[str(log), str(other)], **options)
    assert [result["operation"] for result in (first, again, more)] == ["created", "none", "updated"]
    assert [each["realName"] for each in more["conversation"]["file_attachments"]] == ['a "1".log', "b.log"]
    assert [(each["name"], each["size"]) for each in simulator.uploads()] == [('a "1".log', 9), ("b.log", 4)]
    assert more["diff"]["after"] == {"files": ['a "1".log', "b.log"]}


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop_after_write"},
        {"fault": "drop_before_write"},
        {"fault": "status", "status": 500, "after_write": True},
        {"fault": "status", "status": 429},
        {"fault": "write_late", "late": 0.4},
    ],
    ids=lambda fault: f"{fault['fault']}{fault.get('status', '')}",
)
def test_a_create_in_doubt_makes_one_note(simulator, modules, ticket, fault):
    simulator.fail(method="POST", path=f"/api/v1/request/{ticket}/conversation", **fault)
    result = modules.conversation(request=ticket, details="once")
    again = modules.conversation(request=ticket, details="once")
    assert not simulator.faults()
    assert modules.conversations(request=ticket)["total"] == 1
    # What came to nothing is not sent again: nothing shows who else writes the same words.
    assert again["operation"] == ("created" if fault["fault"] == "drop_before_write" else "none"), (result, again)
    assert "run the task again" in result.get("msg", "run the task again")


def test_a_search_that_is_behind_makes_no_second_note(simulator, modules, ticket):
    simulator.switch(search_lag=800)
    first, second = (modules.conversation(request=ticket, details="once") for dummy in range(2))
    simulator.switch(search_lag=0)
    assert modules.conversations(request=ticket)["total"] == 1
    assert (first["operation"], second["operation"]) == ("created", "none"), second


def test_a_note_that_somebody_deleted_is_written_again_without_a_wait(simulator, modules, ticket):
    note = modules.conversation(request=ticket, details="once")["conversation"]
    time.sleep(1.3)
    requests.delete(note["url"], headers={"Authorization": f"Bearer {modules.token()['access_token']}"}, timeout=9)
    again = modules.conversation(request=ticket, details="once")
    assert (again["operation"], again["warnings"]) == ("created", [])


def test_what_says_the_same_in_other_markup_is_one_note_before_a_search_shows_it(simulator, modules, ticket):
    simulator.switch(search_lag=800)
    results = [modules.conversation(request=ticket, details=text) for text in ("lag", " lag ", "<p>lag</p>")]
    assert [result["operation"] for result in results] == ["created", "none", "none"]


def test_an_id_is_found_whatever_people_write_around_it(modules, ticket):
    note = modules.conversation(request=ticket, correlation_id="job7", details="x")["conversation"]
    edited = f"See correlation:other. {note['details']}<p>Thanks, Bob</p>"
    modules.conversation(request=ticket, id=note["id"], details=edited)
    assert modules.conversation(request=ticket, correlation_id="job7")["conversation"]["details"] == edited
    talk = modules.conversation(request=ticket, details="<p>see correlation:abc please</p>")["conversation"]
    assert talk["correlation_id"] is None


def test_a_search_that_is_behind_undoes_no_change(simulator, modules, ticket, tmp_path):
    log, other = tmp_path / "a.log", tmp_path / "b.log"
    log.write_text("a")
    other.write_text("b")
    options = {"request": ticket, "correlation_id": "job"}
    modules.conversation(details="one", files=[str(log)], **options)
    time.sleep(1.3)
    simulator.switch(search_lag=800)
    changed = [modules.conversation(details="two", **options) for dummy in range(2)]
    added = modules.conversation(files=[str(other)], **options)["conversation"]
    assert [result["operation"] for result in changed] == ["updated", "none"]
    assert added["details"].startswith("two")
    assert [each["realName"] for each in added["file_attachments"]] == ["a.log", "b.log"]


@pytest.mark.parametrize("lag", [0, 800])
def test_a_change_that_is_answered_by_nothing_is_looked_for(simulator, modules, ticket, lag):
    options = {"request": ticket, "correlation_id": "job"}
    number = modules.conversation(details="one", **options)["conversation"]["id"]
    time.sleep(1.3)
    simulator.switch(search_lag=lag)
    path = f"/api/v1/request/{ticket}/conversation/{number}"
    simulator.fail(method="PATCH", path=path, fault="status", status=200, after_write=True)
    changed = modules.conversation(details="two", **options)
    assert (changed["operation"], changed["conversation"]["details"][:3]) == ("updated", "two")
    assert modules.conversation(details="two", **options)["operation"] == "none"


def test_a_file_is_read_only_if_it_is_to_be_sent(simulator, modules, ticket, tmp_path):
    log = tmp_path / "a.log"
    log.write_text("a")
    options = {"request": ticket, "details": "x", "files": [str(log)]}
    modules.conversation(**options)
    log.unlink()
    assert modules.conversation(**options)["operation"] == "none"
    result = modules.conversation(**{**options, "files": [str(log), "/nowhere/b.log"]})
    assert "/nowhere/b.log cannot be read where the task runs: No such file or directory." in result["msg"]
    assert modules.conversation(state="absent", **options)["operation"] == "deleted"


def test_a_delete_is_not_waited_for_where_the_search_shows_it(simulator, modules, ticket):
    modules.conversation(request=ticket, details="x")
    result = modules.conversation(request=ticket, details="x", state="absent")
    # A wait would be a warning.
    assert (result["operation"], result["warnings"]) == ("deleted", [])


def test_two_tickets_get_a_note_each(simulator, modules):
    records = [simulator.create_ticket(kind) for kind in ("request", "change", "request")]
    for kind, record in zip(("request", "change", "request"), records):
        assert modules.conversation(details="same words", **{kind: record["id"]})["operation"] == "created"


def test_long_details_that_differ_at_their_end_are_two_notes(modules, ticket):
    for ending in ("a", "b"):
        result = modules.conversation(request=ticket, details=f"{'x' * 400} {ending}")
        assert result["operation"] == "created"
    assert modules.conversations(request=ticket)["total"] == 2
    # Messages and headers of a diff show the beginning.
    assert len(result["diff"]["before_header"]) < 300


def test_hosts_at_once_add_one_note(simulator, modules, ticket):
    def add(dummy: int) -> str:
        options = {**modules.defaults, "request": ticket, "details": "From many hosts"}
        return run_process("serviceops_conversation", dict(os.environ), **options)["operation"]

    with ThreadPoolExecutor(4) as pool:
        operations = list(pool.map(add, range(4)))
    assert sorted(operations) == ["created", "none", "none", "none"]
    assert modules.conversations(request=ticket)["total"] == 1


def test_a_list_adds_each_note_once(modules, ticket):
    notes = [
        {"details": "one"},
        {"details": "two", "type": "collaborate"},
        {"correlation_id": "job", "details": "three"},
    ]
    first = modules.conversation(request=ticket, conversations=notes)
    again = modules.conversation(request=ticket, conversations=notes)
    assert (first["summary"]["created"], again["summary"]["none"], again["changed"]) == (3, 3, False)
    gone = modules.conversation(request=ticket, state="absent", conversations=notes)
    assert gone["summary"]["deleted"] == 3


def test_a_list_is_written_in_its_order(modules, ticket):
    words = [f"step {number}" for number in range(12)]
    result = modules.conversation(request=ticket, conversations=[{"details": each} for each in words])
    assert [each["conversation"]["details"] for each in result["results"]] == words
    found = modules.conversations(request=ticket, sort_by="id")["conversations"]
    assert [each["details"] for each in found] == words


def test_long_texts_in_a_list_are_told_apart_and_the_same_in_other_markup_is_refused(modules, ticket):
    long = [{"details": f"{'x' * 400} {ending}"} for ending in "ab"]
    assert modules.conversation(request=ticket, conversations=long)["summary"]["created"] == 2
    result = modules.conversation(request=ticket, conversations=[{"details": "a"}, {"details": "<p>a</p>"}])
    assert "mean one conversation" in result["msg"]


def test_info_filters_and_limits(modules, ticket):
    for details in ("one", "two", "three"):
        modules.conversation(request=ticket, details=details)
    modules.conversation(request=ticket, details="talk", type="collaborate")
    found = modules.conversations(request=ticket, type="note", limit=2)
    assert (found["total"], [each["details"] for each in found["conversations"]]) == (3, ["three", "two"])
    assert modules.conversations(request=ticket, filters={"details_contains": "tal"})["total"] == 1
    assert modules.conversations(request=ticket, id=found["conversations"][0]["id"])["total"] == 1
    assert modules.conversations(request=ticket, id=999)["conversations"] == []
    assert modules.conversations(request=999)["failed"] is True


@pytest.mark.parametrize("policy", ["not_found", "refused405", "refused403", "gateway404"])
def test_a_server_without_conversations_is_an_error(simulator, modules, ticket, policy):
    simulator.switch(conversations=policy)
    result = modules.conversation(request=ticket, details="x")
    assert result["failure"]["status"] == (404 if "404" in policy or policy == "not_found" else int(policy[-3:]))
