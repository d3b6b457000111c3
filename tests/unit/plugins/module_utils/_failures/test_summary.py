# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a failed task."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.masking import masking
from ansible_collections.motadata.serviceops.plugins.module_utils._failures.summary import (
    REASON,
    failure_text,
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
        ({"msg": "m", "stdout": " out \n", "stderr": "err", "module_stderr": ""}, "m\nstderr: err"),
        ({"msg": "m", "stdout": " out \n", "stderr": " \n"}, "m\nstdout: out"),
        (
            {"msg": "m", "module_stdout": "x", "module_stderr": "Shared connection closed."},
            "m\nmodule_stderr: Shared connection closed.",
        ),
        ({"stderr": "err"}, "stderr: err"),
        (
            {"msg": "Error executing command.", REASON: "[Errno 2] No such file: b'/a/b'", "cmd": "/a/b"},
            "Error executing command.\n[Errno 2] No such file: b'/a/b'",
        ),
        ({"msg": "It broke.", REASON: "It broke."}, "It broke."),
        (
            {"msg": "Error executing command.", "cmd": ["/a/b", "--token", "x"]},
            "Error executing command.\nThe program was /a/b.",
        ),
        ({"msg": "Error executing command.", "cmd": "/a/b c"}, "Error executing command.\nThe program was /a/b."),
        ({"msg": "[Errno 2] No such file: b'/a/b'", "cmd": "/a/b"}, "[Errno 2] No such file: b'/a/b'"),
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


def test_the_beginning_of_a_message_and_of_what_was_printed_is_kept():
    text = failure_text({"msg": "a" + "m" * 2000, "stdout": "b" + "s" * 2000 + "z"})
    assert text.startswith("am")
    assert "m ... (cut)\nstdout: bs" in text
    assert text.endswith("s ... (cut)")
    assert len(text) < 2100


def test_the_first_lines_of_what_was_printed_are_told():
    assert failure_text({"stderr": "\n".join("abcdefghijkl")}) == "stderr: " + "\n".join("abcdefghij") + " ... (cut)"


def test_without_output_the_message_is_told():
    result = {"msg": "m", "stderr": "fake-err", "stdout": "fake-out", "module_stderr": "fake"}
    assert failure_text(result, include_output=False) == "m"
    looped = {"msg": "m", "results": [{"ansible_loop_var": "item", "item": 1, "failed": True, **result}]}
    assert failure_text(looped, include_output=False) == "m\nItem 1 (1): m"


def test_of_a_traceback_the_reason_is_told():
    trace = (
        "Warning: old\nTraceback (most recent call last):\n" + '  File "x.py"\n' * 30 + "OSError: [Errno 28] No space"
    )
    assert (
        failure_text({"msg": "m", "module_stderr": trace})
        == "m\nmodule_stderr: Warning: old\nOSError: [Errno 28] No space"
    )


def test_a_failure_is_told_in_plain_text():
    result = {
        "msg": "\x1b[31mError:\x1b[0m disk\x07\x00 caf\udce9",
        "stderr": " 10%\r 50%\r 100%\r\n\x1b]0;title\x07done\r\n",
    }
    assert failure_text(result) == "Error: disk caf\ufffd\nstderr:  100%\ndone"
    assert task_text("Do\x1b[1m it\x00") == ' at "Do it"'


def test_a_secret_with_colours_in_it_is_masked():
    assert "word" not in failure_text({"msg": "it is fake\x1b[1m-word"}, mask=masking({"fake-word"}))


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


def test_half_a_secret_at_the_end_of_what_is_looked_through_is_not_told():
    # Masked, the first makes room for the second, of which only a part is seen.
    first, second = "f" * 5500, "s" * 900
    text = failure_text({"msg": f"{first} {second} end"}, mask=masking({first, second}))
    assert "ss" not in text
