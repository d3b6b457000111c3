# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the tools importable, and lend a checkout that tests may change."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import workspace  # noqa: E402

VERSION = "9.8.7"


class Checkout:
    """A checkout of its own, whose version is ready to be released."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def git(self, *arguments: str) -> None:
        identity = (
            "-c",
            "user.name=Maintainer",
            "-c",
            "user.email=maintainer@acme.example",
            "-c",
            "init.defaultBranch=main",
        )
        subprocess.run(("git", *identity, *arguments), cwd=self.path, check=True, capture_output=True)

    def edit(self, name: str, pattern: str, replacement: str) -> None:
        """Replace what ``pattern`` finds first in a file; it must find something."""
        text = (self.path / name).read_text("utf-8")
        changed = re.sub(pattern, replacement, text, count=1)
        assert changed != text
        (self.path / name).write_text(changed, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")

    def run(self, tool: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-B", f"tools/{tool}.py", *arguments]
        settings = workspace.build_environment() | environment
        return subprocess.run(command, cwd=self.path, env=settings, capture_output=True, text=True, check=False)


def make_checkout(path: Path) -> Checkout:
    for name in workspace.files():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, path / name)
    checkout = Checkout(path)
    checkout.edit("galaxy.yml", r"(?m)^version: .*", f"version: {VERSION}")
    checkout.edit("changelogs/changelog.yaml", r"(?m)^releases:\n", f"releases:\n  {VERSION}:\n    changes: {{}}\n")
    title = f"v{VERSION}\n======\n\nRelease Summary\n---------------\n\nMore.\n\n"
    checkout.edit("CHANGELOG.rst", r"(?m)^(?=v\d)", title)
    shutil.rmtree(path / "changelogs/fragments", ignore_errors=True)
    checkout.git("init", "--quiet")
    checkout.commit()
    return checkout


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return make_checkout(tmp_path_factory.mktemp("original") / "checkout")


@pytest.fixture
def checkout(original: Checkout, tmp_path: Path) -> Checkout:
    """A checkout that the test may change."""
    original.git("clone", "--quiet", ".", str(tmp_path / "checkout"))
    cloned = Checkout(tmp_path / "checkout")
    cloned.git("remote", "remove", "origin")
    return cloned


@pytest.fixture(scope="session")
def prepared(original: Checkout) -> Checkout:
    """A checkout that has its environment with Ansible, for which it needs a while. It stays as it is."""
    return original
