# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that was given up on is not waited for by each task anew, and is taken up again with its first answer."""

from __future__ import annotations

import importlib
import json
import socket
import stat
import time
from contextlib import ExitStack

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.writes import Writer
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

# The first call would take the time for it.
importlib.import_module("requests")
# Nothing listens there.
AWAY = "http://127.0.0.1:9"
READ = Call("GET", "/api/v1/request/65")
ONCE = "so it was tried only once."


def kept(clients):
    return list(clients.folder.glob("outage-*.json"))


def remember(clients, url, since=90.0, seen=1.0, waited=60.0, content=None):
    """Have a task of this user give the server up; ``since`` and ``seen`` are seconds ago."""
    failed(clients, url, retry_timeout=0.8)
    clients.warnings.clear()
    (path,) = kept(clients)
    record = {"since": time.time() - since, "seen": time.time() - seen, "waited": waited}
    path.write_text(json.dumps(record) if content is None else content)
    return path


def failed(clients, url, **options):
    """Return the error of a read by another task, and how long it took."""
    before = time.monotonic()
    client = clients.client(url, TOKEN, **options)
    error = raised(lambda: client.read(READ, "read request 65"))
    return error, time.monotonic() - before


def test_a_task_after_one_that_gave_up_fails_at_once(clients):
    first, took = failed(clients, AWAY, retry_timeout=2)
    assert took > 0.8
    assert "It was tried " in first.message
    for dummy in range(3):
        error = failed(clients, AWAY, retry_timeout=2)[0]
        assert ONCE in error.message
        since = time.gmtime(json.loads(kept(clients)[0].read_text())["since"])
        assert time.strftime("since %H:%M:%S UTC", since) in error.message
    assert len(clients.warnings) == 1


def test_it_is_one_small_private_file_for_each_server(clients):
    for url in (AWAY, AWAY, AWAY + "/gateway"):
        failed(clients, url, retry_timeout=0.8)
    assert len(kept(clients)) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept(clients)} == {0o600}
    assert {path.suffix for path in clients.folder.iterdir()} == {".json"}


@pytest.mark.parametrize(
    "canned", [response(503), response(503, Retry_After="0.1"), response(502), response(504), None]
)
def test_it_is_kept_of_whatever_was_waited_for_in_vain(clients, canned):
    with CannedServer(canned) as server:
        failed(clients, server.url, retry_timeout=0.8)
        before = len(server.calls)
        assert ONCE in failed(clients, server.url, retry_timeout=0.8)[0].message
        assert len(server.calls) == before + 1


def test_a_rate_limit_is_no_outage(clients):
    with CannedServer(response(429, Retry_After="0.1")) as server:
        failed(clients, server.url, retry_timeout=1)
        assert kept(clients) == []


def test_one_response_ends_it_for_every_task(clients):
    statuses = [503]
    with CannedServer(lambda call: response(statuses.pop() if len(statuses) > 1 else statuses[0])) as server:
        failed(clients, server.url, retry_timeout=0.8)
        assert len(kept(clients)) == 1
        statuses[:] = [200]
        clients.client(server.url, TOKEN).read(READ, "read")
        assert kept(clients) == []
        # The next time that it is away, it is waited for.
        statuses[:] = [200, 503]
        assert clients.client(server.url, TOKEN).read(READ, "read").status == 200


@pytest.fixture
def silent():
    """The address of a server that takes no connection and refuses none, as behind a firewall."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for dummy in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_was_given_up_on_is_tried_for_a_short_time(clients, silent):
    assert failed(clients, silent, timeout=1, retry_timeout=1)[1] < 5
    error, took = failed(clients, silent, timeout=60, retry_timeout=1)
    assert took < 15
    assert ONCE in error.message


def test_a_task_that_may_not_wait_leaves_nothing_behind(clients):
    failed(clients, AWAY, retry_timeout=0)
    assert kept(clients) == []


def test_a_task_that_may_wait_longer_waits_for_the_remaining_time(clients):
    remember(clients, AWAY, since=9, seen=0, waited=9)
    error, took = failed(clients, AWAY, retry_timeout=11)
    assert 0.8 < took < 2.5
    assert "It was tried " in error.message
    remembered = json.loads(kept(clients)[0].read_text())
    assert 9 < time.time() - remembered["since"] < 13
    assert time.time() - remembered["seen"] < 2


def test_each_try_in_vain_keeps_it_for_another_minute(clients):
    path = remember(clients, AWAY, since=600, seen=50)
    assert ONCE in failed(clients, AWAY)[0].message
    assert time.time() - json.loads(path.read_text())["seen"] < 10


def test_an_unsent_write_fails_at_once_too(clients):
    remember(clients, AWAY)
    writes = Writer(clients.records(AWAY, retry_timeout=5))
    error = raised(lambda: writes.create({"subject": "x"}, doing="create it", look=lambda: None))
    assert ONCE in error.message


HOSTILE = {
    "a minute ago": {"seen": 61},
    "of the future": {"seen": -30, "since": -20},
    "in no order": {"seen": 5, "since": 2},
    "torn": {"content": '{"since": 17'},
    "empty": {"content": ""},
    "no JSON": {"content": "\x00\ufffd"},
    "deep": {"content": "[" * 900},
    "a list": {"content": "[1, 2]"},
    "texts": {"content": '{"since": "a", "seen": "b", "waited": "c"}'},
    "endless": {"content": '{"since": -Infinity, "seen": NaN, "waited": Infinity}'},
    "huge": {"content": '{"since": 1, "seen": 1, "waited": 1' + " " * 2000 + "}"},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_old_torn_or_hostile_file_is_ignored(clients, kind):
    path = remember(clients, AWAY, **HOSTILE[kind])
    assert "It was tried " in failed(clients, AWAY, retry_timeout=0.8)[0].message
    assert time.time() - json.loads(path.read_text())["seen"] < 5


def test_a_file_behind_a_link_is_neither_used_nor_written(clients, tmp_path):
    path = remember(clients, AWAY)
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    before = elsewhere.read_text()
    error, dummy = failed(clients, AWAY, retry_timeout=0.8)
    assert ONCE not in error.message
    assert elsewhere.read_text() == before
    assert any(str(path) in warning for warning in clients.warnings)


def test_a_task_that_needs_no_folder_makes_none(clients):
    with CannedServer(response(200)) as server:
        clients.client(server.url, TOKEN).read(READ, "read")
    assert not clients.folder.exists()
    assert clients.warnings == []
