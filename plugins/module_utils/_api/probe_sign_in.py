# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe's own sign-ins, and the checks on them. They neither use nor touch the token that tasks share."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from . import contract
from .answer import Answer, json_of
from .authorization import KeptToken
from .client import Client
from .connection import PasswordGrant
from .errors import ServiceOpsError
from .probe_line import DIFFERS, Finding, UntriedError, judged, quoted, untried
from .refusal import oauth_code_of
from .sign_in import refusal, token_from_answer
from .token import Token
from .transport import Call

# A made-up user: a wrong password for a real one could lock the account.
_STRANGER = {"username": "nobody-of-motadata.serviceops", "password": "no-password-of-anybody"}
_SAME = 60
_HOUR = 3600


class SignedIn:
    """Two sign-ins with the password, one in each form. Raises SignInError where neither gives a token."""

    def __init__(self, client: Client, grant: PasswordGrant, kept: KeptToken) -> None:
        self._client = client
        self._grant = grant
        self._kept = kept
        self._fields = {"username": grant.username, "password": grant.password}
        self.multipart = self._post(self._fields, multipart=True)
        if self.multipart.status in (401, 403) or oauth_code_of(self.multipart) in contract.FORM_WAS_READ:
            # Sent once more, a wrong password could lock the account.
            raise refusal(self.multipart, grant)
        self.urlencoded = self._post_if_possible()
        tokens = [self._token(self.multipart, True), self._token(self.urlencoded, False)]
        self.takes_multipart = tokens[0] is not None
        found = tokens[0] or tokens[1]
        if found is None:
            told = self.urlencoded if self.multipart.status in contract.FORM_REFUSED else None
            raise refusal(told or self.multipart, grant)
        self.token: Token = found
        self.other = tokens[1] if self.takes_multipart else None
        self.answer = json_of(self.multipart if self.takes_multipart else self.urlencoded or self.multipart)
        kept.adopt(found)

    def again(self) -> Token | None:
        """Return the token of one more sign-in, in the form that is taken."""
        answer = self._post(self._fields, multipart=self.takes_multipart)
        return self._token(answer, self.takes_multipart)

    def refresh(self, token: Token) -> tuple[Answer, Token | None]:
        """Return the answer to a refresh grant, and its token, which is the one at hand from now on."""
        fields = {"refresh_token": token.refresh_token or ""}
        answer = self._post(fields, contract.REFRESH_GRANT, multipart=self.takes_multipart)
        renewed = self._token(answer, self.takes_multipart)
        if renewed:
            self._kept.adopt(renewed)
        return answer, renewed

    def refuse(self) -> Answer:
        """Return the answer to somebody who does not exist."""
        return self._post(_STRANGER, multipart=self.takes_multipart)

    def _post(self, fields: dict[str, str], grant: str = contract.PASSWORD_GRANT, *, multipart: bool) -> Answer:
        form = {**fields, "grant_type": grant}
        call = Call("POST", contract.TOKEN_PATH, form=form, multipart=multipart)
        return self._client.sign_in_call(call, f"Basic {self._grant.basic}")

    def _post_if_possible(self) -> Answer | None:
        try:
            return self._post(self._fields, multipart=False)
        except ServiceOpsError:
            return None

    def _token(self, answer: Answer | None, multipart: bool) -> Token | None:
        if answer is None or not answer.ok:
            return None
        token = token_from_answer(json_of(answer), time.time(), multipart=multipart)
        for secret in token.secrets if token else ():
            self._client.learn(secret)
        return token


def token_form(signed: SignedIn) -> Finding:
    """Which forms the token endpoint takes."""
    plain = signed.urlencoded
    other = "was not answered" if plain is None else "is taken" if plain.ok else f"is answered {quoted(plain)}"
    if signed.takes_multipart:
        return judged(True, f"multipart is taken; url-encoded {other}")
    found = f"multipart is answered {quoted(signed.multipart)}; url-encoded is taken"
    if signed.multipart.status in contract.FORM_REFUSED:
        return judged(False, found)
    return Finding(DIFFERS, found, "the other modules stop at this answer and cannot sign in; give access_token")


def token_lifetime(signed: SignedIn) -> Finding:
    """Whether the two ends of a token agree: which one counts shows only when the earlier has come."""
    stated = signed.answer.get("expires_in") if isinstance(signed.answer, dict) else None
    if not isinstance(stated, (int, str)) or not str(stated).isdigit():
        meaning = f"the token is trusted for {contract.UNSTATED_LIFETIME} s"
        return Finding(DIFFERS, "the answer has no usable expires_in", meaning)
    inner = _inner_lifetime(signed.token)
    if inner is None:
        return judged(True, f"expires_in is {stated} s, and the token itself names no end that can be read")
    if abs(inner - int(stated)) <= _SAME:
        return judged(True, f"expires_in is {stated} s, and the token itself says the same")
    found = f"expires_in is {stated} s, while the token itself ends after {inner / _HOUR:.1f} h"
    return untried("which of the two counts shows only when the earlier one has passed", found)


def refresh(signed: SignedIn) -> Finding:
    """Whether a refresh token renews, tried on a token that nobody else uses."""
    if not signed.token.refresh_token:
        return judged(False, "a sign-in gives no refresh token")
    other = signed.other or signed.again()
    if other is None or set(other.secrets) & set(signed.token.secrets):
        raise UntriedError("each sign-in gives the same token, and renewing it could end that of other tasks")
    answer, renewed = signed.refresh(signed.token)
    if renewed:
        return judged(True, "a refresh token was exchanged for a new access token")
    found = "an answer without a token" if answer.ok else quoted(answer, oauth_code_of(answer))
    return judged(False, f"the refresh grant is answered {found}")


def refused_form(signed: SignedIn) -> Finding:
    """Whether wrong credentials are told from a wrong form."""
    answer = signed.refuse()
    said = quoted(answer, oauth_code_of(answer))
    if answer.ok:
        return judged(False, "a user who does not exist is answered HTTP 200")
    read = answer.status not in contract.FORM_REFUSED or oauth_code_of(answer) in contract.FORM_WAS_READ
    return judged(read, f"a user who does not exist is refused with {said}")


def _inner_lifetime(token: Token) -> float | None:
    """Return how long the token lives by what is written in it, None where nothing can be read."""
    parts = token.access_token.split(".")
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(parts[1] + "==")) if len(parts) == 3 else None
    except (ValueError, RecursionError):
        return None
    end = claims.get("exp") if isinstance(claims, dict) else None
    return end - token.issued_at if isinstance(end, (int, float)) and abs(end) < 1e12 else None
