# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures over a real simulator, imported by the conftest.py of each folder that uses it."""

from __future__ import annotations

import atexit
import json
import os
from collections import Counter
from functools import lru_cache
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.simulator.client import Simulator

TOKEN_PATH = "/api/oauth/token"
RESOURCE = "/api/v1/request"
SEARCH = "/api/v1/request/search/byqual"


@lru_cache(maxsize=1)
def running_simulator() -> Simulator:
    """Return the one simulator of this process, started at the first use."""
    simulator = Simulator.start()
    atexit.register(simulator.stop)
    return simulator


@pytest.fixture
def simulator() -> Simulator:
    """A simulator in its initial state, without requests."""
    found = running_simulator()
    found.reset()
    return found


@pytest.fixture(autouse=True)
def quickly_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waits for writes in doubt."""
    # Not every test that uses this file can import the collection.
    monkeypatch.setattr("ansible_collections.motadata.serviceops.plugins.module_utils._api.endpoints.SETTLING", 1.2)


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Keep the tester's own variables, proxies and home folder out of the tests."""
    for name in list(os.environ):
        if name.startswith("SERVICEOPS_") and name != "SERVICEOPS_SIMULATOR_PYTHON":
            monkeypatch.delenv(name)
        if name.lower().endswith("_proxy") or name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    # The folder of locks is in the home that the list of users names, whatever HOME says.
    monkeypatch.setenv("SERVICEOPS_TOKEN_CACHE_PATH", str(tmp_path / "cache"))


def counted(simulator: Simulator) -> dict[str, int]:
    """Return the number of calls by kind: token, search, POST, GET, PATCH, DELETE."""
    return dict(Counter(_kind(call) for call in simulator.calls()))


def sent(simulator: Simulator) -> list[str]:
    """Return the kinds of the calls in order, sign-in aside."""
    return [kind for kind in map(_kind, simulator.calls()) if kind != "token"]


def writes(simulator: Simulator) -> list[dict[str, Any]]:
    """Return the calls that change something."""
    return [call for call in simulator.calls() if _kind(call) in ("POST", "PATCH", "DELETE")]


def stored(simulator: Simulator) -> list[dict[str, Any]]:
    """Return every request that the simulator shows; the calls of this count, too."""
    address = urlsplit(simulator.url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=30)
    headers = {"Authorization": f"Apikey {simulator.api_key}", "Content-Type": "application/json"}
    found: list[dict[str, Any]] = []
    while True:
        connection.request("POST", f"{SEARCH}?offset={len(found)}&size=2000", "{}", headers)
        response = json.loads(connection.getresponse().read())
        page = response["objectList"] if isinstance(response, dict) else response
        found += page
        if not page:
            connection.close()
            return found


def _kind(call: dict[str, Any]) -> str:
    if call["path"].endswith(TOKEN_PATH):
        return "token"
    return "search" if call["path"].endswith("/search/byqual") else str(call["method"])
