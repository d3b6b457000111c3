# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The qualification: what the server is asked, in its own grammar, and what it is not asked."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.search import Clause, is_askable, qualification


def relation(left, operator, value_type, value):
    return {
        "type": "RelationalQualificationRest",
        "leftOperand": left,
        "operator": operator,
        "rightOperand": {"type": "ValueOperandRest", "value": {"type": value_type, "value": value}},
    }


def prop(column):
    return {"type": "PropertyOperandRest", "key": f"request.{column}"}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (Clause("name", "equal", ("INC-46",)), relation(prop("name"), "equal", "StringValueRest", "INC-46")),
        (
            Clause("subject", "equal", ("a", "b")),
            relation(prop("subject"), "in", "ListStringValueRest", ["a", "b"]),
        ),
        (Clause("subject", "contains", ("42",)), relation(prop("subject"), "contains", "StringValueRest", "42")),
        (Clause("tags", "member", ("x",)), relation(prop("tags"), "contains", "StringValueRest", "x")),
        (
            Clause("createdTime", "after", (1756304677751,)),
            relation(prop("createdTime"), "greater_than_or_equal", "LongValueRest", 1756304677751),
        ),
        (
            Clause("updatedTime", "before", (1756304677751,)),
            relation(prop("updatedTime"), "less_than_or_equal", "LongValueRest", 1756304677751),
        ),
        (
            Clause("id", "equal", (65,)),
            relation({"type": "DbOperandRest", "key": "id"}, "in", "ListLongValueRest", [65]),
        ),
    ],
)
def test_a_clause_is_written_as_the_server_documents_it(clause, expected):
    assert qualification("request.{key}", [clause]) == {"type": "FlatQualificationRest", "quals": [expected]}


@pytest.mark.parametrize(
    "clause",
    [
        Clause("subject", "contains", ("1", "2")),
        # Whether a server heeds the case is not known.
        Clause("subject", "contains", ("disk",)),
        Clause("tags", "member", ("a", "b")),
        Clause("tags", "member", ("",)),
        Clause("subject", "equal", ("a", "")),
        Clause("subject", "equal", (None,)),
        Clause("subject", "equal", ()),
        Clause("id", "equal", ()),
    ],
)
def test_what_the_server_cannot_be_asked_is_left_out(clause):
    assert not is_askable(clause)
    assert qualification("request.{key}", [clause]) is None


def test_the_clauses_that_can_be_asked_are_joined():
    clauses = [
        Clause("subject", "equal", ("a",)),
        Clause("tags", "member", ("a", "b")),
        Clause("id", "equal", (1,)),
    ]

    asked = qualification("request.{key}", clauses)["quals"]

    assert [each["leftOperand"]["key"] for each in asked] == ["request.subject", "id"]


def test_no_clause_is_no_qualification():
    assert qualification("request.{key}", []) is None


def test_the_operand_of_a_resource_wraps_its_keys():
    asked = qualification("change.{key}", [Clause("name", "equal", ("CHG-2",))])["quals"]

    assert asked[0]["leftOperand"]["key"] == "change.name"
