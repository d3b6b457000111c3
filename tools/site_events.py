# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the pages of the event sources and filters, kinds that antsibull-docs does not know.

A program of its own, as it runs in the environment of antsibull-docs. ``ansible-doc`` reads them as it reads a
module: that adds the options of the fragments. The labels of a page are those that links between plugins go to.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2
from antsibull_docs_parser import dom, parser, rst
from site_links import REPOSITORY
from site_pages import EVENT_PLUGINS

_TEMPLATE = "tools/site/event_plugin.rst.j2"
# The list of rulebooks is added to it.
_INDEX = """\
# Events

`ansible-rulebook` makes events of what happens in ServiceOps, and starts playbooks or job templates. The guide
[A ticket starts the work](../events.md) sets it up.
"""
# As on the pages of modules.
_TYPES = {"bool": "boolean", "dict": "dictionary", "float": "float", "int": "integer", "path": "path", "str": "string"}


def main() -> int:
    """Write a page for each event source and filter of a collection, and the list of them, into a folder."""
    collection, target = (Path(argument) for argument in sys.argv[1:])
    template = (collection / _TEMPLATE).read_text("utf-8")
    target.mkdir(parents=True)
    index = _INDEX
    try:
        for folder, heading in EVENT_PLUGINS.items():
            index += f"\n## {heading}\n\n| {heading.removesuffix('s')} | Does |\n|---|---|\n"
            for path, found in _documentation(collection / folder).items():
                page = _page(path.relative_to(collection), found, template)
                (target / f"{path.stem}.rst").write_text(page, "utf-8")
                index += f"| [{path.stem}]({path.stem}.rst) | {found['doc']['short_description']} |\n"
    except (subprocess.CalledProcessError, ValueError, jinja2.UndefinedError) as broken:
        print(f"The documentation of the event sources and filters is broken: {broken}", file=sys.stderr)
        return 1
    (target / "index.md").write_text(index, "utf-8")
    return 0


def _documentation(folder: Path) -> dict[Path, Any]:
    paths = sorted(folder.glob("*.py"))
    program = Path(sys.executable).with_name("ansible-doc")
    done = subprocess.run(
        [
            *(str(program), "--type", "module", "--module-path", str(folder), "--json"),
            *(path.stem for path in paths),
        ],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(done.stdout)
    return {path: found[path.stem] for path in paths}


def _page(path: Path, found: dict[str, Any], template: str) -> str:
    kind = path.parent.name
    # The roles for links to options know no underscore in a type.
    plugin = dom.PluginIdentifier(f"motadata.serviceops.{path.stem}", kind.replace("_", ""))

    def marked_up(text: str) -> str:
        paragraphs = parser.parse(text, parser.Context(current_plugin=plugin), errors="exception", strict=True)
        return rst.to_rst(paragraphs, current_plugin=plugin)

    environment = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {
        "json": lambda value: rst.rst_escape(json.dumps(value)),
        "paragraphs": lambda text: [text] if isinstance(text, str) else text,
        "rst": marked_up,
    }
    return environment.from_string(template).render(
        {"requirements": [], "notes": [], **found["doc"]},
        examples=found["examples"].strip(),
        fqcn=plugin.fqcn,
        kind=kind,
        plugin_type=plugin.type,
        schema=f"{REPOSITORY}/blob/main/{path.with_suffix('.schema.json')}",
        types=_TYPES,
    )


if __name__ == "__main__":
    sys.exit(main())
