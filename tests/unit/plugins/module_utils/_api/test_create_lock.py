# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task at a time creates the record of a key, and a lock that is not released in time is a warning."""

from __future__ import annotations

import multiprocessing
import threading

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.create_lock import CreateLock
from ansible_collections.motadata.serviceops.plugins.module_utils._api.private_folder import PrivateFolder
from tests.unit.support.processes import open_files

URL = "https://acme.example"


@pytest.fixture
def warnings():
    return []


@pytest.fixture
def lock(tmp_path, warnings):
    """Make the lock of a task."""

    def make(timeout=10, url=URL):
        return CreateLock(PrivateFolder(str(tmp_path / "private"), {}, warnings.append), url, timeout)

    return make


def test_one_thread_of_a_process_at_a_time_holds_a_key(lock):
    mine, entered, seen = lock(), threading.Event(), []

    def second():
        entered.wait(10)
        with mine.held("a"):
            seen.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with mine.held("a"):
        entered.set()
        thread.join(0.2)
        seen.append("first")
    thread.join(10)
    assert seen == ["first", "second"]


def test_one_process_at_a_time_holds_a_key(lock, tmp_path):
    context = multiprocessing.get_context("fork")
    entered, leave = context.Event(), context.Event()
    made = tmp_path / "made"

    def first():
        with lock().held("a"):
            entered.set()
            leave.wait(10)
            made.touch()

    process = context.Process(target=first)
    process.start()
    assert entered.wait(10)
    threading.Timer(0.2, leave.set).start()
    with lock().held("a"):
        assert made.exists()
    process.join(10)


def test_a_task_that_waited_in_vain_continues_with_a_warning(lock, warnings):
    with lock().held("a"), lock(timeout=0).held("a"):
        pass
    assert warnings == ["Waited 0 s for another task that creates the same record; continuing without the lock."]


def test_keys_of_another_server_and_tasks_without_a_key_do_not_wait(lock, warnings):
    with lock().held("a"), lock(timeout=0, url="https://other.example").held("a"), lock(timeout=0).held(None):
        pass
    assert warnings == []


def test_a_lock_is_free_again_for_the_next_item_and_its_file_closed(lock, warnings):
    mine, other, before = lock(timeout=0), lock(timeout=0), open_files()
    for each in (mine, other, mine, other):
        with each.held("a"):
            pass
    assert open_files() == before
    assert warnings == []


def test_a_lock_whose_file_was_removed_is_taken_on_the_new_file(lock, tmp_path, warnings):
    mine = lock()
    with mine.held("a"):
        pass
    for path in (tmp_path / "private").glob("create-*.lock"):
        path.unlink()
    with mine.held("a"), lock(timeout=0).held("a"):
        pass
    assert len(warnings) == 1


def test_a_thread_that_waited_in_vain_does_not_free_the_lock_of_the_other(lock, warnings):
    mine = lock(timeout=0)
    with mine.held("a"):
        with mine.held("a"):
            pass
        with lock(timeout=0).held("a"):
            pass
    assert len(warnings) == 2


def test_without_a_folder_there_is_no_lock_and_one_warning(lock, tmp_path, warnings):
    (tmp_path / "private").symlink_to(tmp_path)
    mine = lock(timeout=0)
    with mine.held("a"), lock(timeout=0).held("a"):
        pass
    with mine.held("b"):
        pass
    assert len(warnings) == 2
