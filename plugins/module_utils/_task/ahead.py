# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a task loads only when it needs it: for a process that loads everything once, and then forks."""

from __future__ import annotations

from .._api import astray, refusal, retry, search, sign_in, writes
from .._records import _criteria, _loose, _markup
from . import bulk, by_key, change, view

__all__ = [
    "_criteria",
    "_loose",
    "_markup",
    "astray",
    "bulk",
    "by_key",
    "change",
    "refusal",
    "retry",
    "search",
    "sign_in",
    "view",
    "writes",
]
