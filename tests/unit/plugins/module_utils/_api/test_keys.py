# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks on keys: who holds one knows whether somebody else did since the records were looked up."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import shutil
import threading

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.keys import KeyLocks
from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import PrivateFolder
from tests.unit.support.processes import open_files

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


def test_many_keys_of_one_task_leave_one_another_untouched(locks):
    mine, keys = locks(), [f"key {number}" for number in range(100)]
    mine.note(keys)
    assert [key for key in keys if not is_untouched(mine, key)] == []


def test_the_keys_of_two_long_lists_hardly_ever_meet(locks):
    mine, other = locks(), locks()
    keys = [f"key {number}" for number in range(1_000)]
    mine.note(keys)
    for key in keys:
        is_untouched(other, f"other {key}")
    assert sum(not is_untouched(mine, key) for key in keys) < 50


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


def test_of_the_threads_of_a_process_one_at_a_time_is_at_a_key(locks):
    mine, entered, goes_on = locks(), threading.Event(), threading.Event()
    seen = []

    def second():
        entered.wait(10)
        goes_on.set()
        with mine.held("a"):
            seen.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with mine.held("a"), mine.held("b"):
        entered.set()
        assert goes_on.wait(10)
        thread.join(0.2)
        seen.append("first")
    thread.join(10)
    assert seen == ["first", "second"]


def no_file_locks(monkeypatch):
    monkeypatch.delattr(fcntl, "F_OFD_SETLK", raising=False)


def refused_file_locks(monkeypatch):
    monkeypatch.setattr(fcntl, "fcntl", refused(errno.EINVAL))


def refused(number):
    def refuse(*args):
        raise OSError(number, "no such lock")

    return refuse


SYSTEMS = [lambda monkeypatch: None, no_file_locks, refused_file_locks]


@pytest.mark.parametrize("system", SYSTEMS, ids=["locks of files", "locks of processes", "locks of files refused"])
def test_a_lock_holds_other_processes_back_and_goes_with_its_holder(locks, said, monkeypatch, system):
    system(monkeypatch)
    context = multiprocessing.get_context("fork")
    mine, held = locks(0), context.Event()
    mine.note(["a", "b"])

    def hold():
        with locks().held("a"):
            held.set()
            threading.Event().wait(60)

    other = context.Process(target=hold)
    other.start()
    try:
        assert held.wait(10)
        assert [is_untouched(mine), is_untouched(mine, "b")] == [False, True]
        assert len(said) == 1
    finally:
        other.kill()
        other.join(10)
    # It was there since it was noted; its lock is gone, so that there is nothing to say.
    assert not is_untouched(mine)
    assert len(said) == 1


def test_where_there_are_no_locks_nothing_is_untouched_and_nobody_waits(locks, said, monkeypatch):
    for name in ("fcntl", "lockf"):
        monkeypatch.setattr(fcntl, name, refused(errno.ENOLCK))
    mine, other = locks(), locks()
    with other.held("a"):
        mine.note(["a"])
        assert not is_untouched(mine)
    assert said == []


def test_keys_of_two_servers_are_two_keys(tmp_path, said):
    folder = PrivateFolder(str(tmp_path / "private"), {}, said.append)
    with KeyLocks(folder, URL, 0).held("a"), KeyLocks(folder, "https://beta.example", 0).held("a"):
        pass
    assert said == []


def test_the_file_is_closed_with_its_locks_when_the_last_thread_is_done(locks):
    before = open_files()
    mine = locks()
    with mine.held("a"):
        assert is_untouched(mine, "b") is False
        mine.close()
        assert open_files() == before + 1
    assert open_files() == before
    # One that comes late opens and closes it by itself.
    is_untouched(mine)
    assert open_files() == before


def test_keys_of_which_none_is_created_need_no_file(tmp_path, locks, said):
    mine = locks()
    mine.note([None, None])
    assert is_untouched(mine, None)
    assert (list(tmp_path.iterdir()), said) == ([], [])


def test_a_file_that_is_removed_meanwhile_is_opened_anew(tmp_path, locks, said):
    mine, other = locks(0), locks()
    mine.note(["a", "b"])
    assert is_untouched(mine)
    (tmp_path / "private" / "keys.lock").unlink()
    with other.held("a"):
        # Who was at a key since it was noted is not known any more.
        assert [is_untouched(mine), is_untouched(mine, "b")] == [False, False]
        assert len(said) == 1
    assert not is_untouched(mine)
    assert len(said) == 1
    for each in (mine, other):
        each.close()


def test_a_file_that_is_removed_with_its_folder_leaves_nothing_untouched(tmp_path, locks, said):
    mine = locks()
    mine.note(["a"])
    assert is_untouched(mine)
    shutil.rmtree(tmp_path / "private")
    assert [is_untouched(mine), is_untouched(mine)] == [False, False]
    assert len(said) == 1
    mine.close()


def test_a_thread_is_not_waited_for_any_longer_than_a_process(locks, said):
    mine = locks(0)
    mine.note(["a"])
    results = []
    with mine.held("a"):
        thread = threading.Thread(target=lambda: results.append(is_untouched(mine)), daemon=True)
        thread.start()
        thread.join(10)
    assert results == [False]
    assert len(said) == 1
