# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls are authorized, repeated if they only read, and end with a 2xx response or one of our errors."""

from __future__ import annotations

import gc
import re
import threading
import time
from concurrent.futures import CancelledError
from contextlib import closing

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.client import Client, object_of
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import (
    NotFoundError,
    OddAnswerError,
    RefusedError,
    SignInError,
    UnavailableError,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.unit.support.canned import CannedServer, response, routed, token_answer
from tests.unit.support.clients import TOKEN, raised
from tests.unit.support.processes import open_files
from tests.unit.support.simulated import counted

READ = Call("GET", "/api/v1/request/65")
WRITE = Call("POST", "/api/v1/request", json={"subject": "x"})
GONE = {"code": "404", "userMessage": "Request with id 65 not found.", "cause": None}


def read(clients, *responses, **options):
    with CannedServer(*responses) as server:
        client = clients.client(server.url, TOKEN, **options)
        return client.read(READ, "read request 65"), server


def failure_of(clients, *responses, call=READ, **options):
    with CannedServer(*responses) as server:
        client = clients.client(server.url, TOKEN, **options)
        verb = client.read if call is READ else client.write
        return raised(lambda: verb(call, "read request 65")), server


@pytest.mark.parametrize("status", [429, 503])
def test_a_read_waits_as_long_as_the_server_asks(clients, status):
    before = time.monotonic()
    got, server = read(clients, response(status, Retry_After="0.3"), response(200, {"id": 65}))
    assert got.status == 200
    assert time.monotonic() - before >= 0.3
    assert len(server.calls) == 2
    (warning,) = clients.warnings
    assert f"HTTP {status}" in warning
    assert "waiting 1 s, as it asks, and trying again for 5 s at most (retry_timeout)." in warning


def test_a_reset_in_milliseconds_is_understood(clients):
    before = time.monotonic()
    read(clients, response(429, X_RateLimit_Reset="300"), response(200))
    assert 0.3 <= time.monotonic() - before < 3


def test_a_longer_wait_than_allowed_is_not_begun(clients):
    before = time.monotonic()
    error, server = failure_of(clients, response(429, GONE, Retry_After="60"), retry_timeout=5)
    assert time.monotonic() - before < 2
    assert isinstance(error, UnavailableError)
    assert error.failure["status"] == 429
    assert error.message.endswith("It asks to wait 60 s, and retry_timeout allows 5 s.")
    assert len(server.calls) == 1
    assert clients.warnings == []


@pytest.mark.parametrize("canned", [response(503), response(429), response(502), None])
def test_without_a_retry_timeout_nothing_is_tried_again(clients, canned):
    dummy, server = failure_of(clients, canned, retry_timeout=0)
    assert len(server.calls) == 1


@pytest.mark.parametrize("canned", [response(502), response(504), None], ids=["502", "504", "broken"])
def test_a_read_survives_a_moment_of_trouble(clients, canned):
    got, server = read(clients, canned, response(200))
    assert got.status == 200
    assert len(server.calls) == 2
    assert len(clients.warnings) == 1


@pytest.mark.parametrize("canned", [response(503), None], ids=["503", "broken"])
def test_a_failure_after_waiting_reports_how_long_and_how_often_it_was_tried(clients, canned):
    error, server = failure_of(clients, canned, retry_timeout=2)
    assert re.search(rf" It was tried {len(server.calls)} times in [12] s\.$", error.message)
    assert len(server.calls) > 1


def test_a_wait_is_announced_before_it_begins(tmp_path):
    with CannedServer(response(503), response(200)) as server:
        seen = []
        connection = Connection(server.url, TOKEN, token_cache_path=str(tmp_path / "kept"))
        with closing(Transport(connection)) as transport:
            client = Client(
                transport, warn=seen.append, environ={}, announce=lambda text: seen.append((len(server.calls), text))
            )
            client.read(READ, "read")
    announced = "ServiceOps answered HTTP 503; waiting and trying again for 60 s at most (retry_timeout)."
    assert seen == [(1, announced)]


def test_a_sign_in_after_waiting_reports_that_too(clients):
    with CannedServer(response(503)) as server:
        error = raised(lambda: clients.client(server.url, retry_timeout=2).read(READ, "read"))
    assert isinstance(error, SignInError)
    assert re.search(rf" It was tried {len(server.calls)} times in [12] s\.$", error.message)


def test_a_read_does_not_repeat_a_500(clients):
    error, server = failure_of(clients, response(500))
    assert isinstance(error, UnavailableError)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    "canned", [response(503, Retry_After="0.01"), response(429), response(500), response(502), None]
)
def test_a_write_is_sent_once_whatever_comes(clients, canned):
    error, server = failure_of(clients, canned, call=WRITE)
    assert error.attempt.sent
    assert len(server.calls) == 1


def test_a_write_is_replayed_once_after_401(clients, simulator):
    client = clients.client(simulator.url)
    client.token_auth.obtain()
    simulator.revoke_tokens()
    body = {"subject": "x", "requesterEmail": "jane@acme.example"}
    client.write(Call("POST", "/api/v1/request", json=body), "create")
    assert counted(simulator) == {"token": 2, "POST": 2}
    assert [call["status"] for call in simulator.calls() if call["path"] == "/api/v1/request"] == [401, 200]


def test_a_write_whose_renewed_sign_in_times_out_was_never_applied(clients):
    slow = routed(token_1=token_answer(), token=lambda call: time.sleep(1.2), POST=response(401))
    with CannedServer(slow) as server:
        client = clients.client(server.url, timeout=1, retry_timeout=0)
        error = raised(lambda: client.write(WRITE, "create the request"))
    assert error.attempt is None
    assert "sign in to ServiceOps" in error.message


@pytest.mark.parametrize(
    ("canned", "kind", "words"),
    [
        (response(404, GONE), NotFoundError, "HTTP 404, code 404: Request with id 65 not found."),
        (response(404, b"<html><title>Not here</title></html>", "text/html"), RefusedError, "titled 'Not here'"),
        (response(404), RefusedError, "HTTP 404 with an empty body"),
        (response(403, {"userMessage": "You may not"}), RefusedError, "You may not"),
        (response(400, {"message": "Bad field"}), RefusedError, "Bad field"),
        (response(405), RefusedError, "does not offer that"),
        (response(500, {"userMessage": "Oops"}), UnavailableError, "Oops"),
        (response(302), OddAnswerError, "HTTP 302"),
    ],
)
def test_a_response_that_is_no_success_is_an_error_with_the_servers_words(clients, canned, kind, words):
    error, server = failure_of(clients, canned, retry_timeout=0)
    # Not a subclass: a refusal is not yet a "not found".
    assert error.__class__.__name__ == kind.__name__
    assert error.message.startswith("Could not read request 65: the server answered HTTP ")
    assert words in error.message
    assert error.failure["method"] == "GET"
    assert error.failure["url"] == f"{server.url}/api/v1/request/65"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page instead of JSON"),
        (b"[1]", "no JSON object"),
        (b"", "no JSON object"),
        (b'{"id": 65, ', "no JSON object"),
    ],
)
def test_a_success_without_a_json_object_is_odd(clients, body, words):
    got, dummy = read(clients, response(200, body))
    error = raised(lambda: object_of(got, "read request 65"))
    assert isinstance(error, OddAnswerError)
    assert words in error.message
    assert "Check that url is the address of the ServiceOps server" in error.message


def test_an_own_404_is_the_only_not_found(clients):
    assert failure_of(clients, response(404, {"userMessage": "no"}))[0].may_be_not_found
    for body in ({"error": "Not Found", "path": "/x"}, {}):
        error = failure_of(clients, response(404, body))[0]
        assert not isinstance(error, NotFoundError)
        assert error.may_be_not_found
    assert not failure_of(clients, response(404, "not found", "text/plain"))[0].may_be_not_found


def test_a_client_that_is_closed_has_no_file_open(clients):
    gc.collect()
    gc.disable()
    try:
        before = open_files()
        for dummy in range(5):
            client = clients.client("http://127.0.0.1:9")
            with client.create_lock.held("a"):
                pass
            client.close()
        assert open_files() == before
    finally:
        gc.enable()


def test_an_observer_sees_every_response(clients):
    seen = []
    with CannedServer(response(503, Retry_After="0.01"), response(200), response(500)) as server:
        client = clients.client(server.url, TOKEN)
        client.observe(lambda each: seen.append(each.status))
        client.send_read(READ, "read")
        client.send_write(WRITE, "write")
    assert seen == [503, 200, 500]


def test_the_servers_time_is_that_of_its_last_response(clients):
    with CannedServer(
        response(200, Date="Fri, 27 Mar 2026 09:00:00 GMT"), response(200), response(200, Date="no date")
    ) as server:
        client = clients.client(server.url, TOKEN)
        times = [client.server_time()]
        for dummy in range(3):
            client.read(READ, "read")
            times.append(client.server_time())
    assert (times[0], times[3]) == (None, None)
    assert 1774602000000 <= times[1] <= times[2] < 1774602010000


def test_nothing_is_sent_after_a_task_was_cancelled(clients):
    with CannedServer(response(503)) as server:
        client = clients.client(server.url, TOKEN, retry_timeout=60)
        threading.Timer(0.2, client.cancel).start()
        before = time.monotonic()
        assert client.send_read(READ, "read").status == 503
        with pytest.raises(CancelledError):
            client.read(READ, "read")
        assert time.monotonic() - before < 5
