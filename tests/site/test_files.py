# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for the files of the site, without a browser: every link leads to something, and all of it is here."""

from __future__ import annotations

import html
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import workspace

# What a browser loads by itself; a link that a reader follows may lead elsewhere.
FOREIGN = re.compile(r"(?:@import\s+|url\()[\"']?(?:https?:)?//")
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "extensions/eda/plugins/event_source"
SOURCE_NAMES = sorted(path.stem for path in SOURCES.glob("*.py"))
FILTER_NAMES = sorted(path.stem for path in (ROOT / "extensions/eda/plugins/event_filter").glob("*.py"))
RULEBOOK_NAMES = sorted(path.stem for path in (ROOT / "extensions/eda/rulebooks").glob("*.yml"))
# What the writers of plugins mark up, and readers of a page must not see.
RAW_MARKUP = re.compile(r"\b(?:[BCEILMOPUV]|RV)\(")


class Page(HTMLParser):
    """The links and anchors of a page, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.anchors = {""}
        self.prose = ""
        self._code = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if tag == "a" and name == "href" and value:
                self.links.add(value)
            if (tag, name) in LOADED and value:
                self.loaded.add(value)
        self._code += tag in ("code", "pre", "script")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("code", "pre", "script")

    def handle_data(self, data: str) -> None:
        self.prose += "" if self._code else data


@pytest.fixture(scope="module")
def pages(site, names) -> dict[Path, Page]:
    return {site / name: Page((site / name).read_text("utf-8")) for name in names}


def test_every_guide_module_role_playbook_event_plugin_and_rulebook_has_a_page(names):
    guides = [path.stem for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    modules = [f"reference/{path.stem}_module" for path in (ROOT / "plugins/modules").glob("*.py")]
    named = [path.name for path in (ROOT / "roles").iterdir() if path.is_dir()]
    roles = [*named, *(f"reference/{name}_role" for name in named)]
    playbooks = [f"playbooks/{path.stem}" for path in (ROOT / "playbooks").glob("*.yml")]
    events = [f"eda/{name}" for name in (*SOURCE_NAMES, *FILTER_NAMES, *RULEBOOK_NAMES)]
    indexes = ["index", "guides", "roles", "playbooks/index", "eda/index", "changelog"]
    expected = [*guides, *modules, *roles, *playbooks, *events, *indexes]
    assert [each for each in expected if f"{each}.html" not in names] == []


def test_the_guides_are_read_on_the_site(pages):
    """A link to a guide that leads to a code host takes the reader away from the search and the other pages."""
    away = re.compile(
        r"motadata\.github\.io/|github\.com/motadata/motadata\.serviceops/blob/main/"
        r"(?:docs/|playbooks/\w+\.yml|extensions/eda/(?:plugins/event_\w+/\w+\.py|rulebooks/))"
    )
    found = [(path.name, link) for path, page in pages.items() for link in page.links]
    assert [(name, link) for name, link in found if away.search(link)] == []


def test_what_makes_events_stands_before_what_works_on_them(site):
    text = (site / "eda/index.html").read_text("utf-8").partition("<article")[2]
    listed = [f'href="{name}.html"' for name in (*SOURCE_NAMES, *FILTER_NAMES, *RULEBOOK_NAMES)]
    assert len(listed) > 3
    assert sorted(listed, key=text.index) == listed


@pytest.mark.parametrize("name", SOURCE_NAMES)
def test_the_page_of_a_source_has_every_option_as_its_schema_has_it(site, name):
    text = (site / f"eda/{name}.html").read_text("utf-8").partition("<article")[2]
    rows = {row.partition('"')[0]: row.partition("</tr>")[0] for row in text.split('id="parameter-')[1:]}
    schema = json.loads((SOURCES / f"{name}.schema.json").read_text("utf-8"))
    assert rows.keys() == schema["properties"].keys()
    for option, entry in schema["properties"].items():
        # Sphinx makes a curved apostrophe of a straight one.
        shown = html.unescape(re.sub(r"<[^<>]+>", "", rows[option])).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        choices = [choice for kind in entry["anyOf"] for choice in kind.get("enum", [])]
        expected = [json.dumps(value) for value in (*choices, *([entry["default"]] if "default" in entry else []))]
        assert [value for value in (entry["description"], *expected) if value not in shown] == []
        assert ("/ required" in shown) == (option in schema.get("required", []))


def test_the_page_of_a_source_has_its_examples_and_links_to_modules(pages, site):
    text = (site / "eda/records.html").read_text("utf-8").partition('id="examples"')[2]
    assert "Roll out what was approved" in text
    records = pages[site / "eda/records.html"]
    assert "../reference/serviceops_request_info_module.html#" in "".join(records.links)
    assert "../reference/environment_variables.html#envvar-SERVICEOPS_URL" in records.links


def test_the_page_of_a_filter_links_to_the_source_and_has_no_empty_table(site):
    text = (site / "eda/encode_payload.html").read_text("utf-8").partition("<article")[2]
    assert "webhook.html#ansible-collections-motadata-serviceops-webhook-event-source" in text
    assert "ansible-option-table" not in text
    assert "include_events" in text


def test_no_page_shows_raw_markup(pages):
    found = [(path.name, match) for path, page in pages.items() for match in RAW_MARKUP.findall(page.prose)]
    assert found == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("O(header)", "O(header", "O(header, for example a long random text."),
        ("    type: int\n    required: true", "    type: number", "'number'"),
        ("name: webhook", "name: [webhook", "could not parse documentation"),
    ],
    ids=["markup", "type", "YAML"],
)
def test_a_source_whose_documentation_is_broken_ends_the_build(tmp_path, programs, old, new, message):
    collection = workspace.stage(tmp_path / "staged")
    source = collection / SOURCES.relative_to(ROOT) / "webhook.py"
    text = source.read_text("utf-8")
    assert old in text
    source.write_text(text.replace(old, new, 1), "utf-8")
    environment = workspace.ansible_environment(tmp_path) | {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "staged")}
    program = (programs / "python", "-B", collection / "tools/site_events.py", collection, tmp_path / "eda")
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


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
