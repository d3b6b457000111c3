# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The approval and the window of a change or release: shown at the head of its page, and changed by its buttons."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from .. import tickets
from ..kinds import KINDS
from ..simulation import Simulation, simulation
from ..technicians import change_as_technician

plans = Blueprint("plans", __name__, url_prefix="/window/<kind>/<int:number>")

_MINUTE, _HOUR = 60_000, 3_600_000
_APPROVALS = {
    "pre_approved": "Pre-approved",
    "pending": "Approval pending",
    "approved": "Approved",
    "rejected": "Rejected",
}
# What a button can set.
_DECISIONS = ("approved", "rejected")
# Statuses in which no gate lets tasks run.
_ENDED = ("Closed", "Canceled", "Rejected")


@dataclass(frozen=True)
class Plan:
    """The approval and the window of a ticket, the time by the server's clock, and whether buttons may change it."""

    approval: str
    status: str
    start: int | None
    end: int | None
    now: int
    can_change: bool

    @property
    def word(self) -> str:
        """Return the approval in words."""
        return _APPROVALS.get(self.approval, self.approval or "No approval status")

    @property
    def window(self) -> str:
        """Return ``ahead``, ``open`` or ``over``, or nothing if a time is missing."""
        if self.start is None or self.end is None:
            return ""
        return "ahead" if self.now < self.start else "over" if self.now > self.end else "open"

    @property
    def lacking(self) -> list[str]:
        """Return what a gate waits for, or what no waiting helps against."""
        return [
            *([] if self.approval in ("approved", "pre_approved") else [f"it is {self.approval or 'not approved'}"]),
            *([f"its status is {self.status}"] if self.status in _ENDED else []),
            *({"ahead": ["its window is not open yet"], "over": ["its window is over"]}.get(self.window, [])),
            *([] if self.window else ["it has no window"]),
        ]


def plan_of(simulated: Simulation, row: sqlite3.Row) -> Plan | None:
    """Return the plan of a ticket, None for a kind that has none."""
    kind = KINDS[row["kind"]]
    if not kind.planned:
        return None
    own = json.loads(row["more"])
    now = tickets.now() + 1000 * simulated.settings["clock_ahead"]
    status = kind.statuses.names[row["status_id"]]
    can_change = not row["removed"] and status not in _ENDED
    return Plan(own.get("approvalStatus") or "", status, own.get("startDate"), own.get("endDate"), now, can_change)


@plans.post("/approval")
def decide(kind: str, number: int) -> Response:
    """Approve or reject."""
    decision = request.form.get("decision", "")
    if decision not in _DECISIONS:
        abort(400, "The form approves or rejects.")
    _known(kind, number)
    return _change(kind, number, {"approvalStatus": decision})


@plans.post("/open")
def open_window(kind: str, number: int) -> Response:
    """Have the window begin a minute ago, and end in an hour or later."""
    plan = _known(kind, number)
    start, end = plan.now - _MINUTE, plan.now + _HOUR
    own = {"startDate": min(plan.start or start, start), "endDate": max(plan.end or end, end)}
    return _change(kind, number, own)


def _known(kind: str, number: int) -> Plan:
    simulated = simulation()
    with simulated.store.reading() as db:
        row = tickets.read(db, number, kind)
    plan = plan_of(simulated, row) if row is not None else None
    if plan is None or not plan.can_change:
        abort(404, f"There is no open {kind.replace('_', ' ')} {number} that has an approval and a window.")
    return plan


def _change(kind: str, number: int, own: dict[str, Any]) -> Response:
    change_as_technician(simulation(), kind, number, {}, own)
    return redirect(url_for("tickets.ticket", kind=kind, number=number, _anchor="plan"), 303)
