# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command prints when the simulator listens: where, how to get there, and whom and what it knows."""

from __future__ import annotations

import textwrap

from .credentials import PEOPLE
from .exports import account, export_lines
from .known_names import NAMES

_WIDTH, _COLUMN = 100, 20


def announcement(url: str, authority: str | None, tickets: str) -> str:
    """Return the lines to print; ``tickets`` is a sentence about what it holds."""
    return "\n".join(
        [
            f"{url} is the ServiceOps simulator: open it in a browser to watch. Ctrl+C ends it.",
            tickets,
            "",
            "To run playbooks against it, copy these lines into a shell:",
            "",
            export_lines(account(url, authority)),
            "",
            "What a playbook can name:",
            *_names(),
            f"Everything else that it knows: {url}/window/connect, or make simulator ARGS=--list-names",
        ]
    )


def holding(count: int, database: str | None, *, was_empty: bool, wants_tickets: bool) -> str:
    """Return a sentence about the tickets that a simulator begins with."""
    if not count:
        return "It holds no tickets yet; ARGS=--examples begins with some."
    held = f"It holds {count} {'ticket' if count == 1 else 'tickets'}"
    if was_empty:
        return f"{held}."
    kept = f"{held} from before, in {database}"
    return f"{kept}. New ones are made in an empty database only." if wants_tickets else f"{kept}."


def _names() -> list[str]:
    shown = {
        "requester_email": [person.email for person in PEOPLE if person.writes and not person.technician],
        "assignee_email": [person.email for person in PEOPLE if person.technician],
        **{option: NAMES[option] for option in ("category", "technician_group", "status", "priority")},
    }
    lines = []
    for option, names in shown.items():
        wrapped = textwrap.wrap(", ".join(names), _WIDTH - _COLUMN)
        lines += [f"  {option if not n else '':<{_COLUMN - 2}}{line}" for n, line in enumerate(wrapped)]
    return lines
