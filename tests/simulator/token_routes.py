# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: password and refresh grants, as multipart or url-encoded forms."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request

from .call_log import CALL, TOKEN_PATH
from .credentials import CLIENTS, ApiClient, Person
from .refusals import RefusalError, json_answer
from .simulation import Simulation, simulation
from .switches import SWITCHES

token_api = Blueprint("token", __name__)

_FORMS = {"multipart/form-data": "multipart", "application/x-www-form-urlencoded": "urlencoded"}


@token_api.post(TOKEN_PATH)
def issue_token() -> Response:
    """Answer a grant with an access token and a refresh token."""
    simulated = simulation()
    client = _client(simulated)
    _check_form(simulated)
    grant = request.form.get("grant_type")
    request.environ[CALL]["user"] = request.form.get("username")
    if grant == "password":
        person = _by_password(simulated, client)
    elif grant == "refresh_token" and simulated.settings["refresh_grant"] == "supported":
        person = _by_refresh_token(simulated, client)
    elif grant:
        raise _denied(simulated, 400, "unsupported_grant_type", f"Unsupported grant type: {grant}")
    else:
        raise _denied(simulated, 400, "invalid_request", "Missing grant type")
    request.environ[CALL]["user"] = person.email
    return json_answer(simulated.tokens.issue(client, person, _lifetime(simulated, client)))


def _client(simulated: Simulation) -> ApiClient:
    basic = request.authorization
    client = CLIENTS.get(basic.username or "") if basic is not None and basic.type == "basic" else None
    if client is None or not _same(client.secret, basic.password if basic else None):
        raise _denied(simulated, 401, "invalid_client", "Bad client credentials")
    return client


def _check_form(simulated: Simulation) -> None:
    form = _FORMS.get(request.mimetype)
    if form is None or simulated.settings["token_form"] not in ("both", form):
        status = simulated.settings["token_form_status"]
        raise _denied(simulated, status, "invalid_request", f"Content type {request.mimetype!r} not supported")


def _by_password(simulated: Simulation, client: ApiClient) -> Person:
    person = simulated.people.find(request.form.get("username", ""))
    allowed = person is not None and client.only_user in (None, person.email)
    if person is None or not allowed or not _same(person.password, request.form.get("password")):
        raise _denied(simulated, 401, "invalid_grant", "Bad credentials")
    return person


def _by_refresh_token(simulated: Simulation, client: ApiClient) -> Person:
    given = request.form.get("refresh_token", "")
    holder = simulated.tokens.holder(given, "refresh")
    person = simulated.people.get(holder[1]) if holder and holder[0] == client.id else None
    if person is None:
        # Spring repeats the token here; whoever shows this text must mask it.
        raise _denied(simulated, 401, "invalid_grant", f"Invalid refresh token: {given}")
    return person


def _lifetime(simulated: Simulation, client: ApiClient) -> int:
    lifetime: int = simulated.settings["token_lifetime"]
    return client.expires_in if lifetime == SWITCHES["token_lifetime"].values[0] else lifetime


def _same(known: str | None, given: str | None) -> bool:
    return known is not None and given is not None and hmac.compare_digest(known.encode(), given.encode())


def _denied(simulated: Simulation, status: int, error: str, description: str) -> RefusalError:
    if simulated.settings["token_error_body"] == "empty":
        return RefusalError(status)
    return RefusalError(status, {"error": error, "error_description": description})
