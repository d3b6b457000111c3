# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator, and an environment for what runs as AWX would run it: no setting of the tester's is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.simulator.client import Simulator
from tests.surroundings import environment_of

ROOT = Path(__file__).resolve().parents[2]
AWX = ROOT / "extensions/awx"


@pytest.fixture(scope="session")
def _running_simulator() -> Iterator[Simulator]:
    with Simulator.start() as simulator:
        yield simulator


@pytest.fixture
def simulator(_running_simulator: Simulator) -> Simulator:
    """A simulator as after its start, without requests."""
    _running_simulator.reset()
    return _running_simulator


def _surroundings(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    return environment_of(home)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a fresh container: a home of its own, the programs of this Python and the collection."""
    return _surroundings(tmp_path)


@pytest.fixture(scope="session")
def surroundings_of() -> Callable[[Path], dict[str, str]]:
    """The same with its home in a folder of your choice."""
    return _surroundings


@pytest.fixture(scope="session")
def inputs() -> dict:
    return yaml.safe_load((AWX / "credential_type_inputs.yml").read_text("utf-8"))


@pytest.fixture(scope="session")
def injectors() -> dict:
    return yaml.safe_load((AWX / "credential_type_injectors.yml").read_text("utf-8"))
