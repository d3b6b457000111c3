# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README is what Red Hat asks of that of a certified collection.

The template: https://github.com/ansible-collections/partner-certification-requirements
"""

from __future__ import annotations

import re

import workspace

from .test_certification import requirements

README = (workspace.ROOT / "README.md").read_text("utf-8")
# Of the template for the README of a certified collection, in its order.
HEADINGS = (
    *("Description", "Requirements", "Installation", "Use Cases", "Testing", "Support"),
    *("Release Notes and Roadmap", "Related Information", "License Information"),
)


def prose() -> str:
    return re.sub(r"(?ms)^```.*?^```$", "", README)


def section(heading: str) -> str:
    """Return what stands below a heading, up to the next one of its level."""
    found = re.search(rf"(?msi)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README)
    assert found, heading
    return found[1]


def test_the_readme_has_the_sections_of_the_template_in_their_order():
    found = [heading.lower() for heading in re.findall(r"(?m)^## (.+)$", prose())]
    assert [heading for heading in found if heading in map(str.lower, HEADINGS)] == [each.lower() for each in HEADINGS]


def test_the_readme_links_to_whole_addresses_only():
    links = re.findall(r"\]\(([^()\s]+)\)|(?:src|href)=\"([^\"]+)\"|(?m:^\[[^\]]+\]: (\S+))", prose())
    found = [next(filter(None, each)) for each in links]
    assert found
    # A page of Automation Hub or Galaxy has no checkout beside it; a heading of the README it has.
    assert [link for link in found if not link.startswith(("https://", "#"))] == []


def test_the_readme_installs_the_collection_by_name_and_no_ansible():
    assert "ansible-galaxy collection install motadata.serviceops" in section("Installation")
    assert "Automation Hub" in section("Installation")
    assert re.findall(r"pip3? install [^\n]*\bansible(?:-core)?\b", README) == []


def test_the_readme_names_what_is_required():
    assert "Python 3.9" in section("Requirements")
    for line in requirements():
        assert re.split(r"[<>=~! ]", line)[0] in section("Requirements")


def test_the_readme_leads_to_the_release_notes_and_to_support():
    assert re.search(r"(?i)\[[^\]]*changelog[^\]]*\]", section("Release Notes and Roadmap"))
    assert "/CHANGELOG.rst" in README
    assert "/issues" in section("Support")


def test_the_reference_is_not_far_down():
    """Who looks for a name has read what it is, how it is installed and five examples, and not more."""
    before, found, dummy = README.partition("\n## What is in it\n")
    assert found
    assert len(before.splitlines()) <= 130
