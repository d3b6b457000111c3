# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links lead somewhere: within the checkout, and from what Galaxy and Ansible's own site show of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.unit.support.pages import GUIDES, PAGES, PUBLISHED, ROOT, is_there, links, name_of, prose, unresolved, within
from tools import workspace

SITE = "https://motadata.github.io/motadata.serviceops/"
OWN_ADDRESS = re.compile(
    r"https://(?:github\.com/motadata/motadata\.serviceops/(?:blob|tree)"
    r"|raw\.githubusercontent\.com/motadata/motadata\.serviceops)/main/[^\s)>\"'`,\]]*"
)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_something_in_the_checkout(page):
    broken = []
    for link in links(prose(page)):
        own = within(link)
        if own is None and "://" in link:
            continue
        path, dummy, anchor = (link if own is None else own).partition("#")
        target = ((page.parent if own is None else ROOT) / path).resolve() if path else page
        if not is_there(target, anchor):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", PUBLISHED, ids=name_of)
def test_what_galaxy_shows_has_absolute_links_only(page):
    """Galaxy shows a page without the files around it, and without anchors on its headings."""
    assert [link for link in links(prose(page)) if not link.startswith("https://")] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_named_link_has_a_target_and_every_target_a_link(page):
    assert unresolved(prose(page)) == set()


def test_every_address_of_a_file_in_the_repository_names_one():
    """Also in the documentation of plugins, in galaxy.yml and in docs/docsite."""
    broken = []
    for name in workspace.files():
        content = (ROOT / name).read_bytes()
        # Tests name addresses that are there for them alone.
        if b"\0" not in content and not name.startswith(("tests/unit/", "tests/site/")):
            for address in OWN_ADDRESS.findall(content.decode("utf-8")):
                path, dummy, anchor = (within(address) or "").rstrip(".").partition("#")
                if "{" not in path and not is_there(ROOT / path, anchor):
                    broken.append(f"{name}: {address}")
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize("index", ["docs/README.md", "docs/docsite/rst/guides.rst"])
def test_every_guide_is_in_the_index(index):
    """The one is read on a code host and makes the sidebar of the site, the other is for Ansible's own site."""
    text = (ROOT / index).read_text("utf-8")
    named = {Path(link).stem for link in [*links(text), *re.findall(r"<(\S+)>`__", text)] if is_guide(link)}
    assert sorted(named - {"guides"}) == [guide.stem for guide in GUIDES if guide.name != "README.md"]


def is_guide(link):
    return bool(re.fullmatch(rf"(?:{re.escape(SITE)})?[\w-]+\.(?:md|html)", link))


def test_every_address_of_the_site_is_that_of_a_page():
    """Of those that are written out; the pages of plugins are named nowhere."""
    guides = {f"{guide.stem}.html" for guide in GUIDES} - {"README.html"}
    broken = []
    for name in workspace.files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content and not name.startswith("tests/unit/"):
            for page in re.findall(rf"{re.escape(SITE)}([^\s)>\"'`,\]]*)", content.decode("utf-8")):
                if page not in guides | {"", "guides.html"}:
                    broken.append(f"{name}: {page}")
    assert not broken, "\n" + "\n".join(broken)


def test_the_documentation_is_where_the_code_host_publishes_it():
    """GitHub Pages gives each repository an address of this form."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
    owner, name = galaxy["repository"].removeprefix("https://github.com/").split("/")
    assert galaxy["documentation"] == SITE == f"https://{owner}.github.io/{name}/"
