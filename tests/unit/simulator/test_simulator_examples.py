# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example tickets, and what is kept of a ticket over a restart."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

import requests

from tests.simulator.client import Simulator


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def gate(change: dict[str, Any]) -> str:
    """Return the approval of a change, and whether its window is ahead, open or over."""
    now = 1000 * time.time()
    state = "ahead" if now < change["startDate"] else "open" if now < change["endDate"] else "over"
    return f"{change['approvalStatus']} {state}"


def test_examples_are_of_every_kind_and_come_back_at_a_reset() -> None:
    with Simulator.start(examples=True) as simulator:
        kinds = ["request"] * 10 + ["change"] * 4 + ["problem"] * 2 + ["release"]
        shown = requests.get(f"{simulator.url}/", timeout=10).text
        rows = re.findall(r'<th scope="row"><a href="/window/(\w+)/(\d+)">([A-Z]+)-', shown)
        assert sorted(kind for kind, dummy, dummy2 in rows) == sorted(kinds)
        assert {prefix for dummy, dummy2, prefix in rows} == {"INC", "SR", "CHG", "PRB", "REL"}
        tickets = [simulator.ticket(kind, int(number)) for kind, number, dummy in rows]
        assert {ticket["statusName"] for ticket in tickets} == {
            "Open",
            "In Progress",
            "Pending",
            "Resolved",
            "Closed",
            "On Hold",
            "Requested",
            "Approved",
        }
        assert len({ticket["requesterEmail"] for ticket in tickets}) > 5
        assert all(ticket["createdTime"] <= ticket["updatedTime"] for ticket in tickets)
        assert sum(bool(ticket["fileAttachments"]) for ticket in tickets) == 3
        plans = sorted(gate(ticket) for ticket in tickets if ticket["name"].startswith("CHG-"))
        assert plans == ["approved ahead", "approved open", "pending ahead", "pre_approved over"]
        for kind, number, dummy in rows:
            requests.get(f"{simulator.url}/window/{kind}/{number}", timeout=10).raise_for_status()

        simulator.reset(tickets=2)
        assert requests.get(f"{simulator.url}/", timeout=10).text.count("<tr data-key=") == 2
        simulator.control("POST", "reset", {})
        assert requests.get(f"{simulator.url}/", timeout=10).text.count("<tr data-key=") == len(rows)
        assert simulator.calls() == []


def test_history_and_files_outlive_a_restart(tmp_path: Path, api_of: Any) -> None:
    database = tmp_path / "simulator.db"
    with Simulator.start(database=database) as simulator:
        number = api_of(simulator).created()["id"]
        api_of(simulator).updated(number, subject="Other")

    with Simulator.start(database=database) as simulator:
        shown = text_of(requests.get(f"{simulator.url}/window/request/{number}", timeout=10).text)
    assert "Subject from Disk full on db01 → to Other" in shown
