# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the benchmark needs: its sizes, simulators, and playbooks that run against them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.simulator.client import Simulator

from .moments import Timed, read_moments

HERE = Path(__file__).resolve().parent
_SETTINGS = {
    "ANSIBLE_CALLBACKS_ENABLED": "moments",
    "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
    "ANSIBLE_DEPRECATION_WARNINGS": "false",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_LIBRARY": str(HERE / "library"),
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_RETRY_FILES_ENABLED": "false",
}
_TOKEN_PATH = "/api/oauth/token"


class BenchError(Exception):
    """Something did not run as it should, so that there is nothing to measure; the text says what."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    rounds: int = 5
    quick_items: int = 10
    quick_loops: int = 7
    slow_items: int = 5
    slow_loops: int = 3
    loop: int = 100
    bulk: int = 1_000
    bulk_rounds: int = 5
    bulk_turns: int = 3
    limited: int = 1_000
    distant: int = 200
    hosts: int = 200
    forks: int = 20
    few: int = 10_000
    many: int = 100_000
    find_rounds: int = 3
    find_long_rounds: int = 2


QUICK = Sizes(
    rounds=1,
    quick_items=2,
    quick_loops=2,
    slow_items=2,
    slow_loops=1,
    loop=2,
    bulk=100,
    bulk_rounds=1,
    bulk_turns=1,
    limited=50,
    distant=20,
    hosts=6,
    few=200,
    many=2_000,
    find_rounds=1,
    find_long_rounds=1,
)


@dataclass
class Bench:
    """One run of the benchmark: everything short-lived lies below ``scratch``."""

    sizes: Sizes
    scratch: Path
    _numbers: Any = field(default_factory=count)

    def say(self, text: str) -> None:
        """Tell how far it is."""
        print(f"... {text}", file=sys.stderr, flush=True)

    def folder(self) -> Path:
        """Return a new folder."""
        made = self.scratch / f"part{next(self._numbers)}"
        made.mkdir(mode=0o700)
        return made

    def environment(self, simulator: Simulator, tokens: Path) -> dict[str, str]:
        """Return the environment of whatever talks to ``simulator``, with its token kept in ``tokens``."""
        return {**os.environ, **simulator.environment, "SERVICEOPS_TOKEN_CACHE_PATH": str(tokens)}

    def play(
        self,
        simulator: Simulator,
        tasks: Sequence[Mapping[str, Any]],
        *,
        tokens: Path | None = None,
        hosts: int = 0,
    ) -> dict[str, Timed]:
        """Run ``tasks`` on localhost, or on so many hosts that are this one, and return how long each took.

        Unless ``tokens`` names a folder with a token, the play has to sign in.
        """
        folder = self.folder()
        play = {"hosts": "many" if hosts else "localhost", "gather_facts": False, "tasks": tasks}
        playbook = folder / "playbook.yml"
        playbook.write_text(json.dumps([play]), "utf-8")
        command = [_program("ansible-playbook"), str(playbook), "--forks", str(self.sizes.forks)]
        if hosts:
            command += ["--inventory", str(_inventory(folder, hosts))]
        environment = self.environment(simulator, tokens or folder) | _SETTINGS
        environment["BENCH_MOMENTS"] = str(folder / "moments")
        run(command, environment)
        return read_moments(folder / "moments")


def run(command: Sequence[str], environment: Mapping[str, str], *, output: Path | None = None) -> str:
    """Run a program and return what it prints, or keep that in ``output``. Raises BenchError if it fails."""
    with (output or Path(os.devnull)).open("wb") as file:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file if output else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
    printed = (done.stdout or b"").decode(errors="replace")
    if done.returncode:
        told = f"{printed[-3000:]}{done.stderr.decode(errors='replace')[-3000:]}"
        raise BenchError(f"{Path(command[0]).name} ended with status {done.returncode}:\n{told}")
    return printed


def sign_ins(calls: Sequence[Mapping[str, Any]]) -> int:
    """Return how many of the calls ask for a token."""
    return sum(call["path"] == _TOKEN_PATH for call in calls)


def expect(timed: Timed, *, changed: bool) -> Timed:
    """Return what was timed. Raises BenchError where a result is not the one that was to be measured."""
    if set(timed.changed) != {changed}:
        raise BenchError(f"A result says changed: {not changed}, so that something else was measured than meant.")
    return timed


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _inventory(folder: Path, hosts: int) -> Path:
    path = folder / "inventory.ini"
    settings = f"ansible_connection=local ansible_python_interpreter={sys.executable}"
    lines = ["[many]", *(f"host{number:03} {settings}" for number in range(1, hosts + 1))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
