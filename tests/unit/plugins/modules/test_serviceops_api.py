# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""serviceops_api makes its call once, unless ``creates`` finds something, and never again in doubt."""

from __future__ import annotations

import socket

import pytest

from tests.unit.support.canned import CannedServer, response, routed
from tests.unit.support.running import Modules, parsed, start_process
from tests.unit.support.simulated import RESOURCE, SEARCH, counted, sent, stored, writes

TOKEN = "fake-access-token"
BODY = {"subject": "Disk full", "requesterEmail": "jane@acme.example"}
OTHER = "/api/v1/knowledge"
OWN_404 = response(404, {"userMessage": "No such record."})
MADE = response(200, {"id": 7})
DOUBT = "It may have been applied, so it was not sent again."


def call(tmp_path, responses, **options):
    """Return the result of a call against prepared responses, and the methods that came."""
    with CannedServer(responses) as server:
        modules = Modules(server.url, tmp_path, access_token=TOKEN, retry_timeout=options.pop("retry_timeout", 5))
        result = modules.api(**{"method": "POST", "path": OTHER, **options})
        return result, [received.method for received in server.calls]


def search_for(subject):
    operand = {"type": "PropertyOperandRest", "key": "request.subject"}
    value = {"type": "ValueOperandRest", "value": {"type": "StringValueRest", "value": subject}}
    relation = {"type": "RelationalQualificationRest", "leftOperand": operand, "operator": "equal"}
    quals = [{**relation, "rightOperand": value}]
    return {"path": SEARCH, "body": {"qualDetails": {"type": "FlatQualificationRest", "quals": quals}}}


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_a_call_is_made_once(tmp_path, method):
    with CannedServer(response(201, {"id": 7}, X_Request_Id="r-1")) as server:
        modules = Modules(server.url, tmp_path, access_token=TOKEN)
        result = modules.api(method=method, path=OTHER, query={"notify": False}, body={"name": "ä"})
        (received,) = server.calls
    assert (received.method, received.target) == (method, f"{OTHER}?notify=false")
    assert received.json == {"name": "ä"}
    assert (result["changed"], result["json"], result["status"]) == (True, {"id": 7}, 201)
    assert result["headers"]["x-request-id"] == "r-1"
    assert "diff" not in result


def test_a_call_without_a_body_sends_none(tmp_path):
    with CannedServer(response(204)) as server:
        result = Modules(server.url, tmp_path, access_token=TOKEN).api(method="DELETE", path=OTHER)
        assert server.calls[0].body == b""
    assert (result["changed"], result["json"], result["status"]) == (True, None, 204)


def test_files_are_sent_as_the_parts_of_a_form(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLDER", str(tmp_path))
    (tmp_path / "a.log").write_bytes(b"first\x00")
    (tmp_path / "b.log").write_bytes(b"second")
    # Also after a call that is sent again.
    with CannedServer(response(429, Retry_After="0"), response(200, {"refFileName": "f-1"})) as server:
        modules = Modules(server.url, tmp_path, access_token=TOKEN, retry_timeout=20)
        files = {"file": "$FOLDER/a.log", "other": str(tmp_path / "b.log")}
        result = modules.api(method="POST", path="/api/oprfile", files=files)
        bodies = [received.body for received in server.calls]
    assert (result["changed"], result["json"]) == (True, {"refFileName": "f-1"})
    assert len(bodies) == 2
    for body in bodies:
        assert b'name="file"; filename="a.log"\r\n' in body
        assert b"\r\n\r\nfirst\x00\r\n" in body
        assert b'name="other"; filename="b.log"\r\n' in body
        assert b"\r\n\r\nsecond\r\n" in body


def test_check_mode_sends_no_file(modules, simulator):
    assert modules.api(method="POST", path="/api/oprfile", files={"file": __file__}, check=True)["changed"] is True
    assert simulator.calls() == []


def test_the_simulator_takes_an_upload(modules):
    result = modules.api(method="POST", path="/api/oprfile", files={"file": __file__})
    assert result["json"]["realName"] == "test_serviceops_api.py"


def test_a_request_is_made_once_with_creates(modules, simulator):
    options = {"method": "POST", "path": RESOURCE, "body": BODY, "creates": search_for("Disk full")}
    first, second = modules.api(**options), modules.api(**options)
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["json"]["name"] == second["json"]["objectList"][0]["name"]
    assert counted(simulator) == {"token": 1, "search": 2, "POST": 1}


@pytest.mark.parametrize(
    "nothing",
    [
        OWN_404,
        response(204),
        response(200, []),
        response(200, {}),
        response(200, b"null"),
        response(200, b"false"),
        response(200, b"0"),
        response(200, {"objectList": [], "more": 1}),
        response(200, {"totalCount": 0, "more": 1}),
        response(200, {"objectList": [], "totalCount": "0"}),
    ],
)
def test_nothing_there_means_that_the_call_is_made(tmp_path, nothing):
    result, methods = call(tmp_path, routed(GET=nothing, POST=MADE), creates={"path": f"{OTHER}/7"})
    assert (result["changed"], result["json"]) == (True, {"id": 7})
    assert methods == ["GET", "POST"]


@pytest.mark.parametrize(
    "something",
    [{"id": 7}, [1], {"objectList": [1], "totalCount": 1}, {"totalCount": 3}, {"objectList": [], "totalCount": 3}],
)
def test_something_there_means_that_nothing_is_done(tmp_path, something):
    creates = {"path": f"{OTHER}/7", "query": {"size": 1}}
    result, methods = call(tmp_path, routed(GET=response(200, something), POST=MADE), creates=creates)
    assert (result["changed"], result["json"], result["status"]) == (False, something, 200)
    assert methods == ["GET"]


def test_words_are_something(tmp_path):
    there = response(200, "It is there.", "text/plain")
    result, methods = call(tmp_path, routed(GET=there, POST=MADE), creates={"path": f"{OTHER}/7"})
    assert (result["changed"], result["json"], result["status"]) == (False, None, 200)
    assert methods == ["GET"]


@pytest.mark.parametrize(
    "unclear",
    [
        response(404, "<html><title>Gateway</title></html>", "text/html"),
        response(404, {"message": "no route"}),
        response(404),
        response(403, {"userMessage": "No."}),
        response(500),
        response(200, "<html><title>Login</title></html>", "text/html"),
        response(200, {"userMessage": "No."}),
    ],
)
def test_what_is_unclear_is_never_nothing(tmp_path, unclear):
    result, methods = call(tmp_path, routed(GET=unclear, POST=MADE), creates={"path": f"{OTHER}/7"}, retry_timeout=0)
    assert result["failed"]
    assert result["msg"].startswith(f"Could not GET {OTHER}/7: ")
    assert methods == ["GET"]


def test_check_mode_without_creates_makes_no_call(modules, simulator):
    result = modules.api(method="DELETE", path=f"{RESOURCE}/65", check=True)
    assert (result["changed"], result["json"], result["status"], result["headers"]) == (True, None, None, {})
    assert simulator.calls() == []


def test_check_mode_reads_creates_alone(modules, simulator):
    options = {"method": "POST", "path": RESOURCE, "body": BODY, "creates": search_for("Disk full")}
    assert modules.api(**options, check=True)["changed"] is True
    modules.api(**options)
    checked = modules.api(**options, check=True)
    assert (checked["changed"], len(checked["json"]["objectList"])) == (False, 1)
    assert sent(simulator) == ["search", "search", "POST", "search"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": "/api/oauth/token"}, "path '/api/oauth/token' belongs to the sign-in"),
        ({"creates": {"path": "/api/oauth/token"}}, "creates.path '/api/oauth/token' belongs to the sign-in"),
        ({"creates": {"path": "/api/v1/../x"}}, "creates.path '/api/v1/../x' has an empty part"),
        ({"creates": {"path": OTHER, "body": {}}}, f"creates.path '{OTHER}' is no search"),
        ({"creates": {"path": OTHER, "query": {"a": {}}}}, "creates.query: a must be a value or a list of values."),
        ({"creates": {"path": SEARCH, "body": "x"}}, "creates.body must be a dictionary or a list, or JSON of either"),
        ({"creates": {}}, "missing required arguments: path"),
        ({"files": {"file": __file__}, "body": {}}, "body and files are both given: give one of them."),
        ({"files": {"file": "/no/such"}}, "/no/such cannot be read where the task runs: No such file"),
        ({"body": "subject=x"}, "body must be a dictionary or a list, or JSON of either, got 'subject=x'."),
        ({"method": "GET"}, "value of method must be one of: POST, PATCH, PUT, DELETE"),
    ],
)
def test_what_is_wrong_is_said_before_any_call(modules, simulator, options, words):
    result = modules.api(**{"method": "POST", "path": OTHER, **options})
    assert result["failed"]
    assert words in result["msg"]
    assert result["failure"]["url"] is None
    assert simulator.calls() == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_a_rate_limit_is_waited_for(tmp_path, method):
    busy = response(429, Retry_After="0")
    responses = routed(**{f"{method}_1": busy, f"{method}_2": busy, method: MADE})
    result, methods = call(tmp_path, responses, method=method, retry_timeout=20)
    assert (result["changed"], result["json"]) == (True, {"id": 7})
    assert methods == [method] * 3
    assert any("HTTP 429" in text and "trying again" in text for text in result["warnings"])


def test_a_rate_limit_that_lasts_is_no_doubt(tmp_path):
    result, methods = call(tmp_path, response(429, Retry_After="30"))
    assert result["failure"]["status"] == 429
    assert "It asks to wait 30 s, and retry_timeout allows 5 s." in result["msg"]
    assert DOUBT not in result["msg"]
    assert methods == ["POST"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "lost",
    [
        None,
        response(500),
        response(502),
        response(503, Retry_After="0"),
        response(504),
        response(200, "<html></html>", "text/html"),
        response(200, b'{"id": 7,'),
        response(302),
    ],
)
def test_a_call_in_doubt_is_never_sent_again(tmp_path, method, lost):
    result, methods = call(tmp_path, lambda received: lost, method=method)
    assert result["failed"]
    assert result["msg"].startswith(f"Could not {method} {OTHER}: ")
    assert result["msg"].endswith(
        f"{DOUBT} Look whether it was, for example with serviceops_api_info, before you run the task again."
    )
    assert methods == [method]


@pytest.mark.parametrize("fault", ["drop_before_write", "drop_after_write"])
def test_creates_resolves_a_doubt_in_the_next_run(modules, simulator, fault):
    simulator.fail(fault=fault, method="POST", path=RESOURCE)
    options = {"method": "POST", "path": RESOURCE, "body": BODY, "creates": search_for("Disk full")}
    lost = modules.api(**options)
    assert lost["msg"].endswith(f"{DOUBT} Run the task again after a minute: creates shows whether it was.")
    assert len(writes(simulator)) == 1
    assert modules.api(**options)["changed"] is (fault == "drop_before_write")
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_a_refusal_is_no_doubt(tmp_path, status):
    result, methods = call(tmp_path, response(status, {"userMessage": "No."}))
    assert result["failure"]["status"] == status
    assert f"Could not POST {OTHER}: the server answered HTTP {status}: No." in result["msg"]
    assert DOUBT not in result["msg"]
    assert methods == ["POST"]


def test_a_server_that_cannot_be_reached_is_no_doubt(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    result = Modules(url, tmp_path, access_token=TOKEN, retry_timeout=1).api(method="POST", path=OTHER)
    assert f"Could not POST {OTHER}: no connection to {url}" in result["msg"]
    assert "It was tried 2 times" in result["msg"]
    assert DOUBT not in result["msg"]


def test_a_sign_in_that_failed_is_no_doubt(tmp_path):
    with CannedServer(None) as server:
        result = Modules(server.url, tmp_path, retry_timeout=0).api(method="POST", path=OTHER)
        assert {received.path for received in server.calls} == {"/api/oauth/token"}
    assert result["msg"].startswith("Could not sign in to ServiceOps: ")
    assert DOUBT not in result["msg"]


def test_two_tasks_with_one_creates_make_one(modules, simulator):
    simulator.fail(fault="latency", method="POST", path_regex=f"{SEARCH}|{RESOURCE}", seconds=0.5, times=None)
    options = {"method": "POST", "path": RESOURCE, "body": BODY, "creates": search_for("Disk full")}
    running = [start_process("serviceops_api", {}, **modules.defaults, **options) for dummy in range(2)]
    changed = [parsed(process.communicate(timeout=60)[0])["changed"] for process in running]
    assert sorted(changed) == [False, True]
    assert len(stored(simulator)) == 1


def test_no_result_holds_a_secret(tmp_path):
    with CannedServer(lambda received: response(200, {"said": received.headers["authorization"]})) as server:
        result = Modules(server.url, tmp_path, access_token=TOKEN).api(method="POST", path=OTHER)
    assert result["json"] == {"said": "Bearer ********"}
