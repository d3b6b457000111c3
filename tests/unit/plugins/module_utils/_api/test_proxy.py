# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy of the environment: an error names its variable, and its password is never shown."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import NoAnswerError, OptionError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.proxy import proxy_secrets
from ansible_collections.motadata.serviceops.plugins.module_utils._api.redact import redact
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

PASSWORD = "hunter2"
WRONG = {
    "hash": f"http://robot:{PASSWORD}#x@127.0.0.1:3128",
    "slash": f"http://robot:{PASSWORD}/x@127.0.0.1:3128",
    "question mark": f"http://robot:{PASSWORD}?x@127.0.0.1:3128",
    "hash after digits": f"http://robot:1234#{PASSWORD}@127.0.0.1:3128",
    "no scheme": f"robot:{PASSWORD}#x@127.0.0.1:3128",
    "port of words": f"http://robot:{PASSWORD}@127.0.0.1:port",
    "port too large": f"http://robot:{PASSWORD}@127.0.0.1:99999",
    "no host": f"http://robot:{PASSWORD}@:3128",
    "nothing": "http://",
    "bracket": f"http://robot:{PASSWORD}@[::1:3128",
    "other scheme": f"ftp://robot:{PASSWORD}@127.0.0.1:3128",
    "space": f"http://robot:{PASSWORD}@proxy host:3128",
    "no label": f"http://robot:{PASSWORD}@.:3128",
    "long label": f"http://robot:{PASSWORD}@{'a' * 70}.example:3128",
}


@pytest.fixture(autouse=True)
def _no_other_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def exchange(url):
    transport = Transport(Connection(url, TOKEN, timeout=5))
    try:
        return transport.exchange(Call("GET", "/api/v1/request/65"), "Bearer fake")
    finally:
        transport.close()


@pytest.mark.parametrize("proxy", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("http_proxy", "http://127.0.0.1:9"),
        ("https_proxy", "https://127.0.0.1:9"),
        ("ALL_PROXY", "https://127.0.0.1:9"),
    ],
)
def test_a_proxy_that_is_no_address_is_named_by_its_variable(monkeypatch, variable, url, proxy):
    monkeypatch.setenv(variable, proxy)
    error = raised(lambda: exchange(url))
    assert isinstance(error, (OptionError, NoAnswerError))
    assert f"he proxy that {variable} names" in error.message
    assert PASSWORD not in error.message
    assert "robot" not in error.message
    assert "1234" not in error.message


def test_a_socks_proxy_without_its_library_is_a_sentence(monkeypatch):
    monkeypatch.setenv("all_proxy", "socks5://robot:hunter2@127.0.0.1:1080")
    error = raised(lambda: exchange("https://127.0.0.1:9"))
    assert "all_proxy" in error.message
    assert PASSWORD not in error.message


def test_a_proxy_that_refuses_is_named(monkeypatch):
    with CannedServer(response(407, "denied", "text/plain")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = raised(lambda: exchange("https://serviceops.example"))
    assert "through the proxy that https_proxy names" in error.message
    assert "407" in error.message


def test_a_proxy_that_is_an_address_is_used(monkeypatch):
    with CannedServer(response(200, {"id": 65})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removeprefix("http://"))
        assert exchange("http://serviceops.example").status == 200
        (call,) = proxy.calls
    assert call.target == "http://serviceops.example/api/v1/request/65"


@pytest.mark.parametrize("proxy", [*WRONG.values(), "http://robot:hunter2@127.0.0.1:3128", "robot:hunter2@proxy"])
def test_the_passwords_of_proxies_are_secrets(proxy):
    secrets = proxy_secrets({"https_proxy": proxy, "no_proxy": "a@b", "PATH": "x:y@z"})
    shown = redact(proxy, secrets)
    assert PASSWORD not in shown or "@" not in proxy
    assert "y" not in secrets
