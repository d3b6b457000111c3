# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on the simulator in a real browser: a simulator, a page, and playbooks that run meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESK, chromium, opened
from tests.simulator.client import Simulator

PROGRAM = Path(sys.executable).with_name("ansible-playbook")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def shared_simulator() -> Iterator[Simulator]:
    with Simulator.start(examples=True) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator: Simulator) -> Simulator:
    """A simulator with the example tickets, and no call."""
    shared_simulator.control("POST", "reset", {})
    return shared_simulator


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a desk; nothing may go wrong on it."""
    with opened(browser, DESK) as (shown, trouble):
        yield shown
        assert trouble == []


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a playbook of this folder against a simulator."""
    printed = tmp_path / "printed"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, simulator: Simulator, **variables: Any) -> subprocess.Popen[bytes]:
        given = [part for key, value in variables.items() for part in ("-e", f"{key}={value}")]
        command = [str(PROGRAM), str(Path(__file__).with_name(name)), *given]
        environment = {**os.environ, **simulator.environment, "SERVICEOPS_TOKEN_CACHE_PATH": str(tmp_path / "tokens")}
        with printed.open("wb") as output:
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=output, stderr=subprocess.STDOUT)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    # A test that fails shows it.
    print(printed.read_text("utf-8"))
