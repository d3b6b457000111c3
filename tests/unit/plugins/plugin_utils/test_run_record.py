# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a no_log hides: in doubt everything."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._run_record import Record

SHOWN, HIDDEN = {"_ansible_no_log": False}, {"_ansible_no_log": True}


def told(no_log, said):
    """Return what is told of a result as Ansible hands it to a callback."""
    task = SimpleNamespace(
        no_log=no_log, loop_control=None, get_name=lambda: "Task", run_once=False, any_errors_fatal=False, _uuid="1"
    )
    host = SimpleNamespace(get_name=lambda: "web1")
    record = Record()
    record.note(SimpleNamespace(host=host, task=task, result=said), mask=str)
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
