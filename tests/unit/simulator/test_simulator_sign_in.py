# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint and what opens the API."""

from __future__ import annotations

from typing import Any

import pytest
import requests


def test_token_answer_has_the_documented_keys_in_order(api: Any) -> None:
    answer = api.sign_in()

    keys = ["access_token", "token_type", "refresh_token", "expires_in", "scope", "jti"]
    assert list(answer.json()) == keys
    assert answer.json()["token_type"] == "bearer"
    assert (answer.json()["expires_in"], answer.json()["scope"]) == (43199, "other-api-scope")


def test_other_client_has_its_own_lifetime_and_scope(api: Any) -> None:
    client = ("main-web-app-client", "fake-main-web-app-secret")

    answer = api.sign_in(client=client, username="tim@acme.com", password="fake-password-of-tim").json()

    assert (answer["expires_in"], answer["scope"]) == (7199, "main-web-app-scope")


@pytest.mark.parametrize("username", ["automation", "AUTOMATION@acme.example"])
def test_logon_name_and_email_sign_in(api: Any, username: str) -> None:
    assert api.sign_in(username=username).status_code == 200


@pytest.mark.parametrize(
    ("options", "status", "error"),
    [
        ({"client": ("Integration-client", "wrong")}, 401, "invalid_client"),
        ({"client": ("nobody", "fake-client-secret")}, 401, "invalid_client"),
        ({"password": "wrong"}, 401, "invalid_grant"),
        ({"username": "nobody"}, 401, "invalid_grant"),
        ({"username": "jane", "password": ""}, 401, "invalid_grant"),
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, 401, "invalid_grant"),
    ],
)
def test_wrong_sign_in_is_refused(api: Any, options: Any, status: int, error: str) -> None:
    answer = api.sign_in(**options)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_bad_credentials_are_called_so(api: Any) -> None:
    answer = api.sign_in(password="wrong")

    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad credentials"}


def test_json_is_no_form(api: Any) -> None:
    simulator = api.simulator
    auth = (simulator.client_id, simulator.client_secret)

    answer = requests.post(simulator.url + "/api/oauth/token", auth=auth, json={"grant_type": "password"}, timeout=30)

    assert answer.status_code == 415


def test_restricted_client_serves_its_user_only(api: Any) -> None:
    client = ("Restricted-client", "fake-restricted-secret")

    assert api.sign_in(client=client).status_code == 200
    assert api.sign_in(client=client, username="tim", password="fake-password-of-tim").status_code == 401


def test_refresh_token_of_another_client_is_refused(api: Any) -> None:
    refresh = api.sign_in().json()["refresh_token"]
    client = ("Restricted-client", "fake-restricted-secret")

    assert api.sign_in(client=client, grant_type="refresh_token", refresh_token=refresh).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_bearer_opens_the_api_in_any_case(api: Any, scheme: str) -> None:
    token = api.sign_in().json()["access_token"]

    assert api.with_header(f"{scheme} {token}").search().status_code == 200


@pytest.mark.parametrize("header", ["Bearer made-up", "Apikey ZmFrZS1hcGkta2V5+Zm9yLXRlc3Rz=", "Basic eDp5", "nothing"])
def test_other_credentials_do_not(api: Any, header: str) -> None:
    answer = api.with_header(header).search()

    assert answer.status_code == 401
    assert answer.json() == {"code": "SIM401", "userMessage": "Session has timed out", "cause": None}


def test_refresh_token_is_no_access_token(api: Any) -> None:
    refresh = api.sign_in().json()["refresh_token"]

    assert api.with_header(f"Bearer {refresh}").search().status_code == 401


def test_reader_may_not_write(api: Any) -> None:
    number = api.created()["id"]
    viewer = api.as_user("viewer", "fake-password-of-viewer")

    assert viewer.read(number).status_code == 200
    assert viewer.search().status_code == 200
    refused = [viewer.create(), viewer.update(number, subject="x"), viewer.delete(number)]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert api.read(number).json()["subject"] != "x"


def test_expired_tokens_can_be_refreshed_and_revoked_ones_not(api: Any) -> None:
    answer = api.sign_in().json()
    caller = api.with_header(f"Bearer {answer['access_token']}")
    refresh = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"]}

    api.simulator.expire_tokens()
    assert caller.search().status_code == 401
    renewed = api.sign_in(**refresh)
    assert renewed.status_code == 200
    api.simulator.revoke_tokens()
    assert api.with_header(f"Bearer {renewed.json()['access_token']}").search().status_code == 401
    assert api.sign_in(**refresh).status_code == 200
    api.simulator.revoke_tokens(refresh=True)
    assert api.sign_in(**refresh).status_code == 401


def test_password_changes(api: Any) -> None:
    api.simulator.change_password("fake-new-password")

    assert api.sign_in().status_code == 401
    assert api.sign_in(password="fake-new-password").status_code == 200
    api.simulator.reset()
    assert api.sign_in().status_code == 200
