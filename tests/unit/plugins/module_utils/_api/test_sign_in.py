# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in over real sockets: the form on the wire, renewal, and who gets which token."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import PasswordGrant
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import SignInError
from tests.unit.support.canned import CannedServer, multipart_fields, response, routed, sequence, token_answer
from tests.unit.support.clients import GRANT, KEY, TOKEN, raised
from tests.unit.support.simulated import counted

# The documented example, with tokens and secrets that are plainly fake.
DOCUMENTED = b"""{
  "access_token": "fake-header.fake-claims-of-the-access-token.fake-signature",
  "token_type": "bearer",
  "refresh_token": "fake-header.fake-claims-of-the-refresh-token.fake-signature",
  "expires_in": 7199,
  "scope": "main-web-app-scope",
  "jti": "5d1c2f60-fake-fake-fake-0123456789ab"
}"""
TIM = PasswordGrant("main-web-app-client", "fake-main-web-app-secret", "tim@acme.com", "fake-password-of-tim")
READ = Call("GET", "/api/v1/request/65")


def token_posts(simulator):
    return [call for call in simulator.calls() if call["path"] == "/api/oauth/token"]


@pytest.mark.parametrize("prefix", ["", "/gateway/itsm"])
def test_sign_in_sends_the_documented_form(clients, prefix):
    with CannedServer(response(200, DOCUMENTED)) as server:
        token, source = clients.client(server.url + prefix, TIM).token_auth.obtain()
    (call,) = server.calls
    assert call.method == "POST"
    assert call.target == f"{prefix}/api/oauth/token"
    assert sorted(multipart_fields(call)) == [
        ("grant_type", "password"),
        ("password", "fake-password-of-tim"),
        ("username", "tim@acme.com"),
    ]
    basic = base64.b64encode(b"main-web-app-client:fake-main-web-app-secret").decode()
    assert call.headers["authorization"] == f"Basic {basic}"
    assert call.headers["accept"] == "application/json"
    assert source == "login"
    assert token.access_token == "fake-header.fake-claims-of-the-access-token.fake-signature"


def test_the_documented_response_is_read_whole(clients):
    before = time.time()
    with CannedServer(response(200, DOCUMENTED)) as server:
        token = clients.client(server.url, TIM).token_auth.obtain()[0]
    assert token.token_type == "bearer"
    assert token.refresh_token == "fake-header.fake-claims-of-the-refresh-token.fake-signature"
    assert token.scope == "main-web-app-scope"
    assert token.jti == "5d1c2f60-fake-fake-fake-0123456789ab"
    assert before + 7199 <= token.expires_at <= time.time() + 7199
    assert token.seconds_left(time.time()) in (7198, 7199)


def test_special_characters_reach_the_server_as_they_are(clients):
    grant = PasswordGrant("client", "fake&secret=%2B +é:", "tim+x@acme.com", 'fake "p&=%+ß\\ word')
    with CannedServer(response(415), token_answer()) as server:
        clients.client(server.url, grant).token_auth.obtain()
    assert dict(multipart_fields(server.calls[0]))["password"] == grant.password
    basic = server.calls[0].headers["authorization"].partition(" ")[2]
    assert base64.b64decode(basic).decode() == f"client:{grant.client_secret}"
    body = server.calls[1].body
    assert b"password=fake+%22p%26%3D%25%2B%C3%9F%5C+word" in body
    assert b"username=tim%2Bx%40acme.com" in body


@pytest.mark.parametrize("status", [400, 415])
def test_the_url_encoded_form_is_tried_once(clients, simulator, status):
    simulator.switch(token_form="urlencoded", token_form_status=status)
    kept = clients.client(simulator.url).token_auth
    assert kept.obtain()[1] == "login"
    kinds = [call["content_type"].partition(";")[0] for call in token_posts(simulator)]
    assert kinds == ["multipart/form-data", "application/x-www-form-urlencoded"]
    kept.obtain(force=True)
    assert [call["content_type"] for call in token_posts(simulator)][2:] == ["application/x-www-form-urlencoded"]


@pytest.mark.parametrize("status", [400, 415])
def test_two_forms_are_the_most_that_a_sign_in_sends(clients, status):
    with CannedServer(response(status)) as server:
        error = raised(clients.client(server.url).token_auth.obtain)
    assert isinstance(error, SignInError)
    assert server.paths == ["POST /api/oauth/token"] * 2
    assert error.failure["status"] == status


@pytest.mark.parametrize("status", [401, 403, 404])
def test_another_refusal_is_final(clients, status):
    with CannedServer(response(status)) as server:
        error = raised(clients.client(server.url).token_auth.obtain)
    assert isinstance(error, SignInError)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("invalid_grant", "Check username and password, and that the API client may act for this user."),
        ("invalid_client", "Check client_id and client_secret, those of the API client."),
        (
            "unauthorized_client",
            "Check client_id, client_secret, username and password, and that the API client may act",
        ),
    ],
)
def test_a_refused_grant_is_not_sent_in_another_form(clients, code, advice):
    body = {"error": code, "error_description": "Bad credentials"}
    with CannedServer(response(400, body)) as server:
        error = raised(clients.client(server.url).token_auth.obtain)
    assert len(server.calls) == 1
    assert error.code == code
    assert "Bad credentials" in error.message
    assert "user automation@acme.example of client Integration-client" in error.message
    assert f": the server {server.url} answered HTTP 400, code {code}: Bad credentials. {advice}" in error.message


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"access_token": 5}', b'{"access_token": "with space"}', b"<html></html>"]
)
def test_a_success_without_a_token_is_an_error(clients, body):
    with CannedServer(response(200, body)) as server:
        error = raised(clients.client(server.url).token_auth.obtain)
    assert "holds no access token" in error.message
    assert len(server.calls) == 1


def test_a_token_near_its_end_is_renewed_with_the_refresh_token(clients, simulator):
    simulator.switch(token_lifetime=5)
    kept = clients.client(simulator.url).token_auth
    first = kept.obtain()[0]
    second, source = kept.obtain(min_validity=60)
    assert source == "refresh"
    assert second.access_token != first.access_token
    assert [dict(map(tuple, call["form"]))["grant_type"] for call in token_posts(simulator)] == [
        "password",
        "refresh_token",
    ]


def test_a_refresh_without_a_new_refresh_token_keeps_the_old_one(clients):
    tokens = sequence(token_answer("fake-one", refresh_token="fake-refresh", expires_in=30), token_answer("fake-two"))
    with CannedServer(routed(token=tokens)) as server:
        kept = clients.client(server.url).token_auth
        kept.obtain()
        token, source = kept.obtain(min_validity=100)
    assert (source, token.access_token, token.refresh_token) == ("refresh", "fake-two", "fake-refresh")
    fields = dict(multipart_fields(server.calls[1]))
    assert fields == {"grant_type": "refresh_token", "refresh_token": "fake-refresh"}
    assert server.calls[1].headers["authorization"] == f"Basic {GRANT.basic}"


@pytest.mark.parametrize("ended", [True, False])
def test_a_refused_refresh_falls_back_to_the_password(clients, simulator, ended):
    simulator.switch(token_lifetime=5)
    kept = clients.client(simulator.url).token_auth
    kept.obtain()
    if ended:
        simulator.revoke_tokens(refresh=True)
    else:
        simulator.switch(refresh_grant="refused")
    assert kept.obtain(min_validity=60)[1] == "login"
    assert len(token_posts(simulator)) == 3


def test_a_token_that_the_server_forgot_is_renewed_once(clients, simulator):
    client = clients.client(simulator.url)
    simulator.clear_calls()
    client.read(Call("POST", "/api/v1/request/search/byqual", json={}), "search")
    simulator.revoke_tokens()
    client.read(Call("POST", "/api/v1/request/search/byqual", json={}), "search")
    assert counted(simulator) == {"token": 2, "search": 3}


def test_a_server_that_always_responds_401_is_called_twice(clients):
    ended = response(401, {"userMessage": "Session has timed out"})
    with CannedServer(routed(token=token_answer(), GET=ended)) as server:
        error = raised(lambda: clients.client(server.url).read(READ, "read request 65"))
    assert server.paths.count("GET /api/v1/request/65") == 2
    assert server.paths.count("POST /api/oauth/token") == 2
    assert error.failure["status"] == 401
    assert "Session has timed out" in error.message


def test_a_newer_token_of_another_process_is_taken_after_401(clients, simulator):
    one, other = clients.client(simulator.url), clients.client(simulator.url)
    old = one.token_auth.obtain()[0]
    simulator.revoke_tokens()
    new = other.token_auth.obtain(force=True)[0]
    simulator.clear_calls()
    assert one.token_auth.renewed(f"Bearer {old.access_token}") == f"Bearer {new.access_token}"
    assert simulator.calls() == []


@pytest.mark.parametrize("credentials", [TOKEN, KEY], ids=["access_token", "api_key"])
def test_a_given_token_or_key_is_sent_verbatim_and_never_renewed(clients, credentials):
    with CannedServer(response(401, {"userMessage": "no"})) as server:
        error = raised(lambda: clients.client(server.url, credentials).read(READ, "read request 65"))
    (call,) = server.calls
    expected = "Bearer fake-ready-token" if credentials is TOKEN else f"Apikey {KEY.secret}"
    assert call.headers["authorization"] == expected
    assert "cannot be renewed" in error.message


@pytest.mark.parametrize(
    "change", [{"password": "fake-other"}, {"client_secret": "fake-other"}, {"username": "tim"}, {"client_id": "fake"}]
)
def test_other_credentials_never_get_a_kept_token(clients, change):
    with CannedServer(routed(token=sequence(token_answer("fake-one"), token_answer("fake-two")))) as server:
        clients.client(server.url).token_auth.obtain()
        other = clients.client(server.url, GRANT._replace(**change)).token_auth
        assert other.kept() is None
        assert other.obtain()[0].access_token == "fake-two"
    assert len(server.calls) == 2


@pytest.mark.parametrize("suffix", ["", "/other"])
def test_another_server_never_gets_a_kept_token(clients, suffix):
    with CannedServer(token_answer("fake-one")) as here, CannedServer(token_answer("fake-two")) as there:
        clients.client(here.url).token_auth.obtain()
        elsewhere = here.url + suffix if suffix else there.url
        assert clients.client(elsewhere).token_auth.kept() is None


def test_every_secret_obtained_is_registered(clients):
    with CannedServer(token_answer("fake-one", refresh_token="fake-refresh")) as server:
        clients.client(server.url).token_auth.obtain()
    assert {"fake-one", "fake-refresh"} <= set(clients.secrets)


def test_a_token_endpoint_that_is_away_is_a_failed_sign_in(clients):
    with CannedServer(None) as server:
        error = raised(lambda: clients.client(server.url, retry_timeout=0).read(READ, "read request 65"))
    assert isinstance(error, SignInError)
    assert error.message.startswith("Could not sign in to ServiceOps: ")
    assert error.failure["url"] == f"{server.url}/api/oauth/token"


def test_a_busy_token_endpoint_is_waited_for(clients):
    busy = response(503, b"", Retry_After="0.05")
    with CannedServer(busy, token_answer()) as server:
        assert clients.client(server.url).token_auth.obtain()[1] == "login"
    assert len(server.calls) == 2
    assert any("503" in text for text in clients.warnings)


def test_forgetting_returns_whether_there_was_a_token(clients):
    with CannedServer(token_answer()) as server:
        kept = clients.client(server.url).token_auth
        assert kept.forget() is False
        kept.obtain()
        assert kept.has_any()
        assert kept.forget() is True
        assert not kept.has_any()
        kept.obtain()
    assert len(server.calls) == 2


def test_without_a_cache_the_token_lives_in_memory(clients):
    with CannedServer(token_answer()) as server:
        kept = clients.client(server.url, token_cache=False).token_auth
        assert [kept.obtain()[1] for dummy in range(2)] == ["login", "cache"]
    assert len(server.calls) == 1
    assert not clients.folder.exists()


def test_threads_without_a_cache_share_one_sign_in_and_one_renewal(clients, simulator):
    kept = clients.client(simulator.url, token_cache=False).token_auth
    simulator.fail(fault="latency", seconds=0.2, path="/api/oauth/token", times=None)
    with ThreadPoolExecutor(8) as threads:
        headers = {future.result() for future in [threads.submit(kept.header) for dummy in range(8)]}
        (refused,) = headers
        renewed = {future.result() for future in [threads.submit(kept.renewed, refused) for dummy in range(8)]}
    assert len(renewed) == 1
    assert renewed != headers
    assert counted(simulator) == {"token": 2}
