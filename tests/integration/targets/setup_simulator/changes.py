# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes for scenarios of jobs that run under one."""

from __future__ import annotations

import time
from typing import Any

from scenarios import Stage, as_read, ask

HOUR = 3_600_000


def planned(stage: Stage, approval: str = "approved", start: int = -HOUR, end: int = HOUR) -> dict[str, Any]:
    """Return a change whose window begins and ends so many milliseconds from now."""
    now = int(1000 * time.time())
    span = {"startDate": now + start, "endDate": now + end}
    change = ask("POST", "/_simulator/tickets/change", {"subject": f"Upgrade {stage.job}", **span})
    return edited(change, approvalStatus=approval)


def edited(change: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Change a change as a technician does."""
    found: dict[str, Any] = ask("PATCH", f"/_simulator/tickets/change/{change['id']}", fields)
    return found


def notes(change: dict[str, Any]) -> list[str]:
    """Return the notes on a change as people read them, each on one line, in their order by text."""
    found = ask("GET", f"/_simulator/tickets/change/{change['id']}/conversations")
    return sorted(" ".join(as_read(one["details"]).split()) for one in found)
