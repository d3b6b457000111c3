# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that a page of the simulator offers to copy."""

from __future__ import annotations

import html
import re


def lines_to_copy(markup: str, name: str) -> list[str]:
    """Return the lines of the block with this id, as a browser copies them."""
    (block,) = re.findall(rf'<pre id="{name}"[^>]*>(.*?)</pre>', markup, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", block)).splitlines()
