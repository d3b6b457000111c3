# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table: for a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .figures import Figure, Row, Section

_COLUMNS = ("Measured", "Median", "Side by side", "To reach")
# Where nobody looks on, there is no width to heed.
_WIDE, _PLAIN = 1000, 160


def print_table(sections: Sequence[Section], caption: str, *, markdown: bool) -> None:
    """Print one table of all sections, and the caption below it."""
    if markdown:
        print("\n".join(["", *_markdown(sections), "", caption]))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN)
    table = _table(box.ROUNDED)
    for section in sections:
        table.add_row(Text(section.title, "bold"))
        for row in section.rows:
            table.add_row(*_cells(row, "\n", row.figures))
        table.add_section()
    console.print(table)
    console.print(Text(caption), soft_wrap=True)


def _markdown(sections: Sequence[Section]) -> list[str]:
    table = _table(box.MARKDOWN)
    for section in sections:
        table.add_row(f"**{section.title}**")
        for row in section.rows:
            table.add_row(*_cells(row, ", ", [figure for figure in row.figures if figure.target]))
    console = Console(width=_WIDE, color_system=None, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines() if line.strip()]


def _table(look: box.Box) -> Table:
    table = Table(box=look)
    for number, name in enumerate(_COLUMNS):
        table.add_column(name, justify="right" if number == 1 else "left")
    return table


def _cells(row: Row, between: str, aimed: Sequence[Figure]) -> list[Text]:
    """Return the cells of a row, where those of ``aimed`` stand in the last one."""
    figures = Text(between.join(map(str, row.figures)))
    return [Text(row.what), Text(row.middle), figures, Text(between).join(map(_verdict, aimed))]


def _verdict(figure: Figure) -> Text:
    if not figure.target:
        return Text()
    verdict = Text("reached", "green") if figure.reached else Text("NOT reached", "bold red")
    return Text(f"{figure.target}: ").append_text(verdict)
