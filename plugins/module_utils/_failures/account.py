# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the one request of a failing job says: how often it failed, and the newest failure of each host."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from .paragraphs import COUNTED, FAILED, SUCCEEDED, host_and_text, paragraph, split, to_markup
from .said import CUT

# Characters of all failures together, as they are sent, and what each has at least.
_ROOM = 20_000
_LEAST = 200
# So many hosts have their failure told, and so many are named.
_MOST_TOLD = 100
_MOST_NAMED = 1000
_MOST_RECOVERED = 20
_RECOVERED = 300
_BEFORE = ": before, it failed"
_GOOD_AGAIN = "; good again at "
_MORE = re.compile(r"(\d{1,9}) more hosts?")
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
    """What the paragraphs of ours say, as plain text; ``more`` is how many hosts failed beside those that are named."""

    failures: int = 0
    first: str = ""
    newest: str = ""
    count: str = ""
    failed: dict[str, str] = field(default_factory=dict)
    more: int = 0
    recovered: dict[str, str] = field(default_factory=dict)


def account_of(description: str, run: Run) -> Account:
    """Return what a request that says ``description`` is to say after ``run``."""
    words, ours = split(description)
    told = _read(ours)
    _recount(told, run)
    recovered = [host for host in told.failed if host in run.succeeded or _is_gone(host, run)]
    texts = {host: told.failed.pop(host) for host in recovered}
    newest = {host: f"{_BEFORE}{text}" if text else "" for host, text in texts.items()}
    told.recovered = {**newest, **{host: text for host, text in told.recovered.items() if host not in newest}}
    for host, text in run.failed.items():
        told.recovered.pop(host, None)
        told.failed[host] = text
    _count(told, run)
    more = [_more(told.more)] if told.more else []
    paragraphs = [paragraph(COUNTED, to_markup(told.count))] if told.count else []
    paragraphs += [*_failures(told), *_recoveries(told.recovered)]
    return Account(words + "".join(paragraphs), (*told.failed, *more), told.failures)


def _recount(told: _Told, run: Run) -> None:
    """Bring the number of those that are not named up to date.

    A host of this run that the request does not name may be one of them, and of all hosts those that this run says
    nothing of may. To take them for others would keep the request open for ever.
    """
    named, heard = {*told.failed, *told.recovered}, {*run.failed, *run.succeeded}
    told.more = max(0, told.more - len(heard - named))
    if run.hosts is not None:
        told.more = min(told.more, len(run.hosts - heard - named))


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
        more = _MORE.fullmatch(host)
        if more:
            told.more += int(more[1])
            continue
        (told.failed if beginning == FAILED else told.recovered)[host] = text
    return told


def _count(told: _Told, run: Run) -> None:
    """Bring the count, which a run that changes nothing leaves alone, up to date."""
    link = f": {run.link}" if run.link else ""
    if run.failed:
        told.failures += not (run.is_counted and told.failures)
        told.first, told.newest = told.first or run.at, run.at
    is_broken = bool(told.failed or told.more)
    # Of runs without a failure the first says when all was good again: the request may stay open.
    if not told.failures or (not run.failed and (is_broken or _GOOD_AGAIN in told.count)):
        return
    several = told.failures > 1
    told.count = (
        f"{told.failures} failed runs from {told.first} to {told.newest}"
        if several
        else f"1 failed run, at {told.newest}"
    )
    told.count += link if is_broken else f"{_GOOD_AGAIN}{run.at}{link}"


def _failures(told: _Told) -> Iterator[str]:
    share = max(_LEAST, _ROOM // max(1, len(told.failed)))
    for number, (host, text) in enumerate(islice(told.failed.items(), _MOST_NAMED)):
        yield paragraph(FAILED, to_markup(host + _beginning(text, share if number < _MOST_TOLD else 0)))
    more = told.more + max(0, len(told.failed) - _MOST_NAMED)
    if more:
        yield paragraph(FAILED, _more(more))


def _more(number: int) -> str:
    return f"{number} more host{'s' if number > 1 else ''}"


def _recoveries(recovered: Mapping[str, str]) -> Iterator[str]:
    """Yield those that are newest, in the order in which they stood."""
    for host, text in islice(recovered.items(), _MOST_RECOVERED):
        yield paragraph(SUCCEEDED, to_markup(host + _beginning(text, _RECOVERED)))


def _beginning(text: str, room: int) -> str:
    """Return as much of a text as has ``room`` when it is HTML, and say where it was cut, once."""
    whole = text.removesuffix(CUT)
    taken = 0
    for number, character in enumerate(whole):
        # Brackets side by side are kept apart.
        taken += len(to_markup(character)) + (character in "[]")
        if taken > room:
            return f"{whole[:number]}{CUT}" if room else ""
    return text
