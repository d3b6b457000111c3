# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Markdown pages of the checkout: their prose, their anchors and their links."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GUIDES = sorted((ROOT / "docs").glob("*.md"))
# Galaxy shows these without the files around them.
PUBLISHED = [ROOT / "README.md", *sorted(ROOT.glob("roles/*/README.md"))]
PAGES = [*PUBLISHED, *sorted(path for path in ROOT.glob("*.md") if path not in PUBLISHED), *GUIDES]
FENCE = re.compile(r"(?ms)^ *```(\w*)\n(.*?)^ *```$")

_REPOSITORY = "motadata/motadata.serviceops"
# How the repository's own files are linked to: as a page, as a folder, and as they are.
_ADDRESSES = (
    *(f"https://github.com/{_REPOSITORY}/{kind}/main/" for kind in ("blob", "tree")),
    f"https://raw.githubusercontent.com/{_REPOSITORY}/main/",
)
_INLINE = re.compile(r"\]\(([^()\s]+)\)")
_REFERENCE = re.compile(r"(?m)^\[([^\]]+)\]: (\S+)$")
_REFERRING = re.compile(r"\]\[([^\[\]]+)\]")


def name_of(path: Path) -> str:
    """Return the path of a file within the checkout."""
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """Return the anchors that a code host, and the site, give to the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(path))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    """Return the targets of all links and images in Markdown."""
    return [*_INLINE.findall(text), *(target for dummy, target in _REFERENCE.findall(text))]


def unresolved(text: str) -> set[str]:
    """Return the names of links that have no target, and of targets that no link names."""
    return {name for name, dummy in _REFERENCE.findall(text)} ^ set(_REFERRING.findall(text))


def within(link: str) -> str | None:
    """Return what a link to a file of the repository names in it; None if it is another address."""
    return next((link.removeprefix(address) for address in _ADDRESSES if link.startswith(address)), None)


def is_there(path: Path, anchor: str) -> bool:
    """Return whether a file or folder exists and, if it is a page, has the anchor."""
    return path.exists() and (not anchor or path.suffix != ".md" or anchor in anchors(path))
