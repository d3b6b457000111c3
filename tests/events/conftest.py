# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and ansible-rulebook with the installed collection."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml

from tests.simulator.client import Simulator
from tests.surroundings import environment_of

_PATIENCE = 300


def awaited(look: Callable[[], Any], what: str) -> Any:
    """Return what ``look`` finds in the end."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} did not happen in {_PATIENCE} seconds.")


class Rulebooks:
    """Runs rulebooks against one simulator, and ends them with the test."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        (folder / "home").mkdir()
        # As most inventories, this one does not name localhost.
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory = {"all": {"hosts": {"web1": here, "web2": here}}}
        (folder / "hosts.yml").write_text(yaml.safe_dump(inventory))

    def start(self, rulebook: str, **variables: Any) -> subprocess.Popen[bytes]:
        """Start a rulebook, named by its path or as that of a collection."""
        (self.folder / "variables.yml").write_text(yaml.safe_dump(variables))
        command = [Path(sys.executable).parent / "ansible-rulebook", "--rulebook", rulebook]
        command += ["--inventory", self.folder / "hosts.yml", "--vars", self.folder / "variables.yml", "--verbose"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self._environment(), stdout=log, stderr=subprocess.STDOUT
            )
        self._running.append(process)
        return process

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def await_output(self, text: str, count: int = 1) -> None:
        """Wait until a text was printed so often."""

        def look() -> bool:
            ended = [process.returncode for process in self._running if process.poll() not in (None, -9)]
            assert not ended, self.output
            return self.output.count(text) >= count

        awaited(look, text)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()

    def _environment(self) -> Mapping[str, str]:
        java = {name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}
        # A Java may lie anywhere on the tester's path.
        path = {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))}
        return {**self.simulator.environment, **environment_of(self.folder / "home"), **path, **java}


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
