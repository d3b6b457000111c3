# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which states of records are new since the last poll: pages in, changes out. Knows neither clock nor server.

A state is the id of a record and the time of its update. All times are epoch milliseconds.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Callable, NamedTuple

from .._resources._resource import Resource

# A search may be behind, and the servers of one product may differ in their clocks: this much is read again.
OVERLAP = 10_000
# The changes of one poll in memory; further ones are left to the next.
MOST_CHANGES = 10_000
# States that are remembered longer than needed, for a server whose clock goes back.
_MOST_STATES = 100_000

State = tuple[Any, int]


class Change(NamedTuple):
    """A state that is new. ``created`` says that it is the first one of a record that is new itself."""

    state: State
    created: bool
    record: Mapping[str, Any]


class _Poll(NamedTuple):
    """When a poll began, by a clock that does not jump, and the time of update up to which it read, if it did."""

    begin: int
    end: int | None


class Changes:
    """What has been read so far: everything up to ``position``, and the states ``seen`` since shortly before it.

    ``position`` is None if nothing has been read. ``timeless`` is the id of a record that has no time, if there is one.
    ``begin`` is when an earlier process polled last, by the clock of ``at``.
    """

    def __init__(
        self,
        resource: Resource,
        position: int | None = None,
        seen: Iterable[State] = (),
        begin: int | None = None,
    ) -> None:
        self._resource = resource
        self.position = position
        self.timeless: Any = None
        self._seen = dict.fromkeys(seen)
        self._poll = _Poll(0, 0)
        self._is_held = False
        # The last poll, and those before it that are needed to be sure.
        self._polls: list[_Poll] = []
        self._begin = begin

    def window(self, now: int, at: int) -> int | None:
        """Return the time of update from which to read, None for all.

        ``now`` is the time by the clock of the server, which may jump, as the last poll found it, and ``at`` by one
        that does not.
        """
        if self.position is None:
            return None
        if not self._polls:
            return self._first_window(self.position, now, at)
        ends = [poll.end for poll in self._polls if poll.end is not None]
        if len(ends) < len(self._polls):
            # One that is still needed found no record at all.
            return None
        # If the server's clock has gone back, updates since then have times before those that were read.
        return min(self.position, *ends, now - (at - self._polls[0].begin)) - OVERLAP

    def _first_window(self, position: int, now: int, at: int) -> int:
        first = now - max(0, at - (at if self._begin is None else self._begin))
        # What was seen before the overlap is not known any more, and would come again for each second of difference
        # between two clocks.
        return min(position, now, first if first < position - OVERLAP else position) - OVERLAP

    def select(
        self,
        records: Iterable[Mapping[str, Any]],
        *,
        since: int | None,
        now: int,
        at: int,
        before: float = -math.inf,
        fits: Callable[[Mapping[str, Any]], bool] = lambda record: True,
    ) -> list[Change]:
        """Return the changes among ``records``, the oldest first, at most MOST_CHANGES.

        ``since`` is the window that was read; ``now`` and ``at`` are when that began. Updates ``before`` a time are no
        changes: they were there at the start. Every change is to be noted, in order, and then the end of the poll.
        """
        known = {identity for identity, dummy in self._seen}
        found: list[Change] = []
        newest = self.position or 0
        for state, record in self._states(records):
            newest = max(newest, state[1])
            if state[1] < before:
                self._seen[state] = None
            elif state not in self._seen and (since is None or state[1] >= since) and fits(record):
                is_new = state[0] not in known and self._is_created(record, since, before)
                found.append(Change(state, is_new, record))
            if len(found) > 2 * MOST_CHANGES:
                found = heapq.nsmallest(MOST_CHANGES, found, key=_rank)
        changes = sorted(found, key=_rank)[:MOST_CHANGES]
        if len(changes) == MOST_CHANGES:
            newest = changes[-1].state[1]
        # An update at ``now`` or later may not have been on the pages. ``now`` alone is no position: if the server
        # tells no time, it is by a clock that may be ahead of the server's.
        self._poll = _Poll(at, min(newest, now) if newest else None)
        self._is_held = False
        self._forget(since)
        return changes

    def note(self, change: Change) -> None:
        """Count a change as handed over."""
        self._seen[change.state] = None
        if self._poll.end is not None:
            self.position = min(change.state[1], self._poll.end)

    def hold(self) -> None:
        """Count the poll as incomplete: its changes are handed over, and the next one reads the same again."""
        self._poll = self._poll._replace(end=self.position)
        self._is_held = True

    def note_end(self) -> None:
        """Count all changes of the poll as handed over."""
        if self._poll.end is not None:
            self.position = self._poll.end
        if self._is_held:
            return
        self._polls.append(self._poll)
        # What was written just before a poll may not have been shown to it, so the one before that is sure.
        while len(self._polls) > 1 and self._polls[1].begin <= self._poll.begin - OVERLAP:
            del self._polls[0]

    def recent(self) -> list[State]:
        """Return the states that the next poll will read again."""
        oldest = (self.position or 0) - OVERLAP
        return [state for state in self._seen if state[1] >= oldest]

    def _states(self, records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[State, Mapping[str, Any]]]:
        for record in records:
            state = state_of(self._resource, record)
            if state:
                yield state, record
            else:
                self.timeless = record["id"]

    def _is_created(self, record: Mapping[str, Any], since: int | None, before: float) -> bool:
        created = self._resource.created_time(record)
        return since is None or (isinstance(created, (int, float)) and created >= max(since, before))

    def _forget(self, since: int | None) -> None:
        if len(self._seen) > _MOST_STATES and since is not None:
            self._seen = {state: None for state in self._seen if state[1] >= since}


def state_of(resource: Resource, record: Mapping[str, Any]) -> State | None:
    """Return the state of a record, None if it has no time. One that was never updated has that of its creation."""
    times = resource.updated_time(record), resource.created_time(record)
    known = [int(time) for time in times if isinstance(time, (int, float))]
    return (record["id"], known[0]) if known else None


def _rank(change: Change) -> tuple[int, bool, Any]:
    identity, time = change.state
    is_text = isinstance(identity, str)
    return time, is_text, identity
