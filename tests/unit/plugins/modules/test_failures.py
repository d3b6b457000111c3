# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each failure is one sentence for the person at the keyboard, and something that a playbook can branch on."""

from __future__ import annotations

import json
import socket

import pytest

from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, response, token_answer
from tests.unit.support.running import Modules, run_module, run_process
from tests.unit.support.simulated import sent

KEY = {"subject": "x", "requester_email": "jane@acme.example"}
NOTHING = {"status": None, "code": None, "method": None, "url": None}
NAMES = ("token", "request", "info")


def run(modules, name, **options):
    return getattr(modules, name)(**(KEY if name == "request" else {}), **options)


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def failed(result):
    assert result["failed"] is True
    assert "changed" not in result or result["changed"] is False
    assert "exception" not in result or "Traceback" not in str(result["exception"])
    assert "Traceback" not in result["msg"]
    return result["msg"]


def test_no_url_names_the_option_and_the_variable(modules, name):
    result = run(modules, name, url=None)
    assert failed(result).startswith("The server is not known: set url (SERVICEOPS_URL)")
    assert result["failure"] == NOTHING


@pytest.mark.parametrize("url", ["acme.example", "ftp://acme.example", "https://", "//acme.example", "acme:443"])
def test_a_url_without_scheme_or_host_is_explained(modules, name, url):
    assert "lacks its scheme or host" in failed(run(modules, name, url=url))


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (
            ("client_id", "client_secret", "username", "password"),
            (
                "client_id (SERVICEOPS_CLIENT_ID), client_secret (SERVICEOPS_CLIENT_SECRET), "
                "username (SERVICEOPS_USERNAME), password (SERVICEOPS_PASSWORD)"
            ),
        ),
        (("password",), "password (SERVICEOPS_PASSWORD)"),
        (("client_secret", "username"), "client_secret (SERVICEOPS_CLIENT_SECRET), username (SERVICEOPS_USERNAME)"),
    ],
)
def test_missing_credentials_are_named_with_their_variables(modules, simulator, name, options, missing):
    message = failed(run(modules, name, **dict.fromkeys(options)))
    assert message.startswith(f"Cannot sign in to ServiceOps: missing {missing}. Set the option or its variable")
    others = "access_token (SERVICEOPS_ACCESS_TOKEN), or api_key (SERVICEOPS_API_KEY)"
    assert (others in message) == (len(options) == 4 and name != "token")
    assert simulator.calls() == []


def test_the_environment_gives_what_the_task_leaves_out(modules, simulator, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_API_KEY", simulator.api_key)
    nothing = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    assert modules.info(**nothing)["failed"] is False
    assert simulator.calls()[-1]["auth"] == "Apikey"
    assert modules.info()["failed"] is False
    assert simulator.calls()[-1]["auth"] == "Bearer"


def test_a_web_page_is_no_answer(tmp_path, name):
    page = response(200, "<html><title>Welcome</title></html>", "text/html")
    with CannedServer(page) as server:
        result = run(Modules(server.url, tmp_path), name)
        assert "a web page titled 'Welcome'" in failed(result)
        assert "url is the address of the ServiceOps server" in result["msg"]
        assert result["failure"]["status"] == 200
        given = run(Modules(server.url, tmp_path, access_token="fake-token"), "info")
        assert "a web page instead of JSON" in failed(given)


def test_a_closed_port_is_explained(tmp_path, name):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    result = run(Modules(url, tmp_path, retry_timeout=0), name)
    assert failed(result).startswith("Could not sign in to ServiceOps: no connection")
    assert result["failure"] == {"status": None, "code": None, "method": "POST", "url": f"{url}/api/oauth/token"}


def test_a_missing_ca_path_is_named(tmp_path, name):
    result = run(Modules("https://127.0.0.1:9", tmp_path, ca_path="/missing/ca.pem"), name)
    assert "ca_path '/missing/ca.pem' cannot be used" in failed(result)


def test_a_redirect_elsewhere_gets_no_credentials(tmp_path, name):
    with CannedServer(response(200, {})) as elsewhere:
        for status in (301, 302, 307, 308):
            with CannedServer(response(status, Location=f"{elsewhere.url}/api/oauth/token")) as server:
                result = run(Modules(server.url, tmp_path, retry_timeout=0), name)
            assert f"redirects to {elsewhere.url}/api/oauth/token, which is not followed" in failed(result)
        assert elsewhere.calls == []


def test_an_unknown_option_is_refused(modules, simulator, name):
    result = run(modules, name, nonsense=1)
    assert "Unsupported parameters" in failed(result)
    assert result["failure"] == NOTHING
    assert simulator.calls() == []


@pytest.mark.parametrize("option", ["access_token", "api_key"])
@pytest.mark.parametrize("value", ["fake-secret-key\n", "fake-secret\r\nX: y", "fake-secret-\u20ac"])
def test_a_credential_that_no_header_can_carry_is_a_sentence_without_it(tmp_path, option, value):
    with CannedServer(response(200, {"objectList": []})) as server:
        result = run(Modules(server.url, tmp_path, **{option: value}), "info")
    assert "fake-secret" not in json.dumps(result)
    if result["failed"]:
        assert option in failed(result)
    else:
        assert server.calls[0].headers["authorization"].endswith(" fake-secret-key")


@pytest.mark.parametrize("timeout", ["nan", "inf", "1e300", "-1", "0"])
def test_an_odd_timeout_is_a_sentence(modules, timeout):
    result = run(modules, "info", timeout=timeout)
    assert result["failed"] is False or "timeout" in failed(result)


def test_credentials_over_plain_http_are_a_warning(tmp_path):
    result = run(Modules("http://fake.invalid", tmp_path, retry_timeout=0), "info")
    assert any("unencrypted: http://fake.invalid is http. Use https." in text for text in result["warnings"])


@pytest.mark.parametrize("profile", ["403", "400"])
def test_the_servers_words_are_shown(modules, simulator, profile):
    words = {"code": "942", "userMessage": "Field name is System Reserved keyword.", "cause": None}
    simulator.fail(fault="status", status=int(profile), body=words, method="POST", path="/api/v1/request")
    result = run(modules, "request")
    assert "code 942: Field name is System Reserved keyword." in failed(result)
    assert "Could not create the request with subject 'x', requester_email 'jane@acme.example'" in result["msg"]
    assert result["failure"] == {
        "status": int(profile),
        "code": "942",
        "method": "POST",
        "url": f"{simulator.url}/api/v1/request",
    }
    assert sent(simulator) == ["search", "POST"]


def test_a_user_who_may_not_write_is_told_so(modules, simulator):
    viewer = {"username": "viewer@acme.example", "password": "fake-password-of-viewer"}
    result = run(modules, "request", **viewer)
    assert result["failure"]["status"] == 403
    assert "You do not have permission" in failed(result)


def test_a_missing_requests_library_is_named(tmp_path, name):
    (tmp_path / "requests.py").write_text("raise ImportError('No module named requests')\n")
    options = Modules("http://127.0.0.1:9", tmp_path, retry_timeout=0).defaults
    given = {"token": {}, "request": {"id": 65}, "info": {}}[name]
    module = {"token": "serviceops_token", "request": "serviceops_request", "info": "serviceops_request_info"}[name]
    result = run_process(module, {"PYTHONPATH": str(tmp_path)}, **options, **given)
    assert result["failed"] is True
    assert result["msg"].startswith("Failed to import the required Python library (requests)")
    assert "Traceback" not in result["msg"]


def test_a_redirect_to_nonsense_is_a_sentence(tmp_path):
    with CannedServer(token_answer(), response(302, Location="http://[::1")) as server:
        assert "redirect" in failed(run(Modules(server.url, tmp_path), "info"))


@pytest.mark.parametrize(
    "values",
    [
        {"custom_fields": {"New Number": {"a": 1}}},
        {"custom_fields": {"New Checkbox": [["a"]]}},
        {"extra_fields": {"subject": "x"}},
        {"match_on": []},
        {"match_on": ["requester_email"], "requester_email": "jane"},
        {"correlation_field": "Correlation ID"},
    ],
)
def test_what_options_alone_have_wrong_is_said_before_any_call(modules, simulator, values):
    result = modules.request(**{**KEY, **values})
    assert len(failed(result)) > 20
    assert simulator.calls() == []


def test_an_option_of_the_wrong_type_is_ansibles_own_error(tmp_path):
    result = run_module("serviceops_request", id="x", url="http://127.0.0.1:9")
    assert "id" in result["msg"]
    assert result["failure"] == NOTHING


def test_nothing_that_names_a_request_says_what_does(modules, simulator):
    assert failed(modules.request(status="Closed")) == (
        "Nothing says which request is meant: give id, name or correlation_id, "
        "or subject and requester_email (match_on)."
    )
    assert simulator.calls() == []


@pytest.mark.parametrize(
    ("options", "exchange"),
    [
        ({"id": 999}, {"status": 404, "method": "GET", "url": "/api/v1/request/999"}),
        ({"name": "INC-999"}, {"status": 200, "method": "POST", "url": "/api/v1/request/search/byqual"}),
        (
            {"subject": "x", "match_on": ["subject"]},
            {"status": 200, "method": "POST", "url": "/api/v1/request/search/byqual"},
        ),
    ],
)
def test_a_request_that_is_not_there_carries_the_call_that_said_so(modules, simulator, options, exchange):
    result = modules.request(**options)
    assert failed(result).startswith("There is no request with ")
    assert result["failure"] == {**exchange, "code": None, "url": simulator.url + exchange["url"]}
    listed = modules.request(requests=[{"id": 998}, options])
    assert [each["failure"]["status"] for each in listed["results"]] == [404, exchange["status"]]
    assert listed["failure"]["url"].endswith("/998")


@pytest.mark.parametrize("tls", ["127.0.0.1", "other.example"])
def test_a_server_of_another_authority_or_name_gets_no_secret(name, tmp_path, tls):
    with Simulator.start(tls=tls) as simulator:
        modules = Modules(simulator.url, tmp_path)
        trusted = {"ca_path": simulator.ca_path} if tls != "127.0.0.1" else {}
        message = failed(run(modules, name, **trusted))
        assert f"TLS with {simulator.url} failed" in message
        assert "ca_path for a certificate of your own" in message
        assert simulator.calls() == []
        assert run(modules, name, ca_path=simulator.ca_path, validate_certs=tls == "127.0.0.1")["failed"] is False
