# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The development container comes up with the simulator, and its shell is set to it."""

from __future__ import annotations

import json
import re
import shlex

import develop
import pytest
import workspace

# Of the reference of containers.dev, what is used here.
KNOWN = {
    "customizations": dict,
    "forwardPorts": list,
    "image": str,
    "name": str,
    "portsAttributes": dict,
    "postCreateCommand": str,
    "postStartCommand": str,
    "remoteEnv": dict,
}
BELOW = "${containerWorkspaceFolder}/" + str(develop.FOLDER.relative_to(workspace.ROOT))


@pytest.fixture(scope="module")
def container() -> dict:
    return json.loads((workspace.ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))


def test_its_properties_are_known_and_of_their_type(container):
    assert {name: type(value) for name, value in container.items()} == KNOWN


def test_the_image_has_a_version_with_a_python_that_runs_the_tools(container):
    name, dummy, tag = container["image"].rpartition(":")
    assert name.endswith("/python")
    assert tuple(map(int, re.findall(r"\d+", tag)[:2])) >= (3, 11)


def test_its_commands_call_make(container):
    commands = {name: shlex.split(container[name]) for name in ("postCreateCommand", "postStartCommand")}
    assert commands == {
        "postCreateCommand": ["make", "develop"],
        # With tickets to look at, for whoever opens the container for the first time.
        "postStartCommand": ["make", "develop", "ARGS=--simulator --examples"],
    }


def test_the_port_of_the_simulator_is_forwarded(container):
    assert container["forwardPorts"] == [develop.PORT]
    assert list(container["portsAttributes"]) == [str(develop.PORT)]


def test_its_shell_has_what_activate_exports(container):
    account = {f"SERVICEOPS_{name.upper()}": value for name, value in workspace.ACCOUNT.items()}
    assert container["remoteEnv"] == {
        **account,
        "ANSIBLE_COLLECTIONS_PATH": f"{BELOW}/collections",
        "PATH": f"{BELOW}/bin:${{containerEnv:PATH}}",
        "SERVICEOPS_URL": f"http://127.0.0.1:{develop.PORT}",
    }
