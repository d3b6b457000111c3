# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures, what they have to reach, and the rows that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One number that is claimed. ``most`` and ``least`` say what it has to reach; a ``hard`` one must."""

    value: float
    text: str
    unit: str
    most: float | None = None
    least: float | None = None
    hard: bool = False

    @property
    def target(self) -> str:
        """Say what is to be reached, nothing where that is open."""
        if self.most is not None:
            return f"{'=' if self.most == self.least else '≤'} {_number(self.most)} {self.unit}"
        return f"≥ {_number(self.least)} {self.unit}" if self.least is not None else ""

    @property
    def reached(self) -> bool:
        """Tell whether it does what it has to."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        return f"{self.text} {self.unit}"


@dataclass(frozen=True)
class Row:
    """What was measured: how large it was in the middle, for context, and the figures that are claimed."""

    what: str
    middle: str
    figures: Sequence[Figure] = ()


@dataclass(frozen=True)
class Section:
    """Rows about one matter."""

    title: str
    rows: Sequence[Row]


def ratio(mine: Sequence[float], other: Sequence[float], unit: str, *, most: float | None = None) -> Figure:
    """Return how many times the median of ``other`` that of ``mine`` is, and between what it was in single rounds."""
    value = median(mine) / median(other)
    rounds = [a / b for a, b in zip(mine, other)]
    spread = f" ({_short(min(rounds))} to {_short(max(rounds))})" if len(rounds) > 1 else ""
    return Figure(value, f"{_short(value)}{spread}", f"× {unit}", most=most)


def share(value: float, unit: str, *, least: float) -> Figure:
    """Return a share of a whole, which should be at least ``least``."""
    return Figure(100 * value, f"{100 * value:.1f}", f"% {unit}", least=100 * least)


def exactly(wanted: int, found: int, unit: str) -> Figure:
    """Return a count that must be the one that is wanted."""
    return Figure(found, f"{found:,}", unit, most=wanted, least=wanted, hard=True)


def at_most(most: int, found: int, unit: str) -> Figure:
    """Return a count that must not be above ``most``."""
    return Figure(found, f"{found:,}", unit, most=most, hard=True)


def seconds(values: Sequence[float]) -> str:
    """Return the median of times in words."""
    middle = median(values)
    return f"{1000 * middle:.0f} ms" if middle < 1 else f"{middle:.1f} s"


def off(sections: Sequence[Section]) -> list[str]:
    """Return what must not be as it is."""
    return [
        f"{section.title}: {row.what}: {figure}, to be {figure.target}"
        for section in sections
        for row in section.rows
        for figure in row.figures
        if figure.hard and not figure.reached
    ]


def _short(value: float) -> str:
    return f"{value:.{1 if value >= 10 else 2 if value >= 0.1 else 3}f}"


def _number(value: float) -> str:
    return f"{value:,.2f}" if value != int(value) else f"{int(value):,}"
