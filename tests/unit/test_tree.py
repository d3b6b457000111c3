# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every file of the checkout."""

from __future__ import annotations

import re

import pytest
import yaml

from tools import workspace

LICENCE = "\n".join(
    (
        "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)",
        "# SPDX-License-Identifier: GPL-3.0-or-later",
    )
)

# Passwords, keys and tokens as they look in the wild; invented ones look otherwise.
SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a JSON web token": r"\beyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}",
    "an access key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a code host": r"\b(?:gh[oprsu]_|glpat-|github_pat_)\w{20,}",
    # Hosts of the reserved top-level domain exist nowhere.
    "a password in a URL": r"\b\w+://[^\s/:@\"'{}<>$]+:[^\s/:@\"'{}<>$]+@(?!localhost\b|127\.0\.0\.1|[\w.-]*\.example\b)",
    "a home directory": r"(?<![\w.~\-])/(?:home|Users)/(?!USER\b|you\b)\w+|(?<![\w.~\-])/root/",
}


def texts() -> list[tuple[str, str]]:
    """Return name and text of every text file."""
    found = []
    for name in workspace.files():
        content = (workspace.ROOT / name).read_bytes()
        if b"\0" not in content:
            found.append((name, content.decode("utf-8")))
    return found


@pytest.fixture(scope="module")
def tree() -> list[tuple[str, str]]:
    found = texts()
    assert len(found) > 10
    return found


def test_every_python_file_carries_the_licence(tree):
    # ansible-test wants an __init__.py to be empty.
    found = [name for name, text in tree if name.endswith(".py") and text and LICENCE not in text[:1000]]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds(tree, kind):
    pattern = re.compile(SECRETS[kind])
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tree
        for number, line in enumerate(text.splitlines(), 1)
        if name != "tests/unit/test_tree.py" and pattern.search(line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_action_group_lists_every_module():
    runtime = yaml.safe_load((workspace.ROOT / "meta/runtime.yml").read_text("utf-8"))
    modules = sorted(path.stem for path in (workspace.ROOT / "plugins/modules").glob("*.py"))
    assert sorted(runtime["action_groups"]["all"]) == modules
    assert modules


@pytest.mark.parametrize("name", ["request_on_failure_subject", "request_on_failure_id"])
def test_what_most_tasks_of_the_failure_role_template_names_no_filter_of_the_collection(name):
    role = workspace.ROOT / "roles/request_on_failure"
    variables = {}
    for folder in ("defaults", "vars"):
        variables |= yaml.safe_load((role / folder / "main.yml").read_text("utf-8"))
    # Each task on each host would load all filters of the collection.
    assert "motadata.serviceops." not in variables[name]
