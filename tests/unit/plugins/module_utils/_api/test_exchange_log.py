# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line for each exchange: what was called, how it went, how long it took, and for the how-manieth time."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.client import Client
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import ServiceOpsError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.unit.support.canned import CannedServer, response, routed, token_answer
from tests.unit.support.clients import GRANT, TOKEN

READ = Call("GET", "/api/v1/request/65", query={"secret": "fake-query"})
WRITE = Call("POST", "/api/v1/request", json={"subject": "x"})
BUSY = response(503, Retry_After="0.01")


class Traced:
    """A client that records the lines on its exchanges, without the time that they took."""

    def __init__(self, url, folder, credentials=TOKEN, **options):
        self.lines = []
        settings = {"retry_timeout": 5, "timeout": 5, "token_cache_path": str(folder / "kept"), **options}
        self._transport = Transport(Connection(url, credentials, **settings))
        self._client = Client(self._transport, warn=lambda text: None, environ={}, trace=self.lines.append)

    def run(self, *calls):
        with closing(self._transport), closing(self._client):
            for call in calls:
                try:
                    (self._client.read if call.method == "GET" else self._client.write)(call, "do it")
                except ServiceOpsError:
                    continue
        assert all(re.fullmatch(r"ServiceOps: \S+ /\S+: .* in \d+ ms, attempt \d", line) for line in self.lines)
        return [re.sub(r"ServiceOps: (.*) in \d+ ms, ", r"\1 ", line) for line in self.lines]


def test_a_call_is_a_line_without_its_query(tmp_path):
    with CannedServer(response(200, {"id": 65})) as server:
        lines = Traced(server.url, tmp_path).run(READ, WRITE, WRITE._replace(path="/api/v1/request?key=fake-query"))
    assert lines == [
        "GET /api/v1/request/65: HTTP 200 attempt 1",
        "POST /api/v1/request: HTTP 200 attempt 1",
        "POST /api/v1/request: HTTP 200 attempt 1",
    ]


def test_a_call_that_is_made_again_counts_on(tmp_path):
    with CannedServer(BUSY, BUSY, response(200, {"id": 65})) as server:
        lines = Traced(server.url, tmp_path).run(READ, READ)
    assert [line.removeprefix("GET /api/v1/request/65: ") for line in lines] == [
        "HTTP 503 attempt 1",
        "HTTP 503 attempt 2",
        "HTTP 200 attempt 3",
        "HTTP 200 attempt 1",
    ]


def test_a_sign_in_and_its_renewal_are_lines(tmp_path):
    responses = routed(token=token_answer(), GET_1=response(401), GET=response(200, {"id": 65}))
    with CannedServer(responses) as server:
        lines = Traced(server.url, tmp_path, GRANT).run(READ)
    assert lines == [
        "POST /api/oauth/token: HTTP 200 attempt 1",
        "GET /api/v1/request/65: HTTP 401 attempt 1",
        "POST /api/oauth/token: HTTP 200 attempt 1",
        "GET /api/v1/request/65: HTTP 200 attempt 2",
    ]


def test_another_call_to_the_same_path_begins_to_count(tmp_path):
    with CannedServer(response(500)) as server:
        lines = Traced(server.url, tmp_path).run(WRITE, WRITE, WRITE._replace(json={"subject": "y"}))
    assert [line[-1] for line in lines] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (None, "no answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "HTTP 200, unusable,"),
        (response(200, "x", Content_Encoding="br"), "HTTP 200, unusable,"),
    ],
    ids=["none", "cut off", "odd"],
)
def test_a_failure_is_a_line(tmp_path, answer, outcome):
    with CannedServer(answer) as server:
        lines = Traced(server.url, tmp_path, retry_timeout=0).run(READ)
    assert lines == [f"GET /api/v1/request/65: {outcome} attempt 1"]


def test_no_connection_is_a_line(tmp_path):
    assert Traced("http://127.0.0.1:9", tmp_path, retry_timeout=0).run(WRITE) == [
        "POST /api/v1/request: no answer attempt 1"
    ]


def test_a_redirect_is_a_line_of_its_own_and_shows_no_target(tmp_path):
    with CannedServer(response(307, Location="/fake-secret"), response(200, {"id": 65})) as server:
        lines = Traced(server.url, tmp_path).run(READ)
    assert lines == ["GET /api/v1/request/65: HTTP 307 attempt 1", "GET /api/v1/request/65: HTTP 200 attempt 1"]
