# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private folders, and locks that one process at a time holds."""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.private_folder import (
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
def warnings():
    return []


@pytest.fixture
def folder(tmp_path, warnings):
    return PrivateFolder(str(tmp_path / "private"), {}, warnings.append)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_made_private(folder, tmp_path):
    assert folder.file("x") == tmp_path / "private" / "x"
    assert mode(tmp_path / "private") == 0o700


def users_home(monkeypatch, home):
    """Have the list of users name a home, None for a user that is not in it."""

    def getpwuid(uid):
        if home is None:
            raise KeyError(uid)
        return SimpleNamespace(pw_dir=str(home))

    monkeypatch.setattr(pwd, "getpwuid", getpwuid)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"HOME": "{tmp}/home"},
        {"HOME": "{tmp}/other"},
        {"HOME": ""},
        {"XDG_RUNTIME_DIR": "{tmp}/other", "XDG_CACHE_HOME": "{tmp}/other"},
        {"XDG_RUNTIME_DIR": "/proc/1", "XDG_CACHE_HOME": "/proc/1"},
    ],
)
def test_every_login_of_a_user_has_the_same_folder(variables, tmp_path, warnings, monkeypatch):
    for name in ("home", "other"):
        (tmp_path / name).mkdir()
    users_home(monkeypatch, tmp_path / "home")
    environ = {name: value.format(tmp=tmp_path) for name, value in variables.items()}
    assert PrivateFolder(None, environ, warnings.append).file("x") == tmp_path / "home/.cache/motadata.serviceops/x"
    assert warnings == []


@pytest.mark.parametrize("home", [None, "/", "/nonexistent"])
def test_a_user_without_a_home_has_the_one_that_the_environment_names(home, tmp_path, warnings, monkeypatch):
    users_home(monkeypatch, home)
    (found, missing) = (
        PrivateFolder(None, environ, warnings.append).file("x") for environ in ({"HOME": str(tmp_path)}, {"HOME": ""})
    )
    assert (found, missing) == (tmp_path / ".cache/motadata.serviceops/x", None)
    (warning,) = warnings
    assert "because this user has no home folder. Set token_cache_path" in warning


@pytest.mark.parametrize("chosen", [True, False])
def test_a_folder_that_cannot_be_written_to_is_one_warning(chosen, tmp_path, monkeypatch, warnings):
    home = tmp_path / "home"
    (home / ".cache").mkdir(parents=True)
    (home / ".cache/motadata.serviceops").mkdir(mode=0o500)
    users_home(monkeypatch, home)
    may_write = os.access
    # The tests may run as root, who may write everywhere but to a file system that is mounted to be read.
    monkeypatch.setattr(
        os, "access", lambda path, mode: mode & ~path.stat().st_mode >> 6 == 0 and may_write(path, mode)
    )
    folder = PrivateFolder(str(home / ".cache/motadata.serviceops") if chosen else None, {}, warnings.append)
    with folder.locked("a.lock", 1) as is_held:
        assert is_held is None
    assert folder.file("x") is None
    (warning,) = warnings
    assert f"{home}/.cache/motadata.serviceops cannot be written to" in warning


def test_all_folders_that_are_made_are_private_whatever_the_umask(tmp_path, warnings):
    before = os.umask(0)
    try:
        assert PrivateFolder(str(tmp_path / "a" / "b" / "c"), {}, warnings.append).file("x")
    finally:
        os.umask(before)
    assert [mode(tmp_path / path) for path in ("a", "a/b", "a/b/c")] == [0o700] * 3
    assert warnings == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL])
def test_a_file_system_without_locks_is_one_warning(folder, warnings, monkeypatch, number):
    def refuse(descriptor, operation):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    for name in ("a.lock", "b.lock"):
        with folder.locked(name, 1) as is_held:
            assert is_held is None
    assert folder.file("x") is not None
    (warning,) = warnings
    assert "has no locks" in warning
    assert "Set token_cache_path to a private folder on a local disk." in warning


def test_a_lock_that_another_task_holds_is_not_held(folder, warnings):
    with folder.locked("a.lock", 1) as first, folder.locked("a.lock", 0.1) as second:
        assert (first, second) == (True, False)
    assert warnings == []


def test_a_lock_holds_another_thread_of_the_same_name_back(tmp_path, warnings):
    order = []
    entered, leave = threading.Event(), threading.Event()

    def first():
        with PrivateFolder(str(tmp_path / "private"), {}, warnings.append).locked("a.lock", 10):
            order.append("first in")
            entered.set()
            leave.wait(10)
            order.append("first out")

    def second():
        with PrivateFolder(str(tmp_path / "private"), {}, warnings.append).locked("a.lock", 10):
            order.append("second in")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert entered.wait(10)
    threads[1].start()
    with PrivateFolder(str(tmp_path / "private"), {}, warnings.append).locked("b.lock", 10):
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


def test_a_long_wait_for_a_lock_is_announced_when_it_begins(tmp_path):
    warned, announced = [], []
    folder = PrivateFolder(str(tmp_path / "private"), {}, warned.append, announced.append)
    with folder.locked("a.lock", 1), folder.locked("a.lock", 3.2) as is_held:
        assert is_held is False
    with folder.locked("b.lock", 60) as is_held:
        assert is_held
    assert (warned, announced) == (
        [],
        [f"Another task holds {tmp_path}/private/a.lock; waiting for it for 0 s at most."],
    )


def test_a_lock_that_is_free_is_taken_without_time_to_wait(folder):
    with folder.locked("a.lock", -1):
        held = open_private(folder.file("a.lock"), os.O_RDWR)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(held)


def test_an_error_inside_a_lock_is_not_swallowed(folder, warnings):
    with pytest.raises(OSError, match="from inside"), folder.locked("a.lock", 1):
        raise OSError("from inside")
    assert warnings == []


def test_a_lock_file_that_is_a_link_is_not_followed(folder, warnings, tmp_path):
    target = tmp_path / "elsewhere"
    folder.file("a.lock").symlink_to(target)
    with folder.locked("a.lock", 1):
        assert not target.exists()
    assert len(warnings) == 1


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
