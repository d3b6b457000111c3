# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources unlike the request go the same way: each is a table, and nothing else knows of it."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.motadata.serviceops.plugins.module_utils._engine import prefetch
from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import (
    info_task,
    lookup_task,
    resource_task,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_task
from tests.unit.support.record_server import RecordServer
from tests.unit.support.resources import COMMENT, OUTAGE, PERSON

START = "2026-03-01T08:00:00.000Z"
START_MS = 1772352000000


def stamp(number: int, record: dict[str, Any]) -> dict[str, Any]:
    """Return what a server adds: to an outage a name and times, to a person a date, to a comment nothing."""
    now = int(time.time() * 1000)
    if "subject" in record:
        return {
            "name": f"OUT-{number}",
            "phaseName": record.get("phaseName", "Planned"),
            "createdTime": now,
            "updatedTime": now,
        }
    return {"createdDate": "01-03-2026 08:00"} if "email" in record else {}


@pytest.fixture
def server():
    with RecordServer(stamp) as running:
        yield running


@pytest.fixture
def run(server, tmp_path):
    """Run the task of a resource, to make records exist or to find them."""

    def call(make, resource, check=False, **options):
        task = make(resource)
        given = {"url": server.url, "access_token": "fake-token", "token_cache_path": str(tmp_path / "kept"), **options}
        checked = ArgumentSpecValidator(task.arguments).validate(given)
        assert not checked.error_messages, checked.error_messages
        warnings: list[str] = []
        result = run_task(
            task, checked.validated_parameters, check_mode=check, environ=os.environ, warn=warnings.append
        )
        exposed = [text for text in warnings if "unencrypted" not in text]
        return {"failed": False, **result, "warnings": exposed}

    return call


def outage(run, **options):
    return run(resource_task, OUTAGE, **options)


def test_a_record_is_made_once_and_then_changed_and_deleted(run, server):
    described = {"subject": "Power", "start_date": START}
    made = outage(run, **described)
    assert (made["operation"], made["outage"]["name"], made["outage"]["start_date"]) == ("created", "OUT-1", START)
    assert made["diff"]["after"] == {"subject": "Power", "start_date": START}
    server.sent()
    again = outage(run, **described)
    assert (again["changed"], server.sent()) == (False, ["POST /api/v1/outage/search/byqual"])
    changed = outage(run, **described, end_date="2026-03-02")
    assert changed["diff"]["before"] == {"end_date": None}
    assert changed["diff"]["after"] == {"end_date": "2026-03-02T00:00:00.000Z"}
    gone = outage(run, name="OUT-1", state="absent")
    assert (gone["operation"], server.records["/api/v1/outage"]) == ("deleted", {})


def test_a_settable_time_is_iso_on_both_sides_of_a_diff(run, server):
    outage(run, subject="Power", start_date=START)
    for given in ("2026-03-01T09:30:00+01:00", str(START_MS + 1_800_000), str(START_MS // 1000 + 1800)):
        changed = outage(run, subject="Power", start_date=given, check=True)
        assert changed["diff"]["before"] == {"start_date": START}
        assert changed["diff"]["after"] == {"start_date": "2026-03-01T08:30:00.000Z"}


def test_what_goes_along_in_an_update_goes_along_unchanged(run, server):
    outage(run, subject="Power", start_date=START)
    outage(run, id=1, phase="Over")
    (body,) = [body for method, dummy, body in server.calls if method == "PATCH"]
    assert body == {"subject": "Power", "startDate": START_MS, "phaseName": "Over"}


def test_a_time_that_is_none_gets_a_sentence(run, server):
    refused = outage(run, subject="Power", start_date="tomorrow")
    assert refused["msg"] == (
        "start_date: must be a time, got 'tomorrow': give ISO 8601, for example 2026-03-01T08:00:00Z, or epoch seconds "
        "or milliseconds."
    )
    assert server.sent() == []


def test_a_correlation_id_is_kept_by_what_the_table_names(run, server):
    made = outage(run, correlation_id="ups", subject="Power", start_date=START, labels=["a"])
    assert made["outage"]["labels"] == ["a", "correlation:ups"]
    assert made["outage"]["correlation_id"] == "ups"
    assert outage(run, correlation_id="ups", subject="Power", start_date=START)["changed"] is False


def test_a_record_at_its_end_is_another_occurrence(run, server):
    outage(run, subject="Power", start_date=START)
    outage(run, id=1, phase="Over")
    assert outage(run, subject="Power", start_date=START)["outage"]["id"] == 2
    found = run(info_task, OUTAGE, scope="open", filters={"start_after": "2026-01-01", "subject_contains": "pow"})
    assert [record["id"] for record in found["outages"]] == [2]


def test_two_of_a_list_are_made_in_one_task(run, server):
    listed = [{"subject": "A", "start_date": START}, {"subject": "B", "start_date": START_MS}]
    done = outage(run, outages=listed)
    assert done["summary"] == {"created": 2, "updated": 0, "deleted": 0, "none": 0, "failed": 0}
    assert outage(run, outages=listed)["changed"] is False


def test_without_custom_fields_none_are_offered():
    arguments = resource_task(OUTAGE).arguments
    assert not {"custom_fields", "correlation_field"} & set(arguments)


def test_a_name_that_a_task_sets_identifies_nothing(run, server):
    made = run(resource_task, PERSON, name="Jane Doe", email="jane@acme.example")
    assert (made["operation"], made["person"]["name"]) == ("created", "Jane Doe")
    changed = run(resource_task, PERSON, name="Jane Roe", email="JANE@acme.example", phone="1")
    assert changed["operation"] == "updated"
    assert changed["diff"]["after"] == {"name": "Jane Roe", "phone": "1"}
    assert changed["diff"]["before_header"] == "person Jane Doe (id 1)"
    assert len(server.records["/api/v1/person"]) == 1


def test_without_a_life_cycle_and_a_carrier_their_options_are_not_there():
    arguments = resource_task(PERSON).arguments
    assert not {"match_scope", "correlation_id", "correlation_field", "tags", "status"} & set(arguments)
    assert "scope" not in info_task(PERSON).arguments


def test_people_are_found_by_what_they_have(run, server):
    for name in ("Jane", "Ravi"):
        run(resource_task, PERSON, name=name, email=f"{name}@acme.example")
    found = run(info_task, PERSON, filters={"name": "Ravi"})
    assert [person["email"] for person in found["people"]] == ["Ravi@acme.example"]
    assert run(info_task, PERSON, sort_by="-name", fields=["name"])["people"][0] == {"id": 2, "name": "Ravi"}


def test_who_is_meant_must_be_said(run, server):
    refused = run(resource_task, PERSON, phone="1")
    assert refused["msg"] == "Nothing says which person is meant: give id, or email (match_on)."


def test_a_child_belongs_to_its_parent(run, server):
    made = run(resource_task, COMMENT, request="65", text="<p>Seen</p>")
    assert made["operation"] == "created"
    assert server.sent() == ["POST /api/v1/request/65/comment/search/byqual", "POST /api/v1/request/65/comment"]
    assert run(resource_task, COMMENT, request="65", text="<p>Seen</p>")["changed"] is False
    assert run(resource_task, COMMENT, request="66", text="Seen")["operation"] == "created"


def test_a_parent_is_found_by_its_name(run, server):
    server.answer("POST", "/api/v1/request", {"name": "INC-46"})
    server.sent()
    made = run(resource_task, COMMENT, request="inc-46", text="Seen")
    assert made["comment"]["url"].endswith("/api/v1/request/1/comment/2")
    assert server.sent() == [
        "POST /api/v1/request/search/byqual",
        "POST /api/v1/request/1/comment/search/byqual",
        "POST /api/v1/request/1/comment",
    ]
    missing = run(resource_task, COMMENT, request="INC-47", text="Seen")
    assert missing["msg"] == "There is no request INC-47."


@pytest.mark.parametrize("given", [{}, {"request": ""}])
def test_a_child_without_a_parent_is_refused(run, server, given):
    refused = run(resource_task, COMMENT, text="Seen", **given)
    assert refused["msg"] == "A comment belongs to one record: give request, its number or its name."
    assert server.sent() == []


def test_what_has_no_read_by_number_is_searched_for(run, server):
    run(resource_task, COMMENT, request="65", text="Seen")
    server.sent()
    changed = run(resource_task, COMMENT, request="65", id=1, mood="Glad")
    assert changed["comment"]["mood"] == "Glad"
    assert server.sent() == ["POST /api/v1/request/65/comment/search/byqual", "PATCH /api/v1/request/65/comment/1"]
    missing = run(resource_task, COMMENT, request="65", id=7, mood="Glad")
    assert missing["msg"] == (
        "There is no comment with id 7, and none is created by id. Correct it, or leave it out and give text."
    )
    gone = run(resource_task, COMMENT, request="65", id=1, state="absent")
    assert gone["operation"] == "deleted"


def test_two_that_fit_are_named_by_what_they_have(run, server):
    for dummy in range(2):
        server.answer("POST", "/api/v1/request/65/comment", {"text": "Seen"})
    refused = run(resource_task, COMMENT, request="65", text="Seen")
    assert refused["msg"] == (
        "More than one comment has text 'Seen': id 1, id 2. Nothing was changed. Say which one with id."
    )


def look_up(run, resource, terms, **options):
    return run(lambda each: lookup_task(each, terms), resource, **options)


def test_a_child_is_looked_up_below_its_parent(run, server):
    run(resource_task, COMMENT, request="65", text="Seen")
    assert look_up(run, COMMENT, [1], request="65")["comments"][0]["text"] == "Seen"
    server.sent()
    assert "A comment belongs to one record" in look_up(run, COMMENT, [1])["msg"]
    assert server.sent() == []


def test_what_the_server_gives_no_name_is_looked_up_by_its_id_only(run, server):
    refused = look_up(run, PERSON, ["Jane Doe"])
    assert refused["msg"] == "'Jane Doe' must be the id of a person (a number)."
    assert server.sent() == []


def test_all_people_can_be_looked_up(run, server):
    run(resource_task, PERSON, name="Jane", email="jane@acme.example")
    assert "To get every one, give empty filters." in look_up(run, PERSON, None)["msg"]
    assert len(look_up(run, PERSON, None, filters={})["people"]) == 1


def test_a_create_in_doubt_is_not_sent_again_where_no_lookalike_could_be_told(run, server):
    answer = server.answer

    def lose(method, target, body):
        status, found = answer(method, target, body)
        is_create = method == "POST" and target == "/api/v1/person"
        if is_create:
            server.records[target][found["id"]]["email"] = "jane@other.example"
        return (502, None) if is_create else (status, found)

    server.answer = lose
    failed = run(resource_task, PERSON, name="Jane", email="jane@acme.example")
    assert "may still be applied: run the task again." in failed["msg"]
    assert len(server.records["/api/v1/person"]) == 1


def test_a_pool_without_times_of_change_is_read_anew(run, server, monkeypatch):
    monkeypatch.setattr(prefetch, "_MAX_AGE", -1.0)
    run(resource_task, PERSON, name="Jane", email="jane@acme.example")
    people = [{"name": "Jane Roe", "email": "jane@acme.example"}, {"name": "Ravi", "email": "ravi@acme.example"}]
    assert run(resource_task, PERSON, people=people)["summary"] == {
        "created": 1,
        "updated": 1,
        "deleted": 0,
        "none": 0,
        "failed": 0,
    }
