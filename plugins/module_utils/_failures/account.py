# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the one request of a failing job says: how often it failed, and the newest failure of each host."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .paragraphs import COUNTED, FAILED, SUCCEEDED, host_and_text, paragraph, split, to_markup
from .said import start_of

# Characters of all failures together, and what each has at least.
_ROOM = 20_000
_LEAST = 200
# So many hosts have their failure told, and so many are named.
_MOST_TOLD = 100
_MOST_NAMED = 1000
_MOST_RECOVERED = 20
_RECOVERED = 300
_BEFORE = ": before, it failed"
_MORE = re.compile(r"\d+ more hosts")
_COUNT = re.compile(
    r"(\d{1,6}) failed runs?,? (?:from|at) (\d{4}-\d\d-\d\d \d\d:\d\d UTC)(?: to (\d{4}-\d\d-\d\d \d\d:\d\d UTC))?"
)


@dataclass(frozen=True)
class Run:
    """One run of a job, or a part of one.

    ``failed`` holds what each failed host said, as plain text that begins with its task, ``succeeded`` the others.
    ``hosts`` are all that the job has: the failure of one that is gone no longer stands. None where this run left some
    out. ``is_counted`` says that an earlier part of the same run failed, too.
    """

    at: str
    failed: Mapping[str, str]
    succeeded: frozenset[str] = frozenset()
    hosts: frozenset[str] | None = None
    link: str = ""
    is_counted: bool = False


@dataclass(frozen=True)
class Account:
    """What the request is to say, as HTML, and which hosts' failures stand in it."""

    description: str
    standing: tuple[str, ...]
    failures: int


@dataclass
class _Told:
    """What the paragraphs of ours say, as plain text."""

    failures: int = 0
    first: str = ""
    newest: str = ""
    count: str = ""
    failed: dict[str, str] = field(default_factory=dict)
    recovered: dict[str, str] = field(default_factory=dict)


def account_of(description: str, run: Run) -> Account:
    """Return what a request that says ``description`` is to say after ``run``."""
    words, ours = split(description)
    told = _read(ours)
    recovered = {host for host in told.failed if host in run.succeeded or _is_gone(host, run)}
    for host in recovered:
        text = told.failed.pop(host)
        told.recovered[host] = f"{_BEFORE}{text}" if text else ""
    if run.failed:
        # Those that were only counted are counted anew.
        told.failed = {host: text for host, text in told.failed.items() if not _MORE.fullmatch(host)}
    for host, text in run.failed.items():
        told.recovered.pop(host, None)
        told.failed[host] = text
    _count(told, run)
    paragraphs = [paragraph(COUNTED, to_markup(told.count))] if told.count else []
    paragraphs += [*_failures(told.failed), *_recoveries(told.recovered)]
    return Account(words + "".join(paragraphs), tuple(told.failed), told.failures)


def _is_gone(host: str, run: Run) -> bool:
    return run.hosts is not None and host not in run.hosts


def _read(ours: Iterable[tuple[str, str]]) -> _Told:
    told = _Told()
    for beginning, rest in ours:
        if beginning == COUNTED:
            match = _COUNT.match(rest)
            if match:
                told.failures, told.first, told.newest = int(match[1]), match[2], match[3] or match[2]
                told.count = rest
            continue
        host, text = host_and_text(rest)
        (told.failed if beginning == FAILED else told.recovered)[host] = text
    return told


def _count(told: _Told, run: Run) -> None:
    """Bring the count, which a run that changes nothing leaves alone, up to date."""
    link = f": {run.link}" if run.link else ""
    if run.failed:
        told.failures += not (run.is_counted and told.failures)
        told.first, told.newest = told.first or run.at, run.at
    if not told.failures or (told.failed and not run.failed):
        return
    several = told.failures > 1
    told.count = (
        f"{told.failures} failed runs from {told.first} to {told.newest}"
        if several
        else f"1 failed run, at {told.newest}"
    )
    told.count += link if told.failed else f"; good again at {run.at}{link}"


def _failures(failed: Mapping[str, str]) -> list[str]:
    share = max(_LEAST, _ROOM // max(1, len(failed)))
    paragraphs = []
    for number, (host, text) in enumerate(failed.items()):
        if number == _MOST_NAMED:
            paragraphs.append(paragraph(FAILED, f"{len(failed) - number} more hosts"))
            break
        told = start_of(text, share) if number < _MOST_TOLD else ""
        paragraphs.append(paragraph(FAILED, to_markup(host + told)))
    return paragraphs


def _recoveries(recovered: Mapping[str, str]) -> list[str]:
    newest = list(recovered.items())[-_MOST_RECOVERED:]
    return [paragraph(SUCCEEDED, to_markup(host + start_of(text, _RECOVERED))) for host, text in newest]
