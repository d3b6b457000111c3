# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source as ansible-rulebook runs it: alone, by its path, over a real server, and killed at any point."""

from __future__ import annotations

import asyncio
import json
import os
import random
import runpy
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.client import ROOT, Simulator
from tests.unit.support import source_process
from tests.unit.support.processes import process_environment

BURST = 5000


class Desk:
    """A server with many requests, which change all at once, and a process that runs the source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "desk.sqlite"
        self.sink = folder / "sink"
        self.simulator = Simulator.start(tickets=BURST, database=self.database)
        self.args = {"interval": 1, "state_file": str(folder / "state"), "token_cache_path": str(folder / "kept")}

    def start(self, **options: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, source_process.__file__, json.dumps({**self.args, **options}), str(self.sink)]
        environment = {**process_environment(), **self.simulator.environment}
        return subprocess.Popen(command, env=environment, cwd=self.folder)

    def change_all(self) -> int:
        """Change every request now, many of them in the same millisecond, and return the first time of these."""
        now = int(time.time() * 1000)
        with sqlite3.connect(self.database, timeout=30) as db:
            db.execute("UPDATE ticket SET updated_time = ? + id % 7", (now,))
        db.close()
        return now

    def worked_on(self) -> list[str]:
        return self.sink.read_text().splitlines() if self.sink.exists() else []

    def await_events(self, count: int, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + 120
        while len(set(self.worked_on())) < count:
            assert process.poll() is None
            assert time.monotonic() < end, len(self.worked_on())
            time.sleep(0.02)

    def await_position(self) -> None:
        end = time.monotonic() + 60
        while not (self.folder / "state").exists():
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path)
    yield found
    found.simulator.stop()


def test_a_burst_is_handed_over_once_and_oldest_first(desk: Desk) -> None:
    process = desk.start()
    try:
        desk.await_position()
        desk.change_all()
        desk.await_events(BURST, process)
        time.sleep(1.5)
    finally:
        process.kill()
        process.wait()

    found = desk.worked_on()
    assert len(found) == len(set(found)) == BURST
    assert [line.split()[1] for line in found] == sorted(line.split()[1] for line in found)


def test_a_source_that_is_killed_at_any_point_loses_nothing(desk: Desk) -> None:
    chance = random.Random(7)
    process = desk.start()
    desk.await_position()
    desk.change_all()
    for dummy in range(8):
        time.sleep(chance.uniform(0.2, 1.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = desk.start()
    try:
        desk.await_events(BURST, process)
    finally:
        process.kill()
        process.wait()

    assert {line.split()[0] for line in desk.worked_on()} == {str(65 + number) for number in range(BURST)}


def run_source(args: dict[str, Any], script: Any) -> Any:
    """Run ``script`` beside the source; it gets the queue and the task of the source."""

    async def both() -> Any:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        task = asyncio.create_task(runpy.run_path(str(source_process.SOURCE))["main"](queue, args))
        try:
            return await script(queue, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return asyncio.run(both())


@pytest.fixture
def args(simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, value in simulator.environment.items():
        monkeypatch.setenv(name, value)
    return {"interval": 1, "token_cache_path": str(tmp_path / "kept"), "state_file": str(tmp_path / "state")}


def test_pages_that_shift_while_they_are_read_lose_nothing(simulator: Simulator, args: dict[str, Any]) -> None:
    simulator.switch(search_page_cap=2)
    ended = threading.Event()
    made: list[int] = []

    def open_requests() -> None:
        while not ended.wait(0.02):
            made.append(simulator.create_ticket(subject="new")["id"])

    async def script(queue: asyncio.Queue[Any], task: asyncio.Task[Any]) -> list[int]:
        while not os.path.exists(args["state_file"]):
            await asyncio.sleep(0.05)
        thread = threading.Thread(target=open_requests)
        thread.start()
        found: list[int] = []
        try:
            while len(found) < 100:
                found.append((await asyncio.wait_for(queue.get(), 60))["serviceops"]["record"]["id"])
        finally:
            ended.set()
            thread.join()
        while len(found) < len(made):
            found.append((await asyncio.wait_for(queue.get(), 60))["serviceops"]["record"]["id"])
        return found

    found = run_source({**args, "retry_timeout": 2}, script)

    assert [number for number, count in Counter(found).items() if count > 1] == []
    assert sorted(found) == sorted(made)


@pytest.mark.parametrize("fault", [{"fault": "latency", "seconds": 90}, {"fault": "status", "status": 503}], ids=str)
def test_a_source_ends_at_once_whatever_it_waits_for(
    simulator: Simulator, args: dict[str, Any], fault: dict[str, Any]
) -> None:
    async def script(queue: asyncio.Queue[Any], task: asyncio.Task[Any]) -> float:
        while not os.path.exists(args["state_file"]):
            await asyncio.sleep(0.05)
        simulator.fail(path_regex=".*", times=None, **fault)
        await asyncio.sleep(1.5)
        begin = time.monotonic()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return time.monotonic() - begin

    begin = time.monotonic()
    took = run_source({**args, "retry_timeout": 60}, script)
    simulator.clear_faults()

    # Neither the source nor the end of the loop waits for the thread.
    assert took < 10
    assert time.monotonic() - begin < 60


def test_a_wrong_option_ends_the_source_with_its_sentence(args: dict[str, Any]) -> None:
    async def script(queue: asyncio.Queue[Any], task: asyncio.Task[Any]) -> str:
        return str((await asyncio.gather(task, return_exceptions=True))[0])

    assert run_source({**args, "interval": 0}, script) == "interval is 0: give 1 or more."


def test_the_memory_of_a_burst_is_bounded(desk: Desk) -> None:
    """Further bursts take little more than the first."""
    process = desk.start(state_file=None, start="all")
    status = Path(f"/proc/{process.pid}/status")

    def peak() -> int:
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1])

    try:
        desk.await_events(BURST, process)
        first = peak()
        for number in range(2, 4):
            desk.change_all()
            desk.await_events(number * BURST, process)
        assert peak() < 1.6 * first
    finally:
        process.kill()
        process.wait()


def test_the_source_finds_the_code_of_its_own_checkout(args: dict[str, Any]) -> None:
    """Whatever ansible_collections there is: a program that has none of it imports the source."""
    program = f"import runpy; print(runpy.run_path({str(source_process.SOURCE)!r})['_watch'].__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd="/", env=process_environment(), capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == str(ROOT / "plugins/module_utils/_module/watch.py")
