# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed task said, as plain text of a few thousand characters at most."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# How a text ends that was cut.
CUT = " ... (cut)"
_LONGEST_MESSAGE = 1000
# More than this is not looked through for secrets, and not told.
_LONGEST_LOOK = 20_000
_LONGEST_ITEM = 400
_LONGEST_NAME = 60
_MOST_ITEMS = 10
_STREAMS = ("module_stderr", "module_stdout", "stderr", "stdout")
_HIDDEN = "its output is hidden by no_log"
_UNTOLD = (
    "Ansible gives no reason. A file could not be included, or another host's failure stopped this one: "
    "see the output of the play."
)
# ansible-core 2.16 to 2.18 leave templates in a task's name as they are, later ones put "<< error >>" for what they
# cannot tell.
_UNKNOWN = re.compile(r"\{\{.*?\}\}|<< error .*? >>")


def failure_text(
    result: Mapping[str, Any] | None,
    *,
    hidden: bool = False,
    labelled: bool = False,
    mask: Callable[[str], str] = str,
) -> str:
    """Return what the result of a failed task says; None stands for no result at all.

    ``hidden`` says that the task has no_log, ``labelled`` that a label was chosen to show less than the items of its
    loop. ``mask`` takes secrets out of a text.
    """
    if result is None:
        return _UNTOLD
    items = [item for item in result.get("results") or () if isinstance(item, Mapping)]
    if hidden or any(part.get("_ansible_no_log") or "censored" in part for part in (result, *items)):
        return _HIDDEN
    lines = [_said(result, mask) or "no message", *_items_said(items, labelled, mask)]
    return "\n".join(lines).strip()


def given_in(result: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return what the module of a failed task was given, and the items of its loop, which hold no templates."""
    results = (result or {}).get("results")
    items = [item for item in results if isinstance(item, Mapping)] if isinstance(results, list) else []
    looped = [{"item": item.get(str(item["ansible_loop_var"]))} for item in items if "ansible_loop_var" in item]
    return [{"module": part.get("invocation")} for part in (result or {}, *items)] + looped


def task_text(name: str, *, mask: Callable[[str], str] = str) -> str:
    """Return how the text of a failure begins: with the task."""
    return f' at "{mask(_UNKNOWN.sub("...", name))}"' if name else ""


def start_of(text: str, length: int) -> str:
    """Return the beginning of a text, and say where it was cut."""
    return text if len(text) <= length else f"{text[:length]}{CUT}"


def _end_of(text: str, length: int) -> str:
    return text if len(text) <= length else f"(cut) ... {text[-length:]}"


def _said(result: Mapping[str, Any], mask: Callable[[str], str]) -> str:
    message = result.get("msg") or result.get("reason") or ""
    text = message if isinstance(message, str) else json.dumps(message, default=str)
    lines = [start_of(mask(str(text)[:_LONGEST_LOOK]), _LONGEST_MESSAGE)]
    for key in _STREAMS:
        stream = str(result.get(key) or "").strip()
        if stream:
            lines.append(f"{key}: {_end_of(mask(stream[-_LONGEST_LOOK:]), _LONGEST_MESSAGE)}")
    return "\n".join(lines).strip()


def _items_said(items: list[Mapping[str, Any]], labelled: bool, mask: Callable[[str], str]) -> Iterator[str]:
    # Only what has a loop variable is an item: other modules return "results", too.
    looped = [item for item in items if "ansible_loop_var" in item]
    failed = [(number, item) for number, item in enumerate(looped, 1) if item.get("failed")]
    for number, item in failed[:_MOST_ITEMS]:
        name = "" if labelled else _name_of(item, mask)
        yield f"Item {number}{name}: {start_of(_said(item, mask), _LONGEST_ITEM)}"
    if len(failed) > _MOST_ITEMS:
        yield f"{len(failed) - _MOST_ITEMS} more items failed."


def _name_of(item: Mapping[str, Any], mask: Callable[[str], str]) -> str:
    value = item.get(str(item["ansible_loop_var"]))
    name = value.get("name") if isinstance(value, Mapping) else value
    if not isinstance(name, (str, int, float)) or not str(name):
        return ""
    return f" ({start_of(mask(str(name)), _LONGEST_NAME)})"
