# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a button asks for: what the next calls meet, and which calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..call_log import TOKEN_PATH

_LIMIT = {"code": "SIM429", "userMessage": "Too many requests. Try again later.", "cause": None}


@dataclass(frozen=True)
class Preset:
    """A fault under the name of a button; ``fault`` is what the control route takes."""

    title: str
    effect: str
    fault: Mapping[str, Any]


PRESETS = {
    "status-503": Preset(
        "503 Service Unavailable",
        "Away for 2 seconds (Retry-After: 2); nothing is done.",
        {"fault": "status", "status": 503, "headers": {"Retry-After": "2"}},
    ),
    "status-429": Preset(
        "429 Too Many Requests",
        "The rate limit, for 2 seconds (Retry-After: 2).",
        {"fault": "status", "status": 429, "headers": {"Retry-After": "2"}, "body": _LIMIT},
    ),
    "lost-answer": Preset(
        "Answer lost", "All is done, then the connection is closed without a word.", {"fault": "drop_after_write"}
    ),
    "lost-call": Preset("Call lost", "Nothing is done; the connection is closed.", {"fault": "drop_before_write"}),
    "late-write": Preset(
        "Answer lost, done late",
        "The connection is closed, and 3 seconds later it is done.",
        {"fault": "write_late", "late": 3},
    ),
    "slow": Preset("Slow", "The ordinary answer, 5 seconds late.", {"fault": "latency", "seconds": 5}),
    "gateway": Preset("502 from a gateway", "A web page in place of JSON; nothing is done.", {"fault": "html"}),
    "status-500": Preset(
        "500 Server Error", "An error without a body; nothing is done.", {"fault": "status", "status": 500}
    ),
    "status-401": Preset("401 Unauthorized", "The token is refused.", {"fault": "status", "status": 401}),
    "status-403": Preset("403 Forbidden", "The user may not do this.", {"fault": "status", "status": 403}),
    "cut-off": Preset("JSON cut off", "It is done; half of the answer comes.", {"fault": "truncated_json"}),
    "wrong-type": Preset("Wrong content type", "JSON that says it is text.", {"fault": "wrong_content_type"}),
    "endless": Preset(
        "Answer without end", "It is done; spaces come until the client leaves.", {"fault": "endless_body"}
    ),
}

_TICKETS = r"/api/v1/(?:request|change|problem|release)"
TARGETS: dict[str, tuple[str, Mapping[str, Any]]] = {
    "any": ("any call", {}),
    "api": ("any call but sign-ins", {"path_regex": r"(?!/api/oauth/).*"}),
    "sign-ins": ("sign-ins", {"path": TOKEN_PATH}),
    "searches": ("searches", {"path_regex": r".*/search/byqual"}),
    "creates": ("calls that create a ticket", {"method": "POST", "path_regex": _TICKETS}),
    "updates": ("calls that change a ticket", {"method": "PATCH", "path_regex": rf"{_TICKETS}/\d+"}),
    "conversations": ("conversations", {"path_regex": rf"{_TICKETS}/\d+/conversation.*"}),
    "uploads": ("uploads", {"path_regex": r"/api/(?:oprfile|v1/attachment)"}),
}
TIMES: dict[str, tuple[str, int | None]] = {
    "1": ("the next one", 1),
    "2": ("the next 2", 2),
    "5": ("the next 5", 5),
    "all": ("all of them", None),
}


def described(preset: str, target: str, times: str) -> dict[str, Any] | None:
    """Return the fault that a form asks for, None if it names what there is not."""
    if preset not in PRESETS or target not in TARGETS or times not in TIMES:
        return None
    return {**PRESETS[preset].fault, **TARGETS[target][1], "times": TIMES[times][1]}


def worded(fault: Mapping[str, Any]) -> str:
    """Return a fault that stands in words, whoever asked for it."""
    count = fault["times"]
    number = next((words for words, wanted in TIMES.values() if wanted == count), f"the next {count}")
    skipped = f", after {fault['skip']} more" if fault["skip"] else ""
    return f"{_title(fault)}: {_calls(fault)}, {number}{skipped}"


def _title(fault: Mapping[str, Any]) -> str:
    for preset in PRESETS.values():
        if all(fault.get(key) == value for key, value in preset.fault.items()):
            return preset.title
    kind = str(fault["fault"]).replace("_", " ").capitalize()
    return f"{kind} {fault['status']}" if "status" in fault else kind


def _calls(fault: Mapping[str, Any]) -> str:
    match = {key: fault[key] for key in ("method", "path", "path_regex") if fault[key] is not None}
    known = next((words for words, wanted in TARGETS.values() if wanted == match), None)
    return known or " ".join(map(str, match.values()))
