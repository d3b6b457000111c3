# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs on records, and how a write in doubt is settled."""

from __future__ import annotations

import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import (
    NoAnswerError,
    OddAnswerError,
    RefusedError,
    ServiceOpsError,
    UnavailableError,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.writes import Writer
from tests.unit.support.canned import CannedServer, one_page, response, routed
from tests.unit.support.clients import raised

RECORD = {"id": 65, "name": "INC-46", "subject": "x", "statusName": "Open"}
OWN_404 = response(404, {"code": "404", "userMessage": "no such request"})
# What public gateways and frameworks answer for an address that they do not know.
GATEWAYS = (
    {"error": "Not Found"},
    {"code": "404", "message": "Not Found", "type": "Status report"},
    {"code": 404, "error": "not_found"},
    {"statusCode": 404, "message": "Resource not found"},
    {"code": "ROUTE_NOT_FOUND", "userMessage": None},
)
BUSY = response(503, Retry_After="0.01")
PAGE_404 = response(404, "<html>gone</html>", "text/html")


@pytest.fixture
def server_of():
    """Start a canned server by routes; they end with the test."""
    servers = []

    def start(**routes):
        servers.append(CannedServer(routed(**routes)))
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__()


def create(records, look=lambda: None):
    return Writer(records).create({"subject": "x"}, doing="create the request", look=look)


def update(records, shows=lambda record: record.get("subject") == "y"):
    return Writer(records).update(65, {"subject": "y"}, doing="change request 65", shows=shows)


def delete(records):
    return Writer(records).delete(65, doing="delete request 65")


def test_a_record_is_read(clients, server_of):
    server = server_of(GET=response(200, RECORD))
    assert clients.records(server.url).read(65) == RECORD
    assert clients.records(server.url).address(65) == f"{server.url}/api/v1/request/65"


@pytest.mark.parametrize("canned", [OWN_404, response(200, {**RECORD, "removed": True})], ids=["404", "removed"])
def test_a_record_that_the_server_reports_as_gone_is_none(clients, server_of, canned):
    assert clients.records(server_of(GET=canned).url).read(65) is None


@pytest.mark.parametrize(
    "canned",
    [PAGE_404, response(404), response(401), response(403), response(500, {"userMessage": "x"}), response(502), None],
    ids=["404 page", "empty 404", "401", "403", "500", "502", "broken"],
)
def test_no_other_response_means_gone(clients, server_of, canned):
    records = clients.records(server_of(GET=canned, search=one_page()).url, retry_timeout=0)
    assert isinstance(raised(lambda: records.read(65)), ServiceOpsError)


@pytest.mark.parametrize(
    "canned",
    [
        response(400, {"userMessage": "Invalid id"}),
        response(500),
        *(response(404, body) for body in GATEWAYS),
    ],
)
def test_a_doubtful_response_to_an_id_is_confirmed_by_a_search(clients, server_of, canned):
    server = server_of(GET=canned, search=one_page())
    assert clients.records(server.url).read(65) is None
    assert server.paths[1:] == ["POST /api/v1/request/search/byqual"] * 5
    body = server.calls[1].json
    (relation,) = body["qualDetails"]["quals"]
    assert relation["leftOperand"] == {"type": "DbOperandRest", "key": "id"}
    assert relation["operator"] == "in"
    assert relation["rightOperand"]["value"] == {"type": "ListLongValueRest", "value": [65]}

    there = server_of(GET=canned, search=one_page({**RECORD, "id": 64}, RECORD))
    assert "read request 65" in raised(lambda: clients.records(there.url).read(65)).message
    late = server_of(GET_1=canned, GET=response(200, RECORD), search_1=one_page(), search=one_page(RECORD))
    assert clients.records(late.url).read(65) == RECORD
    hasty = clients.records(server.url, retry_timeout=0.5)
    assert "could not be found out within retry_timeout" in raised(lambda: hasty.read(65)).message
    unsure = server_of(GET=canned, search=response(403))
    assert "read request 65" in raised(lambda: clients.records(unsure.url).read(65)).message


def test_a_response_about_another_record_is_odd(clients, server_of):
    server = server_of(GET=response(200, {**RECORD, "id": 66}), PATCH=response(200, {**RECORD, "id": 66}))
    assert "the server answered with id 66 instead" in raised(lambda: clients.records(server.url).read(65)).message
    error = raised(lambda: update(clients.records(server.url, retry_timeout=0)))
    assert isinstance(error, OddAnswerError)


def test_a_create_in_doubt_that_was_applied_is_not_sent_again(clients, server_of):
    for canned in (
        None,
        response(500),
        response(502),
        BUSY,
        response(200, "<html>"),
        response(200, "{"),
        response(200, {}),
    ):
        server = server_of(POST=canned)
        assert create(clients.records(server.url), lambda: RECORD) == RECORD
        assert server.paths == ["POST /api/v1/request"]


@pytest.mark.parametrize("canned", [None, response(500), response(502), BUSY, response(429, Retry_After="0.01")])
def test_a_create_in_doubt_that_left_no_trace_is_sent_again(clients, server_of, canned):
    server = server_of(POST_1=canned, POST=response(200, RECORD))
    looks = []
    assert create(clients.records(server.url), lambda: looks.append(1)) == RECORD
    assert server.paths == ["POST /api/v1/request"] * 2
    # What was surely not worked on is sent again after one look, the others after a while.
    assert len(looks) == (1 if canned and b"429" in canned[:12] else 5)


def test_a_create_that_meets_500_again_is_given_up(clients, server_of):
    server = server_of(POST=response(500))
    error = raised(lambda: create(clients.records(server.url)))
    assert isinstance(error, UnavailableError)
    assert len(server.calls) == 2


def test_a_create_that_timed_out_is_looked_for_and_never_sent_again(clients, server_of):
    server = server_of(POST=lambda call: time.sleep(1.2))
    looks = []
    records = clients.records(server.url, timeout=1, retry_timeout=2)
    error = raised(lambda: create(records, lambda: looks.append(1)))
    assert isinstance(error, NoAnswerError)
    assert len(server.calls) == 1
    assert len(looks) >= 2


def test_a_create_that_lands_late_is_found(clients, server_of):
    server = server_of(POST=lambda call: time.sleep(1.2))
    looks = iter([None, RECORD])
    records = clients.records(server.url, timeout=1, retry_timeout=5)
    assert create(records, lambda: next(looks)) == RECORD
    assert len(server.calls) == 1


def test_a_create_whose_look_up_fails_too_is_never_sent_again(clients, server_of):
    server = server_of(POST=None, search=response(403, {"userMessage": "may not search"}))
    records = clients.records(server.url)

    def look():
        return next(iter(records.search([], doing="search")), None)

    error = raised(lambda: create(records, look))
    assert server.paths.count("POST /api/v1/request") == 1
    assert "Whether it was applied could not be found out" in error.message
    assert "may not search" in error.message


def test_a_create_without_waiting_is_looked_up_once_and_not_sent_again(clients, server_of):
    server = server_of(POST=response(503))
    looks = []
    raised(lambda: create(clients.records(server.url, retry_timeout=0), lambda: looks.append(1)))
    assert len(server.calls) == 1
    assert len(looks) == 1
    assert create(clients.records(server.url, retry_timeout=0), lambda: RECORD) == RECORD


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_refused_create_is_final(clients, server_of, status):
    server = server_of(POST=response(status, {"userMessage": "no"}))
    looks = []
    assert isinstance(raised(lambda: create(clients.records(server.url), lambda: looks.append(1))), RefusedError)
    assert (len(server.calls), looks) == (1, [])


def test_a_short_response_to_a_create_is_followed_by_a_read(clients, server_of):
    server = server_of(POST=response(201, {"id": 65}), GET=response(200, RECORD))
    assert create(clients.records(server.url)) == RECORD


@pytest.mark.parametrize(
    "canned", [response(200), response(204), response(200, {"id": 65}), response(200, {"status": 0})]
)
def test_a_short_response_to_an_update_is_followed_by_a_read(clients, server_of, canned):
    server = server_of(PATCH=canned, GET=response(200, {**RECORD, "subject": "y"}))
    assert update(clients.records(server.url))["subject"] == "y"
    assert server.paths == ["PATCH /api/v1/request/65", "GET /api/v1/request/65"]


@pytest.mark.parametrize("canned", [None, response(500), BUSY, response(200, "{"), PAGE_404])
def test_an_update_in_doubt_that_shows_is_not_sent_again(clients, server_of, canned):
    server = server_of(PATCH=canned, GET=response(200, {**RECORD, "subject": "y"}))
    if canned is PAGE_404:
        raised(lambda: update(clients.records(server.url)))
    else:
        assert update(clients.records(server.url))["subject"] == "y"
    assert server.paths.count("PATCH /api/v1/request/65") == 1


@pytest.mark.parametrize("canned", [None, response(500), BUSY])
def test_an_update_in_doubt_that_does_not_show_is_sent_again(clients, server_of, canned):
    server = server_of(PATCH_1=canned, PATCH=response(200, {**RECORD, "subject": "y"}), GET=response(200, RECORD))
    assert update(clients.records(server.url))["subject"] == "y"
    assert server.paths.count("PATCH /api/v1/request/65") == 2


def test_an_update_of_a_record_that_went_away_is_an_error(clients, server_of):
    server = server_of(PATCH=response(200), GET=OWN_404)
    assert "no request 65 any more" in raised(lambda: update(clients.records(server.url))).message


@pytest.mark.parametrize("canned", [response(204), response(200, RECORD)])
def test_a_delete_that_leaves_no_doubt_is_one_call(clients, server_of, canned):
    server = server_of(DELETE=canned)
    delete(clients.records(server.url))
    assert server.paths == ["DELETE /api/v1/request/65"]


REJECTED = response(200, "<html><title>Request Rejected</title></html>", "text/html")
GATEWAY_404 = response(404, {"code": "404", "message": "Not Found", "type": "Status report"})
DOUBTFUL_DELETES = {
    "202": response(202),
    "broken": None,
    "500": response(500),
    "503": BUSY,
    "nothing": response(200),
    "a page": REJECTED,
    "success false": response(200, {"success": False}),
    "an error object": response(200, {"code": "500", "userMessage": "Not allowed", "cause": None}),
    "another record": response(200, {**RECORD, "id": 66}),
    "an acknowledgement": response(200, {"id": 65}),
    "own 404": OWN_404,
    "a gateway's 404": GATEWAY_404,
    "a page's 404": PAGE_404,
    "an empty 404": response(404),
}


@pytest.mark.parametrize("canned", DOUBTFUL_DELETES.values(), ids=DOUBTFUL_DELETES)
def test_a_delete_that_leaves_doubt_and_shows_the_record_is_an_error(clients, server_of, canned):
    server = server_of(DELETE=canned, GET=response(200, RECORD))
    error = raised(lambda: delete(clients.records(server.url, retry_timeout=2)))
    assert "Could not delete request 65" in error.message
    assert "GET /api/v1/request/65" in server.paths


@pytest.mark.parametrize("canned", DOUBTFUL_DELETES.values(), ids=DOUBTFUL_DELETES)
def test_a_delete_in_doubt_is_read_back(clients, server_of, canned):
    server = server_of(DELETE=canned, GET=OWN_404)
    delete(clients.records(server.url))
    assert server.paths == ["DELETE /api/v1/request/65", "GET /api/v1/request/65"]


@pytest.mark.parametrize("canned", [PAGE_404, response(404), GATEWAY_404])
def test_after_a_delete_a_search_confirms_what_a_read_cannot_say(clients, server_of, canned):
    server = server_of(DELETE=response(200), GET=canned, search=one_page())
    assert delete(clients.records(server.url)) is True
    there = server_of(DELETE=response(200), GET=canned, search=one_page(RECORD))
    assert "Could not read request 65" in raised(lambda: delete(clients.records(there.url))).message
    unsure = server_of(DELETE=response(200), GET=canned, search=response(403))
    assert "could not be found out" in raised(lambda: delete(clients.records(unsure.url))).message


def test_a_delete_that_was_only_accepted_may_take_a_moment(clients, server_of):
    server = server_of(DELETE=response(202), GET_1=response(200, RECORD), GET_2=response(200, RECORD), GET=OWN_404)
    delete(clients.records(server.url))
    assert server.paths.count("DELETE /api/v1/request/65") == 1


def test_a_delete_that_did_not_delete_is_an_error(clients, server_of):
    server = server_of(DELETE=response(202), GET=response(200, RECORD))
    error = raised(lambda: delete(clients.records(server.url, retry_timeout=0)))
    assert "is still there" in error.message
    assert server.paths.count("DELETE /api/v1/request/65") == 1


def test_a_delete_that_was_dropped_is_sent_again(clients, server_of):
    server = server_of(DELETE_1=None, DELETE=response(204), GET=response(200, RECORD))
    delete(clients.records(server.url))
    assert server.paths.count("DELETE /api/v1/request/65") == 2


def test_a_delete_that_is_refused_with_405_advises_to_close(clients, server_of):
    error = raised(lambda: delete(clients.records(server_of(DELETE=response(405)).url)))
    assert error.failure["status"] == 405
    assert "Close the request instead" in error.message


@pytest.mark.parametrize("canned", [response(401), response(403), PAGE_404, response(404)])
def test_a_refused_delete_is_not_gone(clients, server_of, canned):
    raised(lambda: delete(clients.records(server_of(DELETE=canned, GET=response(200, RECORD)).url)))


def test_a_delete_of_an_id_that_the_server_calls_bad_is_confirmed(clients, server_of):
    bad = response(400, {"userMessage": "bad id"})
    server = server_of(DELETE=bad, GET=bad, search=one_page())
    delete(clients.records(server.url))
    there = server_of(DELETE=bad, GET=response(200, RECORD))
    raised(lambda: delete(clients.records(there.url)))
