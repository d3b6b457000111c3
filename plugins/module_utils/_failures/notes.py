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
from .description_blocks import COUNTED, FAILED, parse

JOB_NOTE = "ansible-failures"
_HOST_NOTE = "ansible-run "
# The server's own answers and those of a gateway. Others mean that it is away, or that the call was wrong.
_REFUSALS = (403, 404, 405)
# The task of the role change_gate that fails if the change does not let tasks run.
REFUSAL = "Let nothing run that the change does not allow"
_FAILURE = re.compile(r'(?s) at "(?:[^"]* : )?([^"]*)": (.*)')
_OPENING_TAG = re.compile(r"<p[^<>]{0,200}>\Z")


def host_note(job: str, host: str) -> str:
    """Return the correlation id of the note about the work of a job on a host."""
    return _words(f"{_HOST_NOTE}{job} on {host}")


def change_note(job: str) -> str:
    """Return the correlation id of the note about a failing job on a change, under which other jobs may run, too."""
    return _words(f"{JOB_NOTE} {job}")


def job_note_text(conversations: Iterable[Mapping[str, Any]], correlation_id: str = JOB_NOTE) -> str | None:
    """Return the note of a failing job without its correlation id, None if there is none."""
    texts = (_text(each) for each in conversations if _words(str(each["correlation_id"] or "")) == correlation_id)
    return next(texts, None)


def unnoted(
    failed: Mapping[str, str], conversations: Iterable[Mapping[str, Any]], description: str = ""
) -> dict[str, str]:
    """Return the failures of hosts without those that the role change_gate noted on its change, and its refusals.

    The role may have noted them in a ``description``. Those of a description with a count are the report of a job.
    """
    described = parse(description)[1]
    blocks = [] if any(block.heading == COUNTED for block in described) else described
    blocks += [block for text in host_note_texts(conversations).values() for block in parse(text)[1]]
    noted = [block.host_and_text() for block in blocks if block.heading == FAILED]
    return {
        host: text
        for host, text in failed.items()
        if not _is_refused(text) and not any(host == other and _are_alike(text, known) for other, known in noted)
    }


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


def _is_refused(failure: str) -> bool:
    match = _FAILURE.match(failure)
    return bool(match and match[1] == REFUSAL)


def _are_alike(failure: str, noted: str) -> bool:
    """Return whether two texts are about one failure: the role and what is around it name its task differently."""
    one, other = _FAILURE.match(failure), _FAILURE.match(noted)
    if not one or not other:
        return failure == noted
    return one[1] == other[1] or _words(one[2]) == _words(other[2])


def _text(conversation: Mapping[str, Any]) -> str:
    details = str(conversation["details"] or "")
    text, marker, dummy = details.rpartition(CORRELATION)
    return _OPENING_TAG.sub("", text.rstrip()) if marker else details


def _words(text: str) -> str:
    return " ".join(text.split())
