# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.client import Simulator
from tests.unit.support.running import Modules
from tests.unit.support.simulated import no_surroundings, quickly_settled, simulator
from tests.unit.support.watches import Watches

__all__ = ["no_surroundings", "quickly_settled", "simulator"]


@pytest.fixture
def modules(simulator: Simulator, tmp_path: Path) -> Modules:
    """The modules, run against the simulator."""
    return Modules(simulator.url, tmp_path)


@pytest.fixture
def watches(simulator: Simulator, tmp_path: Path) -> Iterator[Watches]:
    """Watches of the simulator, which end with the test."""
    made = Watches(simulator, tmp_path)
    yield made
    made.close()
