# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Probe which assumptions hold on a server.

A check is a function that returns a ``Finding``, and a row of a table. Its topic is that of the assumption; a topic may
have several checks. The tables are in the order in which the checks are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable, TypeVar

from .._api.client import Client
from .._api.connection import PasswordGrant
from .._api.errors import ServiceOpsError
from .._assumptions import ASSUMPTIONS, Assumption
from . import conversations, other_tickets, reads, sign_in, writes
from .conversations import Conversations
from .fixture import LeftBehind, RequestFixture
from .session import DIFFERS, HOLDS, NOT_TRIED, Finding, NotTriedError, ProbeSession, not_tried
from .sign_in import ProbeSignIns

_Findings = list[tuple[str, Finding]]
_Target = TypeVar("_Target")

SIGN_INS: Sequence[tuple[str, Callable[[ProbeSignIns], Finding]]] = (
    ("Token form", sign_in.token_form),
    ("Token lifetime", sign_in.token_lifetime),
    ("Refresh", sign_in.refresh),
    ("Refused form", sign_in.refused_form),
)
READS: Sequence[tuple[str, Callable[[ProbeSession], Finding]]] = (
    ("Unknown id", reads.unknown_id),
    ("Search", reads.search),
    ("Types of conditions", reads.condition_types),
    ("Custom fields", reads.custom_fields),
    ("Display names", reads.display_names),
    ("Changes", other_tickets.changes),
    ("Approval", other_tickets.approval),
    ("Status of a change", other_tickets.status),
    ("Releases", other_tickets.releases),
    ("Problems", other_tickets.problems),
    ("Clock of the server", other_tickets.clock),
)
# If the probe makes a request of its own, the checks of these topics in WRITES replace these.
READS_OF_OTHERS: Sequence[tuple[str, Callable[[ProbeSession], Finding]]] = (
    ("Read", reads.read),
    ("Search on tags", reads.tags),
)
WRITES: Sequence[tuple[str, Callable[[RequestFixture], Finding]]] = (
    ("Read", writes.read),
    ("Compulsory fields", writes.compulsory_fields),
    ("Status at creation", writes.status_at_creation),
    ("Support level", writes.support_level),
    ("Logon names", writes.logon_names),
    ("Update", writes.update),
    ("Markup", writes.markup),
    ("Lists in an update", writes.lists),
    ("Search on tags", writes.tags),
    ("Clearing", writes.clearing),
    ("Unknown names", writes.unknown_names),
    ("Case", writes.case),
    ("Only at creation", writes.only_at_creation),
)
# These end the request, so they come after all others.
ENDINGS: Sequence[tuple[str, Callable[[RequestFixture], Finding]]] = (
    ("Closed states", writes.closed_states),
    ("Delete", writes.delete),
)
CONVERSATIONS: Sequence[tuple[str, Callable[[Conversations], Finding]]] = (
    ("Conversations", conversations.conversations),
    ("Subject of a conversation", conversations.subject),
    ("Details of a conversation", conversations.details),
    ("Notes only", conversations.notes_only),
    ("Deleting a conversation", conversations.deletion),
    ("Uploads", conversations.uploads),
    ("Attachments in an update", conversations.attachments),
)
# Checks on the responses of all the others.
AFTERWARDS: Sequence[tuple[str, Callable[[ProbeSession], Finding]]] = (
    ("Rate limit", reads.rate_limit),
    ("X-RateLimit-Reset", reads.reset),
    ("X-RateLimit-Remaining", reads.remaining),
)
NEVER: Sequence[tuple[str, str]] = (
    ("Settling", "how far a search is behind changes from moment to moment, so one try would say little"),
    ("Orders", "an order from the catalogue is never placed to find out: somebody would work on it"),
    ("Links", "a link needs an asset or a configuration item, and which ones there are is not known"),
    ("Events", "people set up what a workflow posts, and its first event shows it"),
    ("Unknown names", "an unknown requester is never tried: a server that takes one makes a user, who stays"),
)


@dataclass(frozen=True)
class Report:
    """The findings of a run, in the order of the assumptions; ``written`` is whether it changed anything."""

    checks: list[dict[str, str | None]]
    summary: dict[str, int]
    written: bool
    left_behind: LeftBehind | None


def probe(client: Client, *, requester: str | None, untried_reason: str, upload_path: str) -> Report:
    """Check which assumptions hold. Only with a ``requester`` a request is created, changed and removed.

    ``untried_reason`` is the reason to give for the checks that need one. Raises ServiceOpsError if the sign-in
    fails or the API does not respond; any other response is a finding.
    """
    session = ProbeSession(client)
    found = _check_sign_ins(client)
    session.check_access()
    if requester is None:
        found += _run_checks((*READS, *READS_OF_OTHERS), session)
        read = {topic for topic, dummy in READS_OF_OTHERS}
        topics = [topic for checks in (WRITES, CONVERSATIONS, ENDINGS) for topic, dummy in checks]
        found += [(topic, not_tried(untried_reason)) for topic in topics if topic not in read]
        return _report(found + _run_checks(AFTERWARDS, session), written=False, left_behind=None)
    fixture = RequestFixture(session, requester, datetime.now(timezone.utc).isoformat(timespec="milliseconds"))
    try:
        fixture.create()
        found += _run_checks(READS, session) + _run_checks(WRITES, fixture)
        found += _run_checks(CONVERSATIONS, Conversations(fixture, upload_path)) + _run_checks(ENDINGS, fixture)
    finally:
        left_behind = fixture.remove()
    return _report(found + _run_checks(AFTERWARDS, session), written=fixture.written, left_behind=left_behind)


def _check_sign_ins(client: Client) -> _Findings:
    grant, token_auth = client.connection.credentials, client.token_auth
    if not isinstance(grant, PasswordGrant) or token_auth is None:
        why = "an access token or API key was given, so there was no sign-in"
        return [(topic, not_tried(why)) for topic, dummy in SIGN_INS]
    return _run_checks(SIGN_INS, ProbeSignIns(client, grant, token_auth))


def _run_checks(checks: Iterable[tuple[str, Callable[[_Target], Finding]]], target: _Target) -> _Findings:
    return [(topic, _run_check(check, target)) for topic, check in checks]


def _run_check(check: Callable[[_Target], Finding], target: _Target) -> Finding:
    try:
        return check(target)
    except NotTriedError as exc:
        return not_tried(str(exc))
    except ServiceOpsError as exc:
        return not_tried("the server gave no answer to judge by", exc.message.rstrip("."))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as exc:
        # A server may send a shape that no check expects.
        return Finding(DIFFERS, f"an answer has a shape that cannot be judged ({type(exc).__name__}: {exc})")


def _report(found: _Findings, *, written: bool, left_behind: LeftBehind | None) -> Report:
    found = [*found, *((topic, not_tried(why)) for topic, why in NEVER)]
    checks = [
        _entry(assumption, finding)
        for assumption in ASSUMPTIONS
        for topic, finding in found
        if topic == assumption.topic
    ]
    counts = Counter(check["outcome"] for check in checks)
    summary = {outcome: counts[outcome] for outcome in (HOLDS, DIFFERS, NOT_TRIED)}
    return Report(checks, summary, written, left_behind)


def _entry(assumption: Assumption, finding: Finding) -> dict[str, str | None]:
    meaning = assumption.otherwise if finding.outcome == DIFFERS else None
    return {
        "topic": assumption.topic,
        "assumed": assumption.assumed,
        "source": assumption.source,
        "outcome": finding.outcome,
        "found": finding.found or None,
        "meaning": finding.meaning or meaning,
    }
