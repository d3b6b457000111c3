# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task knows of the writes of this user's other tasks."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import endpoints
from ansible_collections.motadata.serviceops.plugins.module_utils._api.private_folder import PrivateFolder
from ansible_collections.motadata.serviceops.plugins.module_utils._api.write_log import WriteLog
from tests.unit.support.processes import open_files

URL = "https://acme.example"


@pytest.fixture
def warnings():
    return []


@pytest.fixture
def write_log(tmp_path, warnings):
    """Make the write log of a task."""

    def make(url=URL):
        return WriteLog(PrivateFolder(str(tmp_path / "private"), {}, warnings.append), url)

    return make


def log_file(tmp_path):
    (path,) = (tmp_path / "private").glob("writes-*.log")
    return path


def test_what_one_task_creates_another_knows(write_log):
    mine, other = write_log(), write_log()
    assert other.created("a") is None
    mine.note_created("a", 65, 1000, shows_key=True)
    mine.note_created("b", 66, None, shows_key=False)
    assert other.created("a")[:3] == (65, 1000, True)
    assert other.created("b")[:3] == (66, None, False)
    assert other.created("c") is None
    assert other.ids() == {65, 66}
    mine.note_created("a", 67, 2000, shows_key=True)
    assert other.created("a")[:3] == (67, 2000, True)


def test_a_deleted_record_is_not_known_any_more(write_log):
    write_log().note_created("a", 65, 1000, shows_key=True)
    write_log().note_deleted(65)
    assert write_log().created("a") is None


def test_another_server_has_another_log(write_log):
    write_log().note_created("a", 65, 1000, shows_key=True)
    assert write_log(url="https://other.example").created("a") is None


def test_an_attempt_is_unsettled_until_something_came_of_it(write_log, monkeypatch):
    monkeypatch.setattr(endpoints, "SETTLING", 6.0)
    mine, other = write_log(), write_log()
    assert other.unsettled("a") == 0
    for end in (lambda: mine.note_nothing("a"), lambda: mine.note_created("a", 65, 1, shows_key=True)):
        mine.note_attempt("a")
        assert 5 < other.unsettled("a") <= 6
        assert other.unsettled("b") == 0
        end()
        assert other.unsettled("a") == 0
    mine.note_attempt("a")
    assert other.created("a")[:3] == (65, 1, True)
    mine.note_guess("c", 70, 1)
    assert (other.created("c")[:3], 70 in other.ids()) == ((70, 1, False), False)
    monkeypatch.setattr(endpoints, "SETTLING", 0.0)
    assert other.unsettled("a") <= 0


@pytest.mark.parametrize(
    ("shown", "is_behind"), [(1500, False), (1501, False), (1499, True), (1000, False), (None, True), ("x", True)]
)
def test_a_record_that_is_older_than_the_last_change_is_behind(write_log, shown, is_behind):
    mine, other = write_log(), write_log()
    mine.note_changed(65, 900)
    mine.note_changed(65, 1500)
    mine.note_changed(65, None)
    assert other.is_behind(65, shown) is is_behind
    assert other.is_behind(6, shown) is False
    mine.note_deleted(66)
    assert other.is_behind(66, shown) is True


def test_a_server_that_takes_a_part_of_a_map_for_the_whole_is_known(write_log):
    assert write_log().replaces_maps() is False
    write_log().note_replaced_maps()
    assert write_log().replaces_maps() is True


@pytest.mark.parametrize(
    "torn",
    [b'["created", "', b"\xff\x00\n\n", b'["created"]\n', b"[" * 5000, b'{"a": 1}\n', b'["map", 1, 2]\n'],
)
def test_a_torn_or_hostile_line_is_ignored(write_log, tmp_path, torn):
    mine = write_log()
    mine.note_created("a", 65, 1000, shows_key=True)
    with log_file(tmp_path).open("ab") as file:
        file.write(torn)
    mine.note_created("b", 66, 1000, shows_key=True)
    other = write_log()
    assert (other.created("a")[:3], other.created("b")[:3]) == ((65, 1000, True), (66, 1000, True))
    assert other.ids() == {65, 66}
    assert other.replaces_maps() is False


def test_the_log_is_private_and_holds_no_key(write_log, tmp_path):
    write_log().note_created("request subject 'Disk of the secret project'", 65, 1000, shows_key=True)
    assert log_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert b"secret" not in log_file(tmp_path).read_bytes()


def test_a_log_that_is_a_link_is_not_followed(write_log, tmp_path, warnings):
    write_log().note_attempt("a")
    path = log_file(tmp_path)
    outside = tmp_path / "outside"
    path.rename(outside)
    before = outside.read_bytes()
    path.symlink_to(outside)
    write_log().note_created("a", 65, 1000, shows_key=True)
    assert outside.read_bytes() == before
    assert len(warnings) == 1


def test_what_is_old_is_forgotten_and_removed(write_log, tmp_path, monkeypatch):
    now = time.time()
    write_log().note_created("a", 65, 1000, shows_key=True)
    monkeypatch.setattr(time, "time", lambda: now + 600)
    assert write_log().created("a")[:3] == (65, 1000, True)
    monkeypatch.setattr(time, "time", lambda: now + 1300)
    assert write_log().created("a") is None
    write_log().note_created("b", 66, 1000, shows_key=True)
    assert b"66" in log_file(tmp_path).read_bytes()


def test_without_a_folder_nothing_is_known_and_there_is_one_warning(tmp_path, warnings):
    (tmp_path / "private").symlink_to(tmp_path)
    mine = WriteLog(PrivateFolder(str(tmp_path / "private"), {}, warnings.append), URL)
    mine.note_attempt("a")
    mine.note_created("a", 65, 1000, shows_key=True)
    assert mine.created("a") is None
    assert len(warnings) == 1


def test_threads_and_processes_write_whole_lines(write_log, tmp_path):
    context = multiprocessing.get_context("fork")

    def write(start):
        mine = write_log()
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
    assert write_log().ids() == set(range(600))


def test_a_closed_log_has_no_file_open(write_log):
    before = open_files()
    mine = write_log()
    mine.note_attempt("a")
    mine.created("a")
    mine.close()
    assert open_files() == before
