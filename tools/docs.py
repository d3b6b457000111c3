# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: the guides of ``docs``, and a page for each plugin and role, made from its own words.

The guides are Markdown, so that they read the same on the pages of a code host. What stands there as a link to a file
becomes a link to that file's page on the site, or to the file in the repository where it has none.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import workspace

REQUIREMENTS = (
    *("ansible-core>=2.19,<2.22", "antsibull-docs>=2.28,<3", "myst-parser>=4"),
    *("sphinx>=8.2", "sphinx-rtd-theme>=3.1"),
)
REPOSITORY = "https://github.com/motadata/motadata.serviceops"
INDEX = "docs/README.md"
# The part of the README that is a page of its own here.
ASSUMPTIONS = "## Never tried against a real server"

_LINK = re.compile(r"\]\(([^()\s]+)\)")
# The folder of a kind of plugin has the name of the kind, but for this one.
_KINDS = {"modules": "module"}
_COMMENT = re.compile(r"(?m)^\.\. (?:Title|Anchors: .*)\n\n")
_FENCE = re.compile(r"(?ms)^(```+).*?^\1\s*$")


class BrokenLinkError(Exception):
    """A guide links to a file that is not there; the text names both."""


def main() -> int:
    """Build the site into the folder that is named, or else into ``.build/docs``; whole or not at all."""
    target = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else workspace.BUILD / "docs"
    programs = workspace.venv("docs", REQUIREMENTS) / "bin"
    with tempfile.TemporaryDirectory(prefix="serviceops-docs-") as folder:
        scratch = Path(folder).resolve()
        try:
            built = build(scratch, programs)
        except BrokenLinkError as broken:
            print(f"The site was not built: {broken}", file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as failed:
            print(f"The site was not built: {Path(failed.cmd[0]).name} found what stands above.", file=sys.stderr)
            return 1
        _replace(built, target)
    print(f"Open {os.path.relpath(target / 'index.html')}")
    return 0


def build(scratch: Path, programs: Path) -> Path:
    """Build the site below ``scratch`` and return its folder. Raises BrokenLinkError and CalledProcessError."""
    collection = workspace.stage(scratch / "staged")
    environment = workspace.ansible_environment(scratch) | {"ANSIBLE_COLLECTIONS_PATH": str(scratch / "staged")}
    # antsibull-docs starts Ansible's programs by name.
    environment["PATH"] = os.pathsep.join([str(programs), environment.get("PATH", os.defpath)])
    source, built = scratch / "source", scratch / "site"
    # antsibull-docs writes into no folder that others may write into.
    (source / "reference").mkdir(mode=0o700, parents=True)
    configured = collection / "tools/site"
    subprocess.run(
        [
            *(str(programs / "antsibull-docs"), "--config-file", str(configured / "antsibull-docs.cfg")),
            *("collection", "--use-current", "--squash-hierarchy", "--fail-on-error"),
            *("--dest-dir", str(source / "reference"), "motadata.serviceops"),
        ],
        env=environment,
        check=True,
    )
    lay_out(collection, source)
    subprocess.run(
        [
            *(str(programs / "python"), "-m", "sphinx", "-b", "html", "-q", "-n", "-W", "--keep-going"),
            *("-c", str(configured), "-d", str(scratch / "doctrees"), str(source), str(built)),
        ],
        env=environment,
        check=True,
    )
    return built


def lay_out(collection: Path, source: Path) -> None:
    """Put the guides beside the pages of the plugins, in the order in which the index names them."""
    pages = pages_of(collection, source)
    for name, page in pages.items():
        if name.startswith(("docs/", "roles/")):
            text = localised((collection / name).read_text("utf-8"), name, collection, pages)
            text += _contents(pages, text) if name == INDEX else ""
            if name.startswith("roles/"):
                text += f"\nEvery variable: [{Path(page).stem}](reference/{Path(page).stem}_role.rst).\n"
            (source / page).write_text(text, "utf-8")
    assumed = _section((collection / "README.md").read_text("utf-8"), ASSUMPTIONS)
    (source / pages["README.md"]).write_text(localised(assumed, "README.md", collection, pages), "utf-8")
    shutil.copy2(collection / "CHANGELOG.rst", source / pages["CHANGELOG.rst"])
    for made in (source / "reference").rglob("*.rst"):
        made.write_text(_at_home(made.read_text("utf-8"), "../" * len(made.relative_to(source).parent.parts), pages))


def pages_of(collection: Path, source: Path) -> dict[str, str]:
    """Return the page of the site for each file of the checkout that has one."""
    guides = {f"docs/{path.name}": path.name for path in sorted((collection / "docs").glob("*.md"))}
    plugins = {}
    for path in sorted((collection / "plugins").glob("*/*.py")):
        page = f"reference/{path.stem}_{_KINDS.get(path.parent.name, path.parent.name)}.rst"
        # Actions stand for modules, and have no page of their own.
        if (source / page).is_file():
            plugins[str(path.relative_to(collection))] = page
    roles = {f"roles/{path.name}/README.md": f"{path.name}.md" for path in sorted((collection / "roles").iterdir())}
    others = {INDEX: "index.md", "README.md": "assumptions.md", "CHANGELOG.rst": "changelog.rst"}
    return guides | plugins | roles | others


def _at_home(text: str, up: str, pages: Mapping[str, str]) -> str:
    """Return a generated page with links to the guides here, where docs/docsite names those of the repository."""
    for name, page in pages.items():
        if name.startswith("docs/"):
            text = text.replace(f"{REPOSITORY}/blob/main/{name}", f"{up}{page.removesuffix('.md')}.html")
    # With one of these between it and the title, a label has no words to show.
    return _COMMENT.sub("", text)


def localised(text: str, name: str, collection: Path, pages: Mapping[str, str]) -> str:
    """Return the Markdown of the file ``name`` with links that hold on the site. Raises BrokenLinkError."""

    def replaced(match: re.Match[str]) -> str:
        return f"]({_target(match[1], name, collection, pages)})"

    parts, last = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(replaced, text[last : fence.start()]), fence[0]]
        last = fence.end()
    return "".join([*parts, _LINK.sub(replaced, text[last:])])


def _target(link: str, name: str, collection: Path, pages: Mapping[str, str]) -> str:
    if "://" in link or link.startswith(("#", "mailto:")):
        return link
    path, dummy, fragment = link.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    anchor = f"#{fragment}" if fragment else ""
    if path in pages:
        here = posixpath.dirname(pages[name])
        # The pages of plugins have other headings than the files that they are made from.
        generated = pages[path].endswith(".rst")
        return posixpath.relpath(pages[path], here or ".") + ("" if generated else anchor)
    if not (collection / path).exists():
        raise BrokenLinkError(f"{name} links to {link}, which is not there.")
    return f"{REPOSITORY}/{'tree' if (collection / path).is_dir() else 'blob'}/main/{path}{anchor}"


def _section(text: str, heading: str) -> str:
    """Return one section of a Markdown file as a page of its own."""
    dummy, found, rest = text.partition(f"{heading}\n")
    if not found:
        raise BrokenLinkError(f"README.md has no section {heading!r}.")
    return f"{heading.removeprefix('#')}\n{rest.partition(chr(10) + '## ')[0]}\n"


def _contents(pages: Mapping[str, str], index: str) -> str:
    """Return the tables of contents that the sidebar shows: the guides as the index names them, roles and plugins."""
    roles = [page.removesuffix(".md") for name, page in pages.items() if name.startswith("roles/")]
    linked = dict.fromkeys(link.partition("#")[0].removesuffix(".md") for link in _LINK.findall(index))
    guides = [link for link in linked if f"{link}.md" in pages.values() and link not in roles]
    made = [Path(page).stem for page in pages.values() if page.startswith("reference/")]
    tables = {
        "Guides": guides,
        "Roles": [f"{role} <{role}>" for role in roles],
        "Reference": [
            "The collection <reference/index>",
            *(
                f"{name} <reference/{stem}>"
                for dummy, name, stem in sorted(("(" in _plain(stem), _plain(stem), stem) for stem in made)
            ),
            *(f"Variables of {role} <reference/{role}_role>" for role in roles),
            "Environment variables <reference/environment_variables>",
            "Changelog <changelog>",
        ],
    }
    return "".join(
        "\n```{toctree}\n:hidden:\n:caption: " + caption + "\n\n" + "\n".join(entries) + "\n```\n"
        for caption, entries in tables.items()
    )


def _plain(stem: str) -> str:
    """Return a plugin's name, and its kind where it is no module."""
    name, dummy, kind = stem.rpartition("_")
    return name if kind == "module" else f"{name} ({kind})"


def _replace(built: Path, target: Path) -> None:
    """Put the new site in the place of the old one, so that nobody reads a half of each."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with workspace.locked(target.parent / f".{target.name}.lock"):
        fresh = target.parent / f".{target.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(".buildinfo*"))
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)


if __name__ == "__main__":
    sys.exit(main())
