# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read all pages of a list: none twice, none left out, and never without end."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Callable, NamedTuple

from . import endpoints
from .client import Client
from .errors import Exchange, OddAnswerError
from .response import Response

_MOST_STALE = 3
# How often all pages are read if they bring fewer entries than the server counts.
_MOST_PASSES = 3
# A server that brings more than these has no end.
_MOST_PAGES, _MOST_SURPLUS = 100_000, 100_000


class Page(NamedTuple):
    """The entries of one page, and how many the server counts in all; None if it does not say."""

    entries: list[Any]
    total: int | None
    response: Response


class Paging:
    """The entries of all pages, page by page. Iterate over it once.

    ``read`` returns the page at an offset, ``key`` what tells an entry from all others; ``first`` is the offset of the
    first page.
    """

    def __init__(
        self,
        client: Client,
        read: Callable[[int], Page],
        *,
        key: Callable[[Any], Hashable],
        doing: str,
        first: int = 0,
    ) -> None:
        self._client = client
        self._read = read
        self._key = key
        self._doing = doing
        self._first = first
        self._total: int | None = None
        self._exchange: Exchange | None = None

    def __iter__(self) -> Iterator[list[Any]]:
        keys: set[Hashable] = set()
        retry_budget = self._client.retry_budget()
        for number in range(_MOST_PASSES):
            for fresh in self._pages(set() if number else keys):
                if number:
                    fresh = [entry for entry in fresh if self._key(entry) not in keys]
                    keys.update(map(self._key, fresh))
                yield fresh
            # An entry that came while the pages were read lies on one that was read before.
            count = self._first + len(keys)
            if self._total is None or count >= self._total:
                return
            short = f"the search ended after {count} of {self._total} records"
            if not retry_budget.wait(f"Could not {self._doing} at once: {short}"):
                break
        raise OddAnswerError(
            f"Could not {self._doing}: {short}. Nothing is concluded from that. Run the task again; if it stays so, "
            "the server counts records that it does not show.",
            exchange=self._exchange and self._exchange._replace(url=self._exchange.url.partition("?")[0]),
        )

    def _pages(self, keys: set[Hashable]) -> Iterator[list[Any]]:
        """Yield of each page, from the first to the last, the entries that are new, and note these in ``keys``."""
        offset, stale, pages = self._first, 0, 0
        most = None
        while True:
            start, before = offset, self._total if pages else None
            page = self._read(start)
            entries, self._total, self._exchange = page.entries, page.total, page.response.exchange
            pages += 1
            most = most or (2 * self._total + _MOST_SURPLUS if self._total else None)
            # Entries that disappeared meanwhile (deleted, closed) let others move up, before the start of this page.
            moved = max(0, before - self._total) if before and self._total is not None else 0
            fresh = [entry for entry in entries if self._key(entry) not in keys]
            keys.update(map(self._key, fresh))
            yield fresh
            offset = max(self._first, start - moved) if moved else start + len(entries)
            ended = not moved and (not entries or (self._total is not None and offset >= self._total))
            # New entries can push known ones onto the next page; a server that does not page sends nothing else.
            stale = stale + 1 if entries and not fresh else 0
            if stale == _MOST_STALE or (stale and ended and self._first + len(keys) < (self._total or 0)):
                raise self._endless(f"the server sends the same page again at offset {start}")
            if ended:
                return
            if pages == _MOST_PAGES or (most and len(keys) > most):
                raise self._endless(f"the server sends ever more pages, {len(keys)} records so far")

    def _endless(self, what: str) -> OddAnswerError:
        return OddAnswerError(f"Could not {self._doing}: {what}.", exchange=self._exchange)


def total_of(found: Mapping[str, Any], entries: list[Any]) -> int | None:
    """Return how many the server counts, None if it does not say."""
    count = found.get(endpoints.TOTAL_KEY)
    count = int(count) if isinstance(count, str) and count.isascii() and count.isdigit() else count
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    # A total below what came is no total of this list.
    return count if count >= len(entries) else None
