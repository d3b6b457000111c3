# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around the server: headers and a certificate for a gateway, and the pages for people."""

from __future__ import annotations

import json

import pytest
from ansible.module_utils.basic import AnsibleModule

from tests.unit.support.canned import CannedServer, one_page, response, routed, token_answer
from tests.unit.support.running import Modules

KEY = "fake-gateway/key+1"
HEADERS = {"X-Gateway-Key": KEY, "X-Tenant": "acme", "X-Zone": 4}
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
KEY_OF_RECORD = {"subject": "acme: disk full", "requester_email": "jane@acme.example"}
RECORD = {"id": 4, "name": "INC-4", "subject": "acme: disk full", "requesterEmail": "jane@acme.example"}


def test_every_call_carries_them_also_the_sign_in(tmp_path):
    with CannedServer(routed(token=token_answer(), search=one_page(), POST=response(200, RECORD))) as server:
        result = Modules(server.url, tmp_path, headers=HEADERS).request(**KEY_OF_RECORD)
    assert result["operation"] == "created"
    assert len(server.calls) == 3
    for call in server.calls:
        assert {name: call.headers[name] for name in ("x-gateway-key", "x-tenant", "x-zone")} == {
            "x-gateway-key": KEY,
            "x-tenant": "acme",
            "x-zone": "4",
        }


def test_options_hide_them_and_records_do_not(tmp_path):
    with CannedServer(routed(token=token_answer(), GET=response(200, RECORD))) as server:
        result = Modules(server.url, tmp_path, headers=HEADERS).info(id=4)
    if "invocation" in result:
        # The newest cores leave it out of what a module prints.
        assert result["invocation"]["module_args"]["headers"] == dict.fromkeys(HEADERS, HIDDEN)
    (shown,) = result["requests"]
    assert (shown["id"], shown["subject"]) == (4, "acme: disk full")
    assert shown["requester_email"] == "jane@acme.example"
    assert KEY not in json.dumps(result)


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_message_that_quotes_the_server_hides_them(tmp_path, status):
    refusal = response(status, {"userMessage": f"no tenant for {KEY}", "code": KEY})
    with CannedServer(routed(token=token_answer(), GET=refusal)) as server:
        result = Modules(server.url, tmp_path, headers=HEADERS, retry_timeout=0).info(id=4)
    assert "no tenant for ********" in result["msg"]
    assert KEY not in json.dumps(result)
    with CannedServer(refusal) as server:
        result = Modules(server.url, tmp_path / "other", headers=HEADERS, retry_timeout=0).info(id=4)
    assert "no tenant for ********" in result["msg"]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Authorization": KEY}, "headers sets Authorization, which is reserved"),
        ({"X-Gateway-Key": f"{KEY}\r\nX: y"}, "The value of X-Gateway-Key in headers holds a line break"),
        (KEY, "headers"),
    ],
)
def test_a_refused_header_is_not_shown_and_nothing_is_sent(tmp_path, headers, said):
    with CannedServer(response()) as server:
        modules = Modules(server.url, tmp_path, headers=headers)
        for result in (modules.info(), modules.info(nonsense=1)):
            assert result["failed"] is True
            assert KEY not in json.dumps(result)
        assert said in modules.info()["msg"]
    assert server.calls == []


def test_the_system_log_shows_no_value(monkeypatch, tmp_path):
    logged = []
    monkeypatch.setattr(AnsibleModule, "log", lambda self, msg, log_args=None: logged.append(f"{msg} {log_args}"))
    with CannedServer(routed(token=token_answer(), GET=response(200, RECORD))) as server:
        Modules(server.url, tmp_path, headers=HEADERS).info(id=4)
    assert "X-Gateway-Key" in " ".join(logged)
    assert KEY not in " ".join(logged)


def test_a_certificate_of_the_environment_is_refused_by_the_file_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("SERVICEOPS_CLIENT_CERT", "/missing/robot.pem")
    with CannedServer(response()) as server:
        result = Modules(server.url, tmp_path).info(id=4)
    assert result["msg"].partition("client_cert '/missing/robot.pem' cannot be read where the task runs: ")[2]
    assert server.calls == []
