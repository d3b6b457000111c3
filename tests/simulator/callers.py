# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: told from the Authorization header."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from .call_log import TOKEN_PATH
from .credentials import API_KEY_CLIENT, API_KEYS, Person
from .simulation import Simulation


@dataclass(frozen=True)
class Caller:
    """The API client that calls, and the user on whose behalf (None at the token endpoint)."""

    client: str
    person: Person | None

    @property
    def user(self) -> str | None:
        return self.person.email if self.person else None


def identify(simulated: Simulation) -> Caller | None:
    """Return who calls; None where no valid credential came along."""
    if request.path == TOKEN_PATH:
        basic = request.authorization
        known = basic is not None and basic.type == "basic" and basic.username
        return Caller(str(known), None) if known else None
    scheme, credential = request.headers.get("Authorization", "").partition(" ")[::2]
    credential = credential.strip()
    if scheme.lower() == "bearer":
        holder = simulated.tokens.holder(credential, "access", simulated.settings["token_enforced"])
        return Caller(holder[0], simulated.people.get(holder[1])) if holder else None
    if scheme.lower() == "apikey" and credential in API_KEYS:
        return Caller(API_KEY_CLIENT, simulated.people.find(API_KEYS[credential]))
    return None
