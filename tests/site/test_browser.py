# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site in a real browser: Chromium, without a window, on a desk and on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser import DESK, PHONE, chromium, is_too_wide, opened

# What keeps somebody out, rather than what could be tidier.
BARRIERS = ("serious", "critical")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_opens_without_trouble_and_fits(browser, address, names, size):
    with opened(browser, size) as (page, trouble):
        wide = []
        for name in names:
            page.goto(address + name, wait_until="load")
            # The page of the search has no heading until something is looked for.
            expect(page.locator("h1, [name=q]").first).to_be_attached()
            if is_too_wide(page):
                wide.append(name)
        assert trouble == []
        assert wide == []


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("serviceops_request_info", "reference/serviceops_request_info_module.html"),
        ("match_scope", "reference/serviceops_request_module.html"),
        ("request_lifecycle_done_status", "reference/request_lifecycle_role.html"),
        ("awx_setup", "playbooks/awx_setup.html"),
        ("state_file", "eda/records.html"),
        ("hard link", "troubleshooting.html"),
    ],
)
def test_the_search_finds_a_module_an_option_a_playbook_a_source_and_a_message(browser, address, words, result):
    with opened(browser, DESK) as (page, trouble):
        page.goto(address)
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?*")
        hit = page.locator(f"#search-results li:has(> a[href*='{result}'])").first
        expect(hit.locator(".context").first).to_contain_text(words.split()[-1], ignore_case=True)
        hit.locator("a").first.click()
        page.wait_for_url(f"**/{result}*")
        expect(page.locator("h1").first).to_be_visible()
        assert words.split()[-1] in page.locator("article").inner_text()
        assert trouble == []


def test_a_phone_has_a_menu_that_leads_on(browser, address):
    with opened(browser, PHONE) as (page, trouble):
        page.goto(f"{address}guides.html")
        menu = page.get_by_role("button", name="Site navigation")
        guide = page.get_by_role("dialog").get_by_role("link", name="Troubleshooting", exact=True)
        expect(guide).to_be_hidden()
        menu.click()
        guide.click()
        page.wait_for_url("**/troubleshooting.html")
        assert trouble == []


def test_the_colours_follow_those_of_the_system_and_the_switch(browser, address):
    with opened(browser, DESK) as (page, trouble):
        page.emulate_media(color_scheme="dark")
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(color_scheme="light")
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
        assert trouble == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "settings.html", "playbooks/awx_setup.html", "request_lifecycle.html"),
        *("reference/serviceops_token_module.html", "eda/index.html", "eda/records.html", "search.html?q=tags"),
    ],
)
def test_a_page_can_be_read_and_used_by_everybody(browser, address, name, colours):
    """Contrast, names of what can be used, roles and landmarks, as axe judges them."""
    with opened(browser, DESK) as (page, trouble):
        page.emulate_media(color_scheme=colours)
        page.goto(address + name)
        expect(page.locator("html")).to_have_attribute("data-theme", colours)
        # It need not read the style sheets itself, for which it would ask at the wrong address.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in BARRIERS] == []
        assert trouble == []


def test_every_picture_of_the_landing_page_is_shown(browser, address):
    with opened(browser, DESK) as (page, trouble):
        page.goto(address)
        widths = page.evaluate("[...document.querySelectorAll('img')].map(picture => picture.naturalWidth)")
        assert widths
        assert all(widths)
        assert trouble == []
