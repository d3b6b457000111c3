# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the access token for the next task, in a file that only this user can read.

One file for each server, client and user. It also holds a salted fingerprint of the secrets, so that a changed
password never gets the old token. The client secret in it is long and random, which keeps the password safe from
guessing by anyone who reads the file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .connection import Connection, PasswordGrant
from .private_folder import PrivateFolder
from .token import Token, token_from_record

_VERSION = 1


class TokenCache:
    """The kept token of one connection; keeps nothing if ``token_cache`` is off or the folder cannot be used."""

    def __init__(self, connection: Connection, grant: PasswordGrant, folder: PrivateFolder) -> None:
        self._url = connection.url
        self._grant = grant
        self._folder = folder
        self._enabled = connection.token_cache
        # The holder of the lock may need two exchanges.
        self._timeout = 2 * connection.timeout + connection.retry_timeout

    def load(self) -> Token | None:
        """Return the kept token of exactly these credentials, expired or not."""
        file = self._file()
        record = self._folder.read_record(file) if file else None
        if not record or record.get("version") != _VERSION:
            return None
        salt, fingerprint = str(record.get("salt")), str(record.get("fingerprint"))
        if not (salt.isascii() and fingerprint.isascii()):
            return None
        is_ours = hmac.compare_digest(fingerprint, self._fingerprint(salt))
        return token_from_record(record.get("token")) if is_ours else None

    def store(self, token: Token) -> None:
        """Keep ``token`` in place of an earlier one; a reader never sees half of it."""
        file, salt = self._file(), os.urandom(16).hex()
        if file:
            kept = {"salt": salt, "fingerprint": self._fingerprint(salt), "token": token._asdict()}
            self._folder.write_record(file, {"version": _VERSION, **kept})

    def forget(self) -> None:
        file = self._file()
        if file:
            self._folder.remove(file)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time sign in; the others then find its token."""
        if not self._enabled:
            yield
            return
        with self._folder.locked(f"token-{self._name()}.lock", self._timeout):
            yield

    def _file(self) -> str | None:
        """Return the name of the file, None if no token is kept."""
        name = f"token-{self._name()}.json"
        return name if self._enabled and self._folder.file(name) else None

    def _name(self) -> str:
        identity = json.dumps([self._url, self._grant.client_id, self._grant.username])
        return hashlib.sha256(identity.encode()).hexdigest()[:32]

    def _fingerprint(self, salt: str) -> str:
        grant = self._grant
        parts = json.dumps([self._url, grant.client_id, grant.client_secret, grant.username, grant.password])
        return hmac.new(salt.encode(), parts.encode(), hashlib.sha256).hexdigest()
