# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks on keys: who holds one knows whether somebody else did since the records were looked up."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.keys import KeyLocks
from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import PrivateFolder

URL = "https://acme.example"


@pytest.fixture
def said():
    return []


@pytest.fixture
def locks(tmp_path, said):
    def make(patience=10):
        return KeyLocks(PrivateFolder(str(tmp_path / "private"), {}, said.append), URL, patience)

    return make


def is_untouched(locks, key="a"):
    with locks.held(key) as untouched:
        return untouched


def test_a_key_that_nobody_was_at_is_untouched_also_by_oneself(locks, said):
    mine = locks()
    mine.note(["a", "b", None])
    assert [is_untouched(mine), is_untouched(mine), is_untouched(mine, "b"), is_untouched(mine, None)] == [True] * 4
    assert said == []


def test_what_was_not_noted_is_not_known_to_be_untouched(locks):
    assert not is_untouched(locks())


def test_somebody_who_was_there_before_does_not_count(locks):
    is_untouched(locks())
    mine = locks()
    mine.note(["a"])
    assert is_untouched(mine)


def test_somebody_who_was_there_since_counts_for_good(locks):
    mine, other = locks(), locks()
    mine.note(["a", "b"])
    assert is_untouched(mine)
    is_untouched(other)
    assert [is_untouched(mine), is_untouched(mine), is_untouched(mine, "b")] == [False, False, True]


def test_somebody_who_is_there_when_it_is_noted_counts(locks):
    mine, other = locks(), locks()
    with other.held("a"):
        mine.note(["a"])
    assert not is_untouched(mine)


def test_who_is_not_waited_for_any_more_is_told(locks, said):
    mine, other = locks(0), locks()
    mine.note(["a"])
    with other.held("a"):
        assert not is_untouched(mine)
    assert said == ["Another task has been at the same record for 0 s, and is not waited for any more."]


def test_a_folder_that_cannot_be_used_leaves_nothing_untouched(tmp_path, said):
    (tmp_path / "private").symlink_to(tmp_path)
    mine = KeyLocks(PrivateFolder(str(tmp_path / "private"), {}, said.append), URL, 10)
    mine.note(["a", "b"])
    assert not is_untouched(mine)
    assert len(said) == 1
