# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and ansible-rulebook with the installed collection."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml

from tests.events.controller import TOKEN as CONTROLLER_TOKEN
from tests.events.controller import Controller, Template, serving
from tests.simulator.client import Simulator
from tests.surroundings import environment_of

_PATIENCE = 300
TOKEN = "fake-webhook-token"
TASKS = {
    "clean.yml": [{"name": "Clean", "ansible.builtin.debug": {"msg": "{{ inventory_hostname }} cleans"}}],
    "break.yml": [{"name": "Break", "ansible.builtin.fail": {"msg": "The disk is gone."}}],
}
MAP = {"disk-full": "clean.yml", "Hardware": "clean.yml", "broken": "break.yml"}
# How often a job is asked for.
HASTE = {"EDA_JOB_TEMPLATE_REFRESH_DELAY": "0.5"}


def awaited(look: Callable[[], Any], what: str) -> Any:
    """Return what ``look`` finds in the end."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} did not happen in {_PATIENCE} seconds.")


def standing(simulator: Simulator, made: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    """Return status, tags and notes of a request."""
    ticket = simulator.ticket("request", made["id"])
    notes = [note["details"] for note in simulator.conversations("request", made["id"])]
    return ticket["statusName"], ticket.get("tags", []), notes


def alerts(status: str, label: str) -> dict[str, Any]:
    """Return what Alertmanager posts."""
    labels = {"alertname": "DiskFull", "instance": "db01", "severity": "critical", "owner": label}
    alert = {"status": status, "labels": labels, "annotations": {}, "fingerprint": "0a1b2c"}
    return {
        "status": status,
        "alerts": [{**alert, "startsAt": "2026-03-01T08:00:00Z", "endsAt": "2026-03-01T09:00:00Z"}],
    }


def post(port: int, body: dict[str, Any], token: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", "/", json.dumps(body), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Rulebooks:
    """Runs rulebooks against one simulator, and ends them with the test."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        (folder / "home").mkdir()
        # As most inventories, this one does not name localhost, and what it says of all hosts does not hold there.
        missing = dict.fromkeys(("ansible_become_exe", "ansible_python_interpreter"), "/missing")
        all_hosts = {"ansible_become": True, "ansible_become_user": "nobody", **missing}
        here = {"ansible_connection": "local"}
        inventory = {"all": {"hosts": {"web1": here, "web2": here}, "vars": all_hosts}}
        self.inventory.write_text(yaml.safe_dump(inventory))

    def start(self, rulebook: str, *arguments: str, **variables: Any) -> subprocess.Popen[bytes]:
        """Start a rulebook, named by its path or as that of a collection."""
        (self.folder / "variables.yml").write_text(yaml.safe_dump(variables))
        command = [Path(sys.executable).parent / "ansible-rulebook", "--rulebook", rulebook]
        command += ["--inventory", self.inventory, "--vars", self.folder / "variables.yml", "--verbose"]
        command += arguments
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._running.append(process)
        return process

    @property
    def inventory(self) -> Path:
        return self.folder / "hosts.yml"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def await_output(self, text: str, count: int = 1) -> None:
        """Wait until a text was printed so often."""
        self.awaited(lambda: self.output.count(text) >= count, text)

    def awaited(self, look: Callable[[], Any], what: str) -> Any:
        """Return what ``look`` finds in the end, unless a rulebook ends before."""

        def look_while_running() -> Any:
            ended = [process.returncode for process in self._running if process.poll() not in (None, -9)]
            assert not ended, self.output
            return look()

        return awaited(look_while_running, what)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()

    @property
    def environment(self) -> Mapping[str, str]:
        java = {name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}
        # A Java may lie anywhere on the tester's path.
        path = {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}
        return {**self.simulator.environment, **environment_of(self.folder / "home"), **path, **java, **HASTE}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator of the test's own."""
    with Simulator.start() as found:
        yield found


@pytest.fixture
def rulebooks(simulator: Simulator, tmp_path: Path) -> Iterator[Rulebooks]:
    """Rulebooks that end with the test."""
    found = Rulebooks(simulator, tmp_path)
    yield found
    found.close()


@pytest.fixture
def launch(rulebooks: Rulebooks, tmp_path: Path) -> Iterator[Callable[..., Controller]]:
    """Start a rulebook beside a controller with these job templates."""
    with ExitStack() as stack:

        def start(rulebook: str, templates: Mapping[str, Template], **variables: Any) -> Controller:
            controller = Controller(tmp_path / "controller", rulebooks.inventory, rulebooks.environment, templates)
            url = stack.enter_context(serving(controller))
            rulebooks.start(rulebook, "--controller-url", url, "--controller-token", CONTROLLER_TOKEN, **variables)
            return controller

        yield start


@pytest.fixture
def tasks(tmp_path: Path) -> str:
    folder = tmp_path / "tasks"
    folder.mkdir()
    for name, content in TASKS.items():
        (folder / name).write_text(yaml.safe_dump(content))
    return str(folder)
