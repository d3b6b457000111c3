# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the window: for everybody, on a desk and on a phone, light and dark, with and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, is_too_wide, opened
from tests.simulator.client import Simulator
from tests.window.api import Caller, address_of

LONG = "/var/lib/" + "a-path-without-a-space-" * 12
HOSTILE = "<script>document.title='caught'</script><img src=x onerror=\"document.title='caught'\">"

CUT_OFF = "[...document.querySelectorAll('.copy pre, .scroll')].some((each) => each.scrollWidth > each.clientWidth)"


def some_calls(simulator: Simulator) -> None:
    """Make calls of every sort."""
    caller = Caller(simulator)
    simulator.fail(fault="status", status=503)
    simulator.fail(fault="html", path="/nowhere", times=5)
    for method, path in (("GET", "request/78"), ("GET", "request/78"), ("DELETE", "change/1"), ("GET", LONG)):
        caller.call(method, path)


def addresses(simulator: Simulator) -> dict[str, str]:
    """Return the address of each page, and of each state that looks otherwise."""
    made = simulator.create_ticket(subject=f"{HOSTILE} {LONG}", description=f"{HOSTILE}\n{LONG}", tags=[LONG])
    change = simulator.create_ticket("change")
    simulator.change_ticket("change", change["id"], approvalStatus="rejected")
    paths = {
        "tickets": "/",
        "filtered": "/?q=db01&kind=request&state=open",
        "nothing": "/?q=nothing-at-all",
        "calls": "/window/calls",
        "failures": "/window/calls?show=failures",
        "server": "/window/server",
        "connect": "/window/connect",
        "request": "/window/request/78",
        "change": "/window/change/70",
        "rejected": f"/window/change/{change['id']}",
        "hostile": f"/window/request/{made['id']}",
        "missing": "/window/request/1",
    }
    return {name: simulator.url + path for name, path in paths.items()}


def findings(page: Page) -> list[str]:
    """Return what axe finds against the page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def is_expected(trouble: str) -> bool:
    """Tell whether this is the browser's word for a page that is not there."""
    return "404" in trouble


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_accessible_and_fits_and_opens_without_trouble(
    browser: Browser, simulator: Simulator, size: dict[str, int], scheme: str
) -> None:
    some_calls(simulator)
    wrong: dict[str, Any] = {}
    with opened(browser, size, color_scheme=scheme, reduced_motion="reduce") as (page, trouble):
        for name, address in addresses(simulator).items():
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            found = findings(page)
            if is_too_wide(page):
                found.append("too wide")
            if page.evaluate(CUT_OFF):
                found.append("lines to copy or a table are cut off")
            if page.title() == "caught":
                found.append("a text of a ticket was run")
            if found:
                wrong[name] = found
        assert [each for each in trouble if not is_expected(each)] == []
    assert wrong == {}


def test_an_empty_simulator_is_accessible_too(browser: Browser, simulator: Simulator) -> None:
    simulator.reset()
    with opened(browser, PHONE) as (page, trouble):
        for path in ("/", "/window/calls"):
            page.goto(simulator.url + path)
            assert findings(page) == []
            assert not is_too_wide(page)
        assert trouble == []


def test_a_hostile_text_is_shown_as_it_is(page: Page, simulator: Simulator) -> None:
    simulator.switch(description="kept")
    made = simulator.create_ticket(subject=HOSTILE, description=HOSTILE)

    page.goto(simulator.url)
    page.get_by_role("link", name=HOSTILE).click()

    expect(page.locator("#description")).to_have_text(HOSTILE)
    expect(page).to_have_title(f"{made['name']} {HOSTILE} - ServiceOps simulator")


def test_without_its_script_everything_can_be_done(browser: Browser, simulator: Simulator) -> None:
    with opened(browser, DESK, java_script_enabled=False) as (page, trouble):
        page.goto(simulator.url)
        page.get_by_role("searchbox").fill("printer")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_role("link", name="Server").click()
        page.get_by_role("button", name="503 Service Unavailable").click()
        expect(page.locator("#standing")).to_contain_text("503 Service Unavailable: any call, the next one")
        page.get_by_label("search_lag").fill("7")
        page.get_by_role("button", name="Set the switches").click()
        expect(page.get_by_label("search_lag")).to_have_value("7")
        assert (simulator.switches()["search_lag"], len(simulator.faults())) == (7, 1)
        page.get_by_role("button", name="Back to normal").click()
        assert (simulator.switches()["search_lag"], simulator.faults()) == (0, [])
        assert trouble == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_button_of_the_switches_stays_in_sight(
    browser: Browser, simulator: Simulator, size: dict[str, int]
) -> None:
    with opened(browser, size) as (page, trouble):
        page.goto(f"{simulator.url}/window/server")
        button = page.get_by_role("button", name="Set the switches")
        for name in ("token_form", "search_lag", "lists_when_empty"):
            switch = page.locator(f"#switch-{name}")
            switch.focus()
            expect(switch).to_be_in_viewport(ratio=1)
            if name != "token_form":
                expect(button).to_be_in_viewport(ratio=1)
        assert trouble == []


def test_the_lines_to_copy_are_copied(browser: Browser, simulator: Simulator) -> None:
    with opened(browser, DESK, permissions=["clipboard-read", "clipboard-write"]) as (page, trouble):
        page.goto(f"{simulator.url}/window/connect")
        page.get_by_role("button", name="Copy").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.splitlines() == [f"export {name}={value}" for name, value in simulator.environment.items()]
        assert trouble == []


def test_a_file_opens_as_text_and_can_be_kept(page: Page, simulator: Simulator) -> None:
    page.goto(f"{simulator.url}/window/{address_of(simulator, 'Disk /var is 96 % full')}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download df.txt").click()
    assert download.value.suggested_filename == "df.txt"

    page.get_by_role("link", name="df.txt", exact=True).click()

    assert "/dev/mapper/vg0-var" in page.locator("body").inner_text()
    assert simulator.calls() == []
