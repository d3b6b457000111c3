# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a no_log hides: in doubt everything."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._run_recorder import RunRecorder

SHOWN, HIDDEN = {"_ansible_no_log": False}, {"_ansible_no_log": True}


def told(no_log, said):
    """Return what is told of a result as Ansible hands it to a callback."""
    task = SimpleNamespace(
        no_log=no_log, loop_control=None, get_name=lambda: "Task", run_once=False, any_errors_fatal=False, _uuid="1"
    )
    host = SimpleNamespace(get_name=lambda: "web1")
    record = RunRecorder()
    record.add_failure(SimpleNamespace(host=host, task=task, result=said), mask=str)
    run = record.run({"web1": {"failures": 1, "unreachable": 0}}, link="", is_whole=True)
    return run.failed["web1"]


@pytest.mark.parametrize(
    ("no_log", "said"),
    [
        (None, {}),
        (False, {}),
        ("{{ hide }}", SHOWN),
        ("{{ hide }}", {"results": [{**SHOWN, "item": 1}, {**SHOWN, "item": 2}]}),
    ],
)
def test_what_is_not_hidden_is_told(no_log, said):
    assert told(no_log, {"msg": "It broke.", **said}) == ' at "Task": It broke.'


@pytest.mark.parametrize(
    ("no_log", "said"),
    [
        (True, {}),
        (True, SHOWN),
        (False, HIDDEN),
        ("{{ hide }}", {}),
        ("{{ hide }}", HIDDEN),
        ("{{ hide }}", {"censored": "hidden", **SHOWN}),
        ("{{ hide }}", {"results": [SHOWN, HIDDEN]}),
        ("{{ hide }}", {"results": [SHOWN, {}]}),
        ("{{ hide }}", {"results": "odd", **SHOWN}),
    ],
)
def test_what_may_be_hidden_is_not_told(no_log, said):
    assert told(no_log, {"msg": "It broke.", **said}) == ' at "Task": its output is hidden by no_log'


def block(uuid, parent=None, **sections):
    """Return a block as core has it, its tasks' parent."""
    made = SimpleNamespace(_uuid=uuid, _parent=parent, **{"block": [], "rescue": [], "always": [], **sections})
    for part in (*made.block, *made.rescue, *made.always):
        part._parent = made
    return made


def task(name):
    return SimpleNamespace(
        no_log=None,
        loop_control=None,
        get_name=lambda: name,
        run_once=False,
        any_errors_fatal=False,
        _uuid=name,
        _parent=None,
    )


def told_of(*failures):
    record, host = RunRecorder(), SimpleNamespace(get_name=lambda: "web1")
    for name, each in failures:
        record.add_failure(SimpleNamespace(host=host, task=each, result={"msg": name}), mask=str)
    run = record.run({"web1": {"failures": 1, "unreachable": 0}}, link="", is_whole=True)
    return run.failed["web1"]


def test_what_was_rescued_before_is_no_cause():
    mended, cause, clean_up = task("mended"), task("cause"), task("clean up")
    block("one", block=[mended], rescue=[task("rescue")])
    block("two", block=[cause], always=[clean_up])
    told = told_of(("It was mended.", mended), ("It broke.", cause), ("It stays.", clean_up))
    assert told == ' at "cause": It broke.\nAfterwards at "clean up": It stays.'


def test_what_a_failing_rescue_was_to_make_good_is_the_cause():
    cause, rescue = task("cause"), task("rescue")
    block("outer", block=[block("inner", block=[cause])], rescue=[rescue])
    assert (
        told_of(("It broke.", cause), ("No copy.", rescue))
        == ' at "cause": It broke.\nAfterwards at "rescue": No copy.'
    )


def test_a_failing_always_after_a_good_rescue_is_the_cause():
    mended, clean_up = task("mended"), task("clean up")
    block("one", block=[mended], rescue=[task("rescue")], always=[clean_up])
    assert told_of(("It was mended.", mended), ("It stays.", clean_up)) == ' at "clean up": It stays.'


def test_hosts_that_did_none_of_the_work_are_not_well():
    recap = {
        "web1": {"failures": 0, "unreachable": 0, "ok": 2},
        "web2": {"failures": 0, "unreachable": 0, "ok": 0, "skipped": 2},
        "web3": {"failures": 0, "unreachable": 0, "ok": 1},
    }
    run = RunRecorder().run(recap, link="", is_whole=True, expected={"web1", "web2", "web3", "web4"}, ended={"web3"})
    assert (run.succeeded, run.hosts) == ({"web1"}, {"web1", "web2", "web3", "web4"})


def test_the_reason_that_core_keeps_beside_the_result_is_told():
    cause = SimpleNamespace(msg="[Errno 2] No such file or directory: b'/a'", chain=None)
    event = SimpleNamespace(msg="Task failed.", chain=SimpleNamespace(event=cause))
    record, host = RunRecorder(), SimpleNamespace(get_name=lambda: "web1")
    result = SimpleNamespace(host=host, task=task("Task"), result={"msg": "Error executing command."})
    result.exception = SimpleNamespace(event=event)
    record.add_failure(result, mask=str)
    run = record.run({"web1": {"failures": 1, "unreachable": 0}}, link="", is_whole=True)
    assert run.failed["web1"] == " at \"Task\": Error executing command.\n[Errno 2] No such file or directory: b'/a'"
