# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of an execution environment, taken as far as it goes without a container engine."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

INSTALLED = Path(os.environ["ANSIBLE_COLLECTIONS_PATH"]) / "ansible_collections/motadata/serviceops"


def ran(environment: dict[str, str], folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sums(collection: Path) -> dict[str, str]:
    entries = json.loads((collection / "FILES.json").read_text("utf-8"))["files"]
    return {entry["name"]: entry["chksum_sha256"] for entry in entries}


@pytest.fixture
def context(tmp_path: Path, surroundings: dict[str, str]) -> Path:
    """What a container engine would be given."""
    ran(surroundings, INSTALLED / "extensions/awx", "ansible-builder", "create", "-c", str(tmp_path / "context"))
    return tmp_path / "context"


def test_the_context_installs_the_collection_of_the_definition_and_asks_nobody(
    context: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    target = tmp_path / "image"
    # Like the command in the context, and with no network.
    command = ("ansible-galaxy", "collection", "install", "--offline", "-r", "requirements.yml", "-p", str(target))
    ran({**surroundings, "ANSIBLE_COLLECTIONS_PATH": str(target)}, context / "_build", *command)

    (manifest,) = target.glob("ansible_collections/*/*/MANIFEST.json")
    assert manifest.parent.relative_to(target / "ansible_collections") == Path("motadata/serviceops")
    assert sums(manifest.parent) == sums(INSTALLED)


def test_the_context_finds_what_the_collection_needs(context: Path, surroundings: dict[str, str]) -> None:
    script = str(context / "_build/scripts/introspect.py")
    root = os.environ["ANSIBLE_COLLECTIONS_PATH"]
    outputs = (
        ran(surroundings, context, "python", script, "introspect", root),
        ran(surroundings, context, "ansible-builder", "introspect", root),
    )

    for output in outputs:
        needed = yaml.safe_load(output)
        assert "requests>=2.32  # from collection motadata.serviceops" in needed["python"]
        assert not [line for line in needed["system"] if "motadata.serviceops" in line]


def test_what_is_needed_of_python_has_a_floor_and_no_ceiling(context: Path) -> None:
    definition = yaml.safe_load((INSTALLED / "extensions/awx/execution-environment.yml").read_text("utf-8"))
    dependencies = definition["dependencies"]
    needed = [dependencies[name]["package_pip"] for name in ("ansible_core", "ansible_runner")]
    needed += (INSTALLED / "meta/ee-requirements.txt").read_text("utf-8").splitlines()

    assert len(needed) == 3
    assert all(">=" in line and not set("<~!,") & set(line) and "==" not in line for line in needed)
    text = next(path.read_text("utf-8") for path in context.iterdir() if path.name in ("Dockerfile", "Containerfile"))
    assert all(line in text for line in needed[:2])
