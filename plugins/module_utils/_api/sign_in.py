# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acquire an access token: with a refresh token, or with the password."""

from __future__ import annotations

import time
from typing import Any, Callable

from . import endpoints
from .call import Call
from .connection import PASSWORD_GRANT_OPTIONS, PasswordGrant
from .error_mapping import oauth_code_of, words_of
from .errors import NoAnswerError, OddAnswerError, SignInError
from .response import Response, json_of
from .token import LONGEST_LIFE, Token, is_finite, is_header_safe


class SignIn:
    """The sign-ins of one user; ``send`` sends a call with an Authorization header, repeatedly if that can help."""

    def __init__(self, grant: PasswordGrant, send: Callable[[Call, str], Response]) -> None:
        self._grant = grant
        self._send = send

    def refresh(self, kept: Token) -> Token | None:
        """Return the token to which the server renews a kept one, None if it refuses."""
        if not kept.refresh_token or time.time() < kept.issued_at:
            return None
        fields = {"grant_type": endpoints.REFRESH_GRANT, "refresh_token": kept.refresh_token}
        response = self.post(fields, multipart=kept.multipart)
        if not response.ok:
            return None
        return token_from_json(json_of(response), time.time(), multipart=kept.multipart, previous=kept)

    def acquire(self, kept: Token | None) -> Token:
        """Sign in with the password, in the form that this endpoint is known to take, or else in both.

        Raises SignInError.
        """
        fields = {
            "username": self._grant.username,
            "password": self._grant.password,
            "grant_type": endpoints.PASSWORD_GRANT,
        }
        multipart = kept.multipart if kept else True
        response = self.post(fields, multipart=multipart)
        if response.status in endpoints.FORM_REFUSED and oauth_code_of(response) not in endpoints.FORM_WAS_READ:
            multipart = not multipart
            response = self.post(fields, multipart=multipart)
        token = token_from_json(json_of(response), time.time(), multipart=multipart) if response.ok else None
        if token is None:
            raise sign_in_error(response, self._grant)
        return token

    def post(self, fields: dict[str, str], *, multipart: bool) -> Response:
        """Return the response of the token endpoint, whatever its status; raises SignInError if there is none."""
        call = Call("POST", endpoints.TOKEN_PATH, form=fields, multipart=multipart)
        try:
            return self._send(call, f"Basic {self._grant.basic}")
        except (NoAnswerError, OddAnswerError) as exc:
            # The call that needed the token was not sent, so it is in no doubt.
            raise SignInError(f"Could not sign in to ServiceOps: {exc.message}", exchange=exc.exchange) from exc


def token_from_json(parsed: Any, now: float, *, multipart: bool, previous: Token | None = None) -> Token | None:
    """Return the token in a parsed response, None if there is none."""
    if not isinstance(parsed, dict) or not is_header_safe(parsed.get("access_token")):
        return None
    # RFC 6749 section 6: without a new refresh token the old one stays.
    kept = previous.refresh_token if previous else None
    return Token(
        access_token=parsed["access_token"],
        token_type=_text(parsed.get("token_type")) or "bearer",
        refresh_token=_text(parsed.get("refresh_token")) or kept,
        scope=_text(parsed.get("scope")),
        jti=_text(parsed.get("jti")),
        issued_at=now,
        expires_at=now + _lifetime(parsed.get("expires_in")),
        multipart=multipart,
    )


def sign_in_error(response: Response, grant: PasswordGrant) -> SignInError:
    """Return the error of a sign-in that gave no token, with the server's own words."""
    code = oauth_code_of(response)
    if response.ok:
        advice = "The answer holds no access token: check that url is the address of the ServiceOps server."
    elif code == "invalid_client":
        advice = f"Check {grant.named('client_id', 'client_secret')}, those of the API client."
    elif code == "invalid_grant":
        advice = f"Check {grant.named('username', 'password')}, and that the API client may act for this user."
    elif response.status in (400, 401, 403):
        advice = f"Check {grant.named(*PASSWORD_GRANT_OPTIONS)}, and that the API client may act for this user."
    else:
        advice = "Check that url is the address of the ServiceOps server and that it is up."
    return SignInError(
        f"Could not sign in to ServiceOps as user {grant.username} of client {grant.client_id}: "
        f"the server {response.url.partition(endpoints.TOKEN_PATH)[0]} answered {words_of(response, code)}. "
        f"{advice}{response.account}",
        exchange=response.exchange,
        code=code,
    )


def _lifetime(expires_in: Any) -> float:
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit():
        expires_in = int(expires_in[:18])
    if isinstance(expires_in, int) and expires_in > LONGEST_LIFE:
        return float(LONGEST_LIFE)
    if not is_finite(expires_in) or expires_in <= 0:
        return endpoints.UNSTATED_LIFETIME
    return float(min(expires_in, LONGEST_LIFE))


def _text(value: Any) -> str | None:
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return value if isinstance(value, str) and value else None
