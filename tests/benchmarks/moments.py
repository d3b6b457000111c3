# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the callback ``moments`` wrote about one run of a playbook, task by task."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median


@dataclass
class Timed:
    """One task: the moments, in seconds, at which it began and at which its items and hosts were done."""

    start: float
    items: list[float] = field(default_factory=list)
    hosts: list[float] = field(default_factory=list)
    changed: list[bool] = field(default_factory=list)

    def wall(self) -> float:
        """Return the seconds from the beginning to the last host."""
        return max(self.hosts) - self.start

    def per_item(self) -> float:
        """Return the median of the seconds that an item took; the start of the loop's process falls to the first."""
        return median(after - before for before, after in pairwise([self.start, *self.items]))


def read_moments(path: Path) -> dict[str, Timed]:
    """Return what was written to ``path``, by the names of the tasks, each of which ran once."""
    found: dict[str, Timed] = {}
    for line in path.read_text("utf-8").splitlines():
        moment = json.loads(line)
        if moment["kind"] == "start":
            if moment["task"] in found:
                raise ValueError(f"Two tasks are named {moment['task']}.")
            found[moment["task"]] = Timed(moment["at"])
        else:
            timed = found[moment["task"]]
            (timed.items if moment["kind"] == "item" else timed.hosts).append(moment["at"])
            timed.changed.append(moment["changed"])
    return found
