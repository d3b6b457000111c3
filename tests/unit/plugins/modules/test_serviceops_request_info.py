# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that finds requests: filters, order, limit, pages, and how little it holds."""

from __future__ import annotations

import tracemalloc

import pytest

from tests.unit.support.canned import CannedServer, one_page, response, routed
from tests.unit.support.running import Modules
from tests.unit.support.simulated import SEARCH, sent, stored, writes


@pytest.fixture
def many(simulator):
    """Sixty varied requests, as the server shows them."""
    simulator.reset(60)
    found = stored(simulator)
    simulator.clear_calls()
    return found


def ids(result):
    assert result["failed"] is False, result.get("msg")
    return [record["id"] for record in result["requests"]]


def test_everything_comes_newest_first(modules, simulator, many):
    result = modules.info()
    assert ids(result) == sorted((record["id"] for record in many), reverse=True)
    assert result["total"] == 60
    assert result["changed"] is False
    assert sent(simulator) == ["search"]


def test_by_id_by_name_and_by_correlation(modules, simulator, many):
    assert ids(modules.info(id=70)) == [70]
    assert sent(simulator) == ["GET"]
    simulator.clear_calls()
    name = next(record["name"] for record in many if record["id"] == 70)
    assert ids(modules.info(name=name)) == [70]
    assert sent(simulator) == ["search"]
    made = modules.request(subject="x", requester_email="jane", correlation_id="backup")["request"]["id"]
    simulator.clear_calls()
    assert ids(modules.info(correlation_id="backup")) == [made]
    assert sent(simulator) == ["search"]


@pytest.mark.parametrize("option", [{"id": 9999}, {"name": "INC-9999"}, {"correlation_id": "none"}])
def test_an_unknown_one_is_an_empty_list(modules, many, option):
    result = modules.info(**option)
    assert (ids(result), result["total"]) == ([], 0)


def test_id_and_name_must_agree(modules, many):
    assert ids(modules.info(id=70, name="INC-9999")) == []
    assert ids(modules.info(id=70, filters={"status": "Nonsense"})) == []


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"status": "open"}, lambda record: record["statusName"] == "Open"),
        ({"status": ["Open", "Closed"]}, lambda record: record["statusName"] in ("Open", "Closed")),
        (
            {"priority": "High", "status": "Open"},
            lambda record: (record["priorityName"], record["statusName"]) == ("High", "Open"),
        ),
        ({"location": ""}, lambda record: "locationName" not in record),
        ({"tags": "vip"}, lambda record: "vip" in record.get("tags", [])),
        ({"tags": ["vip", "backup"]}, lambda record: {"vip", "backup"} & set(record.get("tags", []))),
        ({"subject_contains": "disk FULL"}, lambda record: "Disk full" in record["subject"]),
        ({"created_after": 1735691400000}, lambda record: record["createdTime"] >= 1735691400000),
        ({"created_before": "2025-01-01T00:10:00Z"}, lambda record: record["createdTime"] <= 1735690200000),
        ({"support_level": "Tier1"}, lambda record: record["supportLevel"] == "tier1"),
        ({"spam": False}, lambda record: True),
        ({"requester_email": "JANE@acme.example"}, lambda record: record["requesterEmail"] == "jane@acme.example"),
        ({"assignee_email": ""}, lambda record: "assigneeEmail" not in record),
        ({"custom_fields": {"New Number": 0}}, lambda record: True),
    ],
)
@pytest.mark.parametrize("policy", ["honoured", "ignored", "refused"])
def test_filters_give_what_fits_whatever_the_server_does_with_them(modules, simulator, many, filters, fits, policy):
    simulator.switch(search_qualification=policy)
    expected = {record["id"] for record in many if fits(record)}
    result = modules.info(filters=filters)
    assert set(ids(result)) == expected
    assert result["total"] == len(expected)


ENDED = ("Resolved", "Closed")


@pytest.mark.parametrize("cap", [0, 7])
@pytest.mark.parametrize(
    ("options", "fits"),
    [
        ({"scope": "open"}, lambda record: record["statusName"] not in ENDED),
        ({"scope": "closed"}, lambda record: record["statusName"] in ENDED),
        ({"scope": "all"}, lambda record: True),
        ({"scope": "open", "filters": {"status": "On Hold"}}, lambda record: record["statusName"] == "On Hold"),
        ({"scope": "closed", "filters": {"status": "On Hold"}}, lambda record: False),
        (
            {"scope": "open", "filters": {"priority": "High"}},
            lambda record: record["statusName"] not in ENDED and record["priorityName"] == "High",
        ),
        ({"scope": "open", "filters": {"status": ["Open", "Closed"]}}, lambda record: record["statusName"] == "Open"),
    ],
)
def test_a_scope_selects_by_open_and_closed_whatever_the_status(modules, simulator, many, options, fits, cap):
    """Whatever the pages are like, and with a limit the total counts what fits."""
    simulator.switch(search_page_cap=cap)
    expected = {record["id"] for record in many if fits(record)}
    result = modules.info(**options)
    assert set(ids(result)) == expected
    first = modules.info(**options, limit=3)
    assert ids(first) == ids(result)[:3]
    assert first["total"] == result["total"] == len(expected)


def test_a_scope_holds_for_one_by_id_too(modules, many):
    closed, is_open = (
        next(record["id"] for record in many if (record["statusName"] in ENDED) is end) for end in (True, False)
    )
    assert [len(ids(modules.info(id=closed, scope=scope))) for scope in ("open", "closed", "all")] == [0, 1, 1]
    assert [len(ids(modules.info(id=is_open, scope=scope))) for scope in ("open", "closed", "all")] == [1, 0, 1]


def test_a_record_without_a_status_is_not_at_its_end(tmp_path):
    with CannedServer(routed(search=one_page({"id": 1}, {"id": 2, "statusName": "cLOSED"}))) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-token")
        assert [ids(modules.info(scope=scope)) for scope in ("open", "closed")] == [[1], [2]]


@pytest.mark.parametrize("total", ["given", "missing"])
@pytest.mark.parametrize("cap", [0, 7, 60])
@pytest.mark.parametrize("envelope", ["objectList", "list"])
def test_pages_of_any_kind_give_everything_once(modules, simulator, many, total, cap, envelope):
    simulator.switch(search_total=total, search_page_cap=cap, search_envelope=envelope)
    result = modules.info()
    assert sorted(ids(result)) == sorted(record["id"] for record in many)


@pytest.mark.parametrize("sort_by", ["created_time", "subject", "-priority", "-id", "location", "-location"])
def test_limit_takes_the_first_in_order_and_total_counts_all(modules, many, sort_by):
    whole = ids(modules.info(sort_by=sort_by))
    for limit in (1, 7, 100):
        result = modules.info(sort_by=sort_by, limit=limit)
        assert ids(result) == whole[:limit]
        assert result["total"] == 60


def test_records_without_the_value_come_last(modules, many):
    for sort_by in ("location", "-location"):
        places = [record["location"] for record in modules.info(sort_by=sort_by)["requests"]]
        given = [place for place in places if place]
        assert places[: len(given)] == given
        assert given == sorted(given, key=str.casefold, reverse=sort_by.startswith("-"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"limit": 0}, "limit is 0: give 1 or more"),
        ({"limit": -1}, "limit is -1"),
        ({"sort_by": "nonsense"}, "sort_by 'nonsense' is unknown; known are id, name"),
        ({"filters": {"nonsense": 1}}, "filters: nonsense is unknown; known are"),
        ({"filters": {"id": 65}}, "filters: id is not a filter: set it beside filters, as an option of its own."),
        ({"filters": {"sort_by": "id"}}, "filters: sort_by is not a filter: set it beside filters"),
        ({"filters": {"status": None}}, "filters: status has no value"),
        ({"filters": {"status": []}}, "filters: status has no value"),
        ({"filters": {"created_after": "yesterday"}}, "filters: created_after must be a time, got 'yesterday'"),
        ({"filters": {"spam": "perhaps"}}, "filters: spam must be true or false"),
        ({"filters": {"requester_email": "jane"}}, "must be an e-mail address"),
        ({"filters": {"custom_fields": "x"}}, "must be a dictionary"),
        ({"filters": {"subject": {"a": 1}}}, "must be a value or a list of values"),
        ({"filters": {"subject_contains": {"a": 1}}}, "subject_contains"),
        ({"filters": {"created_after": [["a"]]}}, "created_after"),
        ({"name": " "}, "name is empty"),
        ({"correlation_id": ""}, "correlation_id is empty"),
        ({"correlation_field": "x"}, "without correlation_id"),
        ({"id": 0}, "id is 0"),
        ({"qualification": {}}, "qualification is empty: leave it out to get every request."),
        ({"filters": {"status": ["Open", None]}}, "filters: status holds a value that is null"),
        ({"filters": {"custom_fields": {"a": [1, None]}}}, "filters: custom_fields: 'a' has no value"),
    ],
)
def test_invalid_options_are_reported_before_any_call(modules, simulator, options, words):
    result = modules.info(**options)
    assert result["failed"] is True
    assert words in result["msg"]
    assert simulator.calls() == []


def test_the_servers_own_language_goes_through_and_is_narrowed_here(modules, simulator, many):
    own = {
        "type": "FlatQualificationRest",
        "quals": [
            {
                "type": "RelationalQualificationRest",
                "leftOperand": {"type": "DbOperandRest", "key": "id"},
                "operator": "in",
                "rightOperand": {
                    "type": "ValueOperandRest",
                    "value": {"type": "ListLongValueRest", "value": [70, 71, 72]},
                },
            }
        ],
    }
    assert sorted(ids(modules.info(qualification=own))) == [70, 71, 72]
    assert simulator.calls()[-1]["body"] == {"qualDetails": own}
    status = next(record["statusName"] for record in many if record["id"] == 71)
    assert 71 in ids(modules.info(qualification=own, filters={"status": status}))
    assert ids(modules.info(qualification=own, name="INC-9999")) == []
    assert [ids(modules.info(qualification=own, id=number)) for number in (71, 73)] == [[71], []]
    refused = modules.info(qualification={"type": "Nonsense"})
    assert "Nonsense" in refused["msg"]


def test_check_mode_reads_all_the_same(modules, simulator, many):
    real, would = modules.info(limit=3), modules.info(check=True, limit=3)
    assert would["requests"] == real["requests"]
    assert writes(simulator) == []


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_failure_is_never_an_empty_list(modules, simulator, status):
    simulator.fail(fault="status", status=status, path=SEARCH, times=None)
    for options in ({}, {"name": "INC-1"}):
        assert modules.info(**options, retry_timeout=0)["failure"]["status"] == status


def test_a_record_of_an_unknown_shape_is_shown_whole(tmp_path):
    record = {"id": 1, "tags": None, "customField": None, "createdTime": "Wed, Jul 16, 2025", "fresh": {"a": [1]}}
    with CannedServer(routed(search=one_page(record))) as server:
        (shown,) = Modules(server.url, tmp_path, access_token="fake-token").info()["requests"]
    assert shown["extra_fields"] == {"fresh": {"a": [1]}}
    assert shown["created_time"] == "Wed, Jul 16, 2025"
    assert shown["url"] == f"{server.url}/api/v1/request/1"


@pytest.mark.parametrize(
    "strange",
    [
        {"tags": "a"},
        {"tags": [1, None]},
        {"customField": []},
        {"statusName": 5},
        {"createdTime": "x"},
        {"createdTime": 1e300},
        {"subject": ["a"]},
        {"requesterEmail": {}},
        {"supportLevel": ["tier4"]},
        {"spam": "false"},
        {"ccEmailSet": "a@b"},
    ],
)
def test_values_of_another_type_are_no_crash(tmp_path, strange):
    record = {"id": 1, "name": "INC-1", "subject": "x", **strange}
    key = {"subject": "x", "requester_email": "jane@acme.example"}
    with CannedServer(routed(search=one_page(record, {"id": 2}), GET=response(200, record))) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-token")
        for options in ({}, {"sort_by": "subject"}, {"filters": {"tags": "a"}}, {"filters": {"status": "Open"}}):
            assert modules.info(**options)["failed"] is False
        for field in ({"tags": ["a"]}, {"custom_fields": {"a": 1}}, {"support_level": "Tier1"}, {"spam": True}, key):
            result = modules.request(check=True, id=1, **field)
            assert result["failed"] is False, result["msg"]
        assert modules.request(check=True, **key)["failed"] is False


def test_fields_are_what_is_returned_beside_the_id(modules, many):
    whole = {record["id"]: record for record in modules.info()["requests"]}
    names = ["subject", " tags", "url", "correlation_id", "custom_fields", "extra_fields", "subject"]
    desired = ["id", "subject", "tags", "url", "correlation_id", "custom_fields", "extra_fields"]
    found = modules.info(fields=names, sort_by="updated_time", limit=7)
    assert ids(found) == ids(modules.info(sort_by="updated_time", limit=7))
    assert found["requests"] == [{name: whole[record["id"]][name] for name in desired} for record in found["requests"]]
    assert found["total"] == 60
    one = modules.info(id=70, fields=["correlation_id", "url"])["requests"]
    assert one == [{name: whole[70][name] for name in ("id", "correlation_id", "url")}]


@pytest.mark.parametrize(
    ("fields", "words"),
    [(["subject", "subjct"], "fields names 'subjct', which is unknown; known are id, name,"), ([], "fields is empty")],
)
def test_fields_that_cannot_be_returned_are_refused_before_any_call(modules, simulator, fields, words):
    result = modules.info(fields=fields)
    assert result["failed"] is True
    assert result["msg"].startswith(words)
    assert sent(simulator) == []


def peak_of_many(tmp_path, pages, size, *, length=50, **options):
    """Return the result over ``pages`` of ``size`` records, the most memory that it took, and the calls it made."""

    def page(number):
        first = number * size
        records = [{"id": first + place, "subject": "x" * length, "createdTime": place} for place in range(size)]
        return response(200, {"objectList": records, "totalCount": pages * size})

    with CannedServer(
        response(404, {"code": "404", "userMessage": "No such request"}), *map(page, range(pages))
    ) as server:
        modules = Modules(server.url, tmp_path, access_token="fake-token")
        modules.info(id=1)
        tracemalloc.start()
        try:
            result = modules.info(**options)
            return result, tracemalloc.get_traced_memory()[1], len(server.calls)
        finally:
            tracemalloc.stop()


def test_a_limit_holds_few_of_many_records(tmp_path):
    small, one, dummy = peak_of_many(tmp_path, 1, 2000, limit=10)
    large, most, calls = peak_of_many(tmp_path, 10, 2000, limit=10)
    assert (len(small["requests"]), small["total"]) == (10, 2000)
    assert (len(large["requests"]), large["total"], calls) == (10, 20000, 11)
    # One page, the next one while it comes, and the ids of all.
    assert most < 3 * one


def test_fields_hold_little_of_many_records(tmp_path):
    whole, most, dummy = peak_of_many(tmp_path, 10, 500, length=5000)
    narrow, least, dummy = peak_of_many(tmp_path, 10, 500, length=5000, fields=["name"])
    assert len(whole["requests"]) == len(narrow["requests"]) == 5000
    # The subjects alone.
    assert least < 10 * 500 * 5000 < most


def test_a_custom_field_that_is_not_on_the_form_is_reported_if_nothing_is_found(modules, many):
    found = modules.info(filters={"custom_fields": {"Corelation ID": "x"}})
    assert (found["total"], len(found["warnings"])) == (0, 1)
    said = "The search finds nothing because the custom field 'Corelation ID' is not on the server's form"
    assert f"{said} (the form has 'Correlation ID', 'New Checkbox', " in found["warnings"][0]
    assert modules.info(filters={"custom_fields": {"Correlation ID": "no such"}})["warnings"] == []
