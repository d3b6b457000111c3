# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of its own for these tests, and the API as they call it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.simulator.client import Simulator

SUBJECT = "Disk full on db01"


class Api:
    """One caller of a simulator, by API key unless another header is given."""

    def __init__(self, simulator: Simulator, authorization: str | None = None) -> None:
        self.simulator = simulator
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = authorization or f"Apikey {simulator.api_key}"

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.simulator.url + path, timeout=30, **options)

    def create(self, **fields: Any) -> requests.Response:
        body = {"subject": SUBJECT, "requesterEmail": "jane@acme.example", **fields}
        return self.call("POST", "/api/v1/request", json=body)

    def created(self, **fields: Any) -> dict[str, Any]:
        answer = self.create(**fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, number: int) -> requests.Response:
        return self.call("GET", f"/api/v1/request/{number}")

    def update(self, number: int, **fields: Any) -> requests.Response:
        return self.call("PATCH", f"/api/v1/request/{number}", json=fields)

    def updated(self, number: int, **fields: Any) -> dict[str, Any]:
        answer = self.update(number, **fields)
        assert answer.status_code == 200, answer.text
        return self.read(number).json()

    def delete(self, number: int) -> requests.Response:
        return self.call("DELETE", f"/api/v1/request/{number}")

    def search(self, qualification: Any = None, **query: Any) -> requests.Response:
        body = {} if qualification is None else {"qualDetails": qualification}
        return self.call("POST", "/api/v1/request/search/byqual", json=body, params=query)

    def found(self, qualification: Any = None, **query: Any) -> list[int]:
        answer = self.search(qualification, **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["objectList"]]

    def sign_in(self, encoding: str = "multipart", client: tuple[str, str] | None = None, **form: str) -> Any:
        """Ask for a token; ``encoding`` is multipart or urlencoded."""
        simulator = self.simulator
        fields = {"grant_type": "password", "username": simulator.username, "password": simulator.password, **form}
        body = {name: (None, value) for name, value in fields.items()} if encoding == "multipart" else fields
        return requests.post(
            simulator.url + "/api/oauth/token",
            auth=client or (simulator.client_id, simulator.client_secret),
            timeout=30,
            **{"files" if encoding == "multipart" else "data": body},
        )

    def with_header(self, authorization: str) -> Api:
        """Return the same API called with another Authorization header."""
        return Api(self.simulator, authorization)

    def as_user(self, username: str, password: str) -> Api:
        """Return the same API called by another user."""
        token = self.sign_in(username=username, password=password).json()["access_token"]
        return self.with_header(f"Bearer {token}")


def relational(key: str, operator: str, value: Any, kind: str = "String", operand: str = "Property") -> dict[str, Any]:
    """Return a condition; ``operand`` CustomField takes a label as key."""
    left = {"type": f"{operand}OperandRest", "fieldName" if operand == "CustomField" else "key": key}
    right = {"type": "ValueOperandRest", "value": {"type": f"{kind}ValueRest", "value": value}}
    return {
        "type": "RelationalQualificationRest",
        "leftOperand": left,
        "operator": operator,
        "rightOperand": right,
    }


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    """A simulator as after its start."""
    shared_simulator.reset()
    return shared_simulator


@pytest.fixture
def api(simulator: Simulator) -> Api:
    return Api(simulator)


@pytest.fixture
def api_of() -> type[Api]:
    return Api


@pytest.fixture
def condition() -> Any:
    return relational
