# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private folders, and locks that one process at a time holds."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.locks import (
    PrivateFolder,
    UnsafeFolderError,
    open_private,
)

HOLDER = """
import fcntl, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(descriptor, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def said():
    return []


@pytest.fixture
def folder(tmp_path, said):
    return PrivateFolder(str(tmp_path / "private"), {}, said.append)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_made_private(folder, tmp_path):
    assert folder.file("x") == tmp_path / "private" / "x"
    assert mode(tmp_path / "private") == 0o700


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"XDG_RUNTIME_DIR": "{tmp}/run", "XDG_CACHE_HOME": "{tmp}/cache"}, "run/motadata.serviceops"),
        ({"XDG_RUNTIME_DIR": "{tmp}/missing", "XDG_CACHE_HOME": "{tmp}/cache"}, "cache/motadata.serviceops"),
        ({"XDG_RUNTIME_DIR": "relative", "XDG_CACHE_HOME": "relative"}, "home/.cache/motadata.serviceops"),
        ({}, "home/.cache/motadata.serviceops"),
    ],
)
def test_the_default_folder_is_per_user(variables, expected, tmp_path, said):
    (tmp_path / "run").mkdir()
    environ = {name: value.format(tmp=tmp_path) for name, value in variables.items()}
    assert PrivateFolder(None, environ, said.append).file("x") == tmp_path / expected / "x"
    assert said == []


def test_a_lock_holds_another_thread_of_the_same_name_back(tmp_path, said):
    order = []
    entered, leave = threading.Event(), threading.Event()

    def first():
        with PrivateFolder(str(tmp_path / "private"), {}, said.append).locked("a.lock", 10):
            order.append("first in")
            entered.set()
            leave.wait(10)
            order.append("first out")

    def second():
        with PrivateFolder(str(tmp_path / "private"), {}, said.append).locked("a.lock", 10):
            order.append("second in")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert entered.wait(10)
    threads[1].start()
    with PrivateFolder(str(tmp_path / "private"), {}, said.append).locked("b.lock", 10):
        order.append("another name")
    leave.set()
    for thread in threads:
        thread.join(10)
    assert order == ["first in", "another name", "first out", "second in"]


def test_a_lock_goes_with_its_holder(folder):
    path = folder.file("a.lock")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        before = time.monotonic()
        with folder.locked("a.lock", 0.1):
            assert time.monotonic() - before >= 0.1
        holder.kill()
        before = time.monotonic()
        with folder.locked("a.lock", 20):
            assert time.monotonic() - before < 10
    finally:
        holder.kill()
        holder.communicate()


def test_a_lock_that_is_free_is_taken_without_patience(folder):
    with folder.locked("a.lock", -1):
        held = open_private(folder.file("a.lock"), os.O_RDWR)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(held)


def test_what_happens_inside_a_lock_is_not_swallowed(folder, said):
    with pytest.raises(OSError, match="from inside"), folder.locked("a.lock", 1):
        raise OSError("from inside")
    assert said == []


def test_a_lock_file_that_is_a_link_is_not_followed(folder, said, tmp_path):
    target = tmp_path / "elsewhere"
    folder.file("a.lock").symlink_to(target)
    with folder.locked("a.lock", 1):
        assert not target.exists()
    assert len(said) == 1


@pytest.mark.parametrize("flags", [os.O_RDONLY, os.O_RDWR | os.O_CREAT])
def test_what_is_no_regular_file_of_this_user_is_refused(tmp_path, flags):
    tmp_path.chmod(0o700)
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "fifo", 0o600)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "wide").touch(0o600)
    (tmp_path / "wide").chmod(0o604)
    for name in ("directory", "fifo", "link", "wide"):
        with pytest.raises(UnsafeFolderError, match=name):
            open_private(tmp_path / name, flags)
    assert not (tmp_path / "target").exists()
