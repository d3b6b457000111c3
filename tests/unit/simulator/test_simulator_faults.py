# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault as it is seen over the wire."""

from __future__ import annotations

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import urllib3

from tests.simulator.client import SimulatorError

CREATE = {"method": "POST", "path": "/api/v1/request"}


def test_latency_delays_and_answers(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="latency", seconds=0.2)
    start = time.monotonic()

    assert api.create().status_code == 200
    assert 0.2 <= time.monotonic() - start < 5


@pytest.mark.parametrize(("fault", "written"), [("drop_before_write", 0), ("drop_after_write", 1)])
def test_dropped_connection(api: Any, fault: str, written: int) -> None:
    api.simulator.fail(**CREATE, fault=fault)

    with pytest.raises(requests.ConnectionError):
        api.create()
    assert len(api.found()) == written
    assert [call["status"] for call in api.simulator.calls()] == [None, 200]


@pytest.mark.parametrize("status", [None, 502])
def test_a_write_is_done_after_its_answer(api: Any, status: int | None) -> None:
    api.simulator.fail(**CREATE, fault="write_late", late=0.3, **({"status": status} if status else {}))

    if status:
        assert api.create().status_code == status
    else:
        with pytest.raises(requests.ConnectionError):
            api.create()
    assert api.found() == []
    time.sleep(0.6)
    assert len(api.found()) == 1


def test_a_search_behind_shows_what_was_there(api: Any) -> None:
    number = api.created(tags=["a"])["id"]
    time.sleep(0.5)
    api.simulator.switch(search_lag=400)
    api.updated(number, statusName="Closed", tags=["b"])
    (shown,) = api.search().json()["objectList"]
    assert (shown["statusName"], shown["tags"]) == ("Open", ["a"])
    assert api.delete(number).status_code == 200
    assert api.found() == [number]
    time.sleep(0.5)
    assert api.found() == []


@pytest.mark.parametrize("after_write", [False, True])
def test_status_comes_with_its_body_and_headers(api: Any, after_write: bool) -> None:
    body = {"code": "1", "userMessage": "Busy", "cause": None}
    details = {"status": 503, "body": body, "headers": {"Retry-After": "2"}, "after_write": after_write}
    api.simulator.fail(**CREATE, fault="status", **details)

    answer = api.create()

    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (503, body, "2")
    assert len(api.found()) == after_write


def test_web_page_instead_of_an_answer(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="html", status=404)

    answer = api.create()

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "<html>" in answer.text
    assert api.found() == []


def test_truncated_json_ends_in_the_middle_after_the_write(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="truncated_json")
    answer = api.call("POST", "/api/v1/request", json={"subject": "x", "requesterEmail": "jane"}, stream=True)
    announced = int(answer.headers["Content-Length"])

    assert json.loads(api.read(65).text)["subject"] == "x"
    assert len(answer.raw.read(announced // 2)) == announced // 2 > 100
    with pytest.raises(urllib3.exceptions.ProtocolError):
        answer.raw.read()
    assert len(api.found()) == 1


def test_wrong_content_type(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="wrong_content_type")

    answer = api.create()

    assert (answer.headers["Content-Type"], answer.json()["id"]) == ("text/plain", 65)


def test_endless_body_ends_when_the_client_leaves(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="endless_body")
    answer = api.call("POST", "/api/v1/request", json={"subject": "x", "requesterEmail": "jane"}, stream=True)

    parts = answer.iter_content(1024)
    body = b"".join(next(parts) for dummy in range(5))
    answer.close()

    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert body.startswith(b"{ ")
    assert len(api.found()) == 1


def test_fault_meets_so_many_calls_after_so_many(api: Any) -> None:
    api.simulator.fail(**CREATE, fault="status", status=500, skip=1, times=2)

    assert [api.create().status_code for dummy in range(4)] == [200, 500, 500, 200]
    assert api.simulator.faults() == []


def test_fault_without_end_stays_until_cleared(api: Any) -> None:
    api.simulator.fail(path_regex="/api/v1/.*", fault="status", status=429, times=None)

    assert [api.search().status_code for dummy in range(3)] == [429] * 3
    assert api.sign_in().status_code == 200
    api.simulator.clear_faults()
    assert api.search().status_code == 200


def test_faults_come_in_the_order_asked_for(api: Any) -> None:
    faults = [{**CREATE, "fault": "status", "status": status} for status in (500, 503)]
    api.simulator.control("POST", "faults", faults)

    assert [api.create().status_code for dummy in range(3)] == [500, 503, 200]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"fault": "earthquake"}, "earthquake"),
        ({"fault": "latency", "seconds": "long"}, "long"),
        ({"fault": "latency", "colour": "red"}, "colour"),
        ({"fault": "latency", "path_regex": "("}, "path_regex"),
    ],
)
def test_unknown_fault_is_refused(api: Any, fault: Any, word: str) -> None:
    with pytest.raises(SimulatorError, match=word):
        api.simulator.fail(**fault)
    assert api.simulator.faults() == []


def test_connection_stays_open_and_answers_at_once(api: Any) -> None:
    api.created()
    address = urlsplit(api.simulator.url)
    request = f"GET /api/v1/request/65 HTTP/1.1\r\nHost: x\r\nAuthorization: Apikey {api.simulator.api_key}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        reader = connection.makefile("rb")
        durations = []
        for dummy in range(20):
            start = time.monotonic()
            connection.sendall(request.encode())
            assert reader.readline() == b"HTTP/1.1 200 OK\r\n"
            length = 0
            while (line := reader.readline()) != b"\r\n":
                name, value = line.split(b":", 1)
                length = int(value) if name.lower() == b"content-length" else length
            assert json.loads(reader.read(length))["id"] == 65
            durations.append(time.monotonic() - start)

    # A delayed packet costs 40 ms, and would with each call.
    assert min(durations) < 0.02
