# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task shows in the end: results and failures without secrets."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import (
    Attempt,
    Exchange,
    NoAnswerError,
    OptionError,
    RefusedError,
    ServiceOpsError,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.context import TaskResult
from ansible_collections.motadata.serviceops.plugins.module_utils._module.result import (
    failure_of,
    result_of,
    without_secrets,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import FieldError

SECRET = "hunter2-horse"
EXCHANGE = Exchange("PATCH", "https://acme.example/api/v1/request/65", 403)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([SECRET, f"Bearer {SECRET}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", f"x{SECRET}"]), inner, max_size=3)
        | st.tuples(inner)
    ),
    max_leaves=8,
)


def test_a_result_holds_what_the_task_returns():
    outcome = TaskResult(True, {"request": {"id": 65}, "operation": "updated"}, {"before": {}, "after": {"a": 1}})

    assert result_of(outcome, [SECRET], ()) == {
        "changed": True,
        "request": {"id": 65},
        "operation": "updated",
        "diff": {"before": {}, "after": {"a": 1}},
    }


def test_without_a_change_there_is_no_diff():
    assert result_of(TaskResult(False, {"request": None}), [], ()) == {"changed": False, "request": None}


@given(VALUES)
def test_no_secret_is_left_in_a_result(value):
    shown = result_of(TaskResult(True, {"request": value}, {"before": {"a": value}}), [SECRET], ())

    assert SECRET not in json.dumps(shown)


@given(VALUES.filter(lambda value: SECRET not in repr(value) and "(" not in repr(value)))
def test_what_holds_no_secret_is_left_as_it_is(value):
    assert without_secrets(value, [SECRET]) == value


def test_a_token_is_shown_where_it_is_the_result():
    outcome = TaskResult(True, {"access_token": SECRET, "scope": SECRET})

    assert result_of(outcome, iter([SECRET]), {"access_token"}) == {
        "changed": True,
        "access_token": SECRET,
        "scope": "********",
    }


def test_a_failure_is_a_sentence_and_what_to_branch_on():
    exc = RefusedError("Could not change request INC-46.", exchange=EXCHANGE, code="942")

    assert failure_of(exc, []) == {
        "msg": "Could not change request INC-46.",
        "failure": {
            "status": 403,
            "code": "942",
            "method": "PATCH",
            "url": "https://acme.example/api/v1/request/65",
        },
    }


@pytest.mark.parametrize("exc", [OptionError("x"), FieldError("x"), ServiceOpsError("x")])
def test_every_key_of_a_failure_is_always_there(exc):
    assert failure_of(exc, []) == {
        "msg": "x",
        "failure": {"status": None, "code": None, "method": None, "url": None},
    }


@pytest.mark.parametrize("form", [SECRET, f"Bearer {SECRET}", base64.b64encode(SECRET.encode()).decode()])
def test_a_failure_holds_no_secret(form):
    exchange = Exchange("GET", f"https://acme.example/?t={form}")
    exc = NoAnswerError(f"it said {form}", exchange=exchange, attempt=Attempt()).during(f"read {form}")

    failure = json.dumps(failure_of(exc, iter([SECRET])))

    assert form not in failure
    assert "Could not read" in failure


def test_half_a_character_is_replaced():
    shown = result_of(TaskResult(False, {"request": {"cut \udc00": ["\ud83d", "\ud83d\ude00"]}}), (), ())
    assert shown["request"] == {"cut \ufffd": ["\ufffd", "\U0001f600"]}
    assert failure_of(OptionError("cut \ud83d"), ())["msg"] == "cut \ufffd"
