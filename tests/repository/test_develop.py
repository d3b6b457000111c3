# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shell with the lines of ``activate`` uses the collection in the checkout, against the simulator."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest


def settings(checkout) -> dict[str, object]:
    return json.loads((checkout.path / ".build/develop/simulator.json").read_text("utf-8"))


def in_shell(checkout, command: str, home: Path) -> subprocess.CompletedProcess[str]:
    script = f". .build/develop/activate && {command}"
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ("sh", "-c", script), cwd=checkout.path, env=environment, capture_output=True, text=True, check=False
    )


def listens(url: str) -> bool:
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def started(prepared) -> Iterator[subprocess.CompletedProcess[str]]:
    ended = prepared.run("develop", "--simulator", "--examples", "--port", "0")
    assert ended.returncode == 0, ended.stderr
    yield ended
    with suppress(ProcessLookupError):
        os.kill(int(str(settings(prepared)["pid"])), signal.SIGTERM)


def test_a_task_uses_the_collection_in_the_checkout_against_the_simulator(prepared, started, tmp_path):
    task = "subject='Disk full' requester_email=jane@acme.example"
    ended = in_shell(prepared, f'ansible localhost -m motadata.serviceops.serviceops_request -a "{task}"', tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert '"operation": "created"' in ended.stdout


def test_there_are_tickets_to_look_at(prepared, started, tmp_path):
    task = "limit=1 fields=id"
    ended = in_shell(
        prepared, f'ansible localhost -m motadata.serviceops.serviceops_request_info -a "{task}"', tmp_path
    )
    assert json.loads(ended.stdout.partition(" => ")[2])["total"] > 5


def test_the_documentation_is_found(prepared, started, tmp_path):
    ended = in_shell(prepared, "ansible-doc -F motadata.serviceops", tmp_path)
    found = dict(line.split(maxsplit=1) for line in ended.stdout.splitlines())
    path = Path(found["motadata.serviceops.serviceops_request"])
    assert path.resolve() == prepared.path / "plugins/modules/serviceops_request.py"


def test_a_simulator_that_runs_is_not_started_again(prepared, started):
    before = settings(prepared)
    ended = prepared.run("develop", "--simulator", "--port", "0")
    assert ended.returncode == 0
    assert f"The simulator is running at {before['url']}; to end it: kill {before['pid']}" in ended.stdout
    assert settings(prepared) == before


def test_a_simulator_that_cannot_start_says_why(prepared, started):
    before = settings(prepared)
    port = str(before["url"]).rpartition(":")[2]
    ready = prepared.path / ".build/develop/simulator.json"
    kept = ready.read_text("utf-8")
    ready.unlink()
    try:
        ended = prepared.run("develop", "--simulator", "--port", port)
    finally:
        ready.write_text(kept, encoding="utf-8")
    assert ended.returncode == 1
    assert ended.stderr.startswith("The simulator did not start:\n")
    assert port in ended.stderr


def test_a_simulator_that_ended_is_started_anew(prepared, started):
    before = settings(prepared)
    os.kill(int(str(before["pid"])), signal.SIGTERM)
    until = time.monotonic() + 10
    while listens(str(before["url"])) and time.monotonic() < until:
        time.sleep(0.05)
    ended = prepared.run("develop", "--simulator", "--port", "0")
    assert ended.returncode == 0, ended.stderr
    assert settings(prepared)["pid"] != before["pid"]
