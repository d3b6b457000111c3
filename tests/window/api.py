# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of the API for pages to show, past the collection."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.simulator.client import Simulator


def address_of(simulator: Simulator, words: str) -> str:
    """Return ``kind/id`` of the ticket that a search on the first page finds first."""
    page = requests.get(simulator.url, params={"q": words}, timeout=10).text
    found = re.search(r'href="/window/(\w+/\d+)"', page)
    assert found, words
    return found[1]


class Caller:
    """A user of the API who has signed in."""

    def __init__(self, simulator: Simulator) -> None:
        form = {"grant_type": "password", "username": simulator.username, "password": simulator.password}
        client = (simulator.client_id, simulator.client_secret)
        answer = requests.post(f"{simulator.url}/api/oauth/token", data=form, auth=client, timeout=10)
        self._url = f"{simulator.url}/api/v1/"
        self._headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Call the API below ``/api/v1``."""
        return requests.request(method, self._url + path, json=body, headers=self._headers, timeout=10)

    def search(self, subject: str) -> requests.Response:
        """Look for requests of this subject."""
        left = {"type": "PropertyOperandRest", "key": "request.subject"}
        right = {"type": "ValueOperandRest", "value": {"type": "StringValueRest", "value": subject}}
        test = {"type": "RelationalQualificationRest", "leftOperand": left, "operator": "equal", "rightOperand": right}
        return self.call("POST", "request/search/byqual?offset=0&size=100", {"qualDetails": test})
