# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any response gives a result or one of our errors, and whatever a task describes is created once."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.simulator.catalogue import CATEGORIES, LEVELS, LOCATIONS, STATUSES
from tests.simulator.switches import PROFILES
from tests.unit.support.canned import CannedServer, response, routed
from tests.unit.support.running import Modules

KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}
RECORD = {
    "id": 65,
    "name": "INC-46",
    "subject": "Disk full",
    "requesterEmail": "jane@acme.example",
    "statusName": "Open",
    "supportLevel": "tier1",
    "tags": ["a", "correlation:job"],
    "createdTime": 1756304677751,
    "customField": {"Text": "", "Number": 0.0, "Many": []},
}

ODD = st.sampled_from(
    [
        None,
        True,
        "",
        " ",
        "\ud800",
        "\u0000",
        "\u202e",
        "x" * 2000,
        0,
        -1,
        10**30,
        1e300,
        float("inf"),
        float("nan"),
        [],
        {},
    ]
)
VALUES = st.recursive(
    ODD | st.text(max_size=5) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
# A valid object with arbitrary values in some keys, or without them.
SPOILT = st.dictionaries(st.sampled_from(sorted(RECORD)), VALUES, max_size=3).map(lambda odd: {**RECORD, **odd})
TORN = st.sets(st.sampled_from(sorted(RECORD)), max_size=3).map(
    lambda gone: {key: value for key, value in RECORD.items() if key not in gone}
)
OBJECTS = SPOILT | TORN | VALUES
PAGES = st.builds(
    lambda records, total, key: {key: records, "totalCount": total},
    st.lists(OBJECTS, max_size=3),
    VALUES,
    st.sampled_from(["objectList", "data", "list", "other"]),
)
BODIES = st.one_of(
    (OBJECTS | PAGES | st.lists(OBJECTS, max_size=3)).map(json.dumps),
    st.binary(max_size=20),
    st.sampled_from(["", "{", "<html><title>Login</title>", "null", "[]", '{"userMessage": "no"}', '{"code": {}}']),
)
ANSWERS = st.builds(
    lambda body, status, kind: response(status, body, kind),
    BODIES,
    st.sampled_from(
        [200, 200, 200, 200, 201, 202, 204, 299, 301, 304, 400, 401, 403, 404, 405, 409, 415, 422, 500, 501]
    ),
    st.sampled_from(["application/json", "text/html", "", "application/json; charset=utf-16"]),
)
TASKS = st.sampled_from(
    [
        ("request", KEY),
        ("request", {**KEY, "status": "Closed", "tags": ["b"], "custom_fields": {"Number": 5, "Text": "x"}}),
        ("request", {**KEY, "correlation_id": "job", "description": "<p>x</p>", "support_level": ""}),
        ("request", {**KEY, "correlation_id": "job", "correlation_field": "Text", "extra_fields": {"fresh": 1}}),
        ("request", {"id": 65, "priority": "High", "cc_emails": []}),
        ("request", {"id": 65, "state": "absent"}),
        ("request", {"name": "INC-46", "state": "absent"}),
        ("info", {}),
        ("info", {"id": 65, "filters": {"tags": ["a"], "created_after": 20260301, "custom_fields": {"Text": "x"}}}),
        ("info", {"limit": 1, "sort_by": "updated_time"}),
        ("token", {}),
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TASKS, st.booleans(), st.lists(ANSWERS, min_size=1, max_size=6))
def test_any_responses_give_a_result_or_an_error_message(tmp_path, task, check, responses):
    name, options = task
    with CannedServer(*responses) as server:
        signed_in = {} if name == "token" else {"access_token": "fake-token"}
        modules = Modules(server.url, tmp_path, retry_timeout=0, token_cache=False, **signed_in)
        result = getattr(modules, name)(check=check, **options)
        if result["failed"]:
            assert result["msg"].strip()
            assert set(result["failure"]) == {"status", "code", "method", "url"}
        else:
            assert "changed" in result
        assert "Traceback" not in str(result.get("exception"))


@example(record={**RECORD, "tags": {}}, check=False)
@example(record={**RECORD, "subject": float("inf")}, check=False)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=SPOILT | TORN, check=st.booleans())
def test_an_object_of_any_values_can_be_read_and_changed(tmp_path, record, check):
    served = {**record, "id": 65}
    page = {"objectList": [served], "totalCount": 1}
    with CannedServer(
        routed(GET=response(200, served), PATCH=response(200, served), search=response(200, page))
    ) as server:
        modules = Modules(server.url, tmp_path, retry_timeout=0, access_token="fake-token")
        assert modules.request(id=65)["failed"] is False
        assert modules.info()["failed"] is False
        changed = modules.request(id=65, check=check, tags=["b"], priority="High", custom_fields={"Number": 5})
        assert changed["failed"] is False or "Could not change" in changed["msg"]


def named(names):
    return st.sampled_from(sorted(names)) | st.sampled_from(sorted(names)).map(str.upper)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
DESCRIBED = st.fixed_dictionaries(
    {
        "subject": TEXTS.filter(lambda text: text.strip()),
        "requester_email": st.sampled_from(["jane@acme.example", "JANE@acme.example"]),
    },
    optional={
        "description": TEXTS
        | st.lists(st.sampled_from(["<p>", "</p>", "<b>", "a", " ", "<x>", "&lt;", "\n"])).map("".join),
        "category": named(CATEGORIES.names.values()),
        "location": named(LOCATIONS.names.values()),
        "priority": named(LEVELS.values()),
        "status": named({"Open", "In Progress", "Pending"} & set(STATUSES.names.values())),
        "support_level": st.sampled_from(["Tier1", "tier 2", "TIER3", ""]),
        "spam": st.booleans(),
        "tags": st.lists(st.sampled_from(["a", " b ", "a", "ä"]), max_size=3),
        "cc_emails": st.lists(st.sampled_from(["a@x.example", "A@x.example", "b@x.example"]), max_size=3),
        "custom_fields": st.fixed_dictionaries(
            {},
            optional={
                "New Text Input": st.sampled_from(["", "x", 7, "7"]),
                "New Number": st.sampled_from([0, 5, "5", 2.5, "2.5"]),
                "New Datetime": st.sampled_from(["2026-03-01T08:00:00Z", 1772352000000, ""]),
                "New Checkbox": st.sampled_from([[], ["a"], ["b", "a"], "a"]),
            },
        ),
    },
)


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DESCRIBED)
def test_what_a_task_describes_compares_equal_once_it_is_made(profile, modules, simulator, options):
    simulator.reset(1)
    simulator.profile(profile)
    first = modules.request(**options)
    assert first["failed"] is False, first["msg"]
    second = modules.request(**options)
    assert (second["operation"], second["changed"]) == ("none", False), (second.get("diff"), options)
    assert modules.request(id=first["request"]["id"], check=True, **options)["operation"] == "none"


HOSTILE = {
    "parser": "<b>x</b> <![ x",
    "digits": "<b>x</b> &#" + "9" * 5000 + ";",
    "half": "\ud83d",
    "codes": "\x1b[2J\x07\u202e",
    "deep": json.loads("[" * 500 + "]" * 500),
    "own keys": {"__ansible_type": "x", "__ansible_vault": "y"},
}


@pytest.mark.parametrize("odd", HOSTILE.values(), ids=HOSTILE)
def test_one_hostile_record_costs_no_list_its_results(tmp_path, odd):
    served = {
        "65": {**RECORD, "id": 65, "description": odd, "customField": {"Text": odd}, "fresh": odd},
        "66": {**RECORD, "id": 66},
    }
    page = response(200, {"objectList": list(served.values()), "totalCount": 2})

    def read(call):
        return response(200, served[call.path.rpartition("/")[2]])

    with CannedServer(routed(GET=read, PATCH=read, search=page)) as server:
        modules = Modules(server.url, tmp_path, retry_timeout=0, access_token="fake-token")
        assert sorted(one["id"] for one in modules.info()["requests"]) == [65, 66]
        desired = {"description": "<p>new</p> <![ &#" + "9" * 5000, "custom_fields": {"Text": "&#" + "9" * 5000}}
        result = modules.request(requests=[{"id": 65, **desired}, {"id": 66, "priority": "High"}], check=True)
    assert [one["request"]["id"] for one in result["results"]] == [65, 66], result
    assert "\\u001b" not in json.dumps(result)
