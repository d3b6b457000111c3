# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of the window that the README shows: ``make test ARGS="-s pictures"``.

``python -m tests.window.pictures FOLDER`` takes them, and those on a phone and in the dark, into a folder to look at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import DESK, PHONE, chromium, opened
from tests.simulator.client import ROOT, Simulator
from tests.window.api import Caller, address_of

IMAGES = ROOT / "docs/images"
# The README shows them at about two thirds of this width.
SIZE = {"width": 1280, "height": 820}
SHARPNESS = 1.5
# Few enough to make small files of pages that have hardly any colours.
COLOURS = 256
DISK, CHANGE, PENDING = "Disk /var is 96 % full", "Restart the web servers", "Update the kernel"
OTHERS = {"calls": "/window/calls", "server": "/window/server", "connect": "/window/connect"}


_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>sans</family><prefer><family>Roboto</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Roboto</family></prefer></alias>
</fontconfig>
"""


def main(folder: str = "") -> None:
    """Take the pictures for the documentation, or every sort of them into a folder."""
    target = Path(folder) if folder else IMAGES
    target.mkdir(parents=True, exist_ok=True)
    with fonts(), Simulator.start(examples=True) as simulator, chromium() as browser:
        work(simulator)
        paths = {"tickets": "/", "ticket": f"/window/{address_of(simulator, DISK)}"}
        take(browser, simulator, target, paths, "", SIZE, color_scheme="light")
        if folder:
            every = {**paths, "change": f"/window/{address_of(simulator, PENDING)}", **OTHERS}
            take(browser, simulator, target, every, "-desk-light", DESK, color_scheme="light")
            take(browser, simulator, target, every, "-desk-dark", DESK, color_scheme="dark")
            take(browser, simulator, target, every, "-phone", PHONE, color_scheme="light")
            take(browser, simulator, target, every, "-phone-dark", PHONE, color_scheme="dark")
            simulator.reset()
            take(
                browser, simulator, target, {"empty": "/", "no-calls": "/window/calls"}, "", DESK, color_scheme="light"
            )


@contextmanager
def fonts() -> Iterator[None]:
    """Have browsers show the system's font as Roboto, so that pictures look alike wherever they are taken."""
    with tempfile.TemporaryDirectory() as cache:
        settings = Path(cache, "fonts.conf")
        settings.write_text(_FONTS.format(fonts=files("font_roboto"), cache=cache), "utf-8")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        yield


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
            frame = {} if suffix else {"clip": {"x": 0, "y": 0, "width": size["width"], "height": bottom_of(page)}}
            taken = Image.open(BytesIO(page.screenshot(full_page=True, **frame))).convert("RGB")
            # Rare colours are kept, and frequent ones hit.
            few = taken.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
            few.save(target / f"window-{name}{suffix}.png", optimize=True)
            if trouble:
                sys.exit(f"{path}: {'; '.join(trouble)}")


def bottom_of(page: Page) -> float:
    """Return where a picture ends: behind a whole row of a long list, or with the page."""
    rows = page.locator(".tickets tbody tr").all()
    bottoms = [box["y"] + box["height"] for row in rows if (box := row.bounding_box())]
    whole = [bottom for bottom in bottoms if bottom <= SIZE["height"]]
    return whole[-1] if len(whole) < len(bottoms) else page.evaluate("document.documentElement.scrollHeight")


def work(simulator: Simulator) -> None:
    """Make the calls that playbooks make: one that opens a ticket, and others that work on two more."""
    caller = Caller(simulator)
    subject = "Backup of files02 missed its window"
    caller.search(subject)
    people = {"requesterEmail": "sam@acme.example", "technicianGroupName": "Server Team"}
    names = {"priorityName": "High", "categoryName": "Storage", "tags": ["ansible", "backup"]}
    made = caller.call("POST", "request", {"subject": subject, **people, **names}).json()
    caller.search(subject)
    note = {"conversationType": "note", "details": "The job ran again by hand and ended well."}
    caller.call("POST", f"request/{made['id']}/conversation", note)
    caller.search("Certificate of shop.acme.example expires in 6 days")
    certificate = address_of(simulator, "Certificate of shop.acme.example")
    caller.call("GET", certificate)
    simulator.fail(fault="status", status=503, headers={"Retry-After": "1"})
    for dummy in range(2):
        caller.call("PATCH", certificate, {"tags": ["monitoring", "certificate", "ansible"]})
    caller.call("GET", address_of(simulator, CHANGE))
    caller.call("GET", address_of(simulator, DISK))


if __name__ == "__main__":
    main(*sys.argv[1:])
