# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts count as ended early, by what core reports of meta tasks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._early_ends import EarlyEnds

ALL, BATCH = ["web1", "web2", "db1"], ["web1", "web2"]


def task(kind, number=1, action="ansible.builtin.meta"):
    return SimpleNamespace(action=action, args={"_raw_params": kind}, _uuid=str(number))


def skip(meta, host):
    return SimpleNamespace(host=SimpleNamespace(get_name=lambda: host), task=meta, result={})


def ends(removed=()):
    found = EarlyEnds()
    found.begin_play(SimpleNamespace(_removed_hosts=list(removed)), ALL, BATCH)
    return found


@pytest.mark.parametrize(
    ("kind", "ended"),
    [
        ("end_play", {"web1", "web2", "db1"}),
        ("end_batch", {"web1", "web2"}),
        ("end_host", {"web2"}),
        ("end_role", {"web1", "web2"}),
        ("flush_handlers", set()),
        ("noop", set()),
    ],
)
def test_a_meta_task_that_is_not_skipped_ends_hosts(kind, ended):
    found = ends(removed=["web2"])
    found.begin_task(task(kind))
    found.begin_task(task("ls", 2, "ansible.builtin.command"))
    assert (found.ended(), found.expected) == (ended, set(ALL))


@pytest.mark.parametrize("kind", ["end_play", "end_batch", "end_host"])
def test_a_meta_task_that_is_skipped_ends_none(kind):
    found, meta = ends(removed=["web2"]), task(kind)
    for host in BATCH:
        found.begin_task(meta)
        found.skip_task(skip(meta, host))
    assert found.ended() == set()


def test_a_host_that_stays_in_a_role_is_not_ended():
    found, meta = ends(), task("end_role")
    found.begin_task(meta)
    found.skip_task(skip(meta, "web1"))
    found.begin_task(meta)
    assert found.ended() == {"web2"}


def test_the_hosts_of_every_play_are_expected():
    found = ends()
    found.begin_task(task("end_play"))
    found.begin_play(SimpleNamespace(_removed_hosts=[]), ["db2"], ["db2"])
    assert (found.ended(), found.expected) == (set(ALL), {*ALL, "db2"})
