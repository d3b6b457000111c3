# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe: which assumptions of the contract hold on a server.

A check is a function that returns a ``Finding``, and a row of a table. Its topic is that of the assumption; a topic may
have several checks. The tables are in the order in which the checks are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable, TypeVar

from . import contract, probe_reads, probe_sign_in, probe_writes
from .client import Client
from .connection import PasswordGrant
from .errors import ServiceOpsError
from .probe_line import DIFFERS, HOLDS, NOT_TRIED, Finding, Line, UntriedError, untried
from .probe_sign_in import SignedIn
from .probe_trial import LeftBehind, Trial

_Found = list[tuple[str, Finding]]
_Subject = TypeVar("_Subject")

SIGN_INS: Sequence[tuple[str, Callable[[SignedIn], Finding]]] = (
    ("Token form", probe_sign_in.token_form),
    ("Token lifetime", probe_sign_in.token_lifetime),
    ("Refresh", probe_sign_in.refresh),
    ("Refused form", probe_sign_in.refused_form),
)
READS: Sequence[tuple[str, Callable[[Line], Finding]]] = (
    ("Unknown id", probe_reads.unknown_id),
    ("Search", probe_reads.search),
    ("Types of conditions", probe_reads.condition_types),
    ("Custom fields", probe_reads.custom_fields),
    ("Display names", probe_reads.display_names),
)
# With a request of the probe's own the checks of the same topics in WRITES take the place of these.
READS_OF_OTHERS: Sequence[tuple[str, Callable[[Line], Finding]]] = (
    ("Read", probe_reads.read),
    ("Search on tags", probe_reads.tags),
)
WRITES: Sequence[tuple[str, Callable[[Trial], Finding]]] = (
    ("Read", probe_writes.read),
    ("Compulsory fields", probe_writes.compulsory_fields),
    ("Status at creation", probe_writes.status_at_creation),
    ("Support level", probe_writes.support_level),
    ("Logon names", probe_writes.logon_names),
    ("Update", probe_writes.update),
    ("Markup", probe_writes.markup),
    ("Lists in an update", probe_writes.lists),
    ("Search on tags", probe_writes.tags),
    ("Clearing", probe_writes.clearing),
    ("Unknown names", probe_writes.unknown_names),
    ("Case", probe_writes.case),
    ("Only at creation", probe_writes.only_at_creation),
    ("Closed states", probe_writes.closed_states),
    ("Delete", probe_writes.delete),
)
# What the answers of all the others tell.
AFTERWARDS: Sequence[tuple[str, Callable[[Line], Finding]]] = (
    ("Rate limit", probe_reads.rate_limit),
    ("X-RateLimit-Reset", probe_reads.reset),
    ("X-RateLimit-Remaining", probe_reads.remaining),
)
NEVER: Sequence[tuple[str, str]] = (
    ("Settling", "how far a search is behind changes from moment to moment, so one try would say little"),
    ("Unknown names", "an unknown requester is never tried: a server that takes one makes a user, who stays"),
)


@dataclass(frozen=True)
class Report:
    """What a run found, in the order of the assumptions; ``written`` tells whether it changed anything."""

    checks: list[dict[str, str | None]]
    summary: dict[str, int]
    written: bool
    left_behind: LeftBehind | None


def probe(client: Client, *, requester: str | None, unwritten: str) -> Report:
    """Find out which assumptions hold. Only with a ``requester`` a request is made, changed and removed.

    ``unwritten`` is the reason to give for the checks that need one. Raises ServiceOpsError where nobody can sign in,
    or nothing of the API answers; whatever else a server says is a finding.
    """
    line = Line(client)
    found = _sign_ins(client)
    line.check_reach()
    if requester is None:
        found += _made((*READS, *READS_OF_OTHERS), line)
        read = {topic for topic, dummy in READS_OF_OTHERS}
        found += [(topic, untried(unwritten)) for topic, dummy in WRITES if topic not in read]
        return _report(found + _made(AFTERWARDS, line), written=False, left_behind=None)
    trial = Trial(line, requester, datetime.now(timezone.utc).isoformat(timespec="milliseconds"))
    try:
        trial.create()
        found += _made(READS, line) + _made(WRITES, trial)
    finally:
        left_behind = trial.remove()
    return _report(found + _made(AFTERWARDS, line), written=trial.written, left_behind=left_behind)


def _sign_ins(client: Client) -> _Found:
    grant, kept = client.connection.credentials, client.kept_token
    if not isinstance(grant, PasswordGrant) or kept is None:
        why = "an access token or API key was given, so there was no sign-in"
        return [(topic, untried(why)) for topic, dummy in SIGN_INS]
    return _made(SIGN_INS, SignedIn(client, grant, kept))


def _made(checks: Iterable[tuple[str, Callable[[_Subject], Finding]]], subject: _Subject) -> _Found:
    return [(topic, _finding(check, subject)) for topic, check in checks]


def _finding(check: Callable[[_Subject], Finding], subject: _Subject) -> Finding:
    try:
        return check(subject)
    except UntriedError as exc:
        return untried(str(exc))
    except ServiceOpsError as exc:
        return untried("the server gave no answer to judge by", exc.message.rstrip("."))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as exc:
        # A server may send what nobody thought of.
        return Finding(DIFFERS, f"an answer has a shape that cannot be judged ({type(exc).__name__}: {exc})")


def _report(found: _Found, *, written: bool, left_behind: LeftBehind | None) -> Report:
    found = [*found, *((topic, untried(why)) for topic, why in NEVER)]
    checks = [
        _entry(assumption, finding)
        for assumption in contract.ASSUMPTIONS
        for topic, finding in found
        if topic == assumption.topic
    ]
    counts = Counter(check["outcome"] for check in checks)
    summary = {outcome: counts[outcome] for outcome in (HOLDS, DIFFERS, NOT_TRIED)}
    return Report(checks, summary, written, left_behind)


def _entry(assumption: contract.Assumption, finding: Finding) -> dict[str, str | None]:
    meaning = assumption.otherwise if finding.outcome == DIFFERS else None
    return {
        "topic": assumption.topic,
        "assumed": assumption.assumed,
        "source": assumption.source,
        "outcome": finding.outcome,
        "found": finding.found or None,
        "meaning": finding.meaning or meaning,
    }
