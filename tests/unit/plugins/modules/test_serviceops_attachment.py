# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments: uploaded and attached once, replaced, removed, and never lost."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.local_file import (
    MultipartBody,
    checked,
    file_at,
)
from tests.unit.support.canned import CannedServer, response, routed, token_answer
from tests.unit.support.running import Modules, run_process

JANE = "jane@acme.example"


@pytest.fixture
def ticket(modules):
    return modules.request(subject="Disk full", requester_email=JANE)["request"]["id"]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "backup.log"
    path.write_bytes(bytes(range(256)) * 1000)
    return path


def calls_of(simulator):
    return [(call["method"], call["path"]) for call in simulator.calls() if not call["path"].endswith("token")]


def names(result):
    return [each["realName"] for each in result["file_attachments"]]


def test_a_file_is_attached_once_whole_in_three_calls(simulator, modules, ticket, log):
    simulator.clear_calls()
    first = modules.attachment(request=ticket, path=str(log))
    address = f"/api/v1/request/{ticket}"
    assert calls_of(simulator) == [("GET", address), ("POST", "/api/oprfile"), ("PATCH", address)]
    simulator.clear_calls()
    again = modules.attachment(request=ticket, path=str(log))
    assert calls_of(simulator) == [("GET", address)]
    assert (first["operation"], again["operation"], again["changed"]) == ("created", "none", False)
    (kept,) = simulator.uploads()
    assert (kept["name"], kept["sha256"]) == ("backup.log", hashlib.sha256(log.read_bytes()).hexdigest())
    assert first["attachment"] == again["attachment"] == {"name": "backup.log", "reference": kept["reference"]}
    assert first["diff"]["after"] == {"file_attachments": ["backup.log"]}


@pytest.mark.parametrize(
    ("content", "sent"), [({"é": [1]}, '{"é": [1]}'), ([], "[]"), ("é\n", "é\n"), ("", ""), (5, "5"), (True, "True")]
)
def test_content_is_text_or_becomes_json(simulator, modules, ticket, content, sent):
    reference = modules.attachment(request=ticket, name="a", content=content)["attachment"]["reference"]
    (upload,) = (each for each in simulator.uploads() if each["reference"] == reference)
    assert upload["sha256"] == hashlib.sha256(sent.encode()).hexdigest()


@pytest.mark.parametrize("kind", ["change", "problem", "release"])
def test_every_kind_of_ticket_takes_files_by_name(simulator, modules, kind):
    times = {"startDate": 1772352000000, "endDate": 1772355600000}
    record = simulator.create_ticket(kind, **times)
    result = modules.attachment(name="a.txt", content="é", **{kind: record["name"]})
    assert (result["operation"], names(result)) == ("created", ["a.txt"])
    sent = simulator.calls()[-1]["body"]
    assert {key: sent[key] for key in times if kind == "release"} == (times if kind == "release" else {})
    assert simulator.uploads()[0]["size"] == 2


@pytest.mark.parametrize("policy", ["replaced", "appended"])
def test_old_attachments_stay(simulator, modules, ticket, log, policy):
    simulator.switch(patch_attachments=policy)
    for name in ("one.log", "two.log", "three.log"):
        result = modules.attachment(request=ticket, path=str(log), name=name)
    assert names(result) == ["one.log", "two.log", "three.log"]
    assert names(modules.attachment(request=ticket, name="two.log", content="x")) == ["one.log", "two.log", "three.log"]


def test_force_puts_a_new_one_in_its_place(simulator, modules, ticket):
    modules.attachment(request=ticket, name="df.txt", content="old")
    modules.attachment(request=ticket, name="other.txt", content="x")
    result = modules.attachment(request=ticket, name="df.txt", content="new", force=True)
    assert (result["operation"], sorted(names(result)), result["warnings"]) == ("updated", ["df.txt", "other.txt"], [])
    assert result["attachment"]["reference"] == simulator.uploads()[-1]["reference"]


def test_force_on_a_server_that_only_adds_is_a_warning(simulator, modules, ticket):
    simulator.switch(patch_attachments="appended")
    modules.attachment(request=ticket, name="df.txt", content="old")
    result = modules.attachment(request=ticket, name="df.txt", content="new", force=True)
    assert names(result) == ["df.txt", "df.txt"]
    (warning,) = result["warnings"]
    assert "has the old df.txt and the new one now" in warning


def test_absent_removes_one(modules, ticket):
    for name in ("a.txt", "b.txt"):
        modules.attachment(request=ticket, name=name, content=name)
    results = [modules.attachment(request=ticket, name="a.txt", state="absent") for dummy in range(2)]
    assert [(result["operation"], names(result)) for result in results] == [("deleted", ["b.txt"]), ("none", ["b.txt"])]


def test_absent_on_a_server_that_only_adds_is_an_error_with_advice(simulator, modules, ticket):
    simulator.switch(patch_attachments="appended")
    modules.attachment(request=ticket, name="a.txt", content="x")
    result = modules.attachment(request=ticket, name="a.txt", state="absent")
    assert "a.txt is still attached" in result["msg"]
    assert "Remove it in ServiceOps itself." in result["msg"]


def test_check_mode_reads_only(simulator, modules, ticket, log):
    simulator.clear_calls()
    result = modules.attachment(request=ticket, path=str(log), check=True)
    assert (result["operation"], names(result)) == ("created", ["backup.log"])
    assert calls_of(simulator) == [("GET", f"/api/v1/request/{ticket}")]
    assert modules.attachment(request=ticket, path="/nowhere", check=True)["failed"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "There is nothing to attach: give path, or content and name."),
        ({"content": "x"}, "content needs a name"),
        ({"content": "x", "path": "/etc/hosts", "name": "x"}, "path and content are both given"),
        ({"content": "x", "name": "x", "upload_path": "/api/oauth/token"}, "belongs to the sign-in"),
        ({"content": "x", "name": "a/b"}, "give the name of a file without folders"),
        ({"state": "absent"}, "Nothing says which attachment to remove"),
        ({"content": "x", "name": "x", "upload_path": "api"}, "upload_path 'api' must begin with /api/"),
        ({"content": "x", "name": "x", "change": "CHG-1"}, "belongs to one record, got request and change"),
    ],
)
def test_wrong_options_are_one_sentence_before_a_call(simulator, modules, options, words):
    result = modules.attachment(request=65, **options)
    assert result["failed"] is True
    assert words in result["msg"]
    assert simulator.calls() == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nowhere/x.log", "No such file or directory."),
        ("/etc", "it is no regular file."),
        ("/dev/zero", "it is no regular file."),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(simulator, modules, ticket, path, reason):
    result = modules.attachment(request=ticket, path=path)
    assert result["msg"] == f"{path} cannot be read where the task runs: {reason}"
    assert simulator.uploads() == []


def test_a_file_that_is_gone_is_not_missed_where_it_is_attached(modules, ticket, tmp_path):
    path = tmp_path / "x.log"
    path.write_text("x")
    modules.attachment(request=ticket, path=str(path))
    path.unlink()
    assert modules.attachment(request=ticket, path=str(path))["operation"] == "none"


def test_an_unknown_ticket_gets_no_upload(simulator, modules):
    assert "There is no request 999." in modules.attachment(request=999, name="x", content="x")["msg"]
    assert "There is no request INC-9." in modules.attachment(request="INC-9", name="x", content="x")["msg"]
    assert simulator.uploads() == []


def test_a_refused_api_key_says_what_the_route_may_want(simulator, modules, ticket):
    result = modules.attachment(
        request=ticket,
        name="x",
        content="x",
        api_key=simulator.api_key,
        client_id=None,
        client_secret=None,
        username=None,
        password=None,
    )
    assert result["failure"]["status"] == 401
    assert "This route may want a bearer token: sign in with user and password." in result["msg"]


def test_a_file_that_is_too_large_names_its_size(simulator, modules, ticket, tmp_path):
    simulator.switch(upload_limit="status413")
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 1_200_000)
    result = modules.attachment(request=ticket, path=str(path))
    assert result["failure"]["status"] == 413
    assert "The file has 1,200,000 bytes." in result["msg"]


def test_a_server_may_take_a_file_as_another_part_of_the_form(simulator, modules, ticket, tmp_path):
    simulator.switch(upload_part="attachment")
    files = []
    for name in ("one", "two", "three"):
        (tmp_path / name).write_text(name)
        files.append(str(tmp_path / name))
    note = modules.conversation(request=ticket, details="See these.", files=files)
    assert note["operation"] == "created"
    assert [upload["size"] for upload in simulator.uploads()] == [3, 3, 5]
    # The first is sent once more, and then the part is known.
    assert calls_of(simulator).count(("POST", "/api/oprfile")) == 4


@pytest.mark.parametrize(
    "second",
    [
        {"fault": "status", "status": 400, "body": {"userMessage": "Something else."}},
        {"fault": "status", "status": 500},
        {"fault": "status", "status": 503},
        {"fault": "drop_before_write"},
        {"fault": "status", "status": 200, "body": {}},
    ],
    ids=str,
)
def test_a_refused_file_is_told_in_the_first_words_whatever_becomes_of_the_other_try(
    simulator, modules, ticket, second
):
    first = {"fault": "status", "status": 400, "body": {"userMessage": "Files of type .exe are not allowed."}}
    for fault in (first, second):
        simulator.fail(method="POST", path="/api/oprfile", times=1, **fault)
    result = modules.attachment(request=ticket, name="a.exe", content="x")
    assert "Files of type .exe are not allowed." in result["msg"]
    assert calls_of(simulator).count(("POST", "/api/oprfile")) == 2


def test_another_route_is_an_option(simulator, modules, ticket, monkeypatch):
    simulator.switch(upload_path="/api/v1/attachment")
    options = {"request": ticket, "name": "x", "content": "x"}
    refused = modules.attachment(**options)
    assert (refused["failure"]["status"], "set upload_path" in refused["msg"]) == (404, True)
    assert modules.attachment(upload_path="/api/v1/attachment", **options)["operation"] == "created"
    monkeypatch.setenv("SERVICEOPS_UPLOAD_PATH", "/api/v1/attachment")
    assert modules.attachment(**{**options, "name": "y"})["operation"] == "created"


def test_a_large_file_is_streamed_after_a_renewed_token(simulator, modules, ticket, tmp_path):
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(20_000_000)
    modules.token()
    simulator.expire_tokens()
    result = modules.attachment(request=ticket, path=str(path))
    assert (result["operation"], simulator.uploads()[0]["size"]) == ("created", 20_000_000)


@pytest.mark.parametrize("fault", ["drop_after_write", "drop_before_write"])
def test_a_lost_answer_is_asked_again(simulator, modules, ticket, fault):
    simulator.fail(method="POST", path="/api/oprfile", fault=fault)
    assert names(modules.attachment(request=ticket, name="x", content="x")) == ["x"]


def test_a_lost_answer_to_the_change_is_looked_up(simulator, modules, ticket):
    simulator.fail(method="PATCH", path=f"/api/v1/request/{ticket}", fault="drop_after_write")
    assert names(modules.attachment(request=ticket, name="x", content="x")) == ["x"]
    assert len([call for call in simulator.calls() if call["method"] == "PATCH"]) == 1


def test_a_file_may_take_longer_the_larger_it_is(simulator, modules, ticket, tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 3_000_000)
    simulator.fail(method="POST", path="/api/oprfile", fault="latency", seconds=2)
    assert modules.attachment(request=ticket, path=str(path), timeout=1, retry_timeout=0)["operation"] == "created"


def test_tasks_of_one_controller_take_no_file_off(simulator, modules, ticket):
    # Without a lock each would read the ticket before another has changed it.
    simulator.fail(method="GET", path=f"/api/v1/request/{ticket}", fault="latency", seconds=1.5, times=3)

    def attach(name: str) -> str:
        options = {**modules.defaults, "retry_timeout": 60, "request": ticket, "name": name, "content": name}
        return run_process("serviceops_attachment", dict(os.environ), **options)["operation"]

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(attach, "abc")) == ["created"] * 3
    shown = simulator.ticket("request", ticket)["fileAttachments"]
    assert sorted(each["realName"] for each in shown) == ["a", "b", "c"]


def test_a_server_that_drops_an_old_one_is_an_error_that_names_it(tmp_path):
    old, new = ({"refFileName": f"r-{name}", "realName": name} for name in ("old.log", "new.log"))
    record = {"id": 65, "name": "INC-46", "subject": "x", "fileAttachments": [old]}
    changed = response(200, {**record, "fileAttachments": [new]})
    uploaded = response(200, new)
    with CannedServer(routed(token=token_answer(), GET=response(200, record), POST=uploaded, PATCH=changed)) as server:
        result = Modules(server.url, tmp_path).attachment(request=65, name="new.log", content="x")
    assert "The server took old.log off the request INC-46, though the task sent it along" in result["msg"]


def test_a_body_is_read_in_small_parts(tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 1_000_000)
    body = MultipartBody({"file": checked(file_at(str(path)))})
    parts = list(iter(body.read, b""))
    assert max(map(len, parts)) <= 64 * 1024
    assert sum(map(len, parts)) == len(body)
