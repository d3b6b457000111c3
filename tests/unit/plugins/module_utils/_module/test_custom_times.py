# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times in custom fields: given in any form, kept as epoch milliseconds, shown in ISO 8601, and never of 1970."""

from __future__ import annotations

import pytest

from tests.unit.support.canned import CannedServer, response, routed, token_answer
from tests.unit.support.running import Modules
from tests.unit.support.simulated import sent, stored

KEY = {"subject": "x", "requester_email": "jane@acme.example"}
LABEL = "New Datetime"
MOMENT, SHOWN = 1772352000000, "2026-03-01T08:00:00.000Z"
FORMS = [SHOWN, "2026-03-01 08:00:00", "2026-03-01T09:00:00+01:00", "1772352000", 1772352000, "1772352000000", MOMENT]


def run(modules, value, **options):
    result = modules.request(**KEY, custom_fields={LABEL: value}, **options)
    assert result["failed"] is False, result["msg"]
    assert result["warnings"] == []
    return result


@pytest.fixture
def form(modules):
    """Another request, which shows the types of the form's fields."""
    modules.request(subject="other", requester_email="jane")


@pytest.mark.parametrize("value", FORMS)
def test_a_time_is_the_same_moment_in_every_form(modules, simulator, form, value):
    would = run(modules, value, check=True)
    done = run(modules, value)
    assert [each["customField"][LABEL] for each in stored(simulator) if each["subject"] == "x"] == [MOMENT]
    assert would["diff"]["after"]["custom_fields"] == done["diff"]["after"]["custom_fields"] == {LABEL: SHOWN}
    again = run(modules, value)
    assert again["operation"] == "none"
    # What a task gives as a number it gets back as one.
    shown = SHOWN if "-" in str(value) else MOMENT
    for result in (would, done, again):
        assert result["request"]["custom_fields"][LABEL] == shown


@pytest.mark.parametrize("value", FORMS)
def test_a_time_that_is_changed_is_shown_in_iso_before_and_after(modules, simulator, value):
    old = "2025-12-31T23:00:00.000Z"
    run(modules, 1767222000000)
    simulator.clear_calls()
    diff = run(modules, value)["diff"]
    assert diff["before"]["custom_fields"] == {LABEL: old}
    assert diff["after"]["custom_fields"] == {LABEL: SHOWN}
    assert sent(simulator) == ["search", "PATCH"]


def test_seconds_as_a_number_cost_one_call_more_if_no_form_is_known(modules, simulator):
    run(modules, 1772352000)
    assert sent(simulator) == ["search", "POST", "PATCH"]
    assert [each["customField"][LABEL] for each in stored(simulator)] == [MOMENT]


@pytest.mark.parametrize("value", [1772352000, "2026-03-01T08:00:00Z"])
def test_a_time_that_an_earlier_run_left_in_1970_is_set_right(tmp_path, value):
    custom = {LABEL: 1772352000, "New Number": 0.0}
    record = {"id": 65, "name": "INC-46", "statusName": "Open", "subject": "x", "customField": custom}
    mended = response(200, {**record, "customField": {**custom, LABEL: MOMENT}})
    with CannedServer(routed(token=token_answer(), GET=response(200, record), PATCH=mended)) as server:
        result = Modules(server.url, tmp_path).request(id=65, custom_fields={LABEL: value})
    assert server.calls[-1].json["customField"][LABEL] == MOMENT
    assert (result["operation"], result["warnings"]) == ("updated", [])


def test_all_that_read_show_times_in_iso(modules, simulator):
    made = run(modules, MOMENT)["request"]
    for result in (modules.request(id=made["id"])["request"], modules.info(id=made["id"])["requests"][0]):
        assert result["custom_fields"][LABEL] == SHOWN
        assert result["custom_fields"]["New Number"] == 0
    gone = modules.request(id=made["id"], state="absent")
    assert gone["diff"]["before"]["custom_fields"] == {LABEL: SHOWN}


@pytest.mark.parametrize("value", FORMS)
def test_a_time_is_found_in_every_form(modules, simulator, value):
    run(modules, MOMENT)
    assert modules.info(filters={"custom_fields": {LABEL: value}})["total"] == 1
    assert modules.info(filters={"custom_fields": {"New Number": value}})["total"] == 0


def test_what_is_shown_can_be_given_again(modules, simulator):
    run(modules, MOMENT)
    shown = modules.info(limit=1)["requests"][0]["custom_fields"]
    assert modules.request(**KEY, custom_fields=shown)["operation"] == "none"


@pytest.mark.parametrize("value", [1772352000, "9876543210", 12.5])
def test_a_number_stays_the_number_that_it_is(modules, simulator, form, value):
    result = modules.request(**KEY, custom_fields={"New Number": value})
    assert result["request"]["custom_fields"]["New Number"] == float(value)
    assert modules.request(**KEY, custom_fields={"New Number": value})["operation"] == "none"
    assert stored(simulator)[-1]["customField"][LABEL] == 0


def test_a_time_can_be_cleared(modules, simulator):
    run(modules, MOMENT)
    result = run(modules, "")
    assert result["diff"]["before"]["custom_fields"] == {LABEL: SHOWN}
    assert result["request"]["custom_fields"][LABEL] == 0


@pytest.mark.parametrize("count", [0, 8778])
def test_if_numbers_have_no_fraction_seconds_are_kept_with_a_warning(tmp_path, count):
    named = {"id": 65, "name": "INC-46", "subject": "x", "requesterEmail": "jane@acme.example"}
    record = {**named, "statusName": "Open", "customField": {"Phone": 9876543210, "Count": count}}
    routes = {"token": token_answer(), "search": response(200, {"objectList": []}), "POST": response(200, record)}
    with CannedServer(routed(**routes)) as server:
        result = Modules(server.url, tmp_path).request(**KEY, custom_fields={"Phone": 9876543210})
    assert result["operation"] == "created"
    assert result["request"]["custom_fields"]["Phone"] == 9876543210
    assert "custom field 'Phone' is 9876543210; if it is a time, that is 1970-04-25" in result["warnings"][0]
    assert not [path for path in server.paths if path.startswith("PATCH")]
