# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site, as ``make docs`` built it into the folder that the variable SITE names, and its tools."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import workspace

import docs


@pytest.fixture(scope="session")
def site() -> Path:
    folder = Path(os.environ["SITE"])
    assert (folder / "index.html").is_file()
    return folder


@pytest.fixture(scope="session")
def names(site) -> list[str]:
    """Return the paths of all pages."""
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if "_static" not in path.parts)


@pytest.fixture(scope="session")
def programs() -> Path:
    """Return the folder of the programs that ``make docs`` has installed."""
    return workspace.venv("docs", docs.REQUIREMENTS) / "bin"
