# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Authorization header of a call after a sign-in, and the one to use after a 401."""

from __future__ import annotations

import threading
import time
from typing import Callable

from . import endpoints
from .sign_in import SignIn
from .token import Token
from .token_cache import TokenCache


class CachedTokenAuth:
    """The token of a password grant: kept in memory and in the cache, renewed when necessary.

    ``register_secret`` receives each secret obtained.
    """

    def __init__(self, sign_in: SignIn, cache: TokenCache, register_secret: Callable[[str], None]) -> None:
        self.sign_in = sign_in
        self._cache = cache
        self._register_secret = register_secret
        self._token: Token | None = None
        # One thread of a task signs in; the others then find its token.
        self._lock = threading.RLock()

    def header(self) -> str:
        """Return the Authorization header; may sign in."""
        return _header(self.obtain()[0])

    def renewed(self, refused: str) -> str:
        """Return another header than ``refused``: that of another process's newer token, or of a new sign-in."""
        with self._lock, self._cache.locked():
            token = self._latest()
            if token and token.is_valid(time.time()) and _header(token) != refused:
                return _header(self._use(token))
            self._token = None
            return _header(self.adopt(self.sign_in.acquire(token)))

    def kept(self, min_validity: float | None = None) -> Token | None:
        """Return a kept token that is valid for at least ``min_validity`` seconds; makes no call."""
        token = self._token
        if not (token and token.is_valid(time.time(), min_validity)):
            token = self._cache.load()
        return self._use(token) if token and token.is_valid(time.time(), min_validity) else None

    def has_any(self) -> bool:
        """Return whether a token is kept, valid or not."""
        return bool(self._latest())

    def renewable(self) -> bool:
        """Return whether a kept token could be renewed with a refresh token."""
        latest = self._latest()
        return bool(latest and latest.refresh_token)

    def obtain(self, *, min_validity: float | None = None, force: bool = False) -> tuple[Token, str]:
        """Return a valid token and where it came from: ``cache``, ``refresh`` or ``login``.

        Raises SignInError, and what a call can raise.
        """
        with self._lock:
            kept = None if force else self.kept(min_validity)
            if kept:
                return kept, "cache"
            with self._cache.locked():
                # Another process may have signed in meanwhile.
                kept = self._latest()
                if not force and kept and kept.is_valid(time.time(), min_validity):
                    return self._use(kept), "cache"
                refreshed = None if force or not kept else self.sign_in.refresh(kept)
                if refreshed:
                    return self.adopt(refreshed), "refresh"
                return self.adopt(self.sign_in.acquire(kept)), "login"

    def adopt(self, token: Token) -> Token:
        """Keep a new token, for this task and the next ones, and return it."""
        self._cache.store(token)
        return self._use(token)

    def forget(self) -> bool:
        """Drop the kept token; return whether there was one."""
        with self._lock, self._cache.locked():
            found = self.has_any()
            self._token = None
            self._cache.forget()
        return found

    def _latest(self) -> Token | None:
        return self._cache.load() or self._token

    def _use(self, token: Token) -> Token:
        self._token = token
        for secret in token.secrets:
            self._register_secret(secret)
        return token


def _header(token: Token) -> str:
    return f"{endpoints.TOKEN_SCHEME} {token.access_token}"
