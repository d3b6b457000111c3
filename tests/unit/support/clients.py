# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create clients of the HTTP side, without Ansible."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.client import Client
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import (
    Connection,
    GivenCredential,
    PasswordGrant,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import ServiceOpsError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.resource_client import ResourceClient
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from tests.simulator.client import Simulator

GRANT = PasswordGrant(Simulator.client_id, Simulator.client_secret, Simulator.username, Simulator.password)
KEY = GivenCredential("Apikey", Simulator.api_key)
TOKEN = GivenCredential("Bearer", "fake-ready-token")


class Clients:
    """Create clients that share one folder, record their warnings and secrets, and close them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self.secrets: list[str] = []
        self._open = ExitStack()

    def client(self, url: str, credentials: Any = GRANT, **options: Any) -> Client:
        settings = {"retry_timeout": 5, "timeout": 10, "token_cache_path": str(self.folder), **options}
        connection = Connection(url, credentials, **settings)
        transport = self._open.enter_context(closing(Transport(connection)))
        client = Client(transport, warn=self.warnings.append, environ={}, register_secret=self.secrets.append)
        self._open.callback(client.close)
        return client

    def records(self, url: str, credentials: Any = TOKEN, **options: Any) -> ResourceClient:
        return ResourceClient(self.client(url, credentials, **options), REQUEST.endpoint())

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def clients(tmp_path: Path) -> Any:
    """A factory of clients with a cache folder of their own."""
    made = Clients(tmp_path / "kept")
    yield made
    made.close()


def raised(action: Callable[[], Any]) -> Any:
    """Return the error of the collection that ``action`` raises."""
    with pytest.raises(ServiceOpsError) as caught:
        action()
    return caught.value
