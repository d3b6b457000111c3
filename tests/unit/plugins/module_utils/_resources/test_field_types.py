# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field types: compare, clear and change values as the server does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._custom_fields import CustomFields
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._field_types import (
    Addresses,
    Flag,
    Line,
    Markup,
    Name,
    Names,
    Requester,
    Status,
    Tags,
    Tier,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._untyped import Untyped

WORDS = st.text("abcXYZ-_.@ äß1", min_size=1, max_size=6)
MARCH = "2026-03-01T08:00:00Z"
MARCH_MS = 1772352000000


@pytest.mark.parametrize("field_type", [Line(), Name(), Markup(), Requester(), Names(), Tags(), Addresses(), Untyped()])
@pytest.mark.parametrize("there", [None, "", [], {}])
def test_empty_is_empty_however_it_is_written(field_type, there):
    for desired in ("", []):
        assert field_type.same(desired, there)


@pytest.mark.parametrize("field_type", [Line(), Name(), Markup()])
def test_clearing_a_value_is_a_change_to_null(field_type):
    assert field_type.change("", "something") == ("something", None)


@pytest.mark.parametrize(
    ("field_type", "desired", "there"),
    [
        (Line(), "Disk  full\ton db01 ", "Disk full on db01"),
        (Name(), "high", "High"),
        (Name(), " Jane@ACME.example ", "jane@acme.example"),
        (Name(), "STRASSE", "straße"),
        (Requester(), "Jane@acme.example", "jane@ACME.example"),
        (Requester(), "jdoe", "jane@acme.example"),
        (Tier(), "Tier1", "tier1"),
        (Tier(), "Tier 2", "tier2"),
        (Tier(), "", "tier0"),
        (Tier(), "", None),
        (Tier(), "Tier0", None),
        (Flag(), False, None),
        (Flag(), True, True),
        (Names(), ["b", "a", "b"], ["a", "b"]),
        (Names(), [" a "], ["a"]),
        (Addresses(), ["A@x.example", "b@x.example"], ["B@x.example", "a@x.example"]),
        (Markup(), "<p>text</p>", "text"),
    ],
)
def test_the_servers_own_way_of_writing_is_no_difference(field_type, desired, there):
    assert field_type.change(field_type.parse(desired), there) is None


@pytest.mark.parametrize(
    ("field_type", "desired", "there"),
    [
        (Line(), "Disk full", "disk full"),
        (Name(), "High", "Low"),
        (Name(), "High", None),
        (Requester(), "jane@acme.example", "john@acme.example"),
        (Tier(), "Tier1", "tier2"),
        (Tier(), "Tier1", None),
        (Flag(), True, None),
        (Flag(), False, True),
        (Names(), ["a"], ["a", "b"]),
        (Names(), ["A"], ["a"]),
        (Addresses(), ["a@x.example"], None),
        (Names(), [], ["a"]),
    ],
)
def test_a_real_difference_is_a_change(field_type, desired, there):
    assert field_type.change(field_type.parse(desired), there) is not None


@pytest.mark.parametrize("blank", ["<p></p>", "<p> <br/> </p>", " \n", "&nbsp;"])
@pytest.mark.parametrize("there", [None, ""])
def test_a_description_without_any_text_is_empty(blank, there):
    assert Markup().same(blank, there)


@given(st.lists(WORDS), st.lists(WORDS))
def test_tags_are_the_same_if_their_sets_are(ours, theirs):
    words = {word.strip() for word in ours} - {""}
    there = sorted({word.strip() for word in theirs} - {""})

    assert Tags().same(Tags().parse(ours), there) == (words == set(there))


@given(st.lists(WORDS), st.lists(WORDS))
def test_managing_tags_never_removes_the_correlation_tag(desired, there):
    sent = Tags().to_server(Tags().parse(desired), [*there, "correlation:job-7"])

    assert "correlation:job-7" in sent
    assert Tags().change(Tags().parse(desired), [*Tags().parse(desired), "correlation:job-7"]) is None


def test_clearing_all_tags_leaves_the_correlation_tag():
    assert Tags().change([], ["a", "correlation:x"]) == (["a", "correlation:x"], ["correlation:x"])
    assert Tags().change([], ["correlation:x"]) is None


def test_a_logon_name_predicts_no_address():
    assert Requester().predicted("jdoe") is None


@pytest.mark.parametrize(
    ("desired", "there"),
    [
        (110.1, 110.1),
        ("110.1", 110.1),
        (10, 10.0),
        ("10", 10.0),
        (" 10 ", 10.0),
        ("1e3", 1000.0),
        (MARCH, MARCH_MS),
        (MARCH_MS, MARCH_MS),
        (str(MARCH_MS), MARCH_MS),
        (["C", "A"], ["A", "C"]),
        ("A", ["A"]),
        (["A"], "A"),
        ([1, 2], ["2", "1"]),
        (5, "5"),
        ("0", "0"),
        ("<p>rich</p>", "rich"),
        (True, "true"),
        ("", ""),
        ("", []),
        ("", 0),
        ("", 0.0),
        ([], ""),
        (0, 0.0),
        (None, ""),
        ("", None),
    ],
)
def test_a_custom_field_compares_in_the_servers_type(desired, there):
    assert Untyped().same(desired, there)


@pytest.mark.parametrize("zero", ["0", "0.0", " 0 ", 0, 0.0])
@pytest.mark.parametrize("there", [0, 0.0])
def test_a_zero_from_a_template_is_the_zero_of_a_number_field(zero, there):
    assert Untyped().same(zero, there)


def test_a_number_zero_is_the_text_zero():
    assert Untyped().same(0, "0")


@pytest.mark.parametrize(
    ("desired", "there"),
    [
        (5, 6.0),
        (5, 5000.0),
        ("5", 5000.0),
        ("five", 5.0),
        ("0", ""),
        (MARCH, MARCH_MS + 1),
        (MARCH, 5.0),
        (["A"], ["A", "C"]),
        ("x", ""),
        ("", "x"),
        ("", 5),
        ([], ["A"]),
        (True, "false"),
        ("nan", 1.0),
        (10**400, 1.0),
        ("9" * 400, 1.0),
    ],
)
def test_a_real_difference_of_a_custom_field_is_seen(desired, there):
    assert not Untyped().same(desired, there)


def test_objects_are_compared_whatever_the_order_of_their_keys():
    assert Untyped().same(
        [{"assetModel": "asset_hardware", "assetId": 1}], [{"assetId": 1, "assetModel": "asset_hardware"}]
    )


def test_false_is_what_a_server_leaves_out():
    assert Untyped().same(False, None)


SCALARS = st.one_of(
    st.sampled_from(
        [MARCH, MARCH_MS, MARCH_MS / 1000, "2026-03-01", "20260301", True, False, None, "", " ", "<p>", "-0"]
    ),
    st.sampled_from(
        ["A &amp; B", "a & b", "<b>A &amp; B</b>", "&nbsp;A", "A\n&\tB", "&lt;b&gt;", "TRUE", "nan", "1e3"]
    ),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.dictionaries(st.text(max_size=1), st.integers(), max_size=1),
)


FORM = {"Text": "", "Number": 0.0, "When": 0, "Many": [], "Kept": "as is"}


@pytest.mark.parametrize(
    ("label", "desired", "sent"),
    [
        ("Text", "5", "5"),
        ("Text", 5, "5"),
        ("Number", "110.1", 110.1),
        ("Number", 3, 3.0),
        ("When", MARCH, MARCH_MS),
        ("When", MARCH_MS, MARCH_MS),
        ("When", str(MARCH_MS), MARCH_MS),
        ("Many", "A", ["A"]),
        ("Many", [1, 2], ["1", "2"]),
        ("Many", ["A", "B"], ["A", "B"]),
    ],
)
def test_custom_fields_are_sent_in_the_type_that_the_server_shows(label, desired, sent):
    outgoing = CustomFields().to_server({label: desired}, FORM)[label]

    assert (outgoing, type(outgoing)) == (sent, type(sent))


@pytest.mark.parametrize("there", [10, "x"])
@pytest.mark.parametrize("desired", [110.1, "110.1"])
def test_a_fraction_is_never_cut_off(desired, there):
    sent = CustomFields().to_server({"Number": desired}, {"Number": there})["Number"]

    assert float(sent) == 110.1


@pytest.mark.parametrize("hostile", ["nan", "inf", "-Infinity", "1e999"])
def test_what_json_cannot_carry_is_not_made_of_a_text(hostile):
    sent = CustomFields().to_server({"Number": hostile}, {"Number": 1.0})["Number"]

    assert sent == hostile


@pytest.mark.parametrize(
    ("there", "empty"), [("x", ""), (["A"], []), (5.0, 0), (MARCH_MS, 0)], ids=["text", "many", "number", "time"]
)
@pytest.mark.parametrize("cleared", ["", [], None])
def test_custom_fields_are_cleared_by_their_type(there, empty, cleared):
    assert CustomFields().to_server({"F": cleared}, {"F": there}) == {"F": empty}


def test_custom_fields_that_a_task_does_not_set_do_not_go_out():
    desired = {"Text": "new", "Number": ""}

    assert CustomFields().to_server(desired, FORM) == {"Text": "new", "Number": 0}
    assert CustomFields().change(desired, FORM) == ({"Text": ""}, {"Text": "new"})


def test_a_label_is_unknown_only_if_the_form_is_listed():
    field_type = CustomFields()

    assert field_type.unknown({"Other": 1, "Text": 1}, FORM) == ["Other"]
    assert field_type.unknown({"Other": 1}, {"Kept": "as is"}) == []
    assert field_type.unknown({"Other": 1}, None) == []


@pytest.mark.parametrize("content", [{"a": 1}, [{"a": 1}], [["a"]]])
def test_what_no_form_field_holds_is_refused_by_label(content):
    with pytest.raises(ValueError, match=r"'Bad' holds a .*give text, a number or a list of texts"):
        CustomFields().parse({"Good": 1, "Bad": content})


def test_a_new_record_takes_the_types_that_another_one_shows():
    desired = {"Text": "5", "Number": "5", "When": MARCH, "Elsewhere": "5"}

    assert CustomFields().typed(desired, FORM) == {"Text": "5", "Number": 5.0, "When": MARCH_MS, "Elsewhere": "5"}
    assert CustomFields().typed(desired, None) == desired


@pytest.mark.parametrize("empty", ["", " "])
def test_a_status_cannot_be_cleared(empty):
    with pytest.raises(ValueError, match="always has one"):
        Status().parse(empty)
