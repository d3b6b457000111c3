# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of the site: what is a link to a file in the repository becomes one to that file's page, if it has one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = "https://github.com/motadata/motadata.serviceops"
# Where the workflow "Pages" publishes the site.
SITE = "https://motadata.github.io/motadata.serviceops"
_LINK = re.compile(r"\]\(([^()\s]+)\)")

# How pages that Galaxy shows link to files of the repository.
_ADDRESSES = (
    f"{REPOSITORY}/blob/main/",
    f"{REPOSITORY}/tree/main/",
    "https://raw.githubusercontent.com/motadata/motadata.serviceops/main/",
)
_FENCE = re.compile(r"(?ms)^(```+).*?^\1\s*$")


class BrokenLinkError(Exception):
    """A page links to a file that is not there; the text names both."""


def localised(text: str, name: str, collection: Path, pages: Mapping[str, str]) -> str:
    """Return the Markdown of the file ``name`` with links that hold on the site. Raises BrokenLinkError."""

    def replaced(match: re.Match[str]) -> str:
        return f"]({_target(match[1], name, collection, pages)})"

    parts, last = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(replaced, text[last : fence.start()]), fence[0]]
        last = fence.end()
    return "".join([*parts, _LINK.sub(replaced, text[last:])])


def at_home(text: str, up: str, pages: Mapping[str, str]) -> str:
    """Return a generated page with links to the guides beside it, for which it has whole addresses."""
    for name, page in pages.items():
        if name.startswith("docs/") and page.endswith(".md"):
            built = f"{page.removesuffix('.md')}.html"
            for address in (f"{REPOSITORY}/blob/main/{name}", f"{SITE}/{built}"):
                text = text.replace(address, f"{up}{built}")
    return text


def _target(link: str, name: str, collection: Path, pages: Mapping[str, str]) -> str:
    own = next((link.removeprefix(address) for address in _ADDRESSES if link.startswith(address)), None)
    if own is None and ("://" in link or link.startswith(("#", "mailto:"))):
        return link
    path, dummy, fragment = (link if own is None else own).partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name) if own is None else "", path))
    anchor = f"#{fragment}" if fragment else ""
    if path in pages:
        here = posixpath.dirname(pages[name])
        # The pages of plugins have other headings than the files that they are made from.
        generated = pages[path].endswith(".rst")
        return posixpath.relpath(pages[path], here or ".") + ("" if generated else anchor)
    if not (collection / path).exists():
        raise BrokenLinkError(f"{name} links to {link}, which is not there.")
    return f"{REPOSITORY}/{'tree' if (collection / path).is_dir() else 'blob'}/main/{path}{anchor}"
