# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths and keys of a server, and the endpoint of one resource."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import endpoints
from ansible_collections.motadata.serviceops.plugins.module_utils._api.endpoints import Endpoint
from ansible_collections.motadata.serviceops.plugins.module_utils._api.resource_client import ResourceClient
from ansible_collections.motadata.serviceops.plugins.module_utils._api.search import Clause
from ansible_collections.motadata.serviceops.plugins.module_utils._api.writes import Writer
from tests.unit.support.canned import CannedServer, one_page, response, routed
from tests.unit.support.clients import TOKEN, raised

NOTES = Endpoint("conversation", "/api/v1/request/65/conversation", whole=("id", "details"), has_read=False)
NOTE = {"id": 7, "details": "x"}


@pytest.fixture
def notes(clients):
    """Return a client of conversations, which cannot be read by their id, at a server."""

    def at(server):
        return ResourceClient(clients.client(server.url, TOKEN, retry_timeout=20), NOTES)

    return at


def test_paths_are_those_of_the_documentation():
    endpoint = Endpoint("request", "/api/v1/request")
    assert endpoints.TOKEN_PATH == "/api/oauth/token"
    assert endpoint.record_path(65) == "/api/v1/request/65"
    assert endpoint.search_path == "/api/v1/request/search/byqual"


@pytest.mark.parametrize(
    ("answer", "is_whole"), [(NOTE, True), ({**NOTE, "more": 1}, True), ({"id": 7}, False), ([7], False), (None, False)]
)
def test_an_object_with_all_compulsory_keys_is_a_record(answer, is_whole):
    assert NOTES.is_whole(answer) is is_whole


def test_a_record_without_a_read_of_its_own_is_read_by_a_search_for_all(notes):
    with CannedServer(routed(search=one_page(NOTE, {**NOTE, "id": 8}))) as server:
        assert notes(server).read(7) == NOTE
    (call,) = server.calls
    assert (call.method, call.path) == ("POST", NOTES.search_path)
    assert call.json == {}


def test_without_a_read_a_search_that_shows_others_only_means_that_a_record_is_gone(notes):
    with CannedServer(routed(search=one_page({**NOTE, "id": 8}))) as server:
        records = notes(server)
        assert records.read(7) is None
        assert records.is_gone(7)
        absence = records.absence(7)
    assert (absence.method, absence.url, absence.status) == ("POST", f"{server.url}{NOTES.search_path}", 200)


def test_without_a_read_a_short_response_to_a_write_is_completed_by_a_search(notes):
    with CannedServer(routed(search=one_page(NOTE), PATCH=response(200, {"id": 7}))) as server:
        assert Writer(notes(server)).update(7, {"details": "x"}, doing="change it", shows=lambda record: True) == NOTE
    assert [call.method for call in server.calls] == ["PATCH", "POST"]


def test_without_a_read_a_search_that_may_be_behind_is_repeated(notes):
    with CannedServer(routed(search_1=one_page(), search=one_page(NOTE))) as server:
        assert notes(server).read(7) == NOTE
    assert len(server.calls) == 2


def test_without_a_read_a_refused_search_is_an_error(notes):
    with CannedServer(routed(search=response(403))) as server:
        error = raised(lambda: notes(server).read(7))
    assert error.message.startswith("Could not find conversation 7: the server answered HTTP 403")


@pytest.mark.parametrize(
    ("order", "query"), [("createdTime", "?offset=0&size=2000&sort_by=createdTime"), (None, "?offset=0&size=2000")]
)
def test_a_search_is_sorted_if_the_resource_has_an_order(clients, order, query):
    endpoint = Endpoint("requester", "/api/v1/requester", order=order)
    with CannedServer(routed(search=one_page({"id": 1}))) as server:
        records = ResourceClient(clients.client(server.url, TOKEN), endpoint)
        found = list(records.search([Clause("email", "equal", ("jane@acme.example",))], doing="look"))
    assert found == [{"id": 1}]
    assert server.calls[0].target == f"/api/v1/requester/search/byqual{query}"


def test_every_test_of_a_clause_has_an_operator():
    assert set(endpoints.OPERATORS) == {"equal", "member", "contains", "after", "before"}
    assert all(operator == operator.lower() for operator in endpoints.OPERATORS.values())


def test_an_empty_text_is_the_first_way_to_clear():
    assert endpoints.CLEARING_VALUES[0] == ""
