# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a failed task."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.masking import masking, secret_values
from ansible_collections.motadata.serviceops.plugins.module_utils._failures.said import (
    failure_text,
    given_in,
    task_text,
)

HIDDEN = "its output is hidden by no_log"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ({"msg": "It broke."}, "It broke."),
        ({"msg": {"a": 1}}, '{"a": 1}'),
        ({"reason": "There is no such file."}, "There is no such file."),
        ({"msg": "", "rc": 1}, "no message"),
        ({}, "no message"),
        ({"msg": "m", "stdout": " out \n", "stderr": "err", "module_stderr": ""}, "m\nstderr: err\nstdout: out"),
        ({"stderr": "err"}, "stderr: err"),
    ],
)
def test_message_and_streams_are_told(result, text):
    assert failure_text(result) == text


def test_without_a_result_there_is_no_reason():
    assert failure_text(None).startswith("Ansible gives no reason.")


@pytest.mark.parametrize(
    "result",
    [
        {"msg": "fake", "_ansible_no_log": True},
        {"censored": "the output has been hidden"},
        {"msg": "fake", "results": [{"msg": "fake", "_ansible_no_log": True}]},
    ],
)
def test_what_is_hidden_is_not_told(result):
    assert failure_text(result) == HIDDEN
    assert failure_text({"msg": "fake"}, hidden=True) == HIDDEN


def test_beginning_of_a_message_and_end_of_a_stream_are_kept():
    text = failure_text({"msg": "a" + "m" * 2000, "stdout": "s" * 2000 + "z"})
    assert text.startswith("am")
    assert "m ... (cut)\nstdout: (cut) ... s" in text
    assert text.endswith("sz")
    assert len(text) < 2100


def looped(count):
    return {
        "msg": "One or more items failed",
        "results": [
            {"ansible_loop_var": "item", "item": number, "msg": "x" * 900, "failed": number > 0}
            for number in range(count)
        ],
    }


def test_failed_items_are_told_up_to_ten():
    lines = failure_text(looped(14)).splitlines()
    assert lines[1].startswith("Item 2 (1): xxx")
    assert lines[10].startswith("Item 11 (10): ")
    assert lines[11:] == ["3 more items failed."]
    assert all(len(line) < 450 for line in lines)


@pytest.mark.parametrize(
    ("item", "name"),
    [({"name": "ravi", "password": "fake"}, " (ravi)"), ("db1", " (db1)"), ({"id": 1}, ""), ([1], ""), ("", "")],
)
def test_items_go_by_their_name(item, name):
    result = {"results": [{"ansible_loop_var": "it", "it": item, "msg": "m", "failed": True}]}
    assert failure_text(result).splitlines()[1] == f"Item 1{name}: m"
    assert failure_text(result, labelled=True).splitlines()[1] == "Item 1: m"


def test_results_that_are_no_items_are_left_alone():
    assert failure_text({"msg": "m", "results": [{"failed": True, "msg": "n"}, "text"]}) == "m"


def test_a_secret_is_masked_before_a_text_is_cut():
    text = failure_text({"msg": "x" * 996 + "fake-word"}, mask=masking({"fake-word"}))
    assert "fake" not in text


def test_a_text_begins_with_its_task():
    assert task_text("Restart {{ name }} on << error 1 - x >>") == ' at "Restart ... on ..."'
    assert task_text("") == ""


@pytest.mark.parametrize(
    ("result", "secrets"),
    [
        (None, set()),
        ({"msg": "m", "results": 7}, set()),
        ({"invocation": {"module_args": {"token": "fake-given", "name": "plain-word"}}}, {"fake-given"}),
        ({"results": [{"ansible_loop_var": "it", "it": {"name": "joe", "pwd": "fake-item"}}, "text"]}, {"fake-item"}),
        ({"results": [{"invocation": {"module_args": {"a": {"api_key": "fake-deep"}}}}]}, {"fake-deep"}),
    ],
)
def test_what_a_task_was_given_names_secrets(result, secrets):
    assert set().union(*map(secret_values, given_in(result))) == secrets
