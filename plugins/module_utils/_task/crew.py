# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do many jobs at a time: as many as there is waiting in them.

Of the threads of a process one runs at a time. More of them are worth having while all of them wait for a server; where
its answers come at once they would be in each other's way.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")

MOST = 8
# One that waits, one that sends or reads, and one that is ready.
_FEWEST = 3
# Of the time that has passed, what a process can hope to run with several threads.
_BUSY = 0.7
# Seconds until the first look at whether more threads would help, and between two of the last.
_FIRST_LOOK, _LAST_LOOK = 0.02, 1.0


class Crew(Generic[Job, Done]):
    """Threads that ``do`` jobs, in their order. ``tell`` hears now and then, every ``period`` seconds, how many are."""

    def __init__(self, do: Callable[[Job], Done], tell: Callable[[int], None], period: float) -> None:
        self._do = do
        self._tell = tell
        self._period = period
        self._left: deque[tuple[int, Job]] = deque()
        self._done: dict[int, Done] = {}

    def through(self, jobs: Sequence[Job]) -> list[Done]:
        """Return what became of each job, in their order. Raises what ``do`` raises, after the others are done.

        If it is broken off, by a signal's exception, what has not begun does not begin.
        """
        self._left.extend(enumerate(jobs))
        pool = ThreadPoolExecutor(MOST)
        try:
            self._watch(pool)
        finally:
            self._left.clear()
            pool.shutdown(wait=False)
        return [self._done[place] for place in range(len(jobs))]

    def _watch(self, pool: ThreadPoolExecutor) -> None:
        threads: list[Future[None]] = []
        # A short list is through before there is anything to see.
        wanted = MOST if len(self._left) <= MOST else _FEWEST
        look, told = _FIRST_LOOK, time.monotonic()
        while True:
            threads += [pool.submit(self._work) for dummy in range(min(wanted - len(threads), len(self._left)))]
            began, used = time.monotonic(), time.process_time()
            if not wait(threads, timeout=look).not_done:
                break
            wanted = wanted_threads(len(threads), time.monotonic() - began, time.process_time() - used)
            look = min(2 * look, _LAST_LOOK)
            if time.monotonic() - told >= self._period:
                told = time.monotonic()
                self._tell(len(self._done))
        for thread in threads:
            thread.result()

    def _work(self) -> None:
        while True:
            try:
                place, job = self._left.popleft()
            except IndexError:
                return
            self._done[place] = self._do(job)


def wanted_threads(threads: int, wall: float, used: float) -> int:
    """Return how many threads would keep this process busy: so many made it run for ``used`` of ``wall`` seconds."""
    possible = threads * _BUSY * wall
    return MOST if used * MOST <= possible else max(threads, int(possible / used))
