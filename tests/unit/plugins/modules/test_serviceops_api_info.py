# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""serviceops_api_info reads from any endpoint, patiently, page by page, and returns what the server sends."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.support.canned import CannedServer, response
from tests.unit.support.running import Modules
from tests.unit.support.simulated import RESOURCE, SEARCH, counted, sent

TOKEN = "fake-access-token"
OTHER = "/api/v1/service_catalog/categorylist"
OWN_404 = {"userMessage": "No such record.", "code": "404"}


def read(tmp_path, *responses, **options):
    """Return the result of a read against prepared responses, and the calls that came."""
    with CannedServer(*responses) as server:
        modules = Modules(server.url, tmp_path, access_token=TOKEN, retry_timeout=options.pop("retry_timeout", 0))
        return modules.api_info(**{"path": OTHER, **options}), server.calls


def queries(calls):
    return [parse_qs(urlsplit(call.target).query) for call in calls]


def paged(entries, **more):
    """Return pages of a list as a server makes them."""

    def page(call):
        query = parse_qs(urlsplit(call.target).query)
        start, size = int(query["offset"][0]), int(query["size"][0])
        return response(200, {"objectList": entries[start : start + size], "totalCount": len(entries), **more})

    return page


def test_a_read_returns_what_the_server_sends(modules, simulator):
    simulator.reset(3)
    result = modules.api_info(path=f"{RESOURCE}/65")
    assert result["changed"] is False
    assert result["json"]["statusName"] == "Open"
    assert result["status"] == 200
    assert result["headers"]["content-type"].startswith("application/json")
    assert counted(simulator) == {"token": 1, "GET": 1}


def test_two_reads_share_one_sign_in(modules, simulator):
    for number in (65, 66):
        modules.api_info(path=f"{RESOURCE}/{number}")
    assert counted(simulator) == {"token": 1, "GET": 2}


def test_a_search_sends_its_body_and_query(modules, simulator):
    simulator.reset(5)
    result = modules.api_info(path=SEARCH, method="POST", query={"offset": 1, "size": 2})
    assert len(result["json"]["objectList"]) == 2
    assert result["json"]["totalCount"] == 5
    assert sent(simulator) == ["search"]


def test_a_query_is_sent_as_servers_read_it(tmp_path):
    query = {"on": True, "either": ["a", False, 3], "neither": None, "text": "ä &="}
    result, calls = read(tmp_path, response(200, {}), query=query)
    assert queries(calls) == [{"on": ["true"], "either": ["a", "false", "3"], "text": ["ä &="]}]
    assert result["json"] == {}


def test_a_path_prefix_of_the_server_is_kept(tmp_path):
    with CannedServer(response(200, {})) as server:
        Modules(f"{server.url}/gateway", tmp_path, access_token=TOKEN).api_info(path=OTHER)
        assert server.paths == [f"GET /gateway{OTHER}"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": "/api/oauth/token"}, "belongs to the sign-in"),
        ({"path": "https://acme.example/api/v1"}, "path names a server"),
        ({"method": "POST"}, f"path '{OTHER}' is no search, and only a search is read with POST: use serviceops_api"),
        ({"body": {}}, "body is given, but method is GET: set method to POST if this is a search."),
        ({"limit": 0}, "limit is 0: give 1 or more, or leave it out to get every entry."),
        ({"query": {"a": {"b": 1}}}, "query: a must be a value or a list of values."),
        ({"query": {"a": [[1]]}}, "query: a must be a value or a list of values."),
        ({"query": {"size": "many"}, "paginate": True}, "query: size must be a number, got 'many'."),
        ({"path": SEARCH, "method": "POST", "body": "text"}, "body must be a dictionary or a list, or JSON of either"),
        ({"path": SEARCH, "method": "POST", "body": 5}, "body must be a dictionary or a list, or JSON of either"),
    ],
)
def test_what_is_wrong_is_said_before_any_call(modules, simulator, options, words):
    result = modules.api_info(**{"path": OTHER, **options})
    assert result["failed"]
    assert words in result["msg"]
    assert simulator.calls() == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [('{"a": "\\u0000b"}', {"a": "b"}), ('{"a": [1]}', {"a": [1]}), ([{"a": 1}], [{"a": 1}]), ("", {}), (None, {})],
)
def test_a_body_is_sent_as_json(tmp_path, body, expected):
    dummy, calls = read(tmp_path, response(200, {}), path=SEARCH, method="POST", body=body)
    assert calls[0].json == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_read_is_repeated(tmp_path, method):
    responses = (response(503, Retry_After="0"), None, response(200, {"id": 1}))
    result, calls = read(tmp_path, *responses, path=SEARCH, method=method, retry_timeout=20)
    assert result["json"] == {"id": 1}
    assert len(calls) == 3
    assert any("again for" in text for text in result["warnings"])


def test_a_refusal_carries_the_servers_words(tmp_path):
    result, dummy = read(tmp_path, response(404, OWN_404))
    assert result["failed"]
    assert f"Could not GET {OTHER}: the server answered HTTP 404, code 404: No such record." in result["msg"]
    assert (result["failure"]["status"], result["failure"]["method"]) == (404, "GET")
    assert result["failure"]["url"].endswith(OTHER)


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"", "application/json", None),
        (b" \n", "text/html", None),
        (b"null", "application/json", None),
        (b"done", "text/plain", None),
        (b"[]", "text/plain", []),
        (b'"text"', "application/json", "text"),
        (b'{"code": "DE", "name": "Germany"}', "application/json", {"code": "DE", "name": "Germany"}),
        (b'{"id": 1, "error": "disk"}', "application/json", {"id": 1, "error": "disk"}),
    ],
)
def test_the_body_is_shown_if_it_is_json(tmp_path, content, kind, expected):
    result, dummy = read(tmp_path, response(200, content, kind))
    assert result["failed"] is False
    assert result["json"] == expected


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b'{"id": 1,', "application/json", "the server answered no JSON object"),
        (b'{"id": 1,', "text/plain", "the server answered no JSON object"),
        (b"oops", "application/json; charset=utf-8", "the server answered no JSON object"),
        (b"<html><title>Welcome</title></html>", "text/html", "a web page instead of JSON"),
        (b'{"userMessage": "No."}', "application/json", "an error under a status of success (HTTP 200: No.)."),
        (b'{"success": false, "code": "E1", "message": "No."}', "application/json", "(HTTP 200, code E1: No.)."),
    ],
)
def test_a_success_that_is_none_is_an_error(tmp_path, content, kind, words):
    result, dummy = read(tmp_path, response(200, content, kind))
    assert result["failed"]
    assert words in result["msg"]
    assert result["failure"]["status"] == 200


def test_headers_are_shown_without_those_that_may_hold_a_secret(tmp_path):
    secret = {"Set_Cookie": "session=fake-1", "X_Auth_Token": "fake-2", "X_CSRF": "fake-3", "X_Amz_Signature": "4"}
    secret["__ansible_type"] = "x"
    result, dummy = read(tmp_path, response(200, {}, X_Request_Id="r-1", X_Echo=f"Bearer {TOKEN}", **secret))
    assert result["headers"]["x-request-id"] == "r-1"
    assert result["headers"]["x-echo"] == "Bearer ********"
    assert set(result["headers"]) == {"content-type", "content-length", "connection", "x-request-id", "x-echo"}


def test_addresses_in_headers_are_shown_without_their_queries(tmp_path):
    headers = {"Content_Location": "/api/v1/file?sig=fake-1#x", "Link": '</a?t=fake-2>; rel="next", </b>; rel="last"'}
    result, dummy = read(tmp_path, response(200, {}, **headers))
    assert result["headers"]["content-location"] == "/api/v1/file"
    assert result["headers"]["link"] == '</a>; rel="next", </b>; rel="last"'


def test_text_of_the_server_is_cleaned_and_masked(tmp_path):
    result, dummy = read(tmp_path, response(200, {"a\x1b[31m": [f"x{TOKEN}y", "\u202etext\x07"]}))
    assert result["json"] == {"a": ["x********y", "text"]}


def test_pages_are_joined(modules, simulator):
    simulator.reset(25)
    result = modules.api_info(path=SEARCH, method="POST", query={"size": 10}, paginate=True)
    assert sorted(entry["id"] for entry in result["json"]["objectList"]) == list(range(65, 90))
    assert result["json"]["totalCount"] == 25
    assert sent(simulator) == ["search"] * 3


def test_pages_are_read_with_get_and_further_parameters(tmp_path):
    entries = [{"id": number} for number in range(5)]
    result, calls = read(tmp_path, paged(entries, kind="x"), query={"size": "2", "of": "it"}, paginate=True)
    assert result["json"] == {"objectList": entries, "totalCount": 5, "kind": "x"}
    assert queries(calls) == [{"size": ["2"], "offset": [start], "of": ["it"]} for start in ("0", "2", "4")]


def test_reading_begins_where_the_query_says(tmp_path):
    entries = [{"id": number} for number in range(5)]
    result, calls = read(tmp_path, paged(entries), query={"offset": 3}, paginate=True)
    assert result["json"]["objectList"] == entries[3:]
    assert queries(calls) == [{"offset": ["3"], "size": ["2000"]}]


def test_a_list_that_gets_shorter_is_read_from_where_the_query_begins(tmp_path):
    pages = [([1], 9), ([2], 4), ([1], 4)]
    responses = [response(200, {"objectList": page, "totalCount": total}) for page, total in pages]
    result, calls = read(tmp_path, *responses, query={"offset": 3}, paginate=True)
    assert result["json"]["objectList"] == [1, 2]
    assert [query["offset"] for query in queries(calls)] == [["3"], ["4"], ["3"]]


@pytest.mark.parametrize(
    ("limit", "size", "asked"), [(2, None, ["2"]), (3, 2, ["2", "2"]), (99, None, ["99"]), (5000, None, ["2000"])]
)
def test_no_more_is_read_than_the_limit(tmp_path, limit, size, asked):
    entries = [{"id": number} for number in range(9)]
    result, calls = read(tmp_path, paged(entries), query={"size": size} if size else None, limit=limit)
    assert result["json"] == {"objectList": entries[:limit], "totalCount": 9}
    assert [query["size"][0] for query in queries(calls)] == asked


def test_pages_of_a_bare_list_are_joined_up_to_an_empty_one(tmp_path):
    pages = (response(200, [1, 2]), response(200, [3]), response(200, []))
    result, calls = read(tmp_path, *pages, paginate=True)
    assert result["json"] == [1, 2, 3]
    assert [query["offset"][0] for query in queries(calls)] == ["0", "2", "3"]


def test_entries_of_different_types_may_have_one_id(tmp_path):
    entries = [{"id": 1, "type": "hardware"}, {"id": 1, "type": "software"}]
    result, dummy = read(tmp_path, paged(entries), query={"size": 1}, paginate=True)
    assert result["json"]["objectList"] == entries


def test_an_entry_that_moved_to_the_next_page_is_shown_once(tmp_path):
    pages = [[1, 2], [2, 3]]
    responses = (response(200, {"objectList": page, "totalCount": 4}) for page in pages)
    result, dummy = read(tmp_path, *responses, response(200, {"objectList": [4], "totalCount": 4}), paginate=True)
    assert result["failed"]
    assert "the search ended after 3 of 4 records" in result["msg"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ([1], "the server sends the same page again at offset 3."),
        ({"objectList": [1], "totalCount": 9}, "the server sends the same page again at offset 3."),
        ({"objectList": [], "totalCount": 9}, "the search ended after 0 of 9 records. Nothing is concluded from that."),
        ({"id": 1}, "the answer has no list, in objectList or as a whole, whose pages could be joined."),
        ({"objectList": None}, "the answer has no list"),
    ],
)
def test_a_list_that_cannot_be_joined_is_an_error(tmp_path, page, words):
    result, dummy = read(tmp_path, response(200, page), paginate=True)
    assert result["failed"]
    assert words in result["msg"]
    assert result["failure"]["status"] == 200
