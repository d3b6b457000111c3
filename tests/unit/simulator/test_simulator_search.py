# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search grammar, and paging."""

from __future__ import annotations

import time
from typing import Any

import pytest

BASE = "Disk full on db"


@pytest.fixture
def tickets(api: Any) -> Any:
    """Five requests; a condition is told by the positions of those that it finds."""
    tags = (["a", "ab"], ["b"], ["a", "b"], [], ["correlation:7"])
    custom = ("red", "green", "", "blue", "red")
    made = [
        api.created(
            subject=f"{BASE}{index}" if index < 4 else "100%_sure",
            tags=tags[index],
            statusName="Closed" if index == 3 else "Open",
            priorityName=("Low", "Medium", "High", "Urgent", "")[index],
            customField={"New Text Input": custom[index], "New Number": index, "New Checkbox": tags[index]},
            assigneeEmail="tim@acme.com" if index == 2 else "",
        )
        for index in range(5)
    ]
    return [one["id"] for one in made]


def _positions(api: Any, tickets: list[int], qualification: Any) -> list[int]:
    return sorted(tickets.index(number) for number in api.found(qualification))


CASES = [
    (("request.subject", "equal", f"{BASE}1"), [1]),
    (("request.subject", "EQUAL", f"{BASE}1"), [1]),
    (("request.subject", "equal", f"{BASE}1".upper()), []),
    (("request.subject", "Equal_Case_Insensitive", f"{BASE}1".upper()), [1]),
    (("request.subject", "not_equal", f"{BASE}1"), [0, 2, 3, 4]),
    (("request.subject", "contains", "FULL on"), [0, 1, 2, 3]),
    (("request.subject", "contains", "0%_"), [4]),
    (("request.subject", "not_contains", "full"), [4]),
    (("request.subject", "start_with", "Disk"), [0, 1, 2, 3]),
    (("request.subject", "end_with", "sure"), [4]),
    (("request.subject", "like", "%db_"), [0, 1, 2, 3]),
    (("request.subject", "in", [f"{BASE}0", f"{BASE}3"], "ListString"), [0, 3]),
    (("request.subject", "not_in", [f"{BASE}0", f"{BASE}3"], "ListString"), [1, 2, 4]),
    (("request.subject", "in_case_insensitive", ["disk FULL on db0"], "ListString"), [0]),
    ((".request.name", "equal", "INC-47"), [1]),
    (("id", "equal", 66, "Long", "Db"), [1]),
    (("id", "in", [65, 69], "ListLong", "Db"), [0, 4]),
    (("id", "not_in", [65], "ListLong", "Db"), [1, 2, 3, 4]),
    (("id", "greater_than", 67, "Long", "Db"), [3, 4]),
    (("id", "GreaterThanOrEqual", 67, "Integer", "Db"), [2, 3, 4]),
    (("id", "less_than", 67, "Long", "Db"), [0, 1]),
    (("id", "less_than_or_equal", 67, "Long", "Db"), [0, 1, 2]),
    (("id", "between", [66, 67], "ListInteger", "Db"), [1, 2]),
    (("request.statusId", "equal", 13, "Long"), [3]),
    (("request.priorityId", "in", [1, 2], "ListLong"), [0, 1]),
    (("request.priorityId", "not_equal", 1, "Long"), [1, 2, 3, 4]),
    (("request.createdTime", "after", 0, "Time"), [0, 1, 2, 3, 4]),
    (("request.createdTime", "before", 0, "Time"), []),
    (("request.spam", "equal", False, "Boolean"), [0, 1, 2, 3, 4]),
    (("request.tags", "contains", "a"), [0, 2, 4]),
    (("request.createdTime", "after", "2024-01-08T00:00:00Z", "Time"), [0, 1, 2, 3, 4]),
    (("request.createdTime", "before", "2024-01-08T00:00:00", "Time"), []),
    (("request.createdTime", "between", ["2024-01-08", "2100-01-08T00:00:00.5+05:30"], "ListTime"), [0, 1, 2, 3, 4]),
    (("New Datetime", "before", "1970-01-01T00:00:00.001+00:00", "Time", "CustomField"), [0, 1, 2, 3, 4]),
    (("request.tags", "equal", "a"), [0, 2]),
    (("request.tags", "is_member", "correlation:7"), [4]),
    (("request.tags", "in", ["a", "b"], "ListString"), [0, 1, 2]),
    (("request.tags", "all_members_exist", ["a", "b"], "ListString"), [2]),
    (("request.tags", "any_member_or_all_members_exist", ["b"], "ListString"), [1, 2]),
    (("request.tags", "no_members_exist", ["a", "b"], "ListString"), [3, 4]),
    (("request.tags", "not_contains", "a"), [1, 3]),
    (("New Text Input", "equal", "red", "String", "CustomField"), [0, 4]),
    (("New Text Input", "not_equal", "red", "Enum", "CustomField"), [1, 2, 3]),
    (("New Number", "greater_than", 2.5, "Double", "CustomField"), [3, 4]),
    (("New Checkbox", "contains", "correlation", "String", "CustomField"), [4]),
    (("New Checkbox", "all_members_exist", ["a", "b"], "ListString", "CustomField"), [2]),
]


@pytest.mark.parametrize(("arguments", "expected"), CASES, ids=[" ".join(map(str, case[0])) for case in CASES])
def test_condition_finds(api: Any, tickets: Any, condition: Any, arguments: Any, expected: list[int]) -> None:
    assert _positions(api, tickets, condition(*arguments)) == expected


def test_qualifications_combine(api: Any, tickets: Any, condition: Any) -> None:
    first, second = condition("id", "equal", 65, "Long", "Db"), condition("id", "less_than", 67, "Long", "Db")

    def combined(kind: str, **parts: Any) -> list[int]:
        return _positions(api, tickets, {"type": f"{kind}QualificationRest", **parts})

    assert combined("Flat", quals=[first, second]) == [0]
    assert combined("Flat", quals=[]) == [0, 1, 2, 3, 4]
    assert combined("Batch", quals=[first, second], operator="or") == [0, 1]
    assert combined("Binary", leftQual=first, operator="AND", rightQual=second) == [0]
    assert combined("Binary", leftQual=first, operator="OR", rightQual=second) == [0, 1]
    assert combined("Unary", operator="Not", operand=second) == [2, 3, 4]


@pytest.mark.parametrize(
    ("operator", "key", "expected"),
    [
        ("is_null", "request.technicianId", [0, 1, 3, 4]),
        ("Is_Not_Null", "request.technicianId", [2]),
        ("IS_EMPTY", "request.tags", [3]),
        ("is_not_empty", "request.tags", [0, 1, 2, 4]),
        ("is_blank", "request.description", [0, 1, 2, 3, 4]),
        ("is_not_blank", "request.subject", [0, 1, 2, 3, 4]),
    ],
)
def test_unary_conditions(api: Any, tickets: Any, operator: str, key: str, expected: list[int]) -> None:
    operand = {"type": "PropertyOperandRest", "key": key}
    qualification = {"type": "UnaryQualificationRest", "operator": operator, "operand": operand}

    assert _positions(api, tickets, qualification) == expected


def test_variables_and_durations(api: Any, tickets: Any, condition: Any) -> None:
    mine = condition("request.createdById", "equal", 1, "Long")
    mine["rightOperand"] = {"type": "VariableOperandRest", "value": "$CURRENT_USER_ID"}
    since = condition("request.createdTime", "after", 1, "Time")
    since["rightOperand"] = {"type": "VariableOperandRest", "value": "yesterday"}
    recent = condition("request.createdTime", "within_last", 1, "Duration")
    recent["rightOperand"]["value"]["unit"] = "hours"

    for qualification in (mine, since, recent):
        assert _positions(api, tickets, qualification) == [0, 1, 2, 3, 4]
    other = api.as_user("tim", "fake-password-of-tim")
    assert other.found(mine) == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("request.statusName", "equal", "Open"), "statusName"),
        (("request.subject", "resembles", "x"), "resembles"),
        (("request.subject", "equal", "x", "Colour"), "ColourValueRest"),
        (("id", "equal", "65", "Long", "Db"), "LongValueRest"),
        (("id", "equal", 2**70, "Long", "Db"), "too large"),
        (("id", "in", 65, "ListLong", "Db"), "ListLongValueRest"),
        (("request.createdTime", "before", "yesterday", "Time"), "is no time"),
        (("id", "between", [1], "ListLong", "Db"), "between"),
        (("Nowhere", "equal", "x", "String", "CustomField"), "Nowhere"),
        (("request.subject", "contains", ["x"], "ListString"), "contains"),
    ],
)
def test_what_the_grammar_lacks_is_refused(api: Any, condition: Any, arguments: Any, word: str) -> None:
    api.simulator.switch(search_unknown_key="refused")

    answer = api.search(condition(*arguments))

    assert answer.status_code == 400
    assert word in answer.json()["userMessage"]


@pytest.mark.parametrize(
    "qualification", [[], "x", {}, {"type": "FlotoSubQueryRest"}, {"type": "FlatQualificationRest"}]
)
def test_malformed_qualification_is_refused(api: Any, qualification: Any) -> None:
    assert api.search(qualification).status_code == 400


def test_pages_cover_everything_once_newest_first(api: Any) -> None:
    api.simulator.reset(tickets=25)

    pages = [api.found(offset=offset, size=10) for offset in (0, 10, 20, 30)]

    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [number for page in pages for number in page] == list(range(89, 64, -1))
    assert api.search(size=1).json()["totalCount"] == 25


def test_page_has_ten_by_default_and_any_order_asked_for(api: Any) -> None:
    api.simulator.reset(tickets=12)

    assert len(api.found()) == 10
    subjects = [one["subject"] for one in api.search(sort_by="request.subject").json()["objectList"]]
    assert subjects == sorted(subjects, reverse=True)
    assert api.search(sort_by="colour").status_code == 500
    assert [api.search(size=size).status_code for size in (0, -1, "x")] == [400, 400, 400]


def test_hundred_thousand_requests_are_searched_in_milliseconds(api: Any, condition: Any) -> None:
    start = time.monotonic()
    api.simulator.reset(tickets=100_000)
    assert time.monotonic() - start < 90
    subject = api.read(65 + 70_000).json()["subject"]

    def quickest(ask: Any) -> float:
        return min(ask().elapsed.total_seconds() for dummy in range(40))

    one = condition("request.subject", "equal", subject)
    assert api.found(one) == [65 + 70_000]
    assert quickest(lambda: api.search(one)) < 0.03
    assert quickest(lambda: api.search(offset=90_000, size=50)) < 0.1
    tag = condition("request.tags", "contains", "correlation:7")
    assert quickest(lambda: api.search(tag)) < 0.2
    assert len(api.found(size=2000)) == 2000
    assert len({one["statusName"] for one in api.search(size=200).json()["objectList"]}) == 6
