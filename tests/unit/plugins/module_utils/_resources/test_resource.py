# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversion of a request from the options of a task to the server, and from the server to a result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    FieldError,
    from_task,
    to_result,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

SENT = {
    "id": 65,
    "name": "INC-46",
    "subject": "Incident Summary",
    "description": "Incident Description",
    "requesterEmail": "jane@acme.example",
    "statusName": "Open",
    "spam": False,
    "supportLevel": "tier0",
    "createdTime": 1756304677751,
    "customField": {"New Number": 0.0},
    "companyName": "ACME",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_unset_options_are_left_alone():
    desired = from_task(REQUEST, dict.fromkeys((field.option for field in REQUEST.settable), None))

    assert desired.values == {}


def test_an_empty_value_is_desired():
    desired = from_task(REQUEST, {"assignee_email": "", "tags": [], "spam": False})

    assert desired.values == {"assignee_email": "", "tags": [], "spam": False}


def test_text_of_a_template_is_tidied():
    desired = from_task(
        REQUEST, {"subject": " Disk \n full", "category": " Storage ", "tags": ["a", " a ", "", "b"], "priority": 3}
    )

    assert desired.values == {"subject": "Disk full", "category": "Storage", "tags": ["a", "b"], "priority": "3"}


def test_a_correlation_id_becomes_a_tag_beside_the_tags():
    desired = from_task(REQUEST, {"correlation_id": "job-7", "tags": ["a"]})

    assert desired.correlation_id == "job-7"
    assert desired.values == {"tags": ["a"]}


def test_a_correlation_id_can_go_to_a_custom_field():
    desired = from_task(REQUEST, {"correlation_id": "7", "correlation_field": "Ref", "custom_fields": {"A": 1}})

    assert desired.correlation_id is None
    assert desired.values == {"custom_fields": {"A": 1, "Ref": "7"}}


def test_extra_fields_pass_through_as_they_are():
    extra = {"companyName": "ACME", "linkAssetIds": [{"assetId": 1}], "nothing": None}

    assert from_task(REQUEST, {"extra_fields": extra}).extra == extra


@pytest.mark.parametrize(("key", "option"), [("statusName", "status"), ("customField", "custom_fields"), ("id", "id")])
def test_an_extra_field_that_is_an_option_is_refused(key, option):
    with pytest.raises(FieldError, match=f"extra_fields: {key} is the option {option}; use that."):
        from_task(REQUEST, {"extra_fields": {key: "x"}})


def test_an_unusable_custom_field_names_the_option_and_the_label():
    with pytest.raises(FieldError, match="custom_fields: 'Owner' holds a dict"):
        from_task(REQUEST, {"custom_fields": {"Owner": {"name": "jane"}}})


def test_a_result_has_the_names_of_the_options():
    result = to_result(REQUEST, SENT, "https://acme.example/api/v1/request/65")

    assert (result["status"], result["requester_email"]) == ("Open", "jane@acme.example")
    assert result["created_time"] == "2025-08-27T14:24:37.751Z"
    assert result["custom_fields"] == {"New Number": 0.0}
    assert result["url"] == "https://acme.example/api/v1/request/65"
    assert result["extra_fields"] == {"companyName": "ACME"}


def test_keys_that_the_server_omits_are_null():
    result = to_result(REQUEST, {"id": 1}, None)

    empty = {key for key, value in result.items() if value is None}
    assert {field.option for field in REQUEST.fields} | {"url", "web_url", "correlation_id", "extra_fields"} == set(
        result
    )
    assert set(result) - empty == {"id", "extra_fields"}


@given(st.dictionaries(st.sampled_from([field.key for field in REQUEST.fields]) | st.text(max_size=5), JSON))
def test_no_answer_of_a_server_breaks_a_result(record):
    result = to_result(REQUEST, record, None)

    assert set(to_result(REQUEST, {}, None)) == set(result)
    assert set(result["extra_fields"]) == {key for key in record if REQUEST.is_extra(key)}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["a", "correlation:x:y"], "x:y"), (["a"], None), (None, None), ("correlation:x", None), ([7, None], None)],
)
def test_the_correlation_id_is_read_from_the_tags(tags, expected):
    assert to_result(REQUEST, {"tags": tags}, None)["correlation_id"] == expected


@pytest.mark.parametrize(
    ("status", "closed"),
    [("Closed", True), ("resolved", True), ("Open", False), ("In Progress", False), (None, False), ("Done", False)],
)
def test_resolved_and_closed_are_the_end(status, closed):
    assert REQUEST.is_closed({"statusName": status}) is closed


def test_options_and_keys_are_unique():
    options = [field.option for field in REQUEST.fields]
    keys = [field.key for field in REQUEST.fields]

    assert len(set(options)) == len(options)
    assert len(set(keys)) == len(keys)


def test_every_part_of_a_natural_key_is_an_option():
    settable = {field.option for field in REQUEST.settable}

    assert set(REQUEST.match_on) <= set(REQUEST.match_options) <= settable


def test_only_requester_and_source_are_for_the_creation():
    assert {field.option for field in REQUEST.fields if field.use == "create"} == {"requester_email", "source"}


@pytest.mark.parametrize("key", ["assigneeEmail", "tags", "description", "supportLevel", "spam"])
def test_what_the_server_leaves_out_is_empty(key):
    assert REQUEST.is_empty(key, {"id": 1})


@pytest.mark.parametrize(
    ("key", "value", "empty"),
    [("supportLevel", "tier0", True), ("supportLevel", "tier1", False), ("tags", [], True), ("subject", "x", False)],
)
def test_empty_is_what_the_server_means_by_it(key, value, empty):
    assert REQUEST.is_empty(key, {key: value}) is empty
