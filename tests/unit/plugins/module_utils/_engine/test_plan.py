# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans from the current record to the desired one, checked against a server with the documented quirks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._engine.plan import Plan, plan_absent, plan_present
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.verification import (
    as_applied,
    not_applied,
    predicted,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    from_task,
    to_result,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST
from tests.unit.support.resources import OUTAGE

FORM = {"Text": "", "Other": "", "Number": 0.0, "When": 0, "Many": []}
OPEN = {
    "id": 65,
    "name": "INC-46",
    "subject": "Disk full",
    "description": "Text",
    "requesterEmail": "jane@acme.example",
    "statusName": "Open",
    "priorityName": "Low",
    "source": "External",
    "spam": False,
    "supportLevel": "tier1",
    "tags": ["a", "correlation:job-7"],
    "assigneeEmail": "ravi@acme.example",
    "createdTime": 1756304677751,
    "customField": {**FORM, "Other": "as is"},
}


def desired(**options: Any):
    return from_task(REQUEST, options)


def served(payload: Mapping[str, Any], current: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the object that a server has after a create or an update, as the log of a live server shows it."""
    fresh = {"id": 65, "name": "INC-46", "statusName": "Open", "source": "External", "spam": False, "createdTime": 1}
    record = {**(current or {**fresh, "customField": FORM}), **payload}
    record["customField"] = {**(current or {}).get("customField", FORM), **payload.get("customField", {})}
    if "description" in payload:
        record["description"] = " ".join(re.sub(r"</?(p|b|br)/?>", " ", payload["description"] or "").split())
    if "@" not in record.get("requesterEmail", "@"):
        record["requesterEmail"] = f"{record['requesterEmail']}@acme.example"
    record["supportLevel"] = (record.get("supportLevel") or "tier0").lower()
    return {key: value for key, value in record.items() if value not in (None, "", [])}


NAMES = st.sampled_from(["", "High", "low", " In  Progress", "Ünï", "0", "null"])
PEOPLE = st.sampled_from(["", "jane@acme.example", "Ravi@ACME.example"])
TAGS = st.lists(st.sampled_from(["a", "b", " b ", "", "C", "Ünï", "correlation:mine"]), max_size=4)
CUSTOM = st.fixed_dictionaries(
    {},
    optional={
        "Text": st.sampled_from(["", "x", "0", "two words", "2026-03-01"]),
        "Number": st.sampled_from([0, 0.0, 5, 110.1, -3, 1e20]),
        "When": st.sampled_from([0, 1756304676767]),
        "Many": st.lists(st.sampled_from(["A", "B", "C"]), max_size=3, unique=True),
    },
)
OPTIONS = st.fixed_dictionaries(
    {"subject": st.sampled_from(["Disk full", " Disk \n full ", "<b>no markup</b>", "日本語"])},
    optional={
        "description": st.sampled_from(
            ["", "plain", "<p>one</p><p>two</p>", "<b>9</b>7 &amp; more", "a\n\nb", "1 < 2"]
        ),
        "requester_email": st.sampled_from(["jane@acme.example", "JANE@acme.example", "jdoe"]),
        "status": st.sampled_from(["Open", "in progress", "Closed"]),
        "priority": NAMES,
        "category": NAMES,
        "location": NAMES,
        "support_level": st.sampled_from(["", "Tier1", "tier2", "Tier0"]),
        "assignee_email": PEOPLE,
        "spam": st.booleans(),
        "tags": TAGS,
        "cc_emails": st.lists(PEOPLE, max_size=3),
        "custom_fields": CUSTOM,
        "extra_fields": st.sampled_from([{}, {"companyName": "ACME"}, {"linkAssetIds": [{"assetId": 1}]}]),
        "correlation_id": st.sampled_from(["job-7", "other"]),
        "correlation_field": st.sampled_from([None, "Text"]),
    },
)


@given(OPTIONS)
def test_what_was_created_as_described_needs_no_change(options):
    described = desired(**options)
    created = plan_present(None, described)
    record = served(created.payload)

    assert created.operation == "created"
    assert plan_present(record, described) == Plan("none")
    assert not_applied(created, described, record) == []


@given(OPTIONS, OPTIONS)
def test_what_was_changed_as_described_needs_no_further_change(first, then):
    then = {**then, "requester_email": None}
    record = served(plan_present(None, desired(**first)).payload)
    described = desired(**then)
    change = plan_present(record, described)
    changed = served(change.payload, record)

    assert plan_present(changed, described) == Plan("none")
    assert not_applied(change, described, changed) == []
    kept, now = ({tag for tag in each.get("tags", []) if tag.startswith("correlation:")} for each in (record, changed))
    names_another = described.correlation_id or any(tag.startswith("correlation:") for tag in then.get("tags") or [])
    assert kept <= now or names_another
    assert not described.correlation_id or now == {f"correlation:{described.correlation_id}"}


@given(OPTIONS, OPTIONS)
def test_the_diff_holds_only_what_the_task_sets_and_what_changes(first, then):
    record = served(plan_present(None, desired(**first)).payload)
    plan = plan_present(record, desired(**then))

    managed = {option for option, value in then.items() if value is not None}
    managed |= {"tags", "custom_fields"} if "correlation_id" in managed else set()
    assert set(plan.before) == set(plan.after) <= managed
    for option, after in plan.after.items():
        assert plan.before[option] != after
    assert (plan.diff is None) == (plan.operation == "none") == (not plan.payload)


@given(OPTIONS, st.none() | OPTIONS)
def test_the_predicted_record_is_as_desired(then, first):
    record = served(plan_present(None, desired(**first)).payload) if first else None
    described = desired(**{**then, "requester_email": None})
    plan = plan_present(record, described)
    foreseen = predicted(plan, record, described)

    assert plan_present(foreseen, described).operation == "none"


@pytest.mark.parametrize(
    "options",
    [
        {"description": "<p>/var is at <b>97</b> percent.</p>"},
        {"description": "<p>/var is at <b>97</b>%.</p>"},
        {"support_level": "Tier2", "priority": "High", "spam": True},
        {"assignee_email": "", "support_level": "", "description": ""},
        {"tags": ["b"], "cc_emails": ["b@x.example"]},
        {"tags": []},
        {"correlation_id": "second"},
        {"custom_fields": {"Number": "5", "Text": "new", "Many": "A", "Other": ""}},
        {"custom_fields": {"When": "2026-03-01T08:00:00Z"}},
        {"extra_fields": {"companyName": "ACME"}},
    ],
    ids=str,
)
def test_check_mode_shows_what_the_real_run_shows(options):
    described = desired(**options)
    plan = plan_present(OPEN, described)
    really = {**OPEN, **plan.payload}
    if "description" in options:
        # Only inline markup here: a server takes it out and puts nothing in its place.
        really["description"] = re.sub("<[^>]*>", "", options["description"]) or None
    if "support_level" in options:
        really["supportLevel"] = options["support_level"].lower() or "tier0"
    really = {key: value for key, value in really.items() if value not in ("", None)}
    if "customField" in really:
        really["customField"] = {**OPEN["customField"], **really["customField"]}

    assert to_result(REQUEST, predicted(plan, OPEN, described), None) == to_result(REQUEST, really, None)


def test_the_diff_shows_a_custom_field_as_it_will_be_shown():
    described = desired(custom_fields={"When": "2026-03-01T08:00:00Z", "Number": "5"})
    plan = plan_present(OPEN, described)
    shown = to_result(REQUEST, predicted(plan, OPEN, described), None)["custom_fields"]

    assert plan.after["custom_fields"] == {label: shown[label] for label in ("When", "Number")}


def test_a_task_without_fields_changes_nothing():
    assert plan_present(OPEN, desired()) == Plan("none")
    assert plan_present(OPEN, desired()).diff is None


def test_a_change_sends_only_the_difference():
    plan = plan_present(OPEN, desired(subject="Disk full", priority="High", status="open", tags=["a"]))

    assert plan == Plan(
        "updated", {"priorityName": "High"}, {"priority": "Low"}, {"priority": "High"}, values={"priority": "High"}
    )
    assert plan.diff == {"before": {"priority": "Low"}, "after": {"priority": "High"}}


def test_empty_values_clear():
    plan = plan_present(OPEN, desired(assignee_email="", tags=[], description="", support_level=""))

    assert plan.payload == {
        "description": "",
        "supportLevel": "",
        "assigneeEmail": "",
        "tags": ["correlation:job-7"],
    }
    assert set(plan.cleared) == {"description", "supportLevel", "assigneeEmail"}
    assert plan.after == {
        "description": None,
        "support_level": "tier0",
        "assignee_email": None,
        "tags": ["correlation:job-7"],
    }


def test_clearing_what_is_empty_changes_nothing():
    assert plan_present({"id": 1}, desired(assignee_email="", tags=[], support_level="", spam=False)) == Plan("none")


def test_empty_values_are_not_sent_with_a_new_record():
    plan = plan_present(None, desired(subject="x", category="", tags=[], custom_fields={}, spam=False))

    assert plan.payload == {"subject": "x", "spam": False}
    assert plan.diff == {"before": {}, "after": {"subject": "x", "spam": False}}


def test_custom_fields_left_empty_are_not_sent_as_null_with_a_new_record():
    plan = plan_present(None, desired(subject="x", custom_fields={"A": None, "B": "b"}))

    assert None not in plan.payload["customField"].values()


def test_a_correlation_tag_is_added_beside_the_tags_that_are_there():
    plan = plan_present({"id": 1, "tags": ["a"]}, desired(correlation_id="x"))

    assert plan.payload == {"tags": ["a", "correlation:x"]}
    assert plan_present(None, desired(correlation_id="x", tags=["b"])).payload == {"tags": ["b", "correlation:x"]}


@pytest.mark.parametrize("options", [{}, {"tags": ["a"]}])
def test_a_correlation_tag_that_is_there_is_no_change(options):
    assert plan_present(OPEN, desired(correlation_id="job-7", **options)) == Plan("none")


@pytest.mark.parametrize(
    ("option", "value", "stays"),
    [("requester_email", "john@acme.example", "jane@acme.example"), ("source", "Email", "External")],
)
def test_what_is_taken_only_at_creation_is_a_warning_later(option, value, stays):
    plan = plan_present(OPEN, desired(**{option: value}))

    assert plan.operation == "none"
    assert plan.warnings == (
        f"{option} stays '{stays}' instead of '{value}': the server takes it only when the request is created.",
    )


def test_a_logon_name_is_no_difference_to_the_address_that_became_of_it():
    assert plan_present(OPEN, desired(requester_email="jdoe", source="external")) == Plan("none")


KNOWN_AND_UNKNOWN = {"Text": "new", "Misspelt": "x"}


def test_a_label_that_is_not_on_the_form_is_a_warning_and_not_sent():
    plan = plan_present(OPEN, desired(custom_fields=KNOWN_AND_UNKNOWN))

    labels = ", ".join(sorted(map(repr, OPEN["customField"]), key=str.casefold))
    assert plan.warnings == (
        f"custom field 'Misspelt' is not on the server's form and is not set: the form has {labels}.",
    )
    assert plan.payload == {"customField": {"Text": "new"}}
    assert plan.diff == {"before": {"custom_fields": {"Text": ""}}, "after": {"custom_fields": {"Text": "new"}}}
    assert plan_present(OPEN, desired(custom_fields={"Misspelt": "x"})).operation == "none"


def test_a_label_that_is_not_sent_is_not_predicted():
    described = desired(custom_fields=KNOWN_AND_UNKNOWN)

    assert "Misspelt" not in predicted(plan_present(OPEN, described), OPEN, described)["customField"]


def test_a_label_that_was_not_sent_is_not_missed():
    described = desired(custom_fields=KNOWN_AND_UNKNOWN)
    plan = plan_present(OPEN, described)

    assert not_applied(plan, described, served(plan.payload, OPEN)) == []


def test_extra_fields_are_compared_and_passed_through():
    described = desired(extra_fields={"companyName": "ACME", "dueOn": 5})
    plan = plan_present({"id": 1, "dueOn": 5.0}, described)

    assert plan.payload == {"companyName": "ACME"}
    assert plan.diff == {
        "before": {"extra_fields": {"companyName": None}},
        "after": {"extra_fields": {"companyName": "ACME"}},
    }
    assert plan_present({"id": 1, "dueOn": 5, "companyName": "ACME"}, described) == Plan("none")


def test_what_was_sent_but_does_not_show_is_named_as_the_user_knows_it():
    described = desired(
        priority="High",
        tags=["b"],
        custom_fields={"Text": "new"},
        extra_fields={"companyName": "ACME"},
        subject="Disk full",
    )
    plan = plan_present(OPEN, described)

    assert not_applied(plan, described, {**OPEN, "companyName": "Other"}) == [
        "priority",
        "tags",
        "custom field 'Text'",
        "extra field 'companyName'",
    ]


def test_a_list_that_was_merged_instead_of_replaced_is_named():
    described = desired(tags=["b"])
    plan = plan_present(OPEN, described)

    assert not_applied(plan, described, {**OPEN, "tags": ["a", "b", "correlation:job-7"]}) == ["tags"]


def test_a_record_that_is_there_is_deleted_with_a_diff_of_what_it_was():
    plan = plan_absent(OPEN, desired())

    assert plan.operation == "deleted"
    assert plan.diff["after"] == {}
    assert plan.before["subject"] == "Disk full"
    assert None not in plan.before.values()


def test_a_record_that_is_not_there_needs_no_deletion():
    assert plan_absent(None, desired()) == Plan("none")


def test_planning_changes_neither_the_record_nor_the_task():
    record = {"id": 1, "tags": ["a"], "customField": {"Text": ""}}
    described = desired(tags=["b"], custom_fields={"Text": "x"}, correlation_id="c")

    predicted(plan_present(record, described), record, described)

    assert record == {"id": 1, "tags": ["a"], "customField": {"Text": ""}}
    assert described == desired(tags=["b"], custom_fields={"Text": "x"}, correlation_id="c")


START = 1772352000000


@pytest.mark.parametrize("typed", ["2026-03-01T08:00:00Z", "2026-03-01 09:00+01:00", START, START // 1000])
def test_times_in_a_diff_are_iso_before_and_after(typed):
    described = from_task(OUTAGE, {"subject": "x", "start_date": typed})
    shown = {"start_date": "2026-03-01T08:00:00.000Z"}
    current = {"id": 1, "subject": "x", "startDate": START - 1000}

    changed = plan_present(current, described)
    created = plan_present(None, described)

    assert changed.diff == {"before": {"start_date": "2026-03-01T07:59:59.000Z"}, "after": shown}
    assert as_applied(changed, described, {**current, "startDate": START}).diff == changed.diff
    assert created.diff == {"before": {}, "after": {"subject": "x", **shown}}
    assert changed.payload == {"startDate": START}
    assert to_result(OUTAGE, predicted(changed, current, described), None)["start_date"] == shown["start_date"]


def test_a_diff_of_what_was_done_has_the_servers_spelling_and_order():
    described = desired(
        category="storage", tags=["b", "a"], custom_fields={"Number": "3"}, extra_fields={"companyName": 7}
    )
    current = {**OPEN, "categoryName": "Server", "companyName": "1"}
    plan = plan_present(current, described)
    record = {
        **current,
        "categoryName": "Storage",
        "tags": ["a", "b", "correlation:job-7"],
        "companyName": "7",
        "customField": {**FORM, "Number": 3.0},
    }

    assert as_applied(plan, described, record).after == {
        "category": "Storage",
        "tags": ["a", "b", "correlation:job-7"],
        "custom_fields": {"Number": 3.0},
        "extra_fields": {"companyName": "7"},
    }
