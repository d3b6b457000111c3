# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that acquires, reuses, renews and forgets the access token."""

from __future__ import annotations

import time

import pytest

from tests.unit.support.canned import CannedServer, multipart_fields, response, token_answer
from tests.unit.support.running import Modules, run_process
from tests.unit.support.simulated import counted

# The documented answer, with tokens that are plainly fake.
DOCUMENTED = b"""{
  "access_token": "fake-header.fake-claims-of-the-access-token.fake-signature",
  "token_type": "bearer",
  "refresh_token": "fake-header.fake-claims-of-the-refresh-token.fake-signature",
  "expires_in": 7199,
  "scope": "main-web-app-scope",
  "jti": "5d1c2f60-fake-fake-fake-0123456789ab"
}"""
ACCESS_TOKEN = "fake-header.fake-claims-of-the-access-token.fake-signature"
TIM = {
    "client_id": "main-web-app-client",
    "client_secret": "fake-main-web-app-secret",
    "username": "tim@acme.com",
    "password": "fake-password-of-tim",
}
KEYS = {"access_token", "token_type", "expires_in", "expires_at", "scope", "source"}


def moment(text: str) -> float:
    from datetime import datetime

    assert text.endswith("Z")
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def test_the_documented_sign_in_returns_every_documented_value(tmp_path):
    before = time.time()
    with CannedServer(response(200, DOCUMENTED)) as server:
        result = Modules(server.url, tmp_path, **TIM).token()
    assert result["changed"] is True
    assert result["access_token"] == ACCESS_TOKEN
    assert result["token_type"] == "bearer"
    assert result["expires_in"] in (7198, 7199)
    assert before + 7198 <= moment(result["expires_at"]) <= time.time() + 7199
    assert result["scope"] == "main-web-app-scope"
    assert result["source"] == "login"
    assert "fake-claims-of-the-refresh-token" not in str(result)
    (call,) = server.calls
    assert call.target == "/api/oauth/token"
    assert dict(multipart_fields(call)) == {
        "username": "tim@acme.com",
        "password": "fake-password-of-tim",
        "grant_type": "password",
    }


def test_a_second_task_reuses_the_token(modules, simulator):
    first, second = modules.token(), modules.token()
    assert (first["source"], second["source"]) == ("login", "cache")
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["access_token"] == second["access_token"]
    assert counted(simulator) == {"token": 1}


def test_all_modules_share_one_sign_in(modules, simulator):
    modules.token()
    modules.info(limit=1)
    modules.request(subject="x", requester_email="jane@acme.example")
    modules.request(subject="y", requester_email="jane@acme.example")
    assert counted(simulator)["token"] == 1


def test_force_signs_in_anew(modules, simulator):
    first, second = modules.token(), modules.token(force=True)
    assert second["source"] == "login"
    assert second["changed"] is True
    assert first["access_token"] != second["access_token"]


def test_min_validity_renews_with_the_refresh_token(modules, simulator):
    simulator.switch(token_lifetime=300)
    modules.token()
    assert modules.token(min_validity=200)["source"] == "cache"
    renewed = modules.token(min_validity=400)
    assert (renewed["source"], renewed["changed"]) == ("refresh", True)
    (warning,) = renewed["warnings"]
    assert "less than min_validity (400 s)" in warning


def test_absent_forgets_the_token_and_asks_no_server(modules, simulator):
    modules.token()
    simulator.clear_calls()
    gone, again = modules.token(state="absent"), modules.token(state="absent")
    assert (gone["changed"], again["changed"]) == (True, False)
    assert {key: gone[key] for key in KEYS} == dict.fromkeys(KEYS)
    assert simulator.calls() == []
    assert modules.token()["source"] == "login"


def test_check_mode_signs_in_nowhere(modules, simulator):
    would = modules.token(check=True)
    assert (would["changed"], would["source"], would["access_token"]) == (True, "login", None)
    assert simulator.calls() == []
    token = modules.token()["access_token"]
    kept = modules.token(check=True)
    assert (kept["changed"], kept["source"], kept["access_token"]) == (False, "cache", token)
    assert modules.token(check=True, force=True)["source"] == "login"
    assert modules.token(check=True, min_validity=10**6)["source"] == "refresh"
    assert modules.token(check=True, state="absent")["changed"] is True
    assert modules.token(check=True, state="absent")["changed"] is True
    assert counted(simulator) == {"token": 1}


def test_a_token_without_a_cache_serves_later_tasks(modules, simulator):
    token = modules.token(token_cache=False)["access_token"]
    only = dict.fromkeys(("client_id", "client_secret", "username", "password"))
    result = modules.info(access_token=token, **only)
    assert result["failed"] is False
    assert counted(simulator) == {"token": 1, "search": 1}
    assert token not in str(result)


def test_a_token_at_hand_plays_no_part(modules, simulator, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_API_KEY", "fake-key")
    monkeypatch.setenv("SERVICEOPS_ACCESS_TOKEN", "fake-token")
    assert modules.token(access_token="fake-other")["source"] == "login"


def test_credentials_come_from_the_environment(simulator, tmp_path):
    environ = {**simulator.environment, "SERVICEOPS_TOKEN_CACHE_PATH": str(tmp_path / "kept")}
    result = run_process("serviceops_token", environ)
    assert result["source"] == "login"
    assert (tmp_path / "kept").is_dir()


def test_a_wrong_secret_of_the_environment_is_named_with_its_variable(modules, simulator, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_CLIENT_SECRET", "fake-wrong")
    result = modules.token(client_secret="")
    words = "Check client_id (option) and client_secret (environment variable SERVICEOPS_CLIENT_SECRET), those of the"
    assert words in result["msg"]
    assert result["failure"]["code"] == "invalid_client"


def test_wrong_credentials_are_a_sentence(modules, simulator):
    result = modules.token(password="fake-wrong")
    assert result["failed"] is True
    who = "user automation@acme.example of client Integration-client"
    assert f"Could not sign in to ServiceOps as {who}" in result["msg"]
    assert f": the server {simulator.url} answered HTTP 401, code invalid_grant: Bad credentials." in result["msg"]
    assert "Check username (option) and password (option), and that" in result["msg"]
    assert result["failure"] == {
        "status": 401,
        "code": "invalid_grant",
        "method": "POST",
        "url": f"{simulator.url}/api/oauth/token",
    }
    assert counted(simulator) == {"token": 1}


def test_a_negative_min_validity_is_refused(modules, simulator):
    result = modules.token(min_validity=-1)
    assert "min_validity is -1: give 0 seconds or more." in result["msg"]
    assert simulator.calls() == []


def test_a_changed_password_never_gets_the_old_token(modules, simulator):
    modules.token()
    simulator.change_password("fake-new-password")
    result = modules.token(password="fake-new-password")
    assert result["source"] == "login"
    assert counted(simulator) == {"token": 2}


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_token_of_fast_expiry_is_usable(tmp_path, state):
    with CannedServer(token_answer(expires_in=1)) as server:
        result = Modules(server.url, tmp_path).token(min_validity=0)
    assert result["expires_in"] in (0, 1)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_token_that_is_given_leaves_the_result_readable(modules, state):
    kept = modules.token()["access_token"]
    result = modules.token(access_token=kept, api_key="fake-key", state=state)
    assert result["access_token"] == (kept if state == "present" else None)
    # Since core 2.21 a result holds its options only if that is asked for.
    options = result.get("invocation", {}).get("module_args", {})
    assert options.get("access_token") is None
    assert options.get("password") in (None, "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
