# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the files of the site, without a browser: every link leads to something, and all of it is here."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

# What a browser loads by itself; a link that a reader follows may lead elsewhere.
FOREIGN = re.compile(r"(?:@import\s+|url\()[\"']?(?:https?:)?//")
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}


class Page(HTMLParser):
    """The links and anchors of a page, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.anchors = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if tag == "a" and name == "href" and value:
                self.links.add(value)
            if (tag, name) in LOADED and value:
                self.loaded.add(value)


@pytest.fixture(scope="module")
def pages(site, names) -> dict[Path, Page]:
    return {site / name: Page((site / name).read_text("utf-8")) for name in names}


def test_every_guide_module_role_and_playbook_has_a_page(names):
    root = Path(__file__).resolve().parents[2]
    guides = [path.stem for path in (root / "docs").glob("*.md") if path.name != "README.md"]
    modules = [f"reference/{path.stem}_module" for path in (root / "plugins/modules").glob("*.py")]
    named = [path.name for path in (root / "roles").iterdir() if path.is_dir()]
    roles = [*named, *(f"reference/{name}_role" for name in named)]
    playbooks = [f"playbooks/{path.stem}" for path in (root / "playbooks").glob("*.yml")]
    expected = [*guides, *modules, *roles, *playbooks, "index", "guides", "roles", "playbooks/index", "changelog"]
    assert [each for each in expected if f"{each}.html" not in names] == []


def test_the_guides_are_read_on_the_site(pages):
    """A link to a guide that leads to a code host takes the reader away from the search and the other pages."""
    away = ("github.com/motadata/motadata.serviceops/blob/main/docs/", "motadata.github.io/")
    found = [(path.name, link) for path, page in pages.items() for link in page.links]
    assert [(name, link) for name, link in found if any(each in link for each in away)] == []


def test_no_link_within_the_site_is_broken(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links | page.loaded:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            if not target.is_file() or (known and unquote(parts.fragment) not in known.anchors):
                broken.append(f"{path.name}: {link}")
    assert not broken, "\n" + "\n".join(broken)


def test_nothing_is_loaded_from_elsewhere(site, pages):
    foreign = {link for page in pages.values() for link in page.loaded if urlsplit(link).netloc}
    sheets = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert foreign == set()
    assert sheets
    assert [sheet[:80] for sheet in sheets if FOREIGN.search(sheet)] == []


@pytest.mark.parametrize("word", ["serviceops_request_info", "match_on", "correlation_id", "request_lifecycle_subject"])
def test_the_search_knows(site, word):
    text = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    assert word in index["terms"]
