# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to write a time that the guide to times shows is read as the guide says."""

from __future__ import annotations

import re

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._times import iso, milliseconds
from tests.unit.support.pages import ROOT

GUIDE = (ROOT / "docs/times.md").read_text("utf-8")
MEANT = {
    "2026-03-01T08:00:00+05:30": "2026-03-01T02:30:00.000Z",
    "2026-03-01T08:00:00Z": "2026-03-01T08:00:00.000Z",
    "2026-03-01T08:00:00": "2026-03-01T08:00:00.000Z",
    "2026-03-01 08:00": "2026-03-01T08:00:00.000Z",
    "2026-03-01": "2026-03-01T00:00:00.000Z",
    "20260301": "2026-03-01T00:00:00.000Z",
    "1772352000": "2026-03-01T08:00:00.000Z",
    "1772352000000": "2026-03-01T08:00:00.000Z",
}


def test_the_guide_shows_these_ways_and_no_other():
    table = GUIDE.partition("| You write | It means |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert [written.strip('"') for cell in cells for written in re.findall(r"`([^`]+)`", cell)] == list(MEANT)


@pytest.mark.parametrize(("written", "moment"), MEANT.items())
def test_a_time_means_what_the_guide_says(written, moment):
    assert iso(milliseconds(written)) == moment
    if written.isdecimal() and len(written) > len("20260301"):
        assert iso(milliseconds(int(written))) == moment


def test_results_are_shown_as_the_guide_says():
    assert iso(milliseconds("2026-03-01T08:00:00+05:30")) in GUIDE
