# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of a change or release: its approval and its window, and the buttons that change them."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

import pytest
import requests

HOUR = 3_600_000


def planned(api: Any, kind: str = "change", approval: str = "pending", start: int = HOUR, end: int = 2 * HOUR) -> int:
    """Make a ticket whose window begins and ends so many milliseconds from now, and return its id."""
    now = int(1000 * time.time())
    number: int = api.simulator.create_ticket(kind, startDate=now + start, endDate=now + end)["id"]
    api.simulator.change_ticket(kind, number, approvalStatus=approval)
    return number


def head(api: Any, number: int, kind: str = "change") -> str:
    """Return the text of the head, and the words of its buttons."""
    shown = requests.get(f"{api.simulator.url}/window/{kind}/{number}", timeout=10).text
    found = re.search(r'<section class="card plan".*?</section>', shown, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found[0] if found else "")).split())


def press(api: Any, path: str, **form: str) -> requests.Response:
    headers = {"Origin": api.simulator.url}
    return requests.post(f"{api.simulator.url}/window/{path}", data=form, headers=headers, timeout=10)


@pytest.mark.parametrize("kind", ["change", "release"])
def test_the_head_names_approval_and_window(api: Any, kind: str) -> None:
    shown = head(api, planned(api, kind), kind)

    assert "Approval pending" in shown
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d to (20\d\d-\d\d-\d\d )?\d\d:\d\d UTC opens in (59 min|1 h)", shown)
    assert "Approve Reject Open the window now" in shown
    # The role is about changes only.
    gate = "A gate lets no task run under this change: it is pending, its window is not open yet."
    assert (gate in shown, "change_gate_wait" in shown) == (kind == "change", kind == "change")


@pytest.mark.parametrize(
    ("approval", "start", "end", "said"),
    [
        ("approved", -HOUR, HOUR, "A gate lets tasks run under this change now."),
        ("pre_approved", -HOUR, HOUR, "A gate lets tasks run under this change now."),
        ("rejected", -HOUR, HOUR, "A gate lets no task run under this change: it is rejected."),
        ("approved", HOUR, 2 * HOUR, "A gate lets no task run under this change: its window is not open yet."),
        ("approved", -2 * HOUR, -HOUR, "A gate lets no task run under this change: its window is over."),
    ],
)
def test_the_head_says_what_the_gate_says(api: Any, approval: str, start: int, end: int, said: str) -> None:
    assert said in head(api, planned(api, approval=approval, start=start, end=end))


def test_the_clock_of_the_server_decides(api: Any) -> None:
    number = planned(api, approval="approved")
    api.simulator.switch(clock_ahead=90 * 60)

    assert "A gate lets tasks run under this change now." in head(api, number)


def test_a_closed_change_has_no_buttons_and_takes_none(api: Any) -> None:
    number = planned(api, approval="approved", start=-HOUR)
    api.simulator.change_ticket("change", number, statusName="Closed")

    shown = head(api, number)
    assert "A gate lets no task run under this change: its status is Closed." in shown
    assert "Reject" not in shown
    assert press(api, f"change/{number}/approval", decision="rejected").status_code == 404
    assert api.simulator.ticket("change", number)["approvalStatus"] == "approved"


def test_buttons_approve_and_reject(api: Any) -> None:
    number = planned(api)
    for decision in ("approved", "rejected", "approved"):
        answer = press(api, f"change/{number}/approval", decision=decision)
        assert (answer.status_code, answer.url) == (200, f"{api.simulator.url}/window/change/{number}#plan")
        assert api.call("GET", f"/api/v1/change/{number}").json()["approvalStatus"] == decision
        assert re.findall(r'value="(\w+)" aria-pressed="true"', answer.text) == [decision]
    assert re.search(r"<ins>\s*approved", answer.text)


@pytest.mark.parametrize(("start", "end"), [(HOUR, 2 * HOUR), (-2 * HOUR, -HOUR), (-3 * HOUR, 9 * HOUR)])
def test_the_window_opens_now_and_is_never_made_shorter(api: Any, start: int, end: int) -> None:
    number = planned(api, start=start, end=end)
    before = api.simulator.ticket("change", number)

    assert press(api, f"change/{number}/open").status_code == 200

    after = api.simulator.ticket("change", number)
    now = 1000 * time.time()
    assert after["startDate"] <= min(now, before["startDate"])
    assert after["endDate"] >= max(now + HOUR / 2, before["endDate"])
    assert (after["startDate"], after["endDate"]) != (before["startDate"], before["endDate"]) or start < -2 * HOUR
    assert "open, ends in" in head(api, number)


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("change/{change}/approval", {"decision": "pending"}, 400),
        ("change/{change}/approval", {}, 400),
        ("request/{request}/approval", {"decision": "approved"}, 404),
        ("request/{request}/open", {}, 404),
        ("change/{request}/open", {}, 404),
        (f"change/{2**70}/open", {}, 404),
        ("nothing/{change}/open", {}, 404),
    ],
)
def test_what_cannot_be_planned_is_refused(api: Any, path: str, form: dict[str, str], status: int) -> None:
    numbers = {"change": planned(api), "request": api.simulator.create_ticket()["id"]}
    before = json.dumps(api.simulator.ticket("change", numbers["change"]))

    assert press(api, path.format(**numbers), **form).status_code == status

    assert json.dumps(api.simulator.ticket("change", numbers["change"])) == before


def test_other_sites_approve_nothing(api: Any) -> None:
    number = planned(api)
    address = f"{api.simulator.url}/window/change/{number}/approval"
    headers = {"Origin": "https://elsewhere.example"}
    assert requests.post(address, data={"decision": "approved"}, headers=headers, timeout=10).status_code == 403
    assert api.simulator.ticket("change", number)["approvalStatus"] == "pending"


def test_a_request_has_no_such_head(api: Any) -> None:
    assert head(api, api.simulator.create_ticket()["id"], "request") == ""
