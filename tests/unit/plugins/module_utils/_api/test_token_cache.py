# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kept token: one sign-in for many processes, and files that are never what somebody else made of them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.support.canned import CannedServer, sequence, token_answer
from tests.unit.support.clients import GRANT
from tests.unit.support.processes import process_environment
from tests.unit.support.simulated import counted

ROOT = Path(__file__).resolve().parents[5]
OTHER_USER = 65534

# Imports once, then forks: each child has its own client and starts when the pipe is closed.
TWENTY = """
import os, sys, traceback
root, url, folder = sys.argv[1:]
sys.path.insert(0, root)
import runpy
runpy.run_path(root + "/tests/unit/conftest.py")
from pathlib import Path
from tests.unit.support.clients import Clients
import requests
waiting, start = os.pipe()
children = []
for number in range(20):
    child = os.fork()
    if child == 0:
        os.close(start)
        os.read(waiting, 1)
        clients, status = Clients(Path(folder)), 1
        try:
            token = clients.client(url, timeout=30).token_auth.obtain()[0].access_token
            os.write(1, f"{token} {clients.warnings}\\n".encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    children.append(child)
os.close(start)
sys.exit(sum(os.waitpid(child, 0)[1] for child in children) != 0)
"""


def token_file(folder: Path) -> Path:
    (found,) = folder.glob("token-*.json")
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def kept_once(clients):
    """A server of numbered tokens and a cache that holds the first."""
    tokens = sequence(*(token_answer(f"fake-token-{number}", refresh_token="fake-refresh") for number in range(1, 9)))
    with CannedServer(tokens) as server:
        clients.client(server.url).token_auth.obtain()
        clients.warnings.clear()
        yield server


def obtained(clients, server) -> str:
    return clients.client(server.url).token_auth.obtain()[0].access_token


def test_twenty_processes_share_one_sign_in(clients, simulator):
    simulator.fail(fault="latency", seconds=0.2, method="POST", path="/api/oauth/token", times=1)
    command = [sys.executable, "-c", TWENTY, str(ROOT), simulator.url, str(clients.folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=process_environment(), timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 20
    assert len(set(lines)) == 1
    assert lines[0].endswith(" []")
    assert counted(simulator) == {"token": 1}


def test_folder_and_files_are_private_whatever_the_umask(clients):
    before = os.umask(0)
    try:
        with CannedServer(token_answer()) as server:
            clients.client(server.url).token_auth.obtain()
    finally:
        os.umask(before)
    assert mode(clients.folder) == 0o700
    assert {mode(path) for path in clients.folder.iterdir()} == {0o600}
    assert clients.warnings == []


def test_the_file_holds_no_password_and_no_client_secret(clients, kept_once):
    for path in clients.folder.iterdir():
        content = path.read_text() + path.name
        for secret in (GRANT.password, GRANT.client_secret, GRANT.basic, GRANT.username):
            assert secret not in content


def test_a_kept_token_is_used_again(clients, kept_once):
    assert obtained(clients, kept_once) == "fake-token-1"
    assert len(kept_once.calls) == 1


def _symlink(path: Path) -> None:
    target = path.parent.parent / "elsewhere"
    path.rename(target)
    path.symlink_to(target)


def _hard_link(path: Path) -> None:
    os.link(path, path.parent.parent / "elsewhere")


def _wider(path: Path) -> None:
    path.chmod(0o640)


def _foreign(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, OTHER_USER, OTHER_USER)


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


@pytest.mark.parametrize("spoil", [_symlink, _hard_link, _wider, _foreign, _directory, _fifo])
def test_a_doubtful_file_is_neither_used_nor_written(clients, kept_once, spoil):
    path = token_file(clients.folder)
    spoil(path)
    there = path.read_bytes() if path.is_file() else None
    target = path.parent.parent / "elsewhere"
    outside = target.read_bytes() if target.exists() else None

    assert obtained(clients, kept_once) == "fake-token-2"

    assert len(clients.warnings) == 1, clients.warnings
    assert "token_cache_path" in clients.warnings[0]
    assert str(path) in clients.warnings[0]
    assert (path.read_bytes() if path.is_file() else None) == there
    assert (target.read_bytes() if target.exists() else None) == outside
    assert obtained(clients, kept_once) == "fake-token-3"


def _folder_link(folder: Path) -> None:
    target = folder.parent / "elsewhere"
    folder.rename(target)
    folder.symlink_to(target)


def _folder_wider(folder: Path) -> None:
    folder.chmod(0o755)


def _folder_foreign(folder: Path) -> None:
    _foreign(folder)


def _folder_file(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.write_text("a file")


def _folder_dangling(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parent / "nowhere")


@pytest.mark.parametrize("spoil", [_folder_link, _folder_wider, _folder_foreign, _folder_file, _folder_dangling])
def test_a_doubtful_folder_is_not_used(clients, kept_once, spoil):
    spoil(clients.folder)
    assert obtained(clients, kept_once) == "fake-token-2"
    assert len(clients.warnings) == 1, clients.warnings
    assert str(clients.folder) in clients.warnings[0]
    assert not (clients.folder.parent / "nowhere").exists()


def _record(path: Path, **changes) -> str:
    return json.dumps({**json.loads(path.read_text()), **changes})


def _token(path: Path, **changes) -> str:
    return _record(path, token={**json.loads(path.read_text())["token"], **changes})


HOSTILE = {
    "torn": lambda path: path.read_text()[:40],
    "empty": lambda path: "",
    "not JSON": lambda path: "\x00\xff",
    "a list": lambda path: "[]",
    "deep": lambda path: "[" * 60000,
    "a future version": lambda path: _record(path, version=2),
    "no version": lambda path: _record(path, version=None),
    "no token": lambda path: _record(path, token=None),
    "another fingerprint": lambda path: _record(path, fingerprint="0" * 64),
    "a fingerprint of another alphabet": lambda path: _record(path, fingerprint="\u00e9" * 64),
    "a salt that is a number": lambda path: _record(path, salt=5),
    "a changed salt": lambda path: _record(path, salt="0" * 32),
    "a token of another shape": lambda path: _record(path, token={"access_token": "fake-planted"}),
    "a token with a line break": lambda path: _token(path, access_token="fake\r\nHost: evil"),
    "a token that is a number": lambda path: _token(path, access_token=5),
    "an endless life": lambda path: _token(path, expires_at=float("inf")),
    "no number": lambda path: _token(path, expires_at="later"),
    "a token from the future": lambda path: _token(
        path, issued_at=time.time() + 5000, expires_at=time.time() + 9000, refresh_token=None
    ),
    "an expired token": lambda path: _token(path, issued_at=1000.0, expires_at=2000.0, refresh_token=None),
    "a huge file": lambda path: path.read_text() + " " * 70000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_torn_or_hostile_file_is_ignored_and_rewritten(clients, kept_once, kind):
    path = token_file(clients.folder)
    path.write_text(HOSTILE[kind](path))
    assert obtained(clients, kept_once) == "fake-token-2"
    assert clients.warnings == []
    assert json.loads(path.read_text())["token"]["access_token"] == "fake-token-2"
    assert mode(path) == 0o600
    assert obtained(clients, kept_once) == "fake-token-2"


def test_an_expired_token_is_renewed_and_kept(clients, kept_once):
    path = token_file(clients.folder)
    path.write_text(_token(path, issued_at=1000.0, expires_at=2000.0))
    token, source = clients.client(kept_once.url).token_auth.obtain()
    assert (token.access_token, source) == ("fake-token-2", "refresh")


def test_a_leftover_of_a_killed_process_is_replaced(clients, kept_once):
    path = token_file(clients.folder)
    unfinished = Path(f"{path}.new")
    outside = path.parent.parent / "elsewhere"
    outside.write_text("untouched")
    unfinished.symlink_to(outside)
    clients.client(kept_once.url).token_auth.obtain(force=True)
    assert outside.read_text() == "untouched"
    assert not unfinished.exists()
    assert obtained(clients, kept_once) == "fake-token-2"
    assert clients.warnings == []


def test_a_folder_that_cannot_be_made_is_one_warning(clients):
    clients.folder.parent.joinpath("file").write_text("")
    with CannedServer(token_answer()) as server:
        client = clients.client(server.url, token_cache_path=str(clients.folder.parent / "file" / "kept"))
        client.token_auth.obtain()
        client.token_auth.forget()
        with client.create_lock.held("key"):
            pass
    assert len(clients.warnings) == 1


def test_a_task_without_a_cache_is_warned_of_the_folder_when_it_needs_a_lock(clients):
    clients.folder.mkdir(mode=0o755)
    with CannedServer(token_answer()) as server:
        client = clients.client(server.url, token_cache=False)
        client.token_auth.obtain()
        assert clients.warnings == []
        with client.create_lock.held("key"):
            pass
    assert len(clients.warnings) == 1


def test_users_of_one_server_have_files_of_their_own(clients):
    with CannedServer(token_answer()) as server:
        clients.client(server.url).token_auth.obtain()
        clients.client(server.url + "/gateway").token_auth.obtain()
    assert len(list(clients.folder.glob("token-*.json"))) == 2
