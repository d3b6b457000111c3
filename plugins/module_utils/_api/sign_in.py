# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acquire an access token: with a refresh token, or with the password."""

from __future__ import annotations

from typing import Any, Callable

from . import contract
from .answer import Answer, json_of
from .connection import PASSWORD_GRANT_OPTIONS, PasswordGrant
from .errors import SignInError
from .refusal import oauth_code_of, words_of
from .token import LONGEST_LIFE, Token, is_finite, is_header_safe
from .transport import Call


class SignIn:
    """The token endpoint; ``send`` makes one call to it, waiting where it asks to."""

    def __init__(self, grant: PasswordGrant, send: Callable[[Call, str], Answer], now: Callable[[], float]) -> None:
        self._grant = grant
        self._send = send
        self._now = now

    def refresh(self, kept: Token) -> Token | None:
        """Return the token that a kept one is renewed to; None where the server gives none."""
        if not kept.refresh_token or self._now() < kept.issued_at:
            return None
        fields = {"grant_type": contract.REFRESH_GRANT, "refresh_token": kept.refresh_token}
        answer = self._post(fields, multipart=kept.multipart)
        if not answer.ok:
            return None
        return token_from_answer(json_of(answer), self._now(), multipart=kept.multipart, previous=kept)

    def acquire(self, kept: Token | None) -> Token:
        """Sign in with the password, in the form that this endpoint is known to take, or else in both.

        Raises SignInError.
        """
        fields = {
            "username": self._grant.username,
            "password": self._grant.password,
            "grant_type": contract.PASSWORD_GRANT,
        }
        multipart = kept.multipart if kept else True
        answer = self._post(fields, multipart=multipart)
        if answer.status in contract.FORM_REFUSED and oauth_code_of(answer) not in contract.FORM_WAS_READ:
            multipart = not multipart
            answer = self._post(fields, multipart=multipart)
        token = token_from_answer(json_of(answer), self._now(), multipart=multipart) if answer.ok else None
        if token is None:
            raise refusal(answer, self._grant)
        return token

    def _post(self, fields: dict[str, str], *, multipart: bool) -> Answer:
        call = Call("POST", contract.TOKEN_PATH, form=fields, multipart=multipart)
        return self._send(call, f"Basic {self._grant.basic}")


def token_from_answer(answer: Any, now: float, *, multipart: bool, previous: Token | None = None) -> Token | None:
    """Return the token of a parsed answer, or None where it holds none."""
    if not isinstance(answer, dict) or not is_header_safe(answer.get("access_token")):
        return None
    # RFC 6749 section 6: without a new refresh token the old one stays.
    kept = previous.refresh_token if previous else None
    return Token(
        access_token=answer["access_token"],
        token_type=_text(answer.get("token_type")) or "bearer",
        refresh_token=_text(answer.get("refresh_token")) or kept,
        scope=_text(answer.get("scope")),
        jti=_text(answer.get("jti")),
        issued_at=now,
        expires_at=now + _lifetime(answer.get("expires_in")),
        multipart=multipart,
    )


def refusal(answer: Answer, grant: PasswordGrant) -> SignInError:
    """Return the error of a sign-in that gave no token, with the server's own words."""
    code = oauth_code_of(answer)
    if answer.ok:
        advice = "The answer holds no access token: check that url is the address of the ServiceOps server."
    elif code == "invalid_client":
        advice = f"Check {grant.named('client_id', 'client_secret')}, those of the API client."
    elif code == "invalid_grant":
        advice = f"Check {grant.named('username', 'password')}, and that the API client may act for this user."
    elif answer.status in (400, 401, 403):
        advice = f"Check {grant.named(*PASSWORD_GRANT_OPTIONS)}, and that the API client may act for this user."
    else:
        advice = "Check that url is the address of the ServiceOps server and that it is up."
    said = words_of(answer, code)
    return SignInError(
        f"Could not sign in to ServiceOps as user {grant.username} of client {grant.client_id}: "
        f"the server {answer.url.partition(contract.TOKEN_PATH)[0]} answered {said}. {advice}{answer.account}",
        exchange=answer.exchange,
        code=code,
    )


def _lifetime(expires_in: Any) -> float:
    if isinstance(expires_in, str) and expires_in.isascii() and expires_in.isdigit():
        expires_in = int(expires_in[:18])
    if isinstance(expires_in, int) and expires_in > LONGEST_LIFE:
        return float(LONGEST_LIFE)
    if not is_finite(expires_in) or expires_in <= 0:
        return contract.UNSTATED_LIFETIME
    return float(min(expires_in, LONGEST_LIFE))


def _text(value: Any) -> str | None:
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return value if isinstance(value, str) and value else None
