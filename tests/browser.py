# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium without a window, driven for tests that look at pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Request, sync_playwright

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# It must not look for updates; as root it has no sandbox.
_QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser that the variable BROWSER names."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=os.environ["BROWSER"], args=_QUIET + sandbox)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def opened(browser: Browser, size: dict[str, int], **context: object) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page, and the list of what went wrong on it: errors, failed calls, and calls to other hosts."""
    page = browser.new_page(viewport=size, **context)
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("requestfailed", lambda request: None if _left(request) else trouble.append(request.url))
    page.on(
        "response", lambda answer: trouble.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
    )
    page.on(
        "request",
        lambda call: None if "//127.0.0.1:" in call.url or call.url[:5] == "data:" else trouble.append(call.url),
    )
    try:
        yield page, trouble
    finally:
        page.close()


def is_too_wide(page: Page) -> bool:
    """Return whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def _left(request: Request) -> bool:
    """Return whether the page was left before an answer came, as that of a search is while it reads what it found."""
    return request.failure == "net::ERR_ABORTED"
