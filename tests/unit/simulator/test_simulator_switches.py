# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every value of every switch changes what it says, and nothing is left out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

import pytest

from tests.simulator.switches import SWITCHES
from tests.unit.simulator import answer_switches, conversation_switches, planned_switches


def token_form(api: Any) -> Any:
    return tuple(api.sign_in(form).status_code for form in ("multipart", "urlencoded"))


def token_form_status(api: Any) -> Any:
    api.simulator.switch(token_form="multipart")
    return api.sign_in("urlencoded").status_code


def token_error_body(api: Any) -> Any:
    answer = api.sign_in(password="wrong")
    return answer.status_code, answer.json().get("error") if answer.content else None


def token_lifetime(api: Any) -> Any:
    return api.sign_in().json()["expires_in"]


def token_enforced(api: Any) -> Any:
    api.simulator.switch(token_lifetime=0)
    return api.as_user(api.simulator.username, api.simulator.password).search().status_code


def refresh_grant(api: Any) -> Any:
    refresh = api.sign_in().json()["refresh_token"]
    return api.sign_in(grant_type="refresh_token", refresh_token=refresh).status_code


def search_lag(api: Any) -> Any:
    number = api.created()["id"]
    return api.found(), api.read(number).status_code


def stored_subject(api: Any) -> Any:
    return api.created(subject="Sch\u00f6n \U0001f525 " + "x" * 90)["subject"]


def stored_tags(api: Any) -> Any:
    return api.created(tags=["a,b", "c"])["tags"]


def unknown_name(api: Any) -> Any:
    answer = api.create(categoryName="Nowhere")
    if answer.status_code == 400:
        message = answer.json()["userMessage"]
        return 400, "categoryName" in message and "Nowhere" in message
    return answer.status_code, "categoryName" in answer.json() if answer.content else None


def unknown_requester(api: Any) -> Any:
    answer = api.create(requesterEmail="new.person@acme.example")
    return answer.status_code, answer.json().get("requesterName")


def unknown_custom_field(api: Any) -> Any:
    answer = api.create(customField={"Nowhere": "x"})
    assert api.found() == ([65] if answer.ok else [])
    return answer.status_code, bool(answer.content)


def patch_subject(api: Any) -> Any:
    return api.update(api.created()["id"], priorityName="High").status_code


def patch_lists(api: Any) -> Any:
    shown = api.updated(api.created(tags=["a", "b"])["id"], tags=["b", "c"])
    return shown["tags"]


def patch_custom_fields(api: Any) -> Any:
    number = api.created(customField={"New Text Input": "kept?"})["id"]
    return api.updated(number, customField={"New Radio": "1"})["customField"]["New Text Input"]


def patch_answer(api: Any) -> Any:
    made = api.created()
    answer = api.update(made["id"], priorityName="High")
    return len(answer.json()) > 10 if len(answer.content) > 20 else answer.text


def clearing(api: Any) -> Any:
    outcome = []
    for empty in ("", None):
        number = api.created(categoryName="Network")["id"]
        status = api.update(number, categoryName=empty).status_code
        outcome.append(status if status != 200 else "categoryName" in api.read(number).json())
    return tuple(outcome)


def delete(api: Any) -> Any:
    answer = api.delete(api.created()["id"])
    return answer.status_code


def deleted_read(api: Any) -> Any:
    number = api.created()["id"]
    api.delete(number)
    answer = api.read(number)
    return answer.status_code, answer.json().get("removed")


def second_delete(api: Any) -> Any:
    number = api.created()["id"]
    api.delete(number)
    return api.delete(number).status_code


def deleted_search(api: Any) -> Any:
    number = api.created()["id"]
    api.delete(number)
    return number in api.found()


def search_qualification(api: Any) -> Any:
    api.created()
    none = {
        "type": "UnaryQualificationRest",
        "operator": "not",
        "operand": {"type": "FlatQualificationRest", "quals": []},
    }
    answer = api.search(none)
    return answer.status_code, answer.json().get("totalCount")


def search_tags(api: Any) -> Any:
    api.created(tags=["correlation:7"])
    outcome = []
    for operator, value in (("contains", "relation"), ("equal", "correlation:7")):
        left = {"type": "PropertyOperandRest", "key": "request.tags"}
        right = {"type": "ValueOperandRest", "value": {"type": "StringValueRest", "value": value}}
        one = {"type": "RelationalQualificationRest", "leftOperand": left, "operator": operator, "rightOperand": right}
        answer = api.search(one)
        outcome.append(answer.json()["totalCount"] if answer.ok else answer.status_code)
    return tuple(outcome)


def search_page_cap(api: Any) -> Any:
    for dummy in range(3):
        api.created()
    answer = api.search(size=3).json()
    return len(answer["objectList"]), answer["totalCount"]


def search_total(api: Any) -> Any:
    return sorted(api.search().json())


def search_envelope(api: Any) -> Any:
    return type(api.search().json())


def search_direction(api: Any) -> Any:
    first, second = (api.created()["id"] for dummy in range(2))
    assert api.found() == [second, first]
    return [first, second].index(api.found(sort_by="createdTime")[0])


def unknown_id(api: Any) -> Any:
    answers = [api.read(9), api.update(9, priorityName="Low"), api.delete(9)]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    return answers[0].status_code, bool(answers[0].content)


def description(api: Any) -> Any:
    return api.created(description="<p>a &amp;  b</p>")["description"]


def burst(api: Any) -> list[Any]:
    """Make more calls at once than the limit allows, also on a busy machine."""
    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(lambda dummy: api.search(), range(60)))


def rate_limit(api: Any) -> Any:
    answers = burst(api)
    limits = {answer.headers.get("X-RateLimit-Limit") for answer in answers}
    return {answer.status_code for answer in answers} - {200}, limits


def rate_limit_hint(api: Any) -> Any:
    api.simulator.switch(rate_limit="on")
    answer = next(answer for answer in burst(api) if answer.status_code == 429)
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    reset, after = answer.headers.get("X-RateLimit-Reset"), answer.headers.get("Retry-After")
    span = None if reset is None else "delta" if int(reset) <= 1000 else "epoch"
    if span == "epoch":
        assert abs(int(reset) / 1000 - time.time()) < 60
    return span, after


def close_rule(api: Any) -> Any:
    number = api.created()["id"]
    bare = api.update(number, statusName="Resolved").status_code
    with_category = api.update(number, statusName="Resolved", categoryName="Network").status_code
    return bare, with_category, api.update(number, statusName="Closed", customField={"New Dropdown": "A"}).status_code


def create_status(api: Any) -> Any:
    return api.created(statusName="pending")["statusName"]


def lists_when_empty(api: Any) -> Any:
    made = api.created(ccEmailSet=[])
    return made.get("tags"), made.get("ccEmailSet")


# What each observer sees under each value.
EXPECTED: dict[Callable[[Any], Any], dict[Any, Any]] = {
    token_form: {"both": (200, 200), "multipart": (200, 415), "urlencoded": (415, 200)},
    token_form_status: {415: 415, 400: 400},
    token_error_body: {"spring": (401, "invalid_grant"), "empty": (401, None)},
    token_lifetime: {43199: 43199, 60: 60},
    token_enforced: {"expires_in": 401, "48h": 200},
    refresh_grant: {"supported": 200, "refused": 400},
    unknown_name: {"refused": (400, True), "ignored": (200, False), "error500": (500, None)},
    unknown_requester: {"refused": (400, None), "created": (200, "New Person")},
    unknown_custom_field: {"ignored": (200, True), "refused": (400, True), "error500": (500, False)},
    patch_subject: {"optional": 200, "required": 400},
    patch_lists: {"replaced": ["b", "c"], "merged": ["a", "b", "c"]},
    patch_custom_fields: {"merged": "kept?", "replaced": ""},
    patch_answer: {"object": True, "short": '{"id":65}', "empty": ""},
    # (after an empty string, after null): whether the value is still there, or the status of a refusal.
    clearing: {
        "empty_string": (False, True),
        "null": (True, False),
        "impossible": (True, True),
        "refused": (400, False),
    },
    delete: {"archive200": 200, "archive204": 204, "refused405": 405},
    deleted_read: {"not_found": (404, None), "removed_flag": (200, True)},
    second_delete: {"not_found": 404, "ok": 200},
    deleted_search: {"hidden": False, "shown": True},
    search_qualification: {"honoured": (200, 0), "ignored": (200, 1), "refused": (400, None)},
    # (part of a tag with contains, whole tag with equal): hits, or the status of a refusal.
    search_tags: {"contains": (1, 1), "exact_only": (400, 1), "unsupported": (400, 400), "blind": (0, 0)},
    search_page_cap: {0: (3, 3), 2: (2, 3)},
    search_total: {"given": ["objectList", "totalCount"], "missing": ["objectList"]},
    search_envelope: {"objectList": dict, "list": list},
    search_lag: {0: ([65], 200), 5000: ([], 200)},
    stored_subject: {
        "as_sent": "Sch\u00f6n \U0001f525 " + "x" * 90,
        "cut_80": "Sch\u00f6n \U0001f525 " + "x" * 72,
        "without_emoji": "Sch\u00f6n  " + "x" * 90,
        "decomposed": "Scho\u0308n \U0001f525 " + "x" * 90,
    },
    stored_tags: {"as_sent": ["a,b", "c"], "split_at_commas": ["a", "b", "c"]},
    search_direction: {"descending": 1, "ascending": 0},
    unknown_id: {
        "not_found": (404, True),
        "bad_request": (400, True),
        "error500": (500, False),
        "empty404": (404, False),
    },
    description: {"stripped": "a &  b", "kept": "<p>a &amp;  b</p>", "collapsed": "a & b"},
    rate_limit: {"off": (set(), {None}), "on": ({429}, {"30"})},
    rate_limit_hint: {
        "reset_delta": ("delta", None),
        "reset_epoch": ("epoch", None),
        "retry_after": (None, "1"),
        "none": (None, None),
    },
    close_rule: {"off": (200, 200, 200), "refused": (400, 200, 200), "custom_field": (400, 400, 200)},
    create_status: {"honoured": "Pending", "ignored": "Open"},
    lists_when_empty: {"omitted": (None, None), "empty": ([], [])},
    **answer_switches.EXPECTED,
    **conversation_switches.EXPECTED,
    **planned_switches.EXPECTED,
}
CASES = [
    pytest.param(observe, value, seen, id=f"{observe.__name__}={value}")
    for observe, outcomes in EXPECTED.items()
    for value, seen in outcomes.items()
]


@pytest.mark.parametrize(("observe", "value", "seen"), CASES)
def test_switch_does_what_it_says(api: Any, observe: Callable[[Any], Any], value: Any, seen: Any) -> None:
    api.simulator.switch(**{observe.__name__: value})

    assert observe(api) == seen


def test_every_value_of_every_switch_is_tested() -> None:
    observed = {observe.__name__: outcomes for observe, outcomes in EXPECTED.items()}
    tested = {name: tuple(outcomes) for name, outcomes in observed.items()}

    assert set(tested) == set(SWITCHES)
    for name, switch in SWITCHES.items():
        assert tested[name][0] == switch.values[0], f"{name}: the default comes first"
        assert switch.numeric or tested[name] == switch.values
        distinct = list(observed[name].values())
        assert all(distinct.count(seen) == 1 for seen in distinct), f"{name}: two values look the same"
