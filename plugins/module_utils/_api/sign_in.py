# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into the Authorization header, and how a token is acquired, reused and renewed."""

from __future__ import annotations

import threading
import time
from typing import Callable, Protocol

from . import contract
from .answer import Answer, json_of
from .connection import ApiKey, PasswordGrant, ReadyToken
from .errors import SignInError
from .refusal import oauth_code_of, words_of
from .token import Token, token_from_answer
from .token_cache import TokenCache
from .transport import Call


class Authorization(Protocol):
    """Gives the header for a call, and another one after a 401 where there is a way."""

    def header(self) -> str:
        """Return the Authorization header; may sign in."""

    def renewed(self, refused: str) -> str | None:
        """Return a header other than ``refused``, or None where there is none."""


class FixedAuthorization:
    """A token or key that the task brought along: nothing can be renewed."""

    def __init__(self, credentials: ReadyToken | ApiKey) -> None:
        if isinstance(credentials, ApiKey):
            self._header = f"{contract.API_KEY_SCHEME} {credentials.api_key}"
        else:
            self._header = f"Bearer {credentials.access_token}"

    def header(self) -> str:
        return self._header

    def renewed(self, refused: str) -> str | None:
        return None


class KeptToken:
    """The token of a password grant: kept in memory and in the cache, renewed when it must be.

    ``send`` makes one call to the server, waiting where it asks to; ``learn`` hears of each secret obtained.
    """

    def __init__(
        self,
        grant: PasswordGrant,
        cache: TokenCache,
        send: Callable[[Call, str], Answer],
        learn: Callable[[str], None] = lambda secret: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._grant = grant
        self._cache = cache
        self._send = send
        self._learn = learn
        self._now = now
        self._token: Token | None = None
        # Of the threads of one task, one signs in; the others then find its token.
        self._lock = threading.RLock()

    def header(self) -> str:
        return f"Bearer {self.obtain()[0].access_token}"

    def renewed(self, refused: str) -> str | None:
        """Return the header of a token that is not ``refused``: another process's newer one, or a new sign-in."""
        with self._lock, self._cache.locked():
            kept = self._cache.load() or self._token
            if kept and kept.is_valid(self._now()) and f"Bearer {kept.access_token}" != refused:
                return f"Bearer {self._use(kept).access_token}"
            self._token = None
            return f"Bearer {self._acquire(kept).access_token}"

    def kept(self, min_validity: float | None = None) -> Token | None:
        """Return a token at hand that is valid for at least ``min_validity`` seconds; asks no server."""
        token = self._token
        if not (token and token.is_valid(self._now(), min_validity)):
            token = self._cache.load()
        return self._use(token) if token and token.is_valid(self._now(), min_validity) else None

    def has_any(self) -> bool:
        """Tell whether there is a token to forget, valid or not."""
        return bool(self._token or self._cache.load())

    def renewable(self) -> bool:
        """Tell whether a kept token could be renewed with a refresh token."""
        kept = self._token or self._cache.load()
        return bool(kept and kept.refresh_token)

    def obtain(self, *, min_validity: float | None = None, force: bool = False) -> tuple[Token, str]:
        """Return a valid token and where it came from: ``cache``, ``refresh`` or ``login``.

        Raises SignInError, and what a call can raise.
        """
        with self._lock:
            return self._obtain(min_validity, force)

    def _obtain(self, min_validity: float | None, force: bool) -> tuple[Token, str]:
        token = None if force else self.kept(min_validity)
        if token:
            return token, "cache"
        with self._cache.locked():
            kept = self._cache.load() or self._token
            if not force and kept and kept.is_valid(self._now(), min_validity):
                return self._use(kept), "cache"
            refreshed = None if force or not kept else self._refresh(kept)
            return (refreshed, "refresh") if refreshed else (self._acquire(kept), "login")

    def adopt(self, token: Token) -> None:
        """Take a token that was acquired elsewhere for the one at hand."""
        self._keep(token)

    def forget(self) -> bool:
        """Drop the token at hand; tell whether there was one."""
        with self._lock, self._cache.locked():
            found = self._token or self._cache.load()
            self._token = None
            self._cache.forget()
        return found is not None

    def _use(self, token: Token) -> Token:
        self._token = token
        for secret in token.secrets:
            self._learn(secret)
        return token

    def _keep(self, token: Token) -> Token:
        self._cache.store(token)
        return self._use(token)

    def _refresh(self, kept: Token) -> Token | None:
        if not kept.refresh_token or self._now() < kept.issued_at:
            return None
        fields = {"grant_type": contract.REFRESH_GRANT, "refresh_token": kept.refresh_token}
        answer = self._post(fields, multipart=kept.multipart)
        token = (
            token_from_answer(json_of(answer), self._now(), multipart=kept.multipart, previous=kept)
            if answer.ok
            else None
        )
        return self._keep(token) if token else None

    def _acquire(self, kept: Token | None) -> Token:
        """Sign in with the password, in the form that this endpoint is known to take, or else in both."""
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
        return self._keep(token)

    def _post(self, fields: dict[str, str], *, multipart: bool) -> Answer:
        call = Call("POST", contract.TOKEN_PATH, form=fields, multipart=multipart)
        return self._send(call, f"Basic {self._grant.basic}")


def refusal(answer: Answer, grant: PasswordGrant) -> SignInError:
    """Return the error of a sign-in that gave no token, with the server's own words."""
    if answer.ok:
        advice = "The answer holds no access token: check that url is the address of the ServiceOps server."
    elif answer.status in (400, 401, 403):
        advice = (
            "Check client_id and client_secret (the API client), username and password, "
            "and that the client may act for this user."
        )
    else:
        advice = "Check that url is the address of the ServiceOps server and that it is up."
    code = oauth_code_of(answer)
    said = words_of(answer, code)
    return SignInError(
        f"Could not sign in to ServiceOps as user {grant.username} of client {grant.client_id}: "
        f"the server answered {said}. {advice}",
        exchange=answer.exchange,
        code=code,
    )
