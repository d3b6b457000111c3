# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide of the simulator names what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.simulator.application import create_app
from tests.simulator.client import ROOT
from tests.simulator.credentials import PEOPLE
from tests.simulator.known_names import NAMES
from tests.simulator.simulation import Simulation
from tests.simulator.store import Store
from tests.simulator.switches import Settings
from tests.simulator.window.application import create_window

GUIDE = (ROOT / "tests/simulator/README.md").read_text(encoding="utf-8")


@pytest.fixture
def simulation(tmp_path: Path) -> Iterator[Simulation]:
    store = Store(str(tmp_path / "simulator.db"), durable=False)
    yield Simulation(store, Settings("default", {}))
    store.close()


def named() -> set[str]:
    """Return each method with its path, parameters left out, that a row of a table begins with."""
    found = set()
    for row in re.findall(r"^\| (`[A-Z].*?) \|", GUIDE, re.MULTILINE):
        path = row[row.index("/") :].rstrip("`")
        found |= {
            f"{method} {re.sub('{[^}]*}', '{}', path)}" for method in re.findall("[A-Z]{3,}", row.partition("/")[0])
        }
    return found


def served(app: Flask) -> set[str]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return {
        f"{method} {re.sub('<[^>]*>', '{}', rule.rule)}"
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_guide_names_each_call_and_no_other(simulation: Simulation) -> None:
    assert served(create_app(simulation)) == named()


def test_the_guide_names_each_page(simulation: Simulation) -> None:
    pages = {route.partition(" ")[2] for route in served(create_window(simulation)) if route.startswith("GET ")}
    paths = {re.sub("{[^}]*}", "{}", path) for path in re.findall(r"`(/[^` ]*)`", GUIDE)}
    assert pages - {"/favicon.ico"} <= paths


def test_the_guide_names_those_who_are_known() -> None:
    assert [person.email for person in PEOPLE if person.email not in GUIDE] == []
    for option, names in NAMES.items():
        assert [name for name in (option, *names) if f"`{name}`" not in GUIDE] == []
