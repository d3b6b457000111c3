# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers for a gateway: which ones can be set, and where they go."""

from __future__ import annotations

from contextlib import closing

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import OddAnswerError, OptionError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.headers import Headers, headers_of
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

SECRET = "fake-gateway-key"
READ = Call("GET", "/api/v1/request/65")


def exchange(url, headers):
    with closing(Transport(Connection(url, TOKEN, timeout=5, headers=headers))) as transport:
        return transport.exchange(READ, "Bearer fake")


def test_values_are_texts_and_empty_ones_are_left_out():
    given = {"X-Key": f" {SECRET}\n", "X-Tenant": 7, "X-Empty": "", "X-Unset": None}
    assert headers_of(given).pairs == (("X-Key", SECRET), ("X-Tenant", "7"))
    assert headers_of(None) == headers_of({}) == Headers()


@pytest.mark.parametrize(
    "name", ["Authorization", "authorization", "HOST", "Content-Type", "content-length", "Connection", "Content-X"]
)
def test_what_the_collection_sets_is_refused(name):
    error = raised(lambda: headers_of({name: SECRET}))
    assert isinstance(error, OptionError)
    assert error.message == (
        f"headers sets {name}, which is reserved: leave out Authorization, Host, Connection, Transfer-Encoding and "
        "Content-*."
    )


@pytest.mark.parametrize("name", ["X Key", "X-Key\r\nHost", "X-Schlüssel", "", "X:Key", f"X-Key: {SECRET}"])
def test_an_impossible_name_is_refused_and_not_repeated(name):
    message = raised(lambda: headers_of({name: SECRET})).message
    assert message == "headers holds a name that no header can have: use letters, digits and hyphens."


@pytest.mark.parametrize(
    "value", [f"{SECRET}\r\nHost: elsewhere.example", f"{SECRET}\n x", f"{SECRET}ä", f"{SECRET}\0"]
)
def test_an_impossible_value_is_refused_and_not_repeated(value):
    message = raised(lambda: headers_of({"X-Key": value})).message
    assert message.startswith("The value of X-Key in headers holds a line break or another character")
    assert SECRET not in message


@pytest.mark.parametrize("value", [True, [SECRET], {"x": SECRET}])
def test_a_value_that_is_no_text_is_refused(value):
    message = raised(lambda: headers_of({"X-Key": value})).message
    assert message == "The value of X-Key in headers must be a text: put it into quotes."


def test_headers_go_along_with_a_call_and_with_a_redirect_on_the_same_server():
    with CannedServer(response(307, Location="/api/v1/request/66"), response()) as server:
        exchange(server.url, headers_of({"X-Key": SECRET, "accept": "application/hal+json"}))
    assert [call.headers["x-key"] for call in server.calls] == [SECRET] * 2
    assert [call.headers["accept"] for call in server.calls] == ["application/hal+json"] * 2
    assert {call.headers["authorization"] for call in server.calls} == {"Bearer fake"}


def test_headers_never_go_to_another_server():
    with CannedServer(response()) as elsewhere:
        with CannedServer(response(307, Location=f"{elsewhere.url}/{SECRET}")) as server:
            error = raised(lambda: exchange(server.url, headers_of({"X-Key": SECRET})))
        assert elsewhere.calls == []
    assert isinstance(error, OddAnswerError)
    assert SECRET not in error.message


def test_a_traceback_shows_no_value():
    assert SECRET not in repr(Connection("https://acme.example", TOKEN, headers=headers_of({"X-Key": SECRET})))
