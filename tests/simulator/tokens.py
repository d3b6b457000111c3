# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access and refresh tokens: issued, looked up, expired and revoked. They look like JWTs and hold nothing real."""

from __future__ import annotations

import base64
import json
import secrets
import time
import uuid
from typing import Any

from .credentials import ApiClient, Person
from .store import Store

# The live sample's token says this in its own exp, whatever expires_in says.
INNER_LIFETIME = 48 * 3600
REFRESH_LIFETIME = 30 * 24 * 3600


class Tokens:
    """The tokens of one server, kept in its database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def issue(self, client: ApiClient, person: Person, expires_in: int) -> dict[str, Any]:
        """Issue an access token and a refresh token; return the token endpoint's answer."""
        jti = str(uuid.uuid4())
        access = _jwt_shaped(client, person, jti, INNER_LIFETIME)
        refresh = _jwt_shaped(client, person, str(uuid.uuid4()), REFRESH_LIFETIME, ati=jti)
        now = time.time()
        rows = [
            (access, "access", client.id, person.id, now, expires_in),
            (refresh, "refresh", client.id, person.id, now, REFRESH_LIFETIME),
        ]
        with self._store.writing() as db:
            db.executemany(
                "INSERT INTO token (value, kind, client, person_id, issued, expires_in) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
        return {
            "access_token": access,
            "token_type": "bearer",
            "refresh_token": refresh,
            "expires_in": expires_in,
            "scope": client.scope,
            "jti": jti,
        }

    def holder(self, value: str, kind: str, enforced: str = "expires_in") -> tuple[str, int] | None:
        """Return the client id and person id of a token that is good now, else None."""
        with self._store.reading() as db:
            row = db.execute("SELECT * FROM token WHERE value = ? AND kind = ?", (value, kind)).fetchone()
        if row is None or row["ended"]:
            return None
        lifetime = INNER_LIFETIME if enforced == "48h" else row["expires_in"]
        return (row["client"], row["person_id"]) if time.time() < row["issued"] + lifetime else None

    def end(self, kinds: tuple[str, ...]) -> int:
        """End every token of these kinds; return how many."""
        marks = ", ".join("?" * len(kinds))
        with self._store.writing() as db:
            return db.execute(f"UPDATE token SET ended = 1 WHERE ended = 0 AND kind IN ({marks})", kinds).rowcount


def _jwt_shaped(client: ApiClient, person: Person, jti: str, lifetime: int, **more: str) -> str:
    claims = {
        "user_name": f"uuid36-{uuid.uuid5(uuid.NAMESPACE_DNS, person.email)}",
        "scope": [client.scope],
        "exp": int(time.time()) + lifetime,
        "jti": jti,
        "client_id": client.id,
        "tenantIdentifier": "simulator",
        **more,
    }
    return f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}.{secrets.token_urlsafe(64)}"


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")
