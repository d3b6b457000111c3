# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The change, from the options of a task to the server and back."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._engine.filters import criteria_of, filter_names
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.matching import fits
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.plan import plan_present
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    FieldError,
    from_task,
    to_result,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.change import CHANGE

# As a documented search shows one, with neutral values.
SHOWN = {
    "id": 5,
    "name": "CHG-5",
    "subject": "Update the kernel",
    "requesterEmail": "jane@acme.example",
    "statusName": "Closed",
    "approvalStatus": "pre_approved",
    "startDate": 1772402400000,
    "endDate": 1772406000000,
    "createdTime": 1772352000000,
    "updatedTime": 1772352000000,
    "tags": [],
    "resolutionTimeDuration": "42 sec",
}


def test_a_new_change_needs_its_window():
    desired = from_task(CHANGE, {"subject": "x", "requester_email": "jane@acme.example"})
    assert desired.missing_required == ["start_date", "end_date"]


@pytest.mark.parametrize("option", ["start_date", "end_date"])
def test_a_window_cannot_be_cleared(option):
    assert from_task(CHANGE, {option: ""}).cleared_required == [option]


def test_a_result_shows_times_as_iso_and_keeps_what_is_not_modelled():
    shown = to_result(CHANGE, SHOWN, None)
    assert (shown["start_date"], shown["end_date"]) == ("2026-03-01T22:00:00.000Z", "2026-03-01T23:00:00.000Z")
    assert (shown["approval_status"], shown["risk_type"]) == ("pre_approved", None)
    assert shown["extra_fields"] == {"resolutionTimeDuration": "42 sec"}


def test_approval_is_a_result_and_no_option():
    assert "approval_status" not in {field.option for field in CHANGE.settable}
    with pytest.raises(FieldError, match="approvalStatus is the option approval_status"):
        from_task(CHANGE, {"extra_fields": {"approvalStatus": "approved"}})


def test_only_closed_ends_a_change():
    assert CHANGE.is_closed(SHOWN)
    assert not CHANGE.is_closed({**SHOWN, "statusName": "Completed"})


def test_the_subject_and_the_window_go_along_in_an_update():
    assert CHANGE.sent_along == ("subject", "startDate", "endDate")


def test_a_moved_window_diffs_as_iso_on_both_sides():
    plan = plan_present(SHOWN, from_task(CHANGE, {"end_date": "2026-03-02 01:00+01:00"}))
    assert plan.diff == {
        "before": {"end_date": "2026-03-01T23:00:00.000Z"},
        "after": {"end_date": "2026-03-02T00:00:00.000Z"},
    }
    assert plan_present(SHOWN, from_task(CHANGE, {"end_date": 1772406000})).operation == "none"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"start_after": "2026-03-01", "end_before": "2026-03-02"}, True),
        ({"start_after": "2026-03-02"}, False),
        ({"end_before": "2026-03-01T22:30:00Z"}, False),
    ],
)
def test_changes_are_found_by_their_window(filters, expected):
    assert fits(criteria_of(CHANGE, filters), SHOWN) is expected


def test_the_filters_of_the_window_are_known():
    assert {"start_after", "start_before", "end_after", "end_before", "change_type"} <= set(filter_names(CHANGE))


def test_the_records_are_where_the_vendor_documents_them():
    endpoint = CHANGE.endpoint()
    assert (endpoint.path, endpoint.search_path) == ("/api/v1/change", "/api/v1/change/search/byqual")
    assert endpoint.operand.format(key="tags") == "change.tags"
