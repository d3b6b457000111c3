# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is assumed of a server: each assumption says what, why, and what happens otherwise."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import contract
from ansible_collections.motadata.serviceops.plugins.module_utils._records.request import REQUEST

GROUNDS = ("DOC", "REAL", "CODE", "OLD", "INFERRED")


@pytest.mark.parametrize("assumption", contract.ASSUMPTIONS, ids=lambda each: each.topic)
def test_an_assumption_is_complete_and_names_its_ground(assumption):
    assert assumption.topic
    assert assumption.assumed
    assert assumption.otherwise
    assert assumption.source.startswith(GROUNDS)


def test_topics_are_unique():
    topics = [assumption.topic for assumption in contract.ASSUMPTIONS]

    assert len(set(topics)) == len(topics)


def test_paths_are_those_of_the_documentation():
    assert contract.TOKEN_PATH == "/api/oauth/token"
    assert contract.RECORD_PATH.format(noun="request", id=65) == "/api/v1/request/65"
    assert contract.SEARCH_PATH.format(noun="request") == "/api/v1/request/search/byqual"


def test_columns_to_search_by_are_fields_of_the_request():
    keys = {field.key for field in REQUEST.fields}

    assert set(contract.SEARCHABLE_COLUMNS) <= keys
    assert set(contract.DOUBTED_COLUMNS) <= set(contract.SEARCHABLE_COLUMNS)
    assert set(contract.ALWAYS_IN_PATCH) <= keys


def test_every_test_of_a_criterion_has_an_operator():
    assert set(contract.OPERATORS) == {"equal", "member", "contains", "after", "before"}
    assert all(operator == operator.lower() for operator in contract.OPERATORS.values())


def test_an_empty_text_is_the_first_way_to_clear():
    assert contract.CLEARING_VALUES[0] == ""
