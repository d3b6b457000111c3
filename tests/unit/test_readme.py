# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what the code assumes, and names what there is."""

from __future__ import annotations

import re

import pytest
import yaml

from ansible_collections.motadata.serviceops.plugins.module_utils._assumptions import ASSUMPTIONS
from tests.unit.support.pages import GUIDES, PUBLISHED, ROOT, name_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/assumptions.md").read_text(encoding="utf-8")
# Those that Red Hat asks for, in this order.
CERTIFIED = [
    *("Description", "Requirements", "Installation", "Use Cases", "Testing", "Support"),
    *("Release Notes and Roadmap", "Related Information", "License Information"),
]


def made_from_the_contract(page: str) -> str:
    """Return what stands between the marks of a page."""
    return page.partition("checked by a test -->")[2].partition("<!-- end assumptions -->")[0]


def test_every_assumption_of_the_contract_is_a_row_of_the_guide_and_no_other() -> None:
    rows = [line for line in made_from_the_contract(GUIDE).splitlines() if line.startswith("| ")][1:]

    assert rows == [f"| {a.topic} | {a.assumed} | {a.source} | {a.otherwise} |" for a in ASSUMPTIONS]


def test_the_readme_names_every_assumption() -> None:
    named = " ".join(made_from_the_contract(README).split())

    assert named == ", ".join(assumption.topic for assumption in ASSUMPTIONS) + "."


@pytest.mark.parametrize("page", [README, GUIDE], ids=["README", "guide"])
def test_who_reads_of_assumptions_is_told_how_to_verify_them(page: str) -> None:
    assert "ansible-playbook motadata.serviceops.verify_server" in page
    assert "-e write=true" in page


def test_every_word_for_a_ground_is_explained() -> None:
    words = {re.split(r"\W", part)[0] for a in ASSUMPTIONS for part in re.findall(r"[A-Z]{3,}(?!-)", a.source)} - {
        "RFC"
    }

    assert [word for word in words if f"\n| {word} | " not in GUIDE] == []


def test_the_headings_are_those_of_a_certified_collection() -> None:
    found = re.findall(r"(?m)^## (.+)$", README)

    assert [heading for heading in found if heading in CERTIFIED] == CERTIFIED


def test_no_page_names_a_version_of_this_collection() -> None:
    """Each would be wrong with the next release."""
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]

    assert [name_of(page) for page in [*PUBLISHED, *GUIDES] if version in page.read_text("utf-8")] == []


def test_every_module_lookup_role_and_playbook_is_named() -> None:
    modules = [path.stem for layer in ("modules", "lookup") for path in (ROOT / "plugins" / layer).glob("*.py")]
    roles = [path.name for path in (ROOT / "roles").iterdir() if path.is_dir()]
    playbooks = [path.stem for path in (ROOT / "playbooks").glob("*.yml")]

    assert [name for name in modules + roles + playbooks if f"`{name}`" not in README] == []
