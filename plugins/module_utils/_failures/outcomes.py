# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the request around a change says of each host: one paragraph, the outcome of its newest run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .paragraphs import FAILED, SUCCEEDED, as_markup, paragraph, to_markup
from .said import task_text

_UNFINISHED = "did not finish on "
# Why the work of a host that did not fail is not done, by the state that the role gives it.
_REASONS = {
    "ended": "the tasks were ended early (meta: end_role).",
    "partial": "only some of its tasks ran (--tags or --skip-tags).",
    "lost": "it became unreachable, or left the play: see the output.",
}
_STILL_AT_IT = ("running", "finished")
_BREAK = re.compile(r"<br[^<>]*>")
# The marks do not occur within a paragraph.
_REST = r"(?:(?!\[\[).)*?\]\]"


@dataclass(frozen=True)
class Outcomes:
    """What a request is to say, as HTML, and what stands in the way of its end: failed, unfinished or nothing."""

    description: str
    standing: str


def with_outcomes(description: str, outcomes: Iterable[Mapping[str, Any]], active: frozenset[str]) -> Outcomes:
    """Return a description in which each host has one paragraph, the outcome of its newest run; all else stays.

    An outcome has ``host``, ``state`` and ``text``: HTML of one that succeeded, plain text of one that failed, which
    has ``task``, too. One that is still at it and not ``active`` got lost.
    """
    text = as_markup(description)
    is_waited_for = False
    for outcome in outcomes:
        host, state = str(outcome["host"]), outcome["state"]
        if state in _STILL_AT_IT and host in active:
            is_waited_for = True
        else:
            text = _with_outcome(text, host, "lost" if state in _STILL_AT_IT else state, outcome)
    if f"[[Ansible {FAILED}" in text:
        return Outcomes(text, "failed")
    return Outcomes(text, "unfinished" if is_waited_for or f"[[Ansible {_UNFINISHED}" in text else "")


def _with_outcome(text: str, host: str, state: str, outcome: Mapping[str, Any]) -> str:
    if state == "failed":
        beginning, rest = FAILED, to_markup(f"{task_text(str(outcome.get('task') or ''))}: {outcome['text']}")
    elif state == "succeeded":
        beginning, rest = SUCCEEDED, f": {outcome['text']}"
    else:
        beginning, rest = _UNFINISHED, f": {_REASONS[state]}"
    # A failure stands until its host succeeds.
    older = (SUCCEEDED, _UNFINISHED) if beginning == _UNFINISHED else (FAILED, SUCCEEDED, _UNFINISHED)
    name = to_markup(host)
    before = rf"(?s)\[\[Ansible (?:{'|'.join(older)}){re.escape(name)}(?=[: ]){_REST}"
    *others, last = re.split(before, text)
    return "".join(map(_without_last_breaks, others)) + last + paragraph(beginning, name + rest)


def _without_last_breaks(text: str) -> str:
    # No pattern that ends in \Z: it would look at each of many line breaks anew.
    end = len(text)
    while True:
        while end and text[end - 1].isspace():
            end -= 1
        start = text.rfind("<", 0, end)
        if start < 0 or not _BREAK.fullmatch(text, start, end):
            return text[:end]
        end = start
