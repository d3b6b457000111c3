# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One creator of a key at a time, and what is known of the writes of other tasks."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import contract
from ansible_collections.motadata.serviceops.plugins.module_utils._api.creations import Created, Creations
from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import PrivateFolder
from tests.unit.support.processes import open_files

URL = "https://acme.example"


@pytest.fixture
def said():
    return []


@pytest.fixture
def memory(tmp_path, said):
    """Make the memory of a task."""

    def make(patience=10, url=URL):
        return Creations(PrivateFolder(str(tmp_path / "private"), {}, said.append), url, patience)

    return make


def log(tmp_path):
    (path,) = (tmp_path / "private").glob("writes-*.log")
    return path


def test_what_one_task_creates_another_knows(memory):
    mine, other = memory(), memory()
    assert other.created("a") is None
    mine.note_created("a", 65, 1000, shows_key=True)
    mine.note_created("b", 66, None, shows_key=False)
    assert other.created("a") == Created(65, 1000, True)
    assert other.created("b") == Created(66, None, False)
    assert other.created("c") is None
    assert other.ids() == {65, 66}
    mine.note_created("a", 67, 2000, shows_key=True)
    assert other.created("a") == Created(67, 2000, True)


def test_what_was_deleted_is_known_no_more(memory):
    memory().note_created("a", 65, 1000, shows_key=True)
    memory().note_deleted(65)
    assert memory().created("a") is None


def test_another_server_is_another_memory(memory):
    memory().note_created("a", 65, 1000, shows_key=True)
    assert memory(url="https://other.example").created("a") is None


def test_an_attempt_is_unsettled_until_something_came_of_it(memory, monkeypatch):
    monkeypatch.setattr(contract, "SETTLING", 6.0)
    mine, other = memory(), memory()
    assert other.unsettled("a") == 0
    for end in (lambda: mine.note_nothing("a"), lambda: mine.note_created("a", 65, 1, shows_key=True)):
        mine.note_attempt("a")
        assert 5 < other.unsettled("a") <= 6
        assert other.unsettled("b") == 0
        end()
        assert other.unsettled("a") == 0
    mine.note_attempt("a")
    assert other.created("a") == Created(65, 1, True)
    mine.note_guess("c", 70, 1)
    assert (other.created("c"), 70 in other.ids()) == (Created(70, 1, False), False)
    monkeypatch.setattr(contract, "SETTLING", 0.0)
    assert other.unsettled("a") <= 0


@pytest.mark.parametrize(
    ("shown", "is_behind"), [(1500, False), (1501, False), (1499, True), (1000, False), (None, True), ("x", True)]
)
def test_a_record_that_is_older_than_the_last_change_is_behind(memory, shown, is_behind):
    mine, other = memory(), memory()
    mine.note_changed(65, 900)
    mine.note_changed(65, 1500)
    mine.note_changed(65, None)
    assert other.is_behind(65, shown) is is_behind
    assert other.is_behind(6, shown) is False
    mine.note_deleted(66)
    assert other.is_behind(66, shown) is True


def test_a_server_that_takes_a_part_of_a_map_for_the_whole_is_known(memory):
    assert memory().replaces_maps() is False
    memory().note_replaced_maps()
    assert memory().replaces_maps() is True


@pytest.mark.parametrize(
    "torn",
    [b'["created", "', b"\xff\x00\n\n", b'["created"]\n', b"[" * 5000, b'{"a": 1}\n', b'["map", 1, 2]\n'],
)
def test_a_torn_or_hostile_line_is_passed_over(memory, tmp_path, torn):
    mine = memory()
    mine.note_created("a", 65, 1000, shows_key=True)
    with log(tmp_path).open("ab") as file:
        file.write(torn)
    mine.note_created("b", 66, 1000, shows_key=True)
    other = memory()
    assert (other.created("a"), other.created("b")) == (Created(65, 1000, True), Created(66, 1000, True))
    assert other.ids() == {65, 66}
    assert other.replaces_maps() is False


def test_the_memory_is_private_and_holds_no_key(memory, tmp_path):
    memory().note_created("request subject 'Disk of the secret project'", 65, 1000, shows_key=True)
    assert log(tmp_path).stat().st_mode & 0o777 == 0o600
    assert b"secret" not in log(tmp_path).read_bytes()


def test_a_memory_that_is_a_link_is_not_followed(memory, tmp_path, said):
    memory().note_attempt("a")
    path = log(tmp_path)
    outside = tmp_path / "outside"
    path.rename(outside)
    before = outside.read_bytes()
    path.symlink_to(outside)
    memory().note_created("a", 65, 1000, shows_key=True)
    assert outside.read_bytes() == before
    assert len(said) == 1


def test_what_is_old_is_forgotten_and_removed(memory, tmp_path, monkeypatch):
    now = time.time()
    memory().note_created("a", 65, 1000, shows_key=True)
    monkeypatch.setattr(time, "time", lambda: now + 600)
    assert memory().created("a") == Created(65, 1000, True)
    monkeypatch.setattr(time, "time", lambda: now + 1300)
    assert memory().created("a") is None
    memory().note_created("b", 66, 1000, shows_key=True)
    assert b"66" in log(tmp_path).read_bytes()


def test_without_a_folder_nothing_is_known_and_one_warning_says_so(tmp_path, said):
    (tmp_path / "private").symlink_to(tmp_path)
    mine = Creations(PrivateFolder(str(tmp_path / "private"), {}, said.append), URL, 10)
    mine.note_attempt("a")
    with mine.held("a"):
        mine.note_created("a", 65, 1000, shows_key=True)
    assert mine.created("a") is None
    assert len(said) == 1


def test_of_the_threads_of_a_process_one_at_a_time_is_at_a_key(memory):
    mine, entered, seen = memory(), threading.Event(), []

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


def test_of_two_processes_one_at_a_time_is_at_a_key(memory):
    context = multiprocessing.get_context("fork")
    entered, leave = context.Event(), context.Event()

    def first():
        with memory().held("a"):
            entered.set()
            leave.wait(10)
            memory().note_created("a", 65, 1000, shows_key=True)

    process = context.Process(target=first)
    process.start()
    assert entered.wait(10)
    threading.Timer(0.2, leave.set).start()
    mine = memory()
    with mine.held("a"):
        assert mine.created("a") == Created(65, 1000, True)
    process.join(10)


def test_who_waits_in_vain_goes_on_with_a_warning(memory, said):
    with memory().held("a"), memory(patience=0).held("a"):
        pass
    assert said == ["Waited 0 s for another task that creates the same record; continuing without the lock."]


def test_a_lock_is_free_again_while_its_file_stays_open_for_the_next_item(memory, said):
    mine, other, before = memory(patience=0), memory(patience=0), open_files()
    for each in (mine, other, mine, other):
        with each.held("a"):
            pass
    assert open_files() == before + 2
    assert said == []


def test_a_lock_whose_file_was_removed_is_taken_on_the_new_file(memory, tmp_path, said):
    mine = memory()
    with mine.held("a"):
        pass
    for path in (tmp_path / "private").glob("create-*.lock"):
        path.unlink()
    with mine.held("a"), memory(patience=0).held("a"):
        pass
    assert len(said) == 1


def test_a_thread_that_waited_in_vain_does_not_free_the_lock_of_the_other(memory, said):
    mine = memory(patience=0)
    with mine.held("a"):
        with mine.held("a"):
            pass
        with memory(patience=0).held("a"):
            pass
    assert len(said) == 2


def test_threads_and_processes_write_whole_lines(memory, tmp_path):
    context = multiprocessing.get_context("fork")

    def write(start):
        mine = memory()
        threads = [
            threading.Thread(
                target=lambda first=first: [
                    mine.note_created(f"key {number}", number, 1, shows_key=True) for number in range(first, first + 50)
                ]
            )
            for first in range(start, start + 200, 50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        os._exit(0)

    processes = [context.Process(target=write, args=(start,)) for start in (0, 200, 400)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert memory().ids() == set(range(600))


def test_a_closed_memory_has_no_file_open(memory):
    before = open_files()
    mine = memory()
    mine.note_attempt("a")
    mine.created("a")
    with mine.held("a"):
        pass
    mine.close()
    assert open_files() == before
