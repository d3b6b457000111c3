# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the probe on sign-ins of its own. They neither use nor change the token that tasks share."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from .._api import endpoints
from .._api.auth import CachedTokenAuth
from .._api.client import Client
from .._api.connection import PasswordGrant
from .._api.error_mapping import oauth_code_of
from .._api.errors import ServiceOpsError
from .._api.response import Response, json_of
from .._api.sign_in import sign_in_error, token_from_json
from .._api.token import Token
from .session import DIFFERS, Finding, NotTriedError, judge, not_tried, quote

# A made-up user: a wrong password for a real one could lock the account.
_UNKNOWN_USER = {"username": "nobody-of-motadata.serviceops", "password": "no-password-of-anybody"}
_LIFETIME_TOLERANCE = 60
_HOUR = 3600


class ProbeSignIns:
    """Two sign-ins with the password, one in each form. Raises SignInError if neither returns a token."""

    def __init__(self, client: Client, grant: PasswordGrant, token_auth: CachedTokenAuth) -> None:
        self._client = client
        self._token_auth = token_auth
        self._fields = {"username": grant.username, "password": grant.password}
        self.multipart = self._post(self._fields, multipart=True)
        if self.multipart.status in (401, 403) or oauth_code_of(self.multipart) in endpoints.FORM_WAS_READ:
            # A second try with a wrong password could lock the account.
            raise sign_in_error(self.multipart, grant)
        self.urlencoded = self._post_if_possible()
        tokens = [self._token(self.multipart, True), self._token(self.urlencoded, False)]
        self.takes_multipart = tokens[0] is not None
        found = tokens[0] or tokens[1]
        if found is None:
            refusal = self.urlencoded if self.multipart.status in endpoints.FORM_REFUSED else None
            raise sign_in_error(refusal or self.multipart, grant)
        self.token: Token = found
        self.other = tokens[1] if self.takes_multipart else None
        self.response = json_of(self.multipart if self.takes_multipart else self.urlencoded or self.multipart)
        token_auth.adopt(found)

    def sign_in_again(self) -> Token | None:
        """Return the token of one more sign-in, in the form that the server accepts."""
        response = self._post(self._fields, multipart=self.takes_multipart)
        return self._token(response, self.takes_multipart)

    def refresh(self, token: Token) -> tuple[Response, Token | None]:
        """Return the response to a refresh grant, and its token, which the client uses from now on."""
        fields = {"refresh_token": token.refresh_token or ""}
        response = self._post(fields, endpoints.REFRESH_GRANT, multipart=self.takes_multipart)
        renewed = self._token(response, self.takes_multipart)
        if renewed:
            self._token_auth.adopt(renewed)
        return response, renewed

    def sign_in_unknown_user(self) -> Response:
        """Return the response to a sign-in of a user that does not exist."""
        return self._post(_UNKNOWN_USER, multipart=self.takes_multipart)

    def _post(self, fields: dict[str, str], grant: str = endpoints.PASSWORD_GRANT, *, multipart: bool) -> Response:
        form = {**fields, "grant_type": grant}
        return self._token_auth.sign_in.post(form, multipart=multipart)

    def _post_if_possible(self) -> Response | None:
        try:
            return self._post(self._fields, multipart=False)
        except ServiceOpsError:
            return None

    def _token(self, response: Response | None, multipart: bool) -> Token | None:
        if response is None or not response.ok:
            return None
        token = token_from_json(json_of(response), time.time(), multipart=multipart)
        for secret in token.secrets if token else ():
            self._client.register_secret(secret)
        return token


def token_form(sign_ins: ProbeSignIns) -> Finding:
    """Which forms the token endpoint accepts."""
    plain = sign_ins.urlencoded
    other = "was not answered" if plain is None else "is taken" if plain.ok else f"is answered {quote(plain)}"
    if sign_ins.takes_multipart:
        return judge(True, f"multipart is taken; url-encoded {other}")
    found = f"multipart is answered {quote(sign_ins.multipart)}; url-encoded is taken"
    if sign_ins.multipart.status in endpoints.FORM_REFUSED:
        return judge(False, found)
    return Finding(DIFFERS, found, "the other modules stop at this answer and cannot sign in; give access_token")


def token_lifetime(sign_ins: ProbeSignIns) -> Finding:
    """Whether both expiry times of a token agree; which one counts shows only after the earlier one."""
    stated = sign_ins.response.get("expires_in") if isinstance(sign_ins.response, dict) else None
    if not isinstance(stated, (int, str)) or not str(stated).isdigit():
        meaning = f"the token is trusted for {endpoints.UNSTATED_LIFETIME} s"
        return Finding(DIFFERS, "the answer has no usable expires_in", meaning)
    in_token = _lifetime_in_token(sign_ins.token)
    if in_token is None:
        return judge(True, f"expires_in is {stated} s, and the token itself names no end that can be read")
    if abs(in_token - int(stated)) <= _LIFETIME_TOLERANCE:
        return judge(True, f"expires_in is {stated} s, and the token itself says the same")
    found = f"expires_in is {stated} s, while the token itself ends after {in_token / _HOUR:.1f} h"
    return not_tried("which of the two counts shows only when the earlier one has passed", found)


def refresh(sign_ins: ProbeSignIns) -> Finding:
    """Whether a refresh token renews the access token, tried on one that nobody else uses."""
    if not sign_ins.token.refresh_token:
        return judge(False, "a sign-in gives no refresh token")
    other = sign_ins.other or sign_ins.sign_in_again()
    if other is None or set(other.secrets) & set(sign_ins.token.secrets):
        raise NotTriedError("each sign-in gives the same token, and renewing it could end that of other tasks")
    response, renewed = sign_ins.refresh(sign_ins.token)
    if renewed:
        return judge(True, "a refresh token was exchanged for a new access token")
    found = "an answer without a token" if response.ok else quote(response, oauth_code_of(response))
    return judge(False, f"the refresh grant is answered {found}")


def refused_form(sign_ins: ProbeSignIns) -> Finding:
    """Whether the server distinguishes wrong credentials from a wrong form."""
    response = sign_ins.sign_in_unknown_user()
    refusal = quote(response, oauth_code_of(response))
    if response.ok:
        return judge(False, "a user who does not exist is answered HTTP 200")
    read = response.status not in endpoints.FORM_REFUSED or oauth_code_of(response) in endpoints.FORM_WAS_READ
    return judge(read, f"a user who does not exist is refused with {refusal}")


def _lifetime_in_token(token: Token) -> float | None:
    """Return the lifetime written in the token, None if it cannot be read."""
    parts = token.access_token.split(".")
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(parts[1] + "==")) if len(parts) == 3 else None
    except (ValueError, RecursionError):
        return None
    end = claims.get("exp") if isinstance(claims, dict) else None
    return end - token.issued_at if isinstance(end, (int, float)) and abs(end) < 1e12 else None
