# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes, problems and releases do what requests do, with fields, spans and statuses of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.support.running import run_process

KINDS = ("change", "problem", "release")
PLANNED = ("change", "release")
SPAN = {"start_date": "2026-03-01T22:00:00+01:00", "end_date": "2026-03-01T23:00:00+01:00"}
START, END = "2026-03-01T21:00:00.000Z", "2026-03-01T22:00:00.000Z"
JANE = "jane@acme.example"
NEEDED = {
    kind: {"subject": f"Update the {kind}", "requester_email": JANE, **(SPAN if kind in PLANNED else {})}
    for kind in KINDS
}


def calls_of(simulator, kind):
    paths = [(call["method"], call["path"].removeprefix(f"/api/v1/{kind}")) for call in simulator.calls()]
    return [(method, path) for method, path in paths if path != "/api/oauth/token"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_is_made_once_and_predicted(simulator, modules, kind):
    predicted = modules.ticket(kind, check=True, priority="high", **NEEDED[kind])
    made = modules.ticket(kind, priority="high", **NEEDED[kind])
    again = modules.ticket(kind, priority="High", **NEEDED[kind])
    assert [predicted["operation"], made["operation"], again["operation"]] == ["created", "created", "none"]
    assert predicted["diff"]["after"].items() <= made["diff"]["after"].items()
    assert predicted[kind]["id"] is None
    assert made[kind]["id"] == again[kind]["id"]
    assert (again["changed"], made[kind]["priority"]) == (False, "High")
    assert made[kind]["url"] == f"{simulator.url}/api/v1/{kind}/{made[kind]['id']}"


@pytest.mark.parametrize("kind", KINDS)
def test_making_one_costs_two_calls_and_nothing_to_do_one(simulator, modules, kind):
    modules.ticket(kind, **NEEDED[kind])
    assert calls_of(simulator, kind) == [("POST", "/search/byqual"), ("POST", "")]
    simulator.clear_calls()
    modules.ticket(kind, **NEEDED[kind])
    assert calls_of(simulator, kind) == [("POST", "/search/byqual")]


@pytest.mark.parametrize("kind", KINDS)
def test_each_identity_finds_it(modules, kind):
    made = modules.ticket(kind, correlation_id="night-7", **NEEDED[kind])[kind]
    assert made["correlation_id"] == "night-7"
    for identity in ({"id": made["id"]}, {"name": made["name"].lower()}, {"correlation_id": "night-7"}):
        found = modules.ticket(kind, **identity)
        assert (found["operation"], found[kind]["id"]) == ("none", made["id"])
    missing = modules.ticket(kind, id=999)
    assert f"There is no {kind} with id 999" in missing["msg"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_is_named_in_one_sentence(simulator, modules, kind):
    result = modules.ticket(kind, correlation_id="night-7")
    missing = "subject and requester_email" + (" and start_date and end_date" if kind in PLANNED else "")
    assert result["msg"].endswith(f"and none can be created without {missing}. Set {missing}.")
    assert ("POST", "") not in calls_of(simulator, kind)


@pytest.mark.parametrize("kind", PLANNED)
def test_times_are_iso_on_both_sides_of_a_diff(modules, kind):
    number = modules.ticket(kind, **NEEDED[kind])[kind]["id"]
    moved = modules.ticket(kind, id=number, end_date=1772406000)
    assert moved["diff"]["before"] == {"end_date": END}
    assert moved["diff"]["after"] == {"end_date": "2026-03-01T23:00:00.000Z"}
    assert modules.ticket(kind, id=number, end_date="2026-03-01 23:00")["operation"] == "none"
    wrong = modules.ticket(kind, id=number, end_date="tomorrow")
    assert "end_date: must be a time, got 'tomorrow'" in wrong["msg"].replace("it must", "must")
    cleared = modules.ticket(kind, id=number, end_date="")
    assert f"end_date is empty: every {kind} has one." in cleared["msg"]


@pytest.mark.parametrize("kind", PLANNED)
def test_subject_and_span_go_along_in_every_update(simulator, modules, kind):
    simulator.switch(patch_subject="required")
    number = modules.ticket(kind, **NEEDED[kind])[kind]["id"]
    assert modules.ticket(kind, id=number, priority="High")["operation"] == "updated"
    body = simulator.calls()[-1]["body"]
    assert set(body) == {"subject", "startDate", "endDate", "priorityName"}


@pytest.mark.parametrize("kind", PLANNED)
def test_an_approval_is_shown_and_found_and_no_option(simulator, modules, kind):
    simulator.switch(approval_status="pending")
    number = modules.ticket(kind, **NEEDED[kind])[kind]["id"]
    assert modules.ticket(kind, id=number)[kind]["approval_status"] == "pending"
    assert modules.tickets(kind, filters={"approval_status": "Pending"})["total"] == 1
    simulator.change_ticket(kind, number, approvalStatus="approved")
    assert modules.ticket(kind, id=number)[kind]["approval_status"] == "approved"
    assert modules.tickets(kind, filters={"approval_status": "pending"})["total"] == 0
    assert "Unsupported parameters" in modules.ticket(kind, id=number, approval_status="approved")["msg"]


@pytest.mark.parametrize("kind", PLANNED)
def test_a_status_that_is_not_applied_is_a_warning(simulator, modules, kind):
    simulator.switch(planned_status="ignored")
    number = modules.ticket(kind, **NEEDED[kind])[kind]["id"]
    result = modules.ticket(kind, id=number, status="Closed")
    assert result[kind]["status"] == "Requested"
    assert any("status" in warning for warning in result["warnings"])
    simulator.switch(planned_status="honoured")
    assert modules.ticket(kind, id=number, status="closed")[kind]["status"] == "Closed"


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_is_closed_is_over(modules, kind):
    first = modules.ticket(kind, **NEEDED[kind])[kind]
    if kind == "problem":
        # A problem that is resolved may still be reviewed.
        modules.ticket(kind, id=first["id"], status="Resolved")
        assert modules.ticket(kind, **NEEDED[kind])[kind]["id"] == first["id"]
    modules.ticket(kind, id=first["id"], status="Closed")
    assert modules.ticket(kind, **NEEDED[kind])[kind]["id"] != first["id"]
    assert [modules.tickets(kind, scope=scope)["total"] for scope in ("open", "closed", "all")] == [1, 1, 2]


@pytest.mark.parametrize("kind", PLANNED)
@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"start_after": START, "end_before": END}, 1),
        ({"start_before": "2026-03-01T20:59:59Z"}, 0),
        ({"start_after": "2026-03-01T21:00:01Z"}, 0),
        ({"end_after": "2026-03-01T22:00:01Z"}, 0),
        ({"end_before": "2026-03-01"}, 0),
        ({"risk_type": ["low", "High"]}, 1),
    ],
)
def test_spans_are_filters(modules, kind, filters, total):
    modules.ticket(kind, risk_type="low", **NEEDED[kind])
    assert modules.tickets(kind, filters=filters)["total"] == total


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_makes_changes_and_deletes(modules, kind):
    old = modules.ticket(kind, **{**NEEDED[kind], "subject": "Old"})[kind]
    plural = f"{kind}s"
    items = [{"subject": "One"}, {"subject": "Two", "priority": "High"}, {"id": old["id"], "state": "absent"}]
    options = {**NEEDED[kind], "subject": None, plural: items}
    result = modules.ticket(kind, **options)
    assert result["summary"] == {"created": 2, "updated": 0, "deleted": 1, "none": 0, "failed": 0}
    assert modules.ticket(kind, **options)["summary"]["none"] == 3
    assert {each["subject"] for each in modules.tickets(kind)[plural]} == {"One", "Two"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_answer_makes_one(simulator, modules, kind):
    simulator.fail(fault="drop_after_write", method="POST", path=f"/api/v1/{kind}")
    made = modules.ticket(kind, **NEEDED[kind])
    assert made["operation"] == "created"
    assert not simulator.faults()
    assert modules.tickets(kind)["total"] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_many_at_once_make_one(modules, tmp_path, kind):
    options = {**modules.defaults, **NEEDED[kind], "retry_timeout": 60}
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda dummy: run_process(f"serviceops_{kind}", {}, **options), range(8)))
    assert [result.get("msg") for result in results if result.get("failed")] == []
    assert len({result[kind]["id"] for result in results}) == 1
    assert modules.tickets(kind)["total"] == 1


@pytest.mark.parametrize("shown", ["absent", "shown"])
def test_custom_fields_of_a_change(simulator, modules, shown):
    simulator.switch(planned_custom_fields=shown)
    made = modules.ticket("change", custom_fields={"New Number": 3}, **NEEDED["change"])
    assert made["operation"] == "created"
    again = modules.ticket("change", id=made["change"]["id"], custom_fields={"New Number": 3})
    if shown == "shown":
        assert (again["operation"], again["change"]["custom_fields"]["New Number"]) == ("none", 3)
    else:
        assert any("custom_fields" in warning or "New Number" in warning for warning in again["warnings"])


def test_a_release_knows_who_takes_part(modules):
    people = {f"{role}_email": "tina@acme.example" for role in ("release_manager", "release_engineer", "qa_manager")}
    made = modules.ticket(
        "release", reason_type="upgrade existing", release_type="minor", **people, **NEEDED["release"]
    )
    shown = made["release"]
    assert (shown["reason_type"], shown["release_type"]) == ("Upgrade Existing", "Minor")
    assert {option: shown[option] for option in people} == people
    unknown = modules.ticket("release", id=shown["id"], release_reviewer_email="nobody@acme.example")
    assert "releaseReviewerEmail: 'nobody@acme.example' does not exist" in unknown["msg"]


def test_a_problem_may_be_a_known_error(modules):
    made = modules.ticket("problem", known_error=True, **NEEDED["problem"])
    assert made["problem"]["known_error"] is True
    changed = modules.ticket("problem", id=made["problem"]["id"], known_error=False)
    assert changed["diff"]["after"] == {"known_error": False}
