# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Natural keys, correlation ids and the filters of a search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._engine.filters import criteria_of, filter_names
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.matching import (
    correlation,
    fits,
    name,
    natural_key,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.plan import plan_present
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import FieldError, from_task
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

KEY = ("subject", "requester_email")
RECORD = {
    "id": 65,
    "name": "INC-46",
    "subject": "Disk full on db01",
    "requesterEmail": "jane@acme.example",
    "statusName": "Open",
    "priorityName": "High",
    "supportLevel": "tier0",
    "createdTime": 1772352000000,
    "tags": ["nightly", "correlation:job-7"],
    "ccEmailSet": ["Ops@acme.example"],
    "customField": {"Count": 97.0, "When": 1772352000000, "Many": ["A", "C"], "Text": ""},
}


def _fits(**desired):
    return fits(criteria_of(REQUEST, desired), RECORD)


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "Disk full on db01", "requester_email": "jane@acme.example"},
        {"subject": "Disk full on db01", "requester_email": "JANE@acme.example"},
        {"subject": "Disk full on db01", "requester_email": "jdoe"},
    ],
)
def test_the_natural_key_finds_its_record(values):
    assert fits(natural_key(REQUEST, KEY, values), RECORD)


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "disk full on db01", "requester_email": "jane@acme.example"},
        {"subject": "Disk full on db0", "requester_email": "jane@acme.example"},
        {"subject": "Disk full on db01", "requester_email": "john@acme.example"},
    ],
)
def test_the_natural_key_finds_no_other_record(values):
    assert not fits(natural_key(REQUEST, KEY, values), RECORD)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(lambda text: text.strip()),
    st.sampled_from(["Jane.Doe@ACME.example", "ünï@acme.example", "a'b\"c@x.example"]),
)
def test_whatever_the_key_is_it_finds_the_record_that_it_made(subject, requester):
    desired = from_task(REQUEST, {"subject": subject, "requester_email": requester})
    made = {**plan_present(None, desired).payload, "id": 1, "requesterEmail": requester.lower()}

    assert fits(natural_key(REQUEST, KEY, desired.values), made)


@pytest.mark.parametrize("nothing", [{}, {"subject": None}, {"priority": "High"}])
def test_a_task_that_names_no_record_says_what_does(nothing):
    with pytest.raises(
        FieldError, match=r"^Nothing says which request is meant: give id, name or correlation_id, or sub"
    ):
        natural_key(REQUEST, KEY, nothing)


@pytest.mark.parametrize("missing", [{"subject": ""}, {"requester_email": "a@b.example"}])
def test_a_missing_part_of_the_key_is_an_error_and_never_matches_everything(missing):
    with pytest.raises(
        FieldError,
        match=r"subject is missing or empty, but identifies the request \(match_on\)\. Set it, choose another",
    ):
        natural_key(REQUEST, KEY, missing)


def test_a_subject_of_white_space_is_empty():
    desired = from_task(REQUEST, {"subject": " \t ", "requester_email": "a@b.example"})

    assert desired.cleared_required == ["subject"]
    with pytest.raises(FieldError, match="subject is missing or empty"):
        natural_key(REQUEST, KEY, desired.values)


def test_no_key_at_all_is_an_error():
    with pytest.raises(FieldError, match="match_on is empty: name at least one option"):
        natural_key(REQUEST, (), {})


def test_a_logon_name_alone_identifies_nothing():
    with pytest.raises(
        FieldError, match=r"requester_email cannot identify the request alone: a logon name .*Add subject"
    ):
        natural_key(REQUEST, ("requester_email",), {"requester_email": "jdoe"})


def test_a_key_reads_like_a_sentence():
    key = natural_key(REQUEST, KEY, {"subject": "Disk full", "requester_email": "a@b.example"})

    assert ", ".join(map(str, key)) == "subject 'Disk full', requester_email 'a@b.example'"


@pytest.mark.parametrize("written", ["INC-46", " inc-46 "])
def test_a_name_is_found_however_it_is_written(written):
    assert name(REQUEST, written).fits(RECORD)


def test_a_correlation_id_is_found_by_its_tag_and_only_whole():
    assert correlation(REQUEST, "job-7", None).fits(RECORD)
    assert not correlation(REQUEST, "job", None).fits(RECORD)
    assert not correlation(REQUEST, "job-7", None).fits({"id": 1})


@pytest.mark.parametrize("correlation_id", ["job-7", "job 7", "a:b", "Ünï,x", " job-7", "job-7\n", "a  b"])
@pytest.mark.parametrize("label", [None, "Ref"])
def test_a_correlation_id_finds_the_record_that_it_made(correlation_id, label):
    options = {"subject": "x", "correlation_id": correlation_id, "correlation_field": label}
    made = plan_present(None, from_task(REQUEST, options)).payload

    assert correlation(REQUEST, correlation_id, label).fits(made)


@pytest.mark.parametrize(
    "desired",
    [
        {"status": "open"},
        {"status": ["Closed", "Open"]},
        {"priority": "High", "subject": "Disk full on db01"},
        {"subject": " Disk  full on db01"},
        {"subject_contains": "FULL"},
        {"subject_contains": ["empty", "full"]},
        {"support_level": "Tier0"},
        {"support_level": ""},
        {"assignee_email": ""},
        {"assignee_email": ["ravi@acme.example", ""]},
        {"tags": "nightly"},
        {"tags": ["weekly", "nightly"]},
        {"cc_emails": "ops@ACME.example"},
        {"requester_email": "Jane@acme.example"},
        {"spam": False},
        {"spam": "no"},
        {"spam": [True, False]},
        {"custom_fields": {"Count": 97}},
        {"custom_fields": {"Count": "97"}},
        {"custom_fields": {"Count": [1, 97]}},
        {"custom_fields": {"When": "2026-03-01T08:00:00Z"}},
        {"custom_fields": {"Text": ""}},
        {"created_after": "2026-03-01T08:00:00Z"},
        {"created_before": "2026-03-01T08:00:00Z"},
        {"created_after": 1772352000, "created_before": "1772352000000"},
        {"created_after": "2026-03-01"},
    ],
    ids=str,
)
def test_a_filter_lets_through_what_fits(desired):
    assert _fits(**desired)


@pytest.mark.parametrize(
    "desired",
    [
        {"status": "Closed"},
        {"status": ["Closed", "Resolved"]},
        {"status": ""},
        {"priority": "High", "status": "Closed"},
        {"subject_contains": "empty"},
        {"support_level": "Tier1"},
        {"assignee_email": "ravi@acme.example"},
        {"tags": "night"},
        {"tags": ""},
        {"cc_emails": ""},
        {"spam": True},
        {"spam": "yes"},
        {"custom_fields": {"Count": 98}},
        {"custom_fields": {"Count": ""}},
        {"custom_fields": {"Unknown": "x"}},
        {"custom_fields": {"Text": "x"}},
        {"created_after": "2026-03-01T08:00:00.001Z"},
        {"created_before": "2026-03-01T07:59:59.999Z"},
        {"updated_after": "2000-01-01"},
    ],
    ids=str,
)
def test_a_filter_holds_back_what_does_not_fit(desired):
    assert not _fits(**desired)


@pytest.mark.parametrize("desired", ["A", ["A", "C"], ["B", "C"]])
def test_any_selection_of_a_multi_select_field_suffices(desired):
    assert _fits(custom_fields={"Many": desired})


def test_a_text_to_search_for_is_tidied_as_it_was_when_sent():
    (criterion,) = criteria_of(REQUEST, {"subject": " Disk  full on db01"})

    assert criterion.values == ("Disk full on db01",)


@pytest.mark.parametrize(
    ("desired", "words"),
    [
        ({"colour": "red"}, r"filters: colour is unknown; known are assignee_email, .*updated_before"),
        ({"id": 5}, "filters: id is not a filter: set it beside filters, as an option of its own"),
        ({"file_attachments": "a"}, "filters: file_attachments is unknown"),
        ({"statusName": "Open"}, "filters: statusName is unknown"),
        ({"status": None}, "filters: status has no value; leave it out, or give '' to find"),
        ({"status": []}, "filters: status has no value"),
        ({"status": "[]"}, "filters: status has no value"),
        ({"status": {"a": 1}}, "filters: status must be a value or a list of values"),
        ({"status": [["Open"]]}, "filters: status must be a value or a list of values"),
        (
            {"requester_email": "jdoe"},
            "filters: requester_email must be an e-mail address, got 'jdoe': logon names cannot",
        ),
        ({"created_after": "yesterday"}, "filters: created_after must be a time, got 'yesterday'. Give ISO 8601"),
        ({"created_after": 10**400}, "filters: created_after must be a time, got 1000"),
        ({"updated_before": ""}, "filters: updated_before must be a time, got ''"),
        ({"created_after": True}, "filters: created_after must be a time, got True"),
        ({"spam": "perhaps"}, "filters: spam must be true or false, got 'perhaps'"),
        ({"custom_fields": "x"}, "filters: custom_fields must be a dictionary"),
        ({"custom_fields": ["x"]}, "filters: custom_fields must be a dictionary"),
    ],
)
def test_an_unusable_filter_is_explained(desired, words):
    with pytest.raises(FieldError, match=words):
        criteria_of(REQUEST, desired)


@pytest.mark.parametrize("desired", [{}, {"Many": []}])
def test_a_custom_field_filter_without_a_value_is_an_error_like_any_other(desired):
    with pytest.raises(FieldError, match="filters: custom_fields"):
        criteria_of(REQUEST, {"custom_fields": desired})


def test_a_time_in_a_sentence_is_for_people():
    (criterion,) = criteria_of(REQUEST, {"created_after": "2026-03-01T08:00:00Z"})

    assert "2026-03-01T08:00:00" in str(criterion)


def test_no_filter_lets_everything_through():
    assert _fits()


def test_every_filter_name_is_taken():
    times = {"created_after", "created_before", "updated_after", "updated_before"}
    values = {**dict.fromkeys(times, 0), "custom_fields": {"A": 1}, "spam": True, "subject_contains": "x"}

    for option in filter_names(REQUEST):
        assert criteria_of(REQUEST, {option: values.get(option, "")})


JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(max_size=3))


@given(st.dictionaries(st.sampled_from(filter_names(REQUEST)), JSON, min_size=1), st.dictionaries(st.text(), JSON))
def test_a_filter_either_works_or_is_a_field_error(desired, other):
    records = [{}, RECORD, {field.key: value for field, value in zip(REQUEST.fields, other.values())}]
    try:
        outcome = [fits(criteria_of(REQUEST, desired), record) for record in records]
    except FieldError as exc:
        outcome = str(exc)

    assert str(outcome).startswith(("filters: ", "[True", "[False"))


@pytest.mark.parametrize("links", [True, 12, [12], "", [{"id": 12}]])
def test_links_are_no_filter(links):
    with pytest.raises(FieldError, match="link_assets"):
        criteria_of(REQUEST, {"link_assets": links})


@pytest.mark.parametrize("option", ["tags", "cc_emails", "assignee_email", "support_level", "custom_fields"])
def test_an_empty_text_finds_records_without_a_value(option):
    desired = {option: {"Text": ""} if option == "custom_fields" else ""}

    assert fits(criteria_of(REQUEST, desired), {"id": 1})


@pytest.mark.parametrize("empty", ["", 0, 0.0, [], None])
@pytest.mark.parametrize("correlation_id", ["0", "0.0", "00"])
def test_a_correlation_id_never_fits_a_field_that_is_empty(correlation_id, empty):
    criterion = correlation(REQUEST, correlation_id, "New Number")

    assert not criterion.fits({"customField": {"New Number": empty}})


@pytest.mark.parametrize("text", ['["Open", "In Progress"]', "['Open', 'In Progress']"])
def test_a_list_may_be_a_text_as_on_a_command_line(text):
    (criterion,) = criteria_of(REQUEST, {"status": text})
    assert criterion.values == ("Open", "In Progress")


@pytest.mark.parametrize("option", ["subject", "subject_contains"])
def test_a_subject_may_look_like_a_list(option):
    (criterion,) = criteria_of(REQUEST, {option: '["db01"]'})
    assert criterion.values == ('["db01"]',)
