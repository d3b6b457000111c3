# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire: what goes out, where it never goes, and what becomes of answers that are none."""

from __future__ import annotations

import socket
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import (
    Attempt,
    NoAnswerError,
    OddAnswerError,
    OptionError,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.response import Response
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport_errors import followed
from tests.simulator.certificate import make_certificate
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

SECRET = "Bearer fake-secret-token"
READ = Call("GET", "/api/v1/request/65")
WRITE = Call("POST", "/api/v1/request", json={"subject": "x"})


def exchange(url, call=READ, authorization=SECRET, **options):
    transport = Transport(Connection(url, TOKEN, **{"timeout": 5, **options}))
    try:
        return transport.exchange(call, authorization)
    finally:
        transport.close()


def test_a_call_is_sent_as_json_with_its_header_and_query():
    call = Call("POST", "/api/v1/request/search/byqual", query={"offset": 0, "sort_by": "createdTime"}, json={})
    with CannedServer(response(200, {"id": 65}, X_RateLimit_Reset="5")) as server:
        found = exchange(server.url + "/gateway", call)
    (got,) = server.calls
    assert got.target == "/gateway/api/v1/request/search/byqual?offset=0&sort_by=createdTime"
    assert got.headers["authorization"] == SECRET
    assert got.headers["content-type"] == "application/json"
    assert got.body == b"{}"
    assert (found.status, found.body, found.headers["x-ratelimit-reset"]) == (200, b'{"id": 65}', "5")


def test_a_read_has_no_body():
    with CannedServer(response()) as server:
        exchange(server.url)
    assert server.calls[0].body == b""
    assert "content-type" not in server.calls[0].headers


def test_calls_that_follow_one_another_are_each_sent_whole():
    asked = READ._replace(query={"a": "1"})
    calls = [WRITE, WRITE._replace(json={"subject": "longer"}), READ, asked, READ._replace(method="DELETE")]
    calls += [WRITE._replace(json=None), WRITE]
    with CannedServer(response()) as server:
        transport = Transport(Connection(server.url, TOKEN))
        for number, call in enumerate(calls):
            transport.exchange(call, f"Bearer fake-{number // 6}")
        transport.close()
    assert server.paths == [f"{call.method} {call.path}" for call in calls]
    assert [got.target.partition("?")[2] for got in server.calls] == ["", "", "", "a=1", "", "", ""]
    assert [got.headers["authorization"] for got in server.calls] == ["Bearer fake-0"] * 6 + ["Bearer fake-1"]
    texts = [b'{"subject": "x"}', b'{"subject": "longer"}', b"", b"", b"", b"", b'{"subject": "x"}']
    assert [got.body for got in server.calls] == texts
    lengths = [got.headers.get("content-length") for got in server.calls]
    assert lengths == ["16", "21", None, None, "0", "0", "16"]
    kinds = [got.headers.get("content-type") for got in server.calls]
    assert kinds == [*["application/json"] * 2, *[None] * 4, "application/json"]


def test_a_cookie_goes_along_until_the_server_sends_another():
    # A load balancer may tell by it which server has the session.
    responses = [response(Set_Cookie="route=a; Path=/"), response(), response(Set_Cookie="route=b; Path=/"), response()]
    with CannedServer(*responses) as server:
        transport = Transport(Connection(server.url, TOKEN))
        for call in (WRITE, WRITE, READ, READ, WRITE):
            transport.exchange(call, SECRET)
        transport.close()
    cookies = [got.headers.get("cookie") for got in server.calls]
    assert cookies == [None, "route=a", "route=a", "route=b", "route=b"]


def test_credentials_of_netrc_are_not_used(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login fake password fake-netrc\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with CannedServer(response()) as server:
        exchange(server.url)
    assert server.calls[0].headers["authorization"] == SECRET


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", [READ, WRITE], ids=["read", "write"])
def test_a_redirect_to_another_server_is_not_followed(status, call):
    with CannedServer(response()) as elsewhere:
        target = elsewhere.url + "/api/v1/request/65"
        with CannedServer(response(status, Location=target)) as server:
            error = raised(lambda: exchange(server.url, call))
        assert isinstance(error, OddAnswerError)
        assert target in error.message
        assert "is not followed; set url to the address where the API answers" in error.message
        assert elsewhere.calls == []
        assert len(server.calls) == 1


def test_a_redirect_to_another_scheme_is_not_followed():
    with CannedServer(lambda call: response(301, Location=server.url.replace("http:", "https:") + "/x")) as server:
        error = raised(lambda: exchange(server.url))
    assert "redirects to https://" in error.message
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://acme.example/api/x", "https://ACME.example:443/api/y"),
        ("https://acme.example:443/api/x", "https://acme.example/api/y"),
        ("http://acme.example/api/x", "http://acme.example:80/api/y"),
    ],
)
def test_a_redirect_to_the_same_server_in_another_spelling_is_followed(url, location):
    came = Response("GET", url, 302, {}, b"")
    assert followed(Call("GET", "/api/x"), came, location) == location


def test_a_redirect_on_the_same_server_is_followed():
    with CannedServer(response(302, Location="/moved"), response(200, {"id": 65})) as server:
        assert exchange(server.url).status == 200
    assert server.paths == ["GET /api/v1/request/65", "GET /moved"]
    assert server.calls[1].headers["authorization"] == SECRET


@pytest.mark.parametrize("status", [307, 308])
def test_a_write_is_redirected_with_method_and_body(status):
    with CannedServer(response(status, Location="/moved"), response(200)) as server:
        exchange(server.url, WRITE)
    assert server.paths == ["POST /api/v1/request", "POST /moved"]
    assert server.calls[1].json == {"subject": "x"}


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_write_is_never_turned_into_a_read(status):
    with CannedServer(response(status, Location="/login"), response(200)) as server:
        raised(lambda: exchange(server.url, WRITE))
    assert len(server.calls) == 1


def test_a_redirect_keeps_the_query_single():
    call = Call("POST", "/search", query={"offset": 0}, json={})
    with CannedServer(response(308, Location="/moved/search?offset=0"), response(200)) as server:
        exchange(server.url, call)
    assert server.calls[1].target == "/moved/search?offset=0"


def test_a_circle_of_redirects_ends():
    with CannedServer(response(302, Location="/a")) as server:
        error = raised(lambda: exchange(server.url))
    assert "redirects in a circle" in error.message
    assert len(server.calls) <= 5


@pytest.mark.parametrize("target", ["http://[::1", "http://127.0.0.1:99999/x", "http://exa mple/"])
def test_a_redirect_to_nonsense_is_an_odd_response(target):
    with CannedServer(response(302, Location=target)) as server:
        error = raised(lambda: exchange(server.url))
    assert isinstance(error, OddAnswerError)


def test_a_closed_port_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = raised(lambda: exchange(f"http://127.0.0.1:{port}"))
    assert isinstance(error, NoAnswerError)
    assert "no connection" in error.message
    assert "Connection refused" in error.message
    assert "Check url, the network and the proxy variables" in error.message
    assert not error.attempt.sent
    assert not error.attempt.hopeless
    assert error.failure == {
        "status": None,
        "code": None,
        "method": "GET",
        "url": f"http://127.0.0.1:{port}/api/v1/request/65",
    }


def test_a_name_that_does_not_resolve_is_not_tried_again():
    error = raised(lambda: exchange("http://fake.invalid"))
    assert "no connection" in error.message
    assert error.attempt.hopeless
    assert not error.attempt.sent


def test_a_host_that_no_name_can_be_is_a_sentence():
    error = raised(lambda: exchange(f"http://{'a' * 64}.example"))
    assert "a" * 64 in error.message


def test_a_proxy_that_is_away_is_no_connection(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    error = raised(lambda: exchange("http://serviceops.example"))
    assert "proxy" in error.message
    assert not error.attempt.sent


def test_a_response_that_never_comes_is_a_timeout():
    with CannedServer(lambda call: time.sleep(1.2)) as server:
        error = raised(lambda: exchange(server.url, WRITE, timeout=1))
    assert "no answer within 1 s (timeout)" in error.message
    assert error.attempt.sent
    assert error.attempt.late


def test_a_connection_that_breaks_off_leaves_a_write_in_doubt():
    with CannedServer(None) as server:
        error = raised(lambda: exchange(server.url, WRITE))
    assert isinstance(error, NoAnswerError)
    assert "the connection broke off" in error.message
    assert error.attempt.sent
    assert not error.attempt.late


@pytest.mark.parametrize(
    "content",
    [
        response(200, '{"id": 65, "subj', Content_Length="100"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
    ids=["cut off", "bad chunk", "no gzip", "two lengths", "no HTTP", "many headers"],
)
def test_a_response_that_cannot_be_read_leaves_a_write_in_doubt(content):
    with CannedServer(content) as server:
        error = raised(lambda: exchange(server.url, WRITE))
    assert error.attempt.sent
    assert "url" not in error.message.partition("(")[0]


def test_a_response_without_end_is_given_up_in_time(simulator):
    simulator.fail(fault="endless_body", method="POST")
    before = time.monotonic()
    error = raised(lambda: exchange(simulator.url, WRITE, timeout=1, authorization=f"Apikey {simulator.api_key}"))
    assert time.monotonic() - before < 5
    assert "did not end" in error.message
    assert error.attempt.sent


def test_a_missing_ca_path_is_named():
    error = raised(lambda: exchange("https://127.0.0.1:9", ca_path="/missing/ca.pem"))
    assert isinstance(error, OptionError)
    assert "ca_path '/missing/ca.pem' cannot be used" in error.message


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The file of an authority made for this run alone, and what puts a connection under its certificate."""
    context, file = make_certificate("127.0.0.1", tmp_path_factory.mktemp("tls"))
    return str(file), lambda connection: context.wrap_socket(connection, server_side=True)


def test_an_unknown_certificate_is_a_tls_failure_and_nothing_is_sent(certificate):
    with CannedServer(response(), wrap=certificate[1]) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:"), WRITE))
    assert "TLS" in error.message
    assert "certificate verify failed" in error.message
    assert "ca_path" in error.message
    assert error.attempt.hopeless
    assert not error.attempt.sent
    assert server.calls == []


def test_a_certificate_for_another_host_is_a_tls_failure(tmp_path):
    context, file = make_certificate("other.example", tmp_path)
    with CannedServer(response(), wrap=lambda connection: context.wrap_socket(connection, server_side=True)) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:"), WRITE, ca_path=str(file)))
    assert "TLS" in error.message
    assert "127.0.0.1" in error.message
    assert server.calls == []


def test_ca_path_and_validate_certs_let_a_certificate_pass(certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/missing/bundle.pem")
    with CannedServer(response(), wrap=certificate[1]) as server:
        url = server.url.replace("http:", "https:")
        assert exchange(url, ca_path=certificate[0]).status == 200
        assert exchange(url, validate_certs=False).status == 200


def test_a_missing_bundle_of_the_environment_is_not_blamed_on_ca_path(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/missing/bundle.pem")
    with CannedServer(response()) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:")))
    assert "ca_path None" not in error.message
    assert "/missing/bundle.pem" in error.message


def test_a_server_that_leaves_in_the_middle_of_tls_leaves_a_write_in_doubt(certificate):
    def leave(connection):
        connection.recv(65536)
        connection.close()
        raise ConnectionResetError

    with CannedServer(response(), wrap=leave) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:"), WRITE, ca_path=certificate[0]))
    assert "the connection broke off" in error.message
    assert "EOF" in error.message
    assert error.attempt == Attempt()


def test_a_server_that_ends_tls_without_a_response_leaves_a_write_in_doubt(certificate):
    with CannedServer(None, wrap=certificate[1]) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:"), WRITE, ca_path=certificate[0]))
        assert len(server.calls) == 1
    assert "the connection broke off" in error.message
    assert error.attempt == Attempt()


def test_a_server_that_speaks_no_tls_is_a_tls_failure():
    def plain(connection):
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return connection

    with CannedServer(response(), wrap=plain) as server:
        error = raised(lambda: exchange(server.url.replace("http:", "https:")))
    assert "TLS" in error.message
    assert "failed" in error.message
    assert not error.attempt.sent
