# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the archive of the collection holds, and what it must not hold."""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import Path

import workspace

# What ansible-galaxy adds when it builds.
MADE = {"FILES.json", "MANIFEST.json"}
# What may lie at the top of the archive beside that: anything else is scratch until it is listed here.
PUBLISHED = {
    *("CHANGELOG.rst", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "LICENSE", "MAINTAINERS.md", "README.md"),
    *("SECURITY.md", "changelogs", "docs", "extensions", "meta", "playbooks", "plugins", "roles", "tests"),
}


def strays(path: Path) -> list[str]:
    """Return what the archive holds but must not: files outside of ``PUBLISHED``, and any that git does not know."""
    known = {*workspace.files(), *MADE}
    return sorted(name for name in _files(path) if name not in known or name.partition("/")[0] not in PUBLISHED | MADE)


def contents(path: Path) -> Counter[str]:
    """Return the number of files below each name at the top of the archive."""
    return Counter(name.partition("/")[0] for name in _files(path))


def _files(path: Path) -> list[str]:
    with tarfile.open(path) as opened:
        return [member.name for member in opened.getmembers() if not member.isdir()]
