# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a failed task: plain text of a few thousand characters at most."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .._text import clean

# How a text ends that was cut.
CUT = " ... (cut)"
_LONGEST_MESSAGE = 1000
# Text beyond this is neither searched for secrets nor shown. It may end in half a secret.
_SEARCHED = 6000
_HALF_A_SECRET = 1000
_MOST_LINES = 10
_LONGEST_ITEM = 400
_LONGEST_NAME = 60
_MOST_ITEMS = 10
# The first of these that holds something is quoted.
_STREAMS = ("stderr", "module_stderr", "stdout", "module_stdout")
_TRACEBACK = "Traceback (most recent call last)"
# The callback passes the cause under this key if a core keeps it beside the result.
REASON = "_serviceops_reason"
_HIDDEN = "its output is hidden by no_log"
_NO_REASON = (
    "Ansible gives no reason. A file could not be included, or another host's failure stopped this one: "
    "see the output of the play."
)
# ansible-core 2.16 to 2.18 leave templates in a task's name as they are; later ones write "<< error >>" for what is
# undefined.
_UNKNOWN = re.compile(r"\{\{.*?\}\}|<< error .*? >>")


def failure_text(
    result: Mapping[str, Any] | None,
    *,
    hidden: bool = False,
    labelled: bool = False,
    include_output: bool = True,
    mask: Callable[[str], str] = str,
) -> str:
    """Return the summary of the result of a failed task; None stands for no result at all.

    ``hidden``: the task has no_log. ``labelled``: a label was chosen to show less than the items of its loop. Without
    ``include_output`` the output of programs is left out. ``mask`` takes secrets out of a text.
    """
    if result is None:
        return _NO_REASON
    items = [item for item in result.get("results") or () if isinstance(item, Mapping)]
    if hidden or any(part.get("_ansible_no_log") or "censored" in part for part in (result, *items)):
        return _HIDDEN
    summary = _Summary(include_output, mask)
    lines = [summary.of(result) or "no message", *_failed_items(items, labelled, summary)]
    return "\n".join(lines).strip()


def task_text(name: str, *, mask: Callable[[str], str] = str) -> str:
    """Return the name of a task as the report of its failure begins with it."""
    return f' at "{mask(_UNKNOWN.sub("...", clean(name)))}"' if name else ""


def start_of(text: str, length: int) -> str:
    """Return the beginning of a text, with a mark if it was cut."""
    return text if len(text) <= length else f"{text[:length]}{CUT}"


class _Summary:
    """Summarizes results within the bounds of a ticket."""

    def __init__(self, include_output: bool, mask: Callable[[str], str]) -> None:
        self._include_output = include_output
        self._mask = mask

    def of(self, result: Mapping[str, Any]) -> str:
        """Return the message of a result, its cause, and the first lines of the output."""
        message = result.get("msg") or result.get("reason") or ""
        text = message if isinstance(message, str) else json.dumps(message, default=str)
        reason = str(result.get(REASON) or "")
        if reason and reason.rstrip(".") not in text:
            text = f"{text}\n{reason}"
        printed = next(((key, str(result[key])) for key in _STREAMS if str(result.get(key) or "").strip()), None)
        if not printed and not reason and "cmd" in result:
            text += _program_of(result["cmd"], text)
        lines = [self.cleaned(text, _LONGEST_MESSAGE)]
        if printed and self._include_output:
            lines.append(f"{printed[0]}: {self._first_lines(printed[1])}")
        return "\n".join(lines).strip()

    def cleaned(self, text: str, length: int) -> str:
        """Return the beginning of a text without secrets, with a mark if it was cut."""
        text = clean(text[: 2 * _SEARCHED])
        shown = self._mask(text[:_SEARCHED])
        if len(text) > _SEARCHED:
            return f"{shown[:-_HALF_A_SECRET][:length]}{CUT}"
        return start_of(shown, length)

    def _first_lines(self, text: str) -> str:
        lines = [_last_state(line) for line in text.strip()[: 20 * _SEARCHED].split("\n")]
        # The last line of a traceback holds the error.
        at = next((number for number, line in enumerate(lines) if _TRACEBACK in line), None)
        if at is not None:
            lines = [*lines[:at], *lines[-1:]]
        first = "\n".join(lines[:_MOST_LINES])
        return self.cleaned(first if len(lines) <= _MOST_LINES else f"{first}{CUT}", _LONGEST_MESSAGE)


def _last_state(line: str) -> str:
    """Return what a line shows in the end if a program, such as a progress bar, overwrote it."""
    return next((part for part in reversed(line.split("\r")) if part.strip()), "")


def _program_of(command: Any, text: str) -> str:
    """Return a sentence with the program alone: its arguments may hold secrets."""
    words = [str(word) for word in command] if isinstance(command, list) else str(command).split(None, 1)
    return f"\nThe program was {words[0]}." if words and words[0] not in text else ""


def _failed_items(items: list[Mapping[str, Any]], labelled: bool, summary: _Summary) -> Iterator[str]:
    # Other modules return "results", too: only items of a loop have a loop variable.
    looped = [item for item in items if "ansible_loop_var" in item]
    failed = [(number, item) for number, item in enumerate(looped, 1) if item.get("failed")]
    for number, item in failed[:_MOST_ITEMS]:
        name = "" if labelled else _name_of(item, summary)
        yield f"Item {number}{name}: {start_of(summary.of(item), _LONGEST_ITEM)}"
    if len(failed) > _MOST_ITEMS:
        yield f"{len(failed) - _MOST_ITEMS} more items failed."


def _name_of(item: Mapping[str, Any], summary: _Summary) -> str:
    value = item.get(str(item["ansible_loop_var"]))
    name = value.get("name") if isinstance(value, Mapping) else value
    if not isinstance(name, (str, int, float)) or not str(name):
        return ""
    return f" ({summary.cleaned(str(name), _LONGEST_NAME)})"
