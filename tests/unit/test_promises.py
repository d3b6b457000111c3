# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of promises names tests that there are, and figures that are right."""

from __future__ import annotations

import re

import yaml

from tests.simulator.faults import KINDS
from tests.simulator.switches import PROFILES, SWITCHES
from tests.unit.support.pages import ROOT

PAGE = (ROOT / "docs/promises.md").read_text("utf-8")
TARGETS = {path.name for path in (ROOT / "tests/integration/targets").iterdir()}


def figure(name: str) -> str:
    """Return the cell of the table of figures beside a name."""
    found = re.search(rf"(?m)^\| {re.escape(name)} \| (.+) \|$", PAGE)
    assert found, name
    return found[1]


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:unit|site|window)/[\w/….]+)`", PAGE)
    missing = [name for name in named if not any((ROOT / "tests").glob(name.replace("…", "**")))]

    assert len(named) > 20
    assert missing == []


def test_every_integration_target_that_is_named_is_there() -> None:
    listed = re.findall(r"integration ((?:`\w+`(?:, )?)+)", PAGE)
    named = {name for each in listed for name in re.findall(r"`(\w+)`", each)}

    assert len(named) > 10
    assert named - TARGETS == set()


def test_the_figures_are_those_of_the_simulator() -> None:
    assert figure("kinds of fault that the simulator produces on demand").startswith(f"{len(KINDS)},")
    assert figure("switches for what is not documented") == f"{len(SWITCHES)}, in {len(PROFILES)} profiles"


def test_the_oldest_core_is_the_one_that_is_required() -> None:
    wanted = yaml.safe_load((ROOT / "meta/runtime.yml").read_text("utf-8"))["requires_ansible"]

    assert figure("versions of ansible-core").startswith(re.sub(r">=(\d+\.\d+)\..*", r"\1 to ", wanted))
