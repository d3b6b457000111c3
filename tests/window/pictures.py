# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the window that the README shows: ``make test ARGS="-s pictures"``.

``python -m tests.window.pictures FOLDER`` takes them, and those on a phone and in the dark, into a folder to look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import DESK, PHONE, chromium, opened
from tests.simulator.client import ROOT, Simulator
from tests.window.api import Caller

IMAGES = ROOT / "docs/images"
# The README shows them at about two thirds of this width.
SIZE = {"width": 1280, "height": 820}
SHARPNESS = 1.25
PATHS = {"tickets": "/", "ticket": "/window/request/78"}
OTHERS = {"calls": "/window/calls", "server": "/window/server", "connect": "/window/connect"}


def main(folder: str = "") -> None:
    """Take the pictures for the documentation, or every sort of them into a folder."""
    target = Path(folder) if folder else IMAGES
    target.mkdir(parents=True, exist_ok=True)
    with Simulator.start(examples=True) as simulator, chromium() as browser:
        work(simulator)
        take(browser, simulator, target, PATHS, "", SIZE, color_scheme="light")
        if folder:
            every = {**PATHS, **OTHERS}
            take(browser, simulator, target, every, "-desk-light", DESK, color_scheme="light")
            take(browser, simulator, target, every, "-desk-dark", DESK, color_scheme="dark")
            take(browser, simulator, target, every, "-phone", PHONE, color_scheme="light")
            take(browser, simulator, target, every, "-phone-dark", PHONE, color_scheme="dark")
            simulator.reset()
            take(
                browser, simulator, target, {"empty": "/", "no-calls": "/window/calls"}, "", DESK, color_scheme="light"
            )


def take(
    browser: Browser,
    simulator: Simulator,
    target: Path,
    paths: dict[str, str],
    suffix: str,
    size: dict[str, int],
    **look: str,
) -> None:
    """Take one picture of each page; of those to look at, the whole page."""
    for name, path in paths.items():
        with opened(browser, size, device_scale_factor=SHARPNESS, **look) as (page, trouble):
            page.goto(simulator.url + path)
            page.screenshot(path=target / f"window-{name}{suffix}.png", full_page=bool(suffix))
            if trouble:
                sys.exit(f"{path}: {'; '.join(trouble)}")


def work(simulator: Simulator) -> None:
    """Make the calls that a playbook makes: one that opens a ticket and one that works on another."""
    caller = Caller(simulator)
    subject = "Backup of files02 missed its window"
    caller.search(subject)
    body = {
        "subject": subject,
        "requesterEmail": "sam@acme.example",
        "priorityName": "High",
        "tags": ["ansible", "backup"],
    }
    number = caller.call(
        "POST", "request", {**body, "categoryName": "Storage", "technicianGroupName": "Server Team"}
    ).json()["id"]
    caller.search(subject)
    note = {"conversationType": "note", "details": "The job ran again by hand and ended well."}
    caller.call("POST", f"request/{number}/conversation", note)
    caller.call("GET", "request/78")
    simulator.fail(fault="status", status=503, headers={"Retry-After": "1"})
    caller.call("PATCH", "change/67", {"subject": "Patch PostgreSQL 16.3 to 16.4 on db01 and db02"})
    caller.call("GET", "problem/66")


if __name__ == "__main__":
    main(*sys.argv[1:])
