# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a playbook or rulebook: what the comment at its top says, and the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from site_links import REPOSITORY

_LICENCE = ("# Copyright", "# GNU General Public License", "# SPDX-License-Identifier")
# Names of variables and of playbooks, and what is given on the command line.
_CODE = re.compile(r"-e [\w.]+=\S*\w|\bdocs/[\w-]+\.md|\b[a-z]+(?:[._][a-z]+)+|\bSERVICEOPS_\*")


def page_of(playbook: Path) -> str:
    """Return the Markdown of a playbook's page."""
    source = playbook.read_text("utf-8")
    paragraphs = list(_paragraphs(_comment(source)))
    begins = next(number for number, line in enumerate(source.splitlines()) if line.startswith("- "))
    code = "\n".join(source.splitlines()[begins:])
    kind = playbook.parent.name.removesuffix("s")
    return "\n\n".join([f"# {playbook.stem}", *paragraphs, f"## The {kind}", f"```yaml\n{code}\n```"]) + "\n"


def summary_of(playbook: Path) -> str:
    """Return the first sentence of a playbook's comment."""
    first = next(paragraph for paragraph in _paragraphs(_comment(playbook.read_text("utf-8"))) if paragraph[0] != "`")
    return re.split(r"(?<=[.?:])\s", first)[0].rstrip(":.")


def _comment(source: str) -> list[str]:
    """Return the comment above the first play, without its marks and without the licence."""
    lines = []
    for line in source.splitlines():
        if line.startswith("- "):
            break
        if line.startswith("#") and not line.startswith(_LICENCE):
            lines.append(line.removeprefix("#").removeprefix(" "))
    return lines


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Yield prose as paragraphs, and what is indented as blocks of code."""
    kept = [line for line in lines if line.strip()]
    for is_code, group in groupby(kept, key=lambda line: line.startswith("  ")):
        found = list(group)
        if is_code:
            yield _block("\n".join(line.removeprefix("  ") for line in found))
        else:
            yield _CODE.sub(_marked, " ".join(found))


def _block(code: str) -> str:
    if code.startswith("- "):
        return f"```yaml\n{code}\n```"
    # An indented line goes on with the command before.
    command = re.sub(r"\n(?= )", " \\\\\n", code)
    return f"```shell\n{command}\n```"


def _marked(match: re.Match[str]) -> str:
    found = match[0]
    return f"[the guide]({REPOSITORY}/blob/main/{found})" if found.startswith("docs/") else f"`{found}`"
