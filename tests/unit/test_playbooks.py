# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs on the controller runs there as who runs Ansible, whatever the inventory says of its hosts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tools import workspace

PLAYBOOKS = sorted((workspace.ROOT / "playbooks").glob("*.yml"))
# These make no call and start no process.
HARMLESS = {"ansible.builtin.assert", "ansible.builtin.debug", "ansible.builtin.fail", "ansible.builtin.set_fact"}
# Variables of an inventory beat keywords, so keywords are not enough.
NEEDED = {"ansible_become": False, "ansible_connection": "local"}


def tasks_of(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the tasks of a play or block."""
    for name in ("pre_tasks", "roles", "tasks", "block", "rescue", "always", "post_tasks"):
        for task in part.get(name, []):
            yield task
            yield from tasks_of(task)


def lacking(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in NEEDED.items() if part.get("vars", {}).get(name) != value}


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)
def test_no_inventory_keeps_a_playbook_from_running_on_the_controller(path):
    for play in yaml.safe_load(path.read_text("utf-8")):
        working = [task for task in tasks_of(play) if not HARMLESS & task.keys() and "block" not in task]
        here = [play] if play["hosts"] == "localhost" and working else []
        here += [task for task in working if task.get("delegate_to") == "localhost"]
        assert {str(part["name"]): lacking(part) for part in here if lacking(part)} == {}


def test_there_are_playbooks_that_run_on_the_controller():
    assert len([path for path in PLAYBOOKS if "hosts: localhost" in path.read_text("utf-8")]) >= 7
