# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay out the source of the site: which file has which page, what the pages hold, and in which order they stand."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from site_links import BrokenLinkError, at_home, localised
from site_playbooks import page_of, summary_of

INDEX = "docs/README.md"
SIMULATOR = "tests/simulator/README.md"
LANDING = "tools/site/index.md"
EVENT_PLUGINS = {
    "extensions/eda/plugins/event_source": "Event sources",
    "extensions/eda/plugins/event_filter": "Event filters",
}
RULEBOOKS = "extensions/eda/rulebooks"
SECTIONS = {
    "Guides": "guides",
    "Playbooks": "playbooks/index",
    "Roles": "roles",
    "Events": "eda/index",
    "Modules and plugins": "reference/index",
    "Changelog": "changelog",
}

# The folder of a kind of plugin has the name of the kind, but for this one.
_KINDS = {"modules": "module"}
# The title of the page of the collection is its name, in capitals that it does not have.
_COLLECTION = re.compile(r"(?m)^Motadata\.Serviceops\n=+$")
_COMMENT = re.compile(r"(?m)^\.\. (?:Title|Anchors: .*)\n\n")
_EXAMPLE = re.compile(r"<!-- README: (.+) -->")
_FENCED = re.compile(r"(?ms)^```\w+\n.*?^```$")
_NAMED = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")


def lay_out(collection: Path, source: Path) -> None:
    """Put the guides beside the pages of plugins, and make those of playbooks and rulebooks. Raises BrokenLinkError."""
    pages = pages_of(collection, source)
    written = [name for name in pages if name.endswith(".md")]
    texts = {name: (collection / name).read_text("utf-8") for name in written}
    texts |= {name: page_of(collection / name) for name in pages if name.endswith(".yml")}
    texts[LANDING] = _landing(texts[LANDING], (collection / "README.md").read_text("utf-8"))
    for name, text in texts.items():
        _write(source / pages[name], localised(text, name, collection, pages))
    for page, text in _indexes(collection, pages).items():
        with (source / page).open("a", encoding="utf-8") as file:
            file.write(text)
    shutil.copy2(collection / "CHANGELOG.rst", source / pages["CHANGELOG.rst"])
    shutil.copytree(collection / "docs/images", source / "images")
    for made in (*source.glob("reference/*.rst"), *source.glob("eda/*.rst")):
        text = at_home(made.read_text("utf-8"), "../" * len(made.relative_to(source).parent.parts), pages)
        # With one of these between it and the title, a label has no words to show.
        text = _COMMENT.sub("", text)
        made.write_text(_COLLECTION.sub("Modules and plugins\n===================", text), "utf-8")


def _landing(text: str, readme: str) -> str:
    """Return the landing page with examples of the README, which the tests run."""

    def example(match: re.Match[str]) -> str:
        section = readme.partition(f"\n### {match[1]}\n")[2]
        block = _FENCED.search(section.partition("\n### ")[0])
        if not block:
            raise BrokenLinkError(f"{LANDING} shows an example that README.md does not have: {match[1]}")
        return block[0]

    return _EXAMPLE.sub(example, text)


def pages_of(collection: Path, source: Path) -> dict[str, str]:
    """Return the page of the site for each file of the checkout that has one."""
    guides = {f"docs/{path.name}": path.name for path in sorted((collection / "docs").glob("*.md"))}
    images = {f"docs/images/{path.name}": f"images/{path.name}" for path in (collection / "docs/images").glob("*.png")}
    plugins = {}
    for path in sorted((collection / "plugins").glob("*/*.py")):
        page = f"reference/{path.stem}_{_KINDS.get(path.parent.name, path.parent.name)}.rst"
        # Actions stand for modules, and have no page of their own.
        if (source / page).is_file():
            plugins[str(path.relative_to(collection))] = page
    roles = {f"roles/{path.name}/README.md": f"{path.name}.md" for path in sorted((collection / "roles").iterdir())}
    playbooks = {f"playbooks/{path.name}": f"playbooks/{path.stem}.md" for path in _playbooks(collection)}
    events = {
        f"{folder}/{path.name}": f"eda/{path.stem}.rst"
        for folder in EVENT_PLUGINS
        for path in sorted((collection / folder).glob("*.py"))
    }
    rulebooks = {f"{RULEBOOKS}/{path.name}": f"eda/{path.stem}.md" for path in _rulebooks(collection)}
    others = {SIMULATOR: "simulator.md", INDEX: "guides.md", LANDING: "index.md", "CHANGELOG.rst": "changelog.rst"}
    return guides | images | plugins | roles | playbooks | events | rulebooks | others


def _playbooks(collection: Path) -> list[Path]:
    return sorted((collection / "playbooks").glob("*.yml"))


def _rulebooks(collection: Path) -> list[Path]:
    return sorted((collection / RULEBOOKS).glob("*.yml"))


def _indexes(collection: Path, pages: Mapping[str, str]) -> dict[str, str]:
    """Return what is added to pages, or makes new ones: the lists of what stands below them."""
    roles = [page.removesuffix(".md") for name, page in pages.items() if name.startswith("roles/")]
    return {
        "index.md": _tree(f"{title} <{page}>" for title, page in SECTIONS.items()),
        "guides.md": "".join(_tree(found, group) for group, found in _guides(collection, pages).items()),
        "playbooks/index.md": _playbooks_index(collection),
        "roles.md": _roles_index(collection, roles),
        **{f"{role}.md": f"\nEvery variable: [{role}](reference/{role}_role.rst).\n" for role in roles},
        "eda/index.md": _rulebooks_index(collection),
        "reference/index.rst": _reference_tree(pages),
    }


def _guides(collection: Path, pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the guides by the headings and the words, and in the order, of the index."""
    groups = {}
    for part in (collection / INDEX).read_text("utf-8").split("\n## ")[1:]:
        found = [(words, posixpath.normpath(posixpath.join("docs", target))) for words, target in _NAMED.findall(part)]
        named = [(words, name) for words, name in found if name in pages and name.startswith(("docs/", SIMULATOR))]
        if named:
            groups[part.partition("\n")[0]] = [f"{words} <{pages[name].removesuffix('.md')}>" for words, name in named]
    return groups


def _playbooks_index(collection: Path) -> str:
    lines = [
        "# Playbooks\n",
        "Each runs by its name: from a command line, in a job template of AWX, or with `import_playbook`.\n",
        "```shell\nansible-playbook motadata.serviceops.verify_server\n```\n",
        _summaries("Playbook", _playbooks(collection)),
    ]
    return "\n".join(lines) + _tree(path.stem for path in _playbooks(collection))


def _rulebooks_index(collection: Path) -> str:
    """Return what follows the lists of sources and filters, which site_events.py has written."""
    rulebooks = _rulebooks(collection)
    lines = [
        "\n## Rulebooks\n",
        "Each runs by its name:\n",
        "```shell\nansible-rulebook --rulebook motadata.serviceops.remediate_requests -i hosts.yml\n```\n",
        _summaries("Rulebook", rulebooks),
    ]
    found = {heading: sorted((collection / folder).glob("*.py")) for folder, heading in EVENT_PLUGINS.items()}
    trees = (
        _tree((f"{path.stem} <{path.stem}>" for path in paths), heading)
        for heading, paths in {**found, "Rulebooks": rulebooks}.items()
    )
    return "\n".join(lines) + "".join(trees)


def _summaries(kind: str, paths: Iterable[Path]) -> str:
    rows = "".join(f"| [{path.stem}]({path.stem}.md) | {summary_of(path)} |\n" for path in paths)
    return f"| {kind} | Does |\n|---|---|\n{rows}"


def _roles_index(collection: Path, roles: Iterable[str]) -> str:
    rows = []
    for role in roles:
        paragraphs = (collection / f"roles/{role}/README.md").read_text("utf-8").split("\n\n")
        rows.append(f"| [{role}]({role}.md) | {' '.join(paragraphs[1].split())} |")
    table = "\n".join(["# Roles\n", "| Role | Does |\n|---|---|", *rows])
    return f"{table}\n{_tree(entry for role in roles for entry in _entries_of(role))}"


def _entries_of(role: str) -> tuple[str, str]:
    return f"{role} <{role}>", f"Variables of {role} <reference/{role}_role>"


def _reference_tree(pages: Mapping[str, str]) -> str:
    """Return the list of all plugins, the modules first, and of what belongs to all of them."""
    made = [Path(page).stem for page in pages.values() if page.startswith("reference/")]
    named = sorted(("(" in _plain(stem), _plain(stem), stem) for stem in made)
    entries = [*(f"{name} <{stem}>" for dummy, name, stem in named), "Environment variables <environment_variables>"]
    return "\n.. toctree::\n   :hidden:\n\n" + "".join(f"   {entry}\n" for entry in entries)


def _plain(stem: str) -> str:
    """Return a plugin's name, and its kind where it is no module."""
    name, dummy, kind = stem.rpartition("_")
    return name if kind == "module" else f"{name} ({kind})"


def _tree(entries: Iterable[str], caption: str = "") -> str:
    titled = f":caption: {caption}\n" if caption else ""
    return "\n```{toctree}\n:hidden:\n" + titled + "\n" + "\n".join(entries) + "\n```\n"


def _write(page: Path, text: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, "utf-8")
