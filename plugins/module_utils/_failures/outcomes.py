# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of each host, as the roles note it, and what a request then says.

A role notes a ``state``: ``running``, ``finished`` if the tasks came to their end, and then ``succeeded``, ``failed``,
``ended`` (meta: end_role) or ``partial`` (--tags, --skip-tags). One that failed has ``task`` and ``text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .description_blocks import COUNTED, FAILED, SUCCEEDED, UNFINISHED, Block, parse, render, to_markup
from .masking import masking
from .notes import host_note, host_note_texts, unnoted
from .report import Reported, Run, reported
from .summary import task_text

Outcome = Mapping[str, Any]
# Why the work of a host that did not fail is not done.
_REASONS = {
    "ended": "the tasks were ended early (meta: end_role).",
    "partial": "only some of its tasks ran (--tags or --skip-tags).",
    "lost": "it became unreachable, or left the play: see the output.",
}


@dataclass(frozen=True)
class Outcomes:
    """A description as HTML, and what keeps the request from its end: ``failed``, ``unfinished`` or an empty text."""

    description: str
    standing: str


def with_outcomes(description: str, outcomes: Iterable[Outcome], active: frozenset[str]) -> Outcomes:
    """Return a description with one block for each host, the outcome of its newest run.

    An outcome has ``host``, too, and one that succeeded has ``text`` as HTML. A failure stands until its host succeeds.
    """
    words, found = parse(description)
    blocks = {(block.heading, block.host_and_text()[0]): block for block in found}
    states = set()
    for outcome in outcomes:
        host = str(outcome["host"])
        state = _state_of(outcome, is_active=host in active)
        states.add(state)
        if state == "running":
            continue
        block = _block_of(host, state, outcome)
        for heading in (SUCCEEDED, UNFINISHED) if block.heading == UNFINISHED else (FAILED, SUCCEEDED, UNFINISHED):
            blocks.pop((heading, host), None)
        blocks[block.heading, host] = block
    headings = {heading for heading, dummy in blocks}
    unfinished = "unfinished" if UNFINISHED in headings or "running" in states else ""
    return Outcomes(render(words, blocks.values()), "failed" if FAILED in headings else unfinished)


@dataclass(frozen=True)
class HostNotes:
    """Notes to write, as HTML by correlation id, and what keeps the request from its end, as in ``Outcomes``."""

    notes: Mapping[str, str]
    standing: str


def with_host_notes(
    description: str,
    conversations: Iterable[Mapping[str, Any]],
    outcomes: Iterable[Outcome],
    active: frozenset[str],
    *,
    job: str,
    host: str,
) -> HostNotes:
    """Return the notes that ``host`` writes: its own, and those of hosts that can no longer write theirs.

    Blocks in the description count for hosts that have no note yet: an earlier version wrote them. Those with a count
    are the report of a failing job.
    """
    noted = host_note_texts(conversations)
    described = _described(description, noted.values())
    written, has_running = {}, False
    for outcome in outcomes:
        name = str(outcome["host"])
        state = _state_of(outcome, is_active=name in active)
        has_running = has_running or state == "running"
        key = host_note(job, name)
        updated = with_outcomes(noted.get(key, described.get(name, "")), [outcome], active).description
        if name == host or state == "lost":
            written[key] = updated
        described.pop(name, None)
        noted[key] = updated
    headings = {block.heading for text in (*noted.values(), *described.values()) for block in parse(text)[1]}
    unfinished = "unfinished" if UNFINISHED in headings or has_running else ""
    return HostNotes(written, "failed" if FAILED in headings else unfinished)


def _described(description: str, notes: Iterable[str]) -> dict[str, str]:
    """Return the blocks of a description by host, as HTML, without those of hosts that have a note."""
    blocks = parse(description)[1]
    if any(block.heading == COUNTED for block in blocks):
        return {}
    have_notes = {block.host_and_text()[0] for note in notes for block in parse(note)[1]}
    found: dict[str, str] = {}
    for block in blocks:
        host = block.host_and_text()[0]
        if host not in have_notes:
            found[host] = found.get(host, "") + block.render()
    return found


def reported_outcomes(
    description: str,
    outcomes: Mapping[str, Outcome],
    active: frozenset[str],
    *,
    hosts: frozenset[str] | None,
    at: str,
    link: str,
    is_counted: bool,
    note: str | None = None,
) -> tuple[Reported, bool]:
    """Return what a run of a job makes of a note or description, and whether all is well; see Run.

    A host that got lost has failed. A run that did not do all of its work says of no host that it is gone.
    """
    states = {host: _state_of(outcome, is_active=host in active) for host, outcome in outcomes.items()}
    lost = [host for host, state in states.items() if state == "lost"]
    is_whole = not {"partial", "ended"} & set(states.values())
    failed = {host: _failure_of(outcomes[host]) for host, state in states.items() if state == "failed"}
    run = Run(
        at=at,
        failed={**failed, **dict.fromkeys(sorted(lost), f": {_REASONS['lost']}")},
        succeeded=frozenset(host for host, state in states.items() if state == "succeeded"),
        hosts=hosts if is_whole else None,
        link=link,
        is_counted=is_counted,
    )
    found = reported(description, run, note=note)
    return found, is_whole and "running" not in states.values() and not found.standing


def without_noted(
    outcomes: Mapping[str, Outcome], conversations: Iterable[Mapping[str, Any]], description: str
) -> dict[str, Outcome]:
    """Return the outcomes of hosts without failures that the role change_gate noted on its change, and its refusals."""
    failed = {host: _failure_of(outcome) for host, outcome in outcomes.items() if outcome["state"] == "failed"}
    left = unnoted(failed, conversations, description)
    return {host: outcome for host, outcome in outcomes.items() if host not in failed or host in left}


def _state_of(outcome: Outcome, *, is_active: bool) -> str:
    if outcome["state"] not in ("running", "finished"):
        return str(outcome["state"])
    return "running" if is_active else "lost"


def _block_of(host: str, state: str, outcome: Outcome) -> Block:
    name = to_markup(host)
    if state == "failed":
        return Block(FAILED, name + to_markup(_failure_of(outcome)))
    if state == "succeeded":
        return Block(SUCCEEDED, f"{name}: {outcome['text']}")
    return Block(UNFINISHED, f"{name}: {_REASONS[state]}")


def _failure_of(outcome: Outcome) -> str:
    return f"{task_text(str(outcome.get('task') or ''), mask=masking(()))}: {outcome['text']}"
