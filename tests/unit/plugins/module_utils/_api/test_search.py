# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search: pages that are capped, counted or not, of either shape, and questions that the server does not take."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import paging
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import OddAnswerError, RefusedError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.search import Clause
from tests.unit.support.canned import CannedServer, one_page, response, sequence
from tests.unit.support.clients import KEY, raised
from tests.unit.support.simulated import counted

DOING = "search for requests"


def found(clients, url, clauses=(), given=None):
    search = clients.records(url, KEY).search(clauses, given=given, doing=DOING)
    return [record["id"] for record in search], search


def pages(*canned):
    return CannedServer(sequence(*canned))


@pytest.mark.parametrize("total", ["given", "missing"])
@pytest.mark.parametrize("envelope", ["objectList", "list"])
@pytest.mark.parametrize("cap", [0, 7])
def test_every_record_comes_once_whatever_the_page(clients, simulator, total, envelope, cap):
    simulator.reset(20)
    simulator.switch(search_total=total, search_envelope=envelope, search_page_cap=cap)
    ids, search = found(clients, simulator.url)
    assert sorted(ids) == list(range(65, 85))
    assert search.seen == 20


def test_five_thousand_requests_take_three_calls(clients, simulator):
    simulator.reset(5000)
    simulator.clear_calls()
    ids, search = found(clients, simulator.url)
    assert len(set(ids)) == len(ids) == search.seen == 5000
    assert counted(simulator) == {"search": 3}
    assert [call["query"]["offset"] for call in simulator.calls()] == ["0", "2000", "4000"]


def test_a_record_that_moves_to_the_next_page_comes_once(clients):
    with pages(
        response(200, [{"id": 1}, {"id": 2}]), response(200, [{"id": 2}, {"id": 3}]), response(200, [])
    ) as server:
        assert found(clients, server.url)[0] == [1, 2, 3]


def test_a_server_that_sends_one_page_for_ever_is_an_error(clients):
    with pages(response(200, [{"id": 1}])) as server:
        error = raised(lambda: found(clients, server.url))
    assert isinstance(error, OddAnswerError)
    assert "the same page again at offset 3" in error.message
    assert len(server.calls) == 4


def test_a_server_that_does_not_page_is_an_error_if_its_total_shows_it(clients):
    page = response(200, {"objectList": [{"id": 1}, {"id": 2}], "totalCount": 3})
    with pages(page, page) as server:
        assert "the same page again at offset 2" in raised(lambda: found(clients, server.url)).message


def test_records_that_new_ones_pushed_onto_the_next_page_are_passed_over(clients):
    first = response(200, {"objectList": [{"id": 2}, {"id": 1}], "totalCount": 3})
    moved = response(200, {"objectList": [{"id": 2}, {"id": 1}], "totalCount": 5})
    last = response(200, {"objectList": [{"id": 0}], "totalCount": 5})
    newest = response(200, {"objectList": [{"id": 4}, {"id": 3}], "totalCount": 5})
    with pages(first, moved, last, newest, moved, last) as server:
        assert found(clients, server.url)[0] == [2, 1, 0, 4, 3]


@pytest.mark.parametrize("shown", [0, 1, 10])
def test_fewer_records_than_the_server_counts_are_an_error_not_an_empty_search(clients, shown):
    def page(received):
        offset = int(parse_qs(urlsplit(received.target).query)["offset"][0])
        return response(200, {"objectList": [{"id": each} for each in range(offset, shown)], "totalCount": 16})

    with CannedServer(page) as server:
        error = raised(lambda: found(clients, server.url))
        assert f"the search ended after {shown} of 16 records. Nothing is concluded" in error.message


def test_a_total_may_be_a_text(clients):
    with pages(response(200, {"objectList": [], "totalCount": "1"})) as server:
        assert "after 0 of 1 records" in raised(lambda: found(clients, server.url)).message


def test_what_is_missing_for_a_moment_is_looked_for_again(clients):
    short = response(200, {"objectList": [], "totalCount": 1})
    with pages(short, one_page({"id": 1})) as server:
        assert found(clients, server.url)[0] == [1]


@pytest.mark.parametrize(
    "body",
    [
        {"objectList": [], "totalCount": 0, "userMessage": "Search is not available", "code": "500"},
        {"objectList": [], "error": "Session has timed out"},
        {"objectList": [], "totalCount": 0, "success": False},
        {"objectList": [], "code": 4711},
        {"success": False, "userMessage": "Search is not available"},
    ],
)
def test_an_error_beside_an_empty_list_is_an_error(clients, body):
    with pages(response(200, body)) as server:
        error = raised(lambda: found(clients, server.url))
    assert isinstance(error, OddAnswerError)
    assert "the server answered no records, but an error" in error.message


@pytest.mark.parametrize(
    "body", [{"userMessage": None}, {"code": 0}, {"code": "200"}, {"success": True}, {"error": ""}]
)
def test_an_empty_list_without_an_error_is_none(clients, body):
    with pages(response(200, {"objectList": [], "totalCount": 0, **body})) as server:
        assert found(clients, server.url)[0] == []


def test_a_server_that_brings_ever_more_records_is_an_error(clients, monkeypatch):
    monkeypatch.setattr(paging, "_MOST_SURPLUS", 50)

    def page(received):
        offset = int(parse_qs(urlsplit(received.target).query)["offset"][0])
        return response(200, {"objectList": [{"id": offset + each} for each in range(10)], "totalCount": offset + 20})

    with CannedServer(page) as server:
        assert "ever more pages" in raised(lambda: found(clients, server.url)).message
    assert len(server.calls) < 15


def paged(records, gone, size=2):
    """Return a server of ``records`` by offset, ``gone`` of which leave the search as the second page is asked for."""
    left = list(records)

    def page(received):
        offset = int(parse_qs(urlsplit(received.target).query)["offset"][0])
        if offset:
            left[:] = [each for each in left if each not in gone]
        shown = [{"id": each} for each in left[offset : offset + size]]
        return response(200, {"objectList": shown, "totalCount": len(left)})

    return CannedServer(page)


@pytest.mark.parametrize("gone", [{1}, {1, 2}, {2, 3}, {5}, {6, 7}, {3, 4, 5, 6, 7}, {1, 2, 3, 4, 5, 6, 7}])
def test_what_leaves_the_search_between_two_pages_takes_nobody_else_along(clients, gone):
    with paged(range(1, 8), gone) as server:
        ids = found(clients, server.url)[0]
    assert {1, 2} | set(range(1, 8)) - gone == set(ids)
    assert len(ids) == len(set(ids))


def test_a_total_that_goes_up_and_down_has_an_end(clients):
    def page(total):
        return response(200, {"objectList": [{"id": 1}, {"id": 2}], "totalCount": total})

    with pages(*[page(total) for dummy in range(50) for total in (9000, 100)]) as server:
        assert "the same page again" in raised(lambda: found(clients, server.url)).message
    assert len(server.calls) < 10


@pytest.mark.parametrize("key", ["objectList", "data", "requests", "list"])
def test_the_list_is_found_under_any_known_key(clients, key):
    with pages(response(200, {key: [{"id": 1}], "totalCount": 1})) as server:
        assert found(clients, server.url)[0] == [1]


@pytest.mark.parametrize("total", [0, -1, True, "one", "\u0661", None, 1.0])
def test_a_total_that_cannot_be_is_not_believed(clients, total):
    with pages(response(200, {"objectList": [{"id": 1}], "totalCount": total}), response(200, [])) as server:
        assert found(clients, server.url)[0] == [1]
    assert len(server.calls) == 2


@pytest.mark.parametrize("body", [{}, {"objectList": {}}, [1], [{"name": "INC-1"}], "text", None, 5])
def test_a_response_without_records_is_an_error_not_an_empty_search(clients, body):
    with pages(response(200, body)) as server:
        assert isinstance(raised(lambda: found(clients, server.url)), OddAnswerError)


@pytest.mark.parametrize("record_id", [{"a": 1}, [1], None])
def test_an_id_that_is_no_number_is_no_crash(clients, record_id):
    with pages(response(200, {"objectList": [{"id": record_id}], "totalCount": 1})) as server:
        assert isinstance(raised(lambda: found(clients, server.url)), OddAnswerError)


def test_removed_records_are_left_out(clients):
    with pages(one_page({"id": 1, "removed": True}, {"id": 2, "removed": False})) as server:
        ids, search = found(clients, server.url)
    assert (ids, search.seen) == ([2], 2)


@pytest.mark.parametrize("status", [400, 415, 422, 500])
def test_a_refused_question_is_asked_without_conditions(clients, status):
    with pages(response(status), one_page({"id": 1})) as server:
        assert found(clients, server.url, [Clause("subject", "equal", ("x",))])[0] == [1]
    assert [call.json for call in server.calls][1] == {}
    assert server.calls[0].json["qualDetails"]["quals"][0]["leftOperand"]["key"] == "request.subject"


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_another_refusal_is_an_error(clients, status):
    with pages(response(status), one_page({"id": 1})) as server:
        raised(lambda: found(clients, server.url, [Clause("subject", "equal", ("x",))]))
    assert len(server.calls) == 1


def test_a_refused_question_of_the_user_is_an_error(clients, simulator):
    error = raised(lambda: found(clients, simulator.url, given={"type": "Nonsense"}))
    assert isinstance(error, RefusedError)
    assert "Nonsense" in error.message
    assert counted(simulator) == {"search": 1}


def test_a_refused_search_without_conditions_is_an_error(clients):
    with pages(response(400)) as server:
        raised(lambda: found(clients, server.url))
    assert len(server.calls) == 1


def test_a_server_that_searches_by_name_finds_that_one(clients, simulator):
    simulator.reset(20)
    assert found(clients, simulator.url, [Clause("name", "equal", ("INC-46",))])[0] == [65]


LATEST = 9_999_999_999_999
LATER = [Clause("createdTime", "after", (LATEST,))]


def test_a_server_that_finds_nothing_by_a_time_is_asked_without_it(clients, simulator):
    simulator.reset(3)
    simulator.switch(search_time_value="blind")
    simulator.clear_calls()
    # What is too early is for the caller to leave out.
    assert sorted(found(clients, simulator.url, LATER)[0]) == [65, 66, 67]
    # With the time, whether any time finds anything, and without.
    assert counted(simulator) == {"search": 3}
    named = [*LATER, Clause("name", "equal", ("INC-46",))]
    assert found(clients, simulator.url, named)[0] == [65]


def test_a_server_that_understands_times_is_asked_for_that_once(clients, simulator):
    simulator.reset(3)
    simulator.clear_calls()
    records = clients.records(simulator.url, KEY)
    for dummy in range(3):
        assert list(records.search(LATER, doing=DOING)) == []
    assert counted(simulator) == {"search": 4}


@pytest.mark.parametrize("order", [1, -1])
def test_each_time_is_doubted_for_itself(clients, order):
    """A server that finds by the one time and not by the other."""

    def answer(request):
        asked = str(request.json)
        is_blind = "updatedTime" in asked or str(LATEST) in asked
        return response(200, {"objectList": [] if is_blind else [{"id": 1}], "totalCount": int(not is_blind)})

    clauses = [Clause(key, "after", (1_700_000_000_000,)) for key in ("createdTime", "updatedTime")]
    with CannedServer(answer) as server:
        records = clients.records(server.url, KEY)
        assert list(records.search(LATER, doing=DOING)) == []
        assert list(records.search(clauses[::order], doing=DOING)) == [{"id": 1}]
        assert list(records.search(clauses[1:], doing=DOING)) == [{"id": 1}]


def test_a_server_that_counts_seconds_is_asked_without_times(clients):
    def answer(request):
        # All its records are of the year 2023.
        asked = re.findall(r"LongValueRest', 'value': (\d+)", str(request.json))
        count = int(all(int(text) < 1_700_000_000 for text in asked))
        return response(200, {"objectList": [{"id": 1}] * count, "totalCount": count})

    with CannedServer(answer) as server:
        assert found(clients, server.url, [Clause("createdTime", "after", (1_600_000_000_000,))])[0] == [1]
