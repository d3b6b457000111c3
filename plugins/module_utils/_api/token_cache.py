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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .connection import Connection, PasswordGrant
from .private_folder import PrivateFolder, read_private, replace_private
from .token import Token, token_from_record, token_to_record

_VERSION = 1
# A token file is a few kilobytes; whatever is larger was not written here.
_LARGEST_FILE = 64 * 1024


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
        path = self._path()
        with self._folder.guarded():
            record = _read(path) if path else None
            if record and hmac.compare_digest(record["fingerprint"], self._fingerprint(record["salt"])):
                return token_from_record(record["token"])
        return None

    def store(self, token: Token) -> None:
        """Keep ``token`` in place of an earlier one; a reader never sees half of it."""
        salt = os.urandom(16).hex()
        record = {
            "version": _VERSION,
            "salt": salt,
            "fingerprint": self._fingerprint(salt),
            "token": token_to_record(token),
        }
        path = self._path()
        with self._folder.guarded():
            if path:
                replace_private(path, json.dumps(record).encode())

    def forget(self) -> None:
        """Remove the kept token."""
        path = self._path()
        with self._folder.guarded(), suppress(FileNotFoundError):
            if path:
                path.unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time sign in; the others then find its token."""
        if not self._enabled:
            yield
            return
        with self._folder.locked(f"token-{self._name()}.lock", self._timeout):
            yield

    def _path(self) -> Path | None:
        return self._folder.file(f"token-{self._name()}.json") if self._enabled else None

    def _name(self) -> str:
        identity = json.dumps([self._url, self._grant.client_id, self._grant.username])
        return hashlib.sha256(identity.encode()).hexdigest()[:32]

    def _fingerprint(self, salt: str) -> str:
        grant = self._grant
        parts = json.dumps([self._url, grant.client_id, grant.client_secret, grant.username, grant.password])
        return hmac.new(salt.encode(), parts.encode(), hashlib.sha256).hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    """Return the record of a file, None if there is none or it is torn, too large or of another version."""
    content = read_private(path, _LARGEST_FILE)
    try:
        record = json.loads(content) if content else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("version") != _VERSION:
        return None
    ascii_texts = all(isinstance(record.get(key), str) and record[key].isascii() for key in ("salt", "fingerprint"))
    return record if ascii_texts and "token" in record else None
