# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window while something happens: pages that are open change by themselves, and leave the reader alone."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, opened
from tests.simulator.client import PYTHON, ROOT, Simulator
from tests.window.api import Caller

# How often a page asks, in milliseconds.
PERIOD = 1500
HOUR = 3_600_000


def mark(page: Page) -> None:
    page.evaluate("window.isStillThisPage = true")


def is_marked(page: Page) -> bool:
    """Tell whether the page was not loaded again."""
    return bool(page.evaluate("window.isStillThisPage === true"))


def test_what_a_playbook_does_appears_without_a_reload(page: Page, simulator: Simulator, play: Any) -> None:
    page.goto(simulator.url)
    mark(page)

    running = play("watched.yml", simulator, watched_subject="Watched")
    row = page.locator("tbody tr", has_text="Watched")
    expect(row).to_be_visible(timeout=60_000)
    expect(page.get_by_role("status").first).to_contain_text("Watched")
    expect(row.locator(".status")).to_have_text("Resolved", timeout=60_000)
    assert running.wait(60) == 0

    expect(row).to_contain_text("1 note")
    expect(row).to_contain_text("1 file")
    expect(page.locator("aside .calls .sign-in")).to_have_count(1)
    expect(page.locator("aside")).to_contain_text("1 sign-in")
    assert is_marked(page)
    row.get_by_role("link").first.click()
    expect(page.locator("#conversation")).to_contain_text("Logs were removed.")
    expect(page.locator("#files")).to_contain_text("df.txt")
    expect(page.locator("#history")).to_contain_text("Status from Open → to Resolved")


def test_an_open_ticket_follows_what_happens_to_it(page: Page, simulator: Simulator, play: Any) -> None:
    made = simulator.create_ticket(subject="Watched", requesterEmail="jane@acme.example")
    page.goto(f"{simulator.url}/window/request/{made['id']}")
    mark(page)
    page.get_by_text("The object that the API answers").click()

    running = play("watched.yml", simulator, watched_subject="Watched")

    expect(page.locator("#title .status")).to_have_text("Resolved", timeout=60_000)
    expect(page.locator("#conversation")).to_contain_text("Logs were removed.")
    expect(page.locator("#fields")).to_contain_text("Storage")
    expect(page.locator("#object")).to_contain_text('"statusName": "Resolved"')
    expect(page.locator("#object")).to_be_visible()
    assert running.wait(60) == 0
    page.get_by_text("As it was sent").click()
    note = {"conversationType": "note", "details": "One more"}
    Caller(simulator).call("POST", f"request/{made['id']}/conversation", note)
    expect(page.locator("#conversation")).to_contain_text("One more")
    expect(page.get_by_text("<p>Logs were <b>removed</b>.</p>")).to_be_visible()
    assert is_marked(page)


def test_a_gate_waits_for_the_buttons_of_its_change(page: Page, simulator: Simulator, play: Any) -> None:
    now = int(1000 * time.time())
    change = simulator.create_ticket("change", startDate=now + 2 * HOUR, endDate=now + 3 * HOUR)
    simulator.change_ticket("change", change["id"], approvalStatus="pending")
    page.goto(f"{simulator.url}/window/change/{change['id']}")
    mark(page)
    head = page.locator("#planned")
    running = play("gated.yml", simulator, watched_change=change["name"])

    wait_for_a_look(page, simulator)
    expect(head).to_contain_text("it is pending, its window is not open yet.")
    page.get_by_role("button", name="Approve").click()
    expect(head).to_contain_text("A gate lets no task run under this change: its window is not open yet.")
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
    wait_for_a_look(page, simulator)
    assert running.poll() is None
    page.get_by_role("button", name="Open the window now").click()

    expect(head).to_contain_text("A gate lets tasks run under this change now.")
    assert running.wait(60) == 0
    expect(page.locator("#conversation")).to_contain_text("Ansible succeeded on localhost")
    assert is_marked(page)


def test_a_button_that_comes_too_late_says_so(browser: Browser, simulator: Simulator) -> None:
    change = simulator.create_ticket("change")
    with opened(browser, DESK) as (page, trouble):
        page.goto(f"{simulator.url}/window/change/{change['id']}")
        page.get_by_role("button", name="Pause").click()
        simulator.change_ticket("change", change["id"], statusName="Closed")

        page.get_by_role("button", name="Reject").click()

        words = f"There is no open change {change['id']} that has an approval and a window."
        expect(page.locator("#news")).to_have_text(words)
        expect(page.locator("#news")).to_have_class("toast wrong")
        expect(page.get_by_role("button", name="Reject")).to_have_count(0)
        assert [each for each in trouble if "404" not in each] == []


def wait_for_a_look(page: Page, simulator: Simulator) -> None:
    """Wait until a gate looks at its change once more."""
    before = looks(simulator)
    for dummy in range(600):
        if looks(simulator) > before:
            return
        page.wait_for_timeout(100)
    raise AssertionError("The gate does not look at the change.")


def looks(simulator: Simulator) -> int:
    return sum(call["path"] == "/api/v1/change/search/byqual" and call["ms"] is not None for call in simulator.calls())


def test_search_and_filters_answer_while_one_types(page: Page, simulator: Simulator) -> None:
    page.goto(simulator.url)
    mark(page)
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(17)

    page.get_by_role("searchbox").press_sequentially("switch")
    expect(rows).to_have_count(2)
    page.get_by_role("combobox", name="State").select_option("Closed")
    expect(rows).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 ticket")
    expect(page.get_by_role("searchbox")).to_have_value("switch")
    assert is_marked(page)
    page.reload()
    expect(rows).to_have_count(1)
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox", name="State").select_option("Open or closed")
    expect(rows).to_have_count(17)
    page.get_by_role("link", name="Problems 2").click()
    expect(rows).to_have_count(2)
    page.get_by_role("combobox", name="Status").select_option("Open")
    expect(rows).to_have_count(1)


def test_focus_selection_and_place_stay_when_a_ticket_comes(page: Page, simulator: Simulator) -> None:
    simulator.reset(tickets=60)
    page.goto(simulator.url)
    row = page.locator("tbody tr").nth(30)
    link = row.get_by_role("link").first
    name = link.inner_text()
    link.focus()
    page.evaluate("row => getSelection().selectAllChildren(row.querySelector('.subject a'))", row.element_handle())
    selected = page.evaluate("getSelection().toString()")
    before = link.bounding_box()

    for number in (94, 95):
        simulator.create_ticket(subject=f"Came {number}")
    expect(page.locator("tbody tr", has_text="Came 95")).to_be_attached()

    assert page.evaluate("document.activeElement.textContent") == name
    assert page.evaluate("getSelection().toString()") == selected
    after = page.get_by_role("link", name=name, exact=True).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_a_row_that_moves_up_keeps_the_focus(page: Page, simulator: Simulator) -> None:
    page.goto(simulator.url)
    last = page.locator("tbody tr").last
    name = last.get_by_role("link").first.inner_text()
    last.get_by_role("link").first.focus()
    address = str(last.get_by_role("link").first.get_attribute("href")).removeprefix("/window/")

    assert Caller(simulator).call("PATCH", address, {"priorityName": "Low"}).status_code == 200

    expect(page.locator("tbody tr").first).to_contain_text(name)
    assert page.evaluate("document.activeElement.textContent") == name


def test_what_is_chosen_stays_chosen_when_other_switches_change(page: Page, simulator: Simulator) -> None:
    page.goto(f"{simulator.url}/window/server")
    page.get_by_label("unknown_name").select_option("ignored")
    page.get_by_label("search_lag").fill("12")

    simulator.switch(delete="refused405")

    expect(page.locator("#switch-delete")).to_have_value("refused405")
    expect(page.get_by_label("unknown_name")).to_have_value("ignored")
    expect(page.get_by_label("search_lag")).to_have_value("12")
    page.get_by_role("button", name="Set the switches").click()
    expect(page.locator("#news")).to_have_text("The switches are set.")
    expect(page.locator("#news")).to_have_class("toast")
    switches = simulator.switches()
    assert [switches[name] for name in ("unknown_name", "search_lag", "delete")] == ["ignored", 12, "refused405"]


def test_a_button_makes_the_next_call_fail_and_all_is_done_by_keyboard(page: Page, simulator: Simulator) -> None:
    caller = Caller(simulator)
    page.goto(simulator.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press_until(page, "Server")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Faults")).to_be_visible()
    press_until(page, "503 Service Unavailable")
    page.keyboard.press("Enter")
    expect(page.locator("#standing")).to_contain_text("503 Service Unavailable: any call, the next one")
    expect(page.locator("#mode")).to_contain_text("1 fault set")
    assert "503" in page.evaluate("document.activeElement.textContent")

    assert [caller.call("GET", "request/78").status_code for dummy in range(2)] == [503, 200]

    expect(page.locator("#standing")).to_contain_text("None is set")
    page.goto(f"{simulator.url}/window/calls")
    expect(page.locator("tbody tr").nth(1)).to_contain_text(re.compile(r"503\s+request/78\s+by a fault"))


def press_until(page: Page, words: str) -> None:
    """Press the tabulator until the focus is on what begins with these words."""
    for dummy in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            return
    raise AssertionError(f"The keyboard does not reach {words!r}.")


def test_nothing_is_asked_while_the_page_is_paused_or_hidden(page: Page, simulator: Simulator) -> None:
    page.goto(simulator.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_event("request")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#live")).to_have_text("Paused")
    page.wait_for_timeout(200)
    asked.clear()
    page.wait_for_timeout(2.5 * PERIOD)
    assert asked == []
    page.get_by_role("button", name="Pause").click()
    page.wait_for_event("request")

    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(200)
    asked.clear()
    page.wait_for_timeout(2.5 * PERIOD)
    assert asked == []
    simulator.create_ticket(subject="While hidden")
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("While hidden").first).to_be_visible()


def test_the_page_says_when_the_simulator_has_gone_and_goes_on_when_it_is_back(browser: Browser) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = browser.new_page()
    with launched(port):
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("#gone")).to_be_empty()
    expect(page.locator("#gone")).to_contain_text("The simulator does not answer.", timeout=10_000)
    with launched(port, "--examples"):
        expect(page.locator("#gone")).to_be_empty(timeout=10_000)
        expect(page.locator("tbody tr")).to_have_count(17)
    page.close()


@contextmanager
def launched(port: int, *options: str) -> Iterator[None]:
    """Run a simulator on a port of its own."""
    command = [os.environ.get(PYTHON) or sys.executable, "-m", "tests.simulator", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()
