# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of ansible-core and Python that the collection is tested on."""

from __future__ import annotations

# Each ansible-core with the Pythons that it runs on, the one to take first of all.
CORES = {
    "2.16": ("3.11", "3.12", "3.10"),
    "2.17": ("3.11", "3.12", "3.10"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
    "2.21": ("3.13", "3.12", "3.14"),
    "2.22": ("3.13", "3.14"),
}
# Of a core that is not out yet, a release candidate is taken.
CANDIDATE = "2.22"
# What the gate takes: between them lies nothing that neither of them has.
OLDEST, NEWEST = "2.16", "2.21"
# The Pythons that modules run on, each with a core to try it under.
MODULE_PYTHONS = {"3.9": OLDEST, "3.10": "2.17", "3.11": "2.18", "3.12": "2.19", "3.13": "2.20", "3.14": NEWEST}
OLDEST_MODULE_PYTHON = "3.9"
# For all that is not about one core or one Python.
DEFAULT = "2.19"
