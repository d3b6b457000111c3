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

_COLUMNS = ("Measured", "Median", "Side by side", "To reach", "Reached")
_WIDE = 1000


def print_table(sections: Sequence[Section], caption: str, *, markdown: bool) -> None:
    """Print one table of all sections, and the caption below it."""
    console = Console(width=_WIDE if markdown else None, highlight=False, no_color=markdown or None)
    table = Table(box=box.MARKDOWN if markdown else box.ROUNDED, padding=(0, 1), show_edge=True)
    for number, name in enumerate(_COLUMNS):
        table.add_column(name, justify="right" if number == 1 else "left")
    for section in sections:
        table.add_row(f"**{section.title}**" if markdown else Text(section.title, "bold"))
        for row in section.rows:
            table.add_row(*_cells(row, ", " if markdown else "\n"))
        if not markdown:
            table.add_section()
    console.print(table)
    console.print(Text(caption), soft_wrap=True)


def _cells(row: Row, between: str) -> list[Text]:
    targets = [figure for figure in row.figures if figure.target]
    return [
        Text(row.what),
        Text(row.middle),
        Text(between.join(map(str, row.figures))),
        Text(between.join(figure.target for figure in targets)),
        Text(between).join(map(_verdict, targets)),
    ]


def _verdict(figure: Figure) -> Text:
    return Text("yes", "green") if figure.reached else Text("NO", "bold red")
