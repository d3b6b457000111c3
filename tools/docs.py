# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site: the guides of ``docs``, and a page for each plugin, role, playbook and rulebook.

The guides are Markdown, so that they read the same on the pages of a code host. What stands there as a link to a file
becomes a link to that file's page on the site, or to the file in the repository where it has none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import workspace
from site_links import BrokenLinkError
from site_pages import lay_out

REQUIREMENTS = (
    *("ansible-core>=2.19,<2.22", "antsibull-docs>=2.28,<3", "myst-parser>=4"),
    *("pydata-sphinx-theme>=0.24", "sphinx>=8.2,<10", "sphinx-design>=0.8"),
)


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
    # The list of guides that Ansible's own site shows: here the guides themselves are at hand.
    (collection / "docs/docsite/extra-docs.yml").unlink()
    shutil.rmtree(collection / "docs/docsite/rst")
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
    subprocess.run(
        [
            str(programs / "python"),
            "-B",
            str(collection / "tools/site_events.py"),
            str(collection),
            str(source / "eda"),
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
    for page in built.rglob("*.html"):
        # An attribute that does not exist; and what leads elsewhere is a link.
        page.write_text(page.read_text("utf-8").replace(' aria-role="button"', ""), "utf-8")
    return built


def _replace(built: Path, target: Path) -> None:
    """Put the new site in the place of the old one, so that nobody reads a half of each."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with workspace.locked(target.parent / f".{target.name}.lock"):
        fresh = target.parent / f".{target.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # The maps of scripts and styles are for the makers of the theme.
        shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(".buildinfo*", "*.map"))
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)


if __name__ == "__main__":
    sys.exit(main())
