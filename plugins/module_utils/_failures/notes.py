# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notes on a ticket in which jobs report, and what stands in for them if a server refuses conversations.

A note is found by its correlation id, which does not change from run to run: a failing job has one on its ticket, and
work under a ticket one for each job and host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .._resources._field_types import CORRELATION

JOB_NOTE = "ansible-failures"
_HOST_NOTE = "ansible-run "
# The server's own answers and those of a gateway. Others mean that it is away, or that the call was wrong.
_REFUSALS = (403, 404, 405)
_OPENING_TAG = re.compile(r"<p[^<>]{0,200}>\Z")


def host_note(job: str, host: str) -> str:
    """Return the correlation id of the note about the work of a job on a host."""
    return _words(f"{_HOST_NOTE}{job} on {host}")


def job_note_text(conversations: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the note of a failing job without its correlation id, None if there is none."""
    texts = (_text(each) for each in conversations if each["correlation_id"] == JOB_NOTE)
    return next(texts, None)


def host_note_texts(conversations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the notes about work on hosts, of whichever job, by correlation id and without it."""
    found = {_words(str(each["correlation_id"] or "")): _text(each) for each in conversations}
    return {correlation_id: text for correlation_id, text in found.items() if correlation_id.startswith(_HOST_NOTE)}


def is_refusal(result: Mapping[str, Any]) -> bool:
    """Return whether a task about conversations failed because the server refuses them."""
    return (result.get("failure") or {}).get("status") in _REFUSALS


def refusal_warning(result: Mapping[str, Any]) -> str:
    """Return the warning about a refusal."""
    return f"The report stands in the description, because the server refuses notes on it: {result['msg']}"


def _text(conversation: Mapping[str, Any]) -> str:
    details = str(conversation["details"] or "")
    text, marker, dummy = details.rpartition(CORRELATION)
    return _OPENING_TAG.sub("", text.rstrip()) if marker else details


def _words(text: str) -> str:
    return " ".join(text.split())
