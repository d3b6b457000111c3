# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What technicians do in the product and no call of the API can: approve a change or release, for one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from . import tickets
from .credentials import TECHNICIAN
from .simulation import Simulation


def change_as_technician(
    simulated: Simulation, kind: str, number: int, columns: Mapping[str, Any], own: Mapping[str, Any]
) -> sqlite3.Row | None:
    """Change columns of a ticket, and fields that its kind has of its own; return its row, None if there is no such."""
    person = simulated.people.find(TECHNICIAN)
    assert person is not None
    with simulated.store.writing() as db:
        current = tickets.read(db, number, kind)
        if current is None:
            return None
        more = json.dumps({**json.loads(current["more"]), **own})
        row = tickets.change(db, current, {**columns, "more": more}, person.id)
    simulated.history.note(number, current)
    return row
