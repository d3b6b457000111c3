# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says of the proxy that its calls go through."""

from __future__ import annotations

import base64

import pytest

from tests.unit.support.canned import CannedServer, response
from tests.unit.support.running import Modules


@pytest.fixture(autouse=True)
def _no_other_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_words_of_a_proxy_are_masked(monkeypatch, tmp_path):
    pair = base64.b64encode(b"robot:hun ter2").decode()
    with CannedServer(response(407, f"denied: {pair} hun ter2", "text/plain")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//robot:hun%20ter2@"))
        result = Modules("http://serviceops.example", tmp_path, retry_timeout=0, access_token="fake-token").info()
    assert "HTTP 407: denied: ******** ********" in result["msg"]


@pytest.mark.parametrize(("no_proxy", "warned"), [("", True), ("localhost", False)])
def test_a_token_that_crosses_the_network_through_a_proxy_is_warned_of(monkeypatch, tmp_path, no_proxy, warned):
    with CannedServer(response(200, {"objectList": [], "totalCount": 0})) as server:
        monkeypatch.setenv("http_proxy", server.url)
        monkeypatch.setenv("no_proxy", no_proxy)
        result = Modules(server.url.replace("127.0.0.1", "localhost"), tmp_path, access_token="fake-token").info()
    assert result["failed"] is False
    assert ("through the proxy that http_proxy names" in str(result.get("warnings"))) is warned
