# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a failing job: how often it failed, and the newest failure of each host.

What the report says is apart from where it stands: ``JobReport`` reads and makes blocks, ``reported`` puts them into a
note, or into a description.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from .description_blocks import COUNTED, FAILED, SUCCEEDED, UNFINISHED, Block, parse, render, to_markup
from .summary import CUT

# Characters of all failures together, as they are sent, and what each has at least.
_ROOM = 20_000
_LEAST = 200
# So many hosts have their failure quoted, and so many are named.
_MOST_QUOTED = 100
_MOST_NAMED = 1000
_MOST_RECOVERED = 20
_RECOVERED_ROOM = 300
# The same of a summary.
_SUMMARY_ROOM = 2_000
_MOST_SUMMARIZED = 10
_BEFORE = ": before, it failed"
_GOOD_AGAIN = "; good again at "
_MORE_HOSTS = re.compile(r"(\d{1,9}) more hosts?")
_COUNT = re.compile(
    r"(\d{1,6}) failed runs?,? (?:from|at) (\d{4}-\d\d-\d\d \d\d:\d\d UTC)(?: to (\d{4}-\d\d-\d\d \d\d:\d\d UTC))?"
)
# What AWX 24 and its successors call themselves until somebody sets their address.
_NO_ADDRESSES = ("", "https://towerhost", "https://platformhost")


@dataclass(frozen=True)
class Run:
    """One run of a job, or a part of one.

    ``failed`` holds the failure of each failed host, as plain text that begins with its task; ``succeeded`` are the
    other hosts that did their work. ``hosts`` are all that the job has: the failure of one that is gone no longer
    stands. None if this run left some out. ``is_counted`` says that an earlier part of the same run failed, too.
    """

    at: str
    failed: Mapping[str, str]
    succeeded: frozenset[str] = frozenset()
    hosts: frozenset[str] | None = None
    link: str = ""
    is_counted: bool = False


@dataclass(frozen=True)
class Reported:
    """A report after a run: the hosts whose failures stand, the number of failed runs, and HTML to write.

    ``note`` is the whole report, ``description`` that of a request if the report stands there, and ``summary`` the
    description of a new request that has a note.
    """

    description: str
    standing: tuple[str, ...]
    failures: int
    note: str = ""
    summary: str = ""


def reported(description: str, run: Run, *, note: str | None = None) -> Reported:
    """Return what becomes by ``run`` of the report in a ``note``, or in the request's ``description`` without one."""
    words, blocks = parse(description)
    note_words, blocks = ("", blocks) if note is None else parse(note)
    report = JobReport.read(blocks)
    report.add(run)
    others = [block for block in blocks if block.heading == UNFINISHED]
    whole = [*report.blocks(), *others]
    return Reported(
        description=render(words, whole),
        note=render(note_words, whole),
        summary=render(words, report.blocks(room=_SUMMARY_ROOM, most_named=_MOST_SUMMARIZED)),
        standing=report.standing(),
        failures=report.failures,
    )


def job_link(awx_url: str, job: object) -> str:
    """Return the address of a job in AWX; an empty text if it has none."""
    address = awx_url.rstrip("/")
    return f"{address}/#/jobs/playbook/{job}" if job and address not in _NO_ADDRESSES else ""


@dataclass
class JobReport:
    """What is reported of a job, as plain text; ``more`` hosts failed beside those that are named."""

    failures: int = 0
    first: str = ""
    newest: str = ""
    count: str = ""
    failed: dict[str, str] = field(default_factory=dict)
    more: int = 0
    recovered: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, blocks: Iterable[Block]) -> JobReport:
        """Return the report that blocks hold."""
        report = cls()
        for block in blocks:
            if block.heading == COUNTED:
                report._read_count(block.plain())
            elif block.heading in (FAILED, SUCCEEDED):
                report._read_host(block.heading, *block.host_and_text())
        return report

    def add(self, run: Run) -> None:
        self._recount_unnamed(run)
        gone = set() if run.hosts is None else set(self.failed) - run.hosts
        texts = {host: self.failed.pop(host) for host in [*self.failed] if host in run.succeeded or host in gone}
        newest = {host: f"{_BEFORE}{text}" if text else "" for host, text in texts.items()}
        self.recovered = {**newest, **{host: text for host, text in self.recovered.items() if host not in newest}}
        for host, text in run.failed.items():
            self.recovered.pop(host, None)
            self.failed[host] = text
        self._count(run)

    def standing(self) -> tuple[str, ...]:
        return (*self.failed, *([_more_hosts(self.more)] if self.more else ()))

    def blocks(self, *, room: int = _ROOM, most_named: int = _MOST_NAMED) -> Iterator[Block]:
        """Yield the blocks of the report, which are of a bounded size together."""
        if self.count:
            yield Block(COUNTED, to_markup(self.count))
        share = max(_LEAST, room // max(1, len(self.failed)))
        for number, (host, text) in enumerate(islice(self.failed.items(), most_named)):
            yield Block(FAILED, to_markup(host + _shortened(text, share if number < _MOST_QUOTED else 0)))
        more = self.more + max(0, len(self.failed) - most_named)
        if more:
            yield Block(FAILED, _more_hosts(more))
        # The newest, in the order in which they stood.
        for host, text in islice(self.recovered.items(), _MOST_RECOVERED):
            yield Block(SUCCEEDED, to_markup(host + _shortened(text, _RECOVERED_ROOM)))

    def _read_count(self, text: str) -> None:
        match = _COUNT.match(text)
        if match:
            self.failures, self.first, self.newest = int(match[1]), match[2], match[3] or match[2]
            self.count = text

    def _read_host(self, heading: str, host: str, text: str) -> None:
        more = _MORE_HOSTS.fullmatch(host)
        if more:
            self.more += int(more[1])
        else:
            (self.failed if heading == FAILED else self.recovered)[host] = text

    def _recount_unnamed(self, run: Run) -> None:
        """Bring the number of hosts that are not named up to date.

        A host of this run that the request does not name may be one of them, and so may any host of the job that this
        run says nothing of. To take them for others would keep the request open for ever.
        """
        named, heard = {*self.failed, *self.recovered}, {*run.failed, *run.succeeded}
        self.more = max(0, self.more - len(heard - named))
        if run.hosts is not None:
            self.more = min(self.more, len(run.hosts - heard - named))

    def _count(self, run: Run) -> None:
        """Bring the count up to date; a run that changes nothing leaves it alone."""
        if run.failed:
            self.failures += not (run.is_counted and self.failures)
            self.first, self.newest = self.first or run.at, run.at
        is_broken = bool(self.failed or self.more)
        # Of runs without a failure the first says when all was good again: the request may stay open.
        if not self.failures or (not run.failed and (is_broken or _GOOD_AGAIN in self.count)):
            return
        one = f"1 failed run, at {self.newest}"
        several = f"{self.failures} failed runs from {self.first} to {self.newest}"
        good_again = "" if is_broken else f"{_GOOD_AGAIN}{run.at}"
        link = f": {run.link}" if run.link else ""
        self.count = f"{several if self.failures > 1 else one}{good_again}{link}"


def _more_hosts(number: int) -> str:
    return f"{number} more host{'s' if number > 1 else ''}"


def _shortened(text: str, room: int) -> str:
    """Return as much of a text as has ``room`` when it is HTML, and mark a cut, once."""
    whole = text.removesuffix(CUT)
    taken = 0
    for number, character in enumerate(whole):
        # Brackets side by side are kept apart.
        taken += len(to_markup(character)) + (character in "[]")
        if taken > room:
            return f"{whole[:number]}{CUT}" if room else ""
    return text
