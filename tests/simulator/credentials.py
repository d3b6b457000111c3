# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is known to the simulator. All of it is made up, and plainly so.

Standard library only: the tests read it without the web framework.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ApiClient:
    """A registered API client; ``only_user`` is the e-mail of the one user it serves, None for any."""

    id: str
    secret: str
    scope: str = "other-api-scope"
    expires_in: int = 43199
    only_user: str | None = None


@dataclass(frozen=True)
class Person:
    """A user or requester; without a password nobody signs in as them."""

    id: int
    email: str
    logon: str
    name: str
    password: str | None = None
    technician: bool = False
    writes: bool = True


CLIENT_ID = "Integration-client"
CLIENT_SECRET = "fake-client-secret"
USERNAME = "automation@acme.example"
# A person who works in the product itself.
TECHNICIAN = "tina@acme.example"
PASSWORD = "fake-password"
# Percent-encoded Base64, as the product hands its keys out; the server compares it verbatim.
API_KEY = "ZmFrZS1hcGkta2V5%2BZm9yLXRlc3Rz%3D"
API_KEY_CLIENT = "api-key"

CLIENTS = {
    client.id: client
    for client in (
        ApiClient(CLIENT_ID, CLIENT_SECRET),
        ApiClient("main-web-app-client", "fake-main-web-app-secret", "main-web-app-scope", 7199),
        ApiClient("Restricted-client", "fake-restricted-secret", only_user=USERNAME),
    )
}

PEOPLE = (
    Person(1, USERNAME, "automation", "Automation", PASSWORD, technician=True),
    Person(2, "tim@acme.com", "tim", "Tim Gray", "fake-password-of-tim", technician=True),
    Person(3, "viewer@acme.example", "viewer", "Vera Viewer", "fake-password-of-viewer", writes=False),
    Person(4, "jane@acme.example", "jane", "Jane Miller"),
    Person(5, "ravi@acme.example", "ravi", "Ravi Patel"),
    Person(6, "chen@acme.example", "chen", "Chen Wei"),
    Person(7, "omar@acme.example", "omar", "Omar Haddad"),
    Person(8, "tina@acme.example", "tina", "Tina Berg", "fake-password-of-tina", technician=True),
    Person(9, "sam@acme.example", "sam", "Sam Okoro", "fake-password-of-sam", technician=True),
    # The logon name looks like an address, and is another one.
    Person(10, "lena.berg@acme.example", "lena@old.acme.example", "Lena Berg"),
)
API_KEYS = {API_KEY: USERNAME}
