# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into the Authorization header, and what does after a 401 where there is a way."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Callable

from . import contract
from .answer import Answer
from .connection import ApiKey, PasswordGrant, ReadyToken
from .token import Token
from .token_cache import TokenCache
from .transport import Call

if TYPE_CHECKING:
    from .sign_in import SignIn


class FixedAuthorization:
    """A token or key that the task brought along: nothing can be renewed."""

    def __init__(self, credentials: ReadyToken | ApiKey) -> None:
        if isinstance(credentials, ApiKey):
            self._header = f"{contract.API_KEY_SCHEME} {credentials.api_key}"
        else:
            self._header = f"Bearer {credentials.access_token}"

    def header(self) -> str:
        """Return the Authorization header."""
        return self._header

    def renewed(self, refused: str) -> str | None:
        """Return None: there is no other header than ``refused``."""
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
        """Return the Authorization header; may sign in."""
        return f"Bearer {self.obtain()[0].access_token}"

    def renewed(self, refused: str) -> str | None:
        """Return the header of a token that is not ``refused``: another process's newer one, or a new sign-in."""
        with self._lock, self._cache.locked():
            kept = self._cache.load() or self._token
            if kept and kept.is_valid(self._now()) and f"Bearer {kept.access_token}" != refused:
                return f"Bearer {self._use(kept).access_token}"
            self._token = None
            return f"Bearer {self._keep(self._sign_in.acquire(kept)).access_token}"

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
            refreshed = None if force or not kept else self._sign_in.refresh(kept)
            return self._keep(refreshed or self._sign_in.acquire(kept)), "refresh" if refreshed else "login"

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

    @property
    def _sign_in(self) -> SignIn:
        from .sign_in import SignIn  # noqa: PLC0415 - a task that finds a kept token need not load this

        return SignIn(self._grant, self._send, self._now)

    def _use(self, token: Token) -> Token:
        self._token = token
        for secret in token.secrets:
            self._learn(secret)
        return token

    def _keep(self, token: Token) -> Token:
        self._cache.store(token)
        return self._use(token)
