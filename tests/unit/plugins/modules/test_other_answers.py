# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The everyday life of a ticket under each answer that a server may give to what is not documented."""

from __future__ import annotations

import pytest

from tests.unit.support.simulated import stored

JANE = "jane@acme.example"
KEY = {"subject": "Disk full on db01", "requester_email": JANE}
FIELDS = {
    "description": "<p>one</p>",
    "category": "Network",
    "priority": "High",
    "tags": ["a"],
    "custom_fields": {"New Number": 3, "New Checkbox": ["A"], "New Dropdown": "B"},
}
VPN = {"correlation_id": "vpn-jane", "service": "VPN Access", "service_category": "Access", "requester_email": JANE}
# Of other types than the form's, as templates make them.
TEXTS = {"New Number": "4", "New Datetime": "2026-03-01T08:00:00Z", "New Checkbox": "C"}
LONG_AGO, NEXT_CENTURY = "2001-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
ANSWERS = [
    # The likeliest.
    ("order_echo", "dropped"),
    ("search_time_value", "iso_only"),
    ("search_time_value", "blind"),
    ("close_already_closed", "done"),
    ("custom_field_type", "error500"),
    ("order_echo", "kept"),
    ("search_unknown_key", "refused"),
    ("search_unknown_key", "ignored"),
    ("search_operator_case", "strict"),
    ("unknown_body_key", "refused"),
    ("unknown_custom_field", "error500"),
    ("close_rule", "custom_field"),
]


@pytest.fixture(params=ANSWERS, ids="=".join)
def answer(request, simulator):
    """A switch and its value, which the simulator has."""
    simulator.reset(tickets=6)
    simulator.switch(**dict([request.param]))
    return request.param


def test_a_request_is_made_once_changed_and_closed_once(answer, modules, simulator):
    made, again = (modules.request(**KEY, **FIELDS) for dummy in range(2))
    assert (made.get("operation"), again.get("operation")) == ("created", "none"), made.get("msg")
    assert made["warnings"] == again["warnings"] == []
    assert made["request"]["custom_fields"]["New Number"] == 3
    changed, same = (modules.request(**KEY, priority="Low", custom_fields=TEXTS) for dummy in range(2))
    assert (changed.get("operation"), same.get("operation")) == ("updated", "none"), changed.get("msg")
    closed, still = (modules.request(**KEY, status="Closed") for dummy in range(2))
    assert (closed.get("operation"), still.get("operation")) == ("updated", "none"), closed.get("msg")
    assert len(stored(simulator)) == 7


def test_a_request_is_closed_once_though_the_answer_is_lost(answer, modules, simulator):
    number = modules.request(**KEY, custom_fields={"New Dropdown": "B"})["request"]["id"]
    simulator.fail(method="PATCH", path=f"/api/v1/request/{number}", fault="drop_after_write")
    closed, still = (modules.request(id=number, status="Closed") for dummy in range(2))
    assert (closed.get("operation"), still.get("operation")) == ("updated", "none"), closed.get("msg")


@pytest.mark.parametrize("type_error", ["refused", "error500"])
def test_custom_fields_of_a_new_request_take_the_types_of_the_form(modules, simulator, type_error):
    simulator.reset(tickets=1)
    simulator.switch(custom_field_type=type_error)
    made, again = (modules.request(**KEY, custom_fields=TEXTS) for dummy in range(2))
    assert (made.get("operation"), again.get("operation")) == ("created", "none"), made.get("msg")
    assert made["request"]["custom_fields"]["New Checkbox"] == ["C"]


@pytest.mark.parametrize("status", [500, 503])
def test_a_form_is_not_read_from_a_server_that_is_away(modules, simulator, status):
    # The create arrives, and then nothing does.
    simulator.fail(method="POST", path="/api/v1/request", fault="status", status=status)
    simulator.fail(method="POST", path_regex=".*/search/byqual", fault="status", status=503, skip=1, times=None)
    simulator.clear_calls()
    failed = modules.request(**KEY, custom_fields=TEXTS, retry_timeout=0)
    assert f"answered HTTP {status}" in failed["msg"], failed["msg"]
    searches = [call for call in simulator.calls() if call["path"].endswith("/search/byqual")]
    # For the request, and for what became of it.
    assert len(searches) == 2


@pytest.mark.parametrize("label_error", ["refused", "error500"])
def test_a_custom_field_that_the_form_lacks_is_named(modules, simulator, label_error):
    simulator.reset(tickets=1)
    simulator.switch(unknown_custom_field=label_error)
    refused = modules.request(**KEY, custom_fields={"Nowhere": "x"})
    assert refused["failed"] is True
    assert any("'Nowhere' is not on the server's form" in text for text in refused["warnings"])
    assert len(stored(simulator)) == 1


@pytest.mark.parametrize(
    ("label", "value"), [("New Number", "many"), ("New Datetime", "tomorrow"), ("New Number", [1])]
)
@pytest.mark.parametrize("type_error", ["refused", "error500"])
def test_a_custom_field_of_no_fitting_type_is_named(modules, simulator, type_error, label, value):
    simulator.switch(custom_field_type=type_error)
    number = modules.request(**KEY)["request"]["id"]
    refused = modules.request(id=number, custom_fields={label: value})
    assert refused["failed"] is True
    assert label in refused["msg"], refused["msg"]


def test_a_close_rule_about_a_custom_field_is_told_in_its_words(modules, simulator):
    simulator.switch(close_rule="custom_field")
    modules.request(**KEY)
    assert "New Dropdown is required to resolve or close the request." in modules.request(**KEY, status="Closed")["msg"]
    assert modules.request(**KEY, status="Closed", custom_fields={"New Dropdown": "A"})["operation"] == "updated"


def test_a_list_holds_what_was_made_in_a_span(answer, modules, simulator):
    made = modules.request(**KEY)["request"]["id"]
    since = modules.info(filters={"created_after": LONG_AGO})
    assert since["failed"] is False, since["msg"]
    assert len(since["requests"]) == len(stored(simulator)) == 7
    before = modules.info(filters={"created_before": NEXT_CENTURY, "subject": KEY["subject"]})
    assert [one["id"] for one in before["requests"]] == [made]
    assert modules.info(filters={"created_after": NEXT_CENTURY})["requests"] == []
    updated = modules.info(filters={"updated_after": LONG_AGO, "status": "In Progress"})
    working = [one["id"] for one in stored(simulator) if one["statusName"] == "In Progress"]
    assert sorted(one["id"] for one in updated["requests"]) == sorted(working) != []


def test_an_order_is_placed_once(answer, modules, simulator):
    fields = {"description": "For the new office", "priority": "High"}
    placed, again = (modules.ticket("service_request", **VPN, **fields) for dummy in range(2))
    assert (placed.get("operation"), again.get("operation")) == ("created", "none"), placed.get("msg")
    warned = [] if answer == ("order_echo", "kept") else ["description"]
    assert [word for word in ("description", "priority") for text in placed["warnings"] if word in text] == warned
    assert len(stored(simulator)) == 7


@pytest.mark.parametrize("echo", ["dropped", "kept"])
def test_an_order_says_which_of_its_fields_the_server_does_not_show(modules, simulator, echo):
    simulator.reset(tickets=1)
    simulator.switch(order_echo=echo)
    fields = {"description": "x", "source": "Email", "category": "Network", "custom_fields": TEXTS}
    placed = modules.ticket("service_request", **VPN, **fields)
    missed = ("description", "source", "category", *TEXTS)
    assert [word for word in missed if any(word in text for text in placed["warnings"])] == (
        [] if echo == "kept" else list(missed)
    )
    assert modules.ticket("service_request", **VPN, **fields)["operation"] == "none"


@pytest.mark.parametrize("type_error", ["refused", "error500"])
def test_an_order_with_a_custom_field_of_another_type_is_explained(modules, simulator, type_error):
    simulator.switch(custom_field_type=type_error)
    for dummy in range(2):
        refused = modules.ticket("service_request", **VPN, custom_fields={"New Number": "many"})
        assert refused["failed"] is True
        assert ("New Number" if type_error == "refused" else "A custom field of another type") in refused["msg"]
    assert stored(simulator) == []


def test_an_order_in_doubt_is_not_placed_again(answer, modules, simulator):
    path = "/api/v1/service_catalog/servicerequest"
    simulator.fail(method="POST", path=path, fault="drop_after_write")
    lost = modules.ticket("service_request", **VPN)
    assert "This may be it: SR-" in lost["msg"]
    again = modules.ticket("service_request", **VPN)
    assert "Nothing was ordered: SR-" in again["msg"]
    assert len(stored(simulator)) == 7


def test_a_request_in_doubt_that_is_stored_under_another_subject_is_not_made_again(answer, modules, simulator):
    simulator.switch(stored_subject="cut_80")
    options = {"subject": "x" * 100, "requester_email": JANE}
    simulator.fail(method="POST", path="/api/v1/request", fault="drop_after_write")
    lost = modules.request(**options)
    assert "INC-" in lost["msg"]
    modules.request(**options)
    assert len(stored(simulator)) == 7


def test_a_note_is_written_once(answer, modules):
    number = modules.request(**KEY)["request"]["id"]
    note = {"request": number, "details": "<p>Disk was full.</p>"}
    written, again = (modules.conversation(**note) for dummy in range(2))
    assert (written.get("operation"), again.get("operation")) == ("created", "none"), written.get("msg")
