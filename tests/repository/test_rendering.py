# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Galaxy and Automation Hub show each README and each guide whole: their importer renders it here.

Its Markdown is stricter than that of a code host. Within an item of a list, for example, it knows no fenced block, and
takes the items after one for prose.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import workspace
from galaxy_importer.utils import markup

READMES = [workspace.ROOT / "README.md", *sorted(workspace.ROOT.glob("roles/*/README.md"))]
FENCED = re.compile(r"(?ms)^ *```\w*\n.*?^ *```$")
# What stands in the text of a page only if it was not understood as Markdown.
RAW = re.compile(r"```|^\s*(?:[-*+]|\d+\.) |^\s*#+ |^\s*\|.*\||\*\*|\]\(|\]\[|<!--", re.MULTILINE)


class Rendered(HTMLParser):
    """How often each element stands on a page, its headings, and its text outside of code."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.headings: list[str] = []
        self.text = ""
        self._open: list[str] = []
        rendered = markup.get_html(next(each for each in markup.get_doc_files(path.parent) if each.name == path.name))
        self.feed(rendered)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if re.fullmatch(r"h\d", tag):
            self.headings.append("")
        if tag not in ("br", "hr", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        in_heading = any(re.fullmatch(r"h\d", tag) for tag in self._open)
        if in_heading:
            self.headings[-1] += data
        # A heading, or words in bold at the start of a paragraph, may begin with a number.
        if not in_heading and not {"code", "strong"} & set(self._open):
            self.text += data


def plain(markdown: str) -> str:
    """Return Markdown without blocks of code and without comments."""
    return re.sub(r"(?s)<!--.*?-->", "", FENCED.sub("", markdown))


GUIDES = sorted(workspace.ROOT.glob("docs/*.md"))


@pytest.fixture(params=[*READMES, *GUIDES], ids=lambda path: str(path.relative_to(workspace.ROOT)))
def page(request: pytest.FixtureRequest) -> tuple[str, Rendered]:
    return request.param.read_text("utf-8"), Rendered(request.param)


def test_nothing_is_left_as_it_was_typed(page):
    assert [line for line in page[1].text.splitlines() if RAW.search(line)] == []


def test_every_block_of_code_is_one(page):
    markdown, rendered = page
    assert rendered.counts.get("pre", 0) == len(FENCED.findall(markdown))


def test_the_first_page_has_code_and_lists_and_tables():
    """Else the tests here would compare nothing with nothing."""
    assert {"pre", "li", "tr"} <= set(Rendered(READMES[0]).counts)


def test_every_heading_is_one(page):
    markdown, rendered = page
    assert rendered.headings == [heading.replace("`", "") for heading in re.findall(r"(?m)^#+ (.+)$", plain(markdown))]


def test_every_item_of_a_list_is_one(page):
    markdown, rendered = page
    items = re.findall(r"(?m)^ *(?:[-*]|\d+\.) ", plain(markdown))
    assert rendered.counts.get("li", 0) == len(items)


def test_every_row_of_a_table_is_one(page):
    markdown, rendered = page
    rows = [line for line in plain(markdown).splitlines() if line.startswith("|")]
    assert rendered.counts.get("tr", 0) == len([row for row in rows if not re.fullmatch(r"\|[|\s:-]*-[|\s:-]*", row)])


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(workspace.ROOT)))
def test_no_line_of_prose_is_too_long_for_an_editor(path):
    lines = plain(path.read_text("utf-8")).splitlines()
    prose = [line for line in lines if not line.startswith(("|", "![", "[")) and "](https://" not in line]
    assert [line for line in prose if len(line) > 120] == []
