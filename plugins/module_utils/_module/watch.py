# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watch the records of a server: the work of the event source, which knows ansible-rulebook."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Callable

from .._api.client import Client
from .._api.errors import NoAnswerError, OddAnswerError, OptionError, ServiceOpsError, SignInError, UnavailableError
from .._api.redact import redact
from .._api.resource_client import ResourceClient
from .._api.search import Clause
from .._api.state_file import StateFile
from .._engine.changes import MOST_CHANGES, Change, Changes, state_of
from .._engine.matching import fits
from .._engine.position import LastState, Position, position_of
from .._engine.projection import Projection
from .result import without_secrets
from .task import TaskContext, open_client
from .watch_options import WatchOptions

# Seconds between two writes of the position while changes are handed over.
_PAUSE = 1.0
# A time after every update: a server that finds something since then did not look at the time.
_NEVER = 253_402_300_799_000


class Watch:
    """Polls one server for the changes of one resource.

    ``changes`` returns those of a poll. Of each, ``note`` is to be called when it was handed over, and ``note_end`` at
    the end of all. ``cancel`` may be called by another thread. Raises ServiceOpsError if waiting cannot help.
    """

    def __init__(self, options: WatchOptions, *, environ: Mapping[str, str], warn: Callable[[str], None]) -> None:
        self._options = options
        self._environ = environ
        self._warn = warn
        self._projection = Projection(options.resource, None)
        self._stack = ExitStack()
        self._secrets: set[str] = set()
        self._client: Client | None = None
        self._is_cancelled = self._was_read = self._has_answered = self._is_full = self._has_warned = False
        self._can_ask: bool | None = None
        self._last: deque[LastState] = deque(maxlen=options.replay)
        self._file = StateFile(options.state_file) if options.state_file else None
        self._kept = self._read_file()
        self._written: Position | None = None
        self._written_at = 0.0
        kept, local = self._kept, int(1000 * time.time())
        # When the last poll that was complete began, by the clock of this machine.
        self._polled = kept.polled if kept else local
        begin = int(1000 * time.monotonic()) - (local - self._polled)
        self._changes = Changes(options.resource, *((kept.time, kept.states, begin) if kept else ()))
        # What was updated before is no change, until a poll has seen it.
        self._before = -math.inf if kept else options.start

    @property
    def pause(self) -> float:
        """The seconds until the next poll."""
        return 0.0 if self._is_full else self._options.interval

    def changes(self) -> list[Change]:
        """Return what is new, the oldest first. A server that is away is a warning, and nothing new."""
        self._was_read = self._is_full = False
        try:
            found = self._poll(self._records())
        except ServiceOpsError as exc:
            message = redact(exc.message, self._secrets)
            self._close_client()
            if not is_passing(exc, has_answered=self._has_answered):
                exc.message = message
                raise
            self._warn(f"{message} No event is lost: the next poll is in {self._options.interval:g} s.")
            return []
        self._was_read = self._has_answered = True
        self._is_full = len(found) >= MOST_CHANGES
        return found

    def event(self, change: Change) -> dict[str, Any]:
        """Return a change as rules see it."""
        resource, records = self._options.resource, self._records()
        shown = self._projection.project(change.record, *records.addresses(change.record))
        record = without_secrets(shown, list(self._secrets))
        kind = "created" if change.created else "updated"
        return {"serviceops": {"resource": resource.name, "event": kind, "record": record}}

    def note(self, change: Change) -> None:
        """Count a change as handed over."""
        self._changes.note(change)
        self._last.append((*change.state, change.created))
        if time.monotonic() - self._written_at > _PAUSE:
            self._write_file()

    def note_end(self) -> None:
        """Count all changes of a poll as handed over."""
        if self._was_read:
            self._changes.note_end()
            self._write_file()

    def cancel(self) -> None:
        """End all waits, and make no further call."""
        self._is_cancelled = True
        if self._client:
            self._client.cancel()

    def close(self) -> None:
        """Close the connection, and let another process have the state file."""
        self._close_client()
        if self._file:
            self._file.close()

    def _records(self) -> ResourceClient:
        if self._client is None:
            # A context of its own for each connection, for it shows each warning once.
            context = TaskContext(self._options.params, check_mode=False, environ=self._environ, warn=self._warn)
            self._secrets = context.secrets
            self._client = self._stack.enter_context(open_client(context, threads=True))
            if self._is_cancelled:
                self._client.cancel()
            self._check_kept(self._client.connection.url)
        return ResourceClient(self._client, self._options.resource.endpoint())

    def _close_client(self) -> None:
        self._client = self._can_ask = None
        self._stack.close()

    def _poll(self, records: ResourceClient) -> list[Change]:
        if self._can_ask is None:
            self._can_ask = self._asks_rightly(records)
        if self._changes.position is None:
            self._changes.position = self._first_position(records.client)
        changes = self._select(records)
        if self._kept:
            replay = self._options.replay
            last = self._kept.last[-replay:] if replay else []
            changes = [*self._replayed(records, last), *changes]
            self._last.extend(last)
            self._kept = None
        self._before = -math.inf
        return changes

    def _first_position(self, client: Client) -> int | None:
        # The clock of a server that tells no time may be behind this one, so all is read, and nothing is left out.
        is_known = client.server_time() if self._before == math.inf else self._before != -math.inf
        return int(min(self._before, self._now(client))) if is_known else None

    def _select(self, records: ResourceClient) -> list[Change]:
        at, now = int(1000 * time.monotonic()), self._now(records.client)
        since, polled = self._changes.window(now, at), int(1000 * time.time())
        found = _Found(records.search(self._since(since if self._can_ask else None), doing=self._doing))
        criteria = self._options.criteria
        changes = self._changes.select(
            found, since=since, now=now, at=at, before=self._before, fits=lambda record: fits(criteria, record)
        )
        if found.error:
            # Many changes may come while many pages are read, again and again. What was found is handed over.
            if not changes or self._before > -math.inf:
                raise found.error
            self._changes.hold()
        else:
            self._polled = polled
        self._warn_of_timeless()
        return changes

    def _warn_of_timeless(self) -> None:
        if self._changes.timeless is not None and not self._has_warned:
            self._has_warned = True
            self._warn(
                f"The {self._options.resource.name} with the id {self._changes.timeless} has no time of update and "
                "none of creation: such a record is no event."
            )

    def _replayed(self, records: ResourceClient, last: Sequence[LastState]) -> list[Change]:
        """Return what was handed over last and is unchanged: it may not have been worked on."""
        wanted = {(identity, moment): created for identity, moment, created in last}
        if not wanted:
            return []
        clauses = [Clause("id", "equal", tuple({identity for identity, dummy in wanted}))]
        found = {}
        for record in records.search(clauses, doing=self._doing):
            state = state_of(self._options.resource, record)
            if state in wanted and fits(self._options.criteria, record):
                found[state] = Change(state, wanted[state], record)
        return [found[state] for state in wanted if state in found]

    def _asks_rightly(self, records: ResourceClient) -> bool | None:
        """Return whether the server can search by the time of update, None if it has nothing to find."""
        newest = records.search(doing=self._doing).first()
        if newest is None:
            return None
        moment = self._options.resource.updated_time(newest)
        if isinstance(moment, (int, float)) and records.search(self._since(_NEVER), doing=self._doing).first() is None:
            found = records.search(self._since(moment), doing=self._doing)
            if any(record["id"] == newest["id"] for record in found):
                return True
        self._warn("ServiceOps cannot be asked for the records since a time: every poll reads all of them.")
        return False

    def _since(self, moment: float | None) -> list[Clause]:
        updated = self._options.resource.updated
        return [Clause(updated.key, "after", (moment,))] if updated and moment is not None else []

    @property
    def _doing(self) -> str:
        return f"look for changes of {self._options.resource.plural}"

    @staticmethod
    def _now(client: Client) -> int:
        # As the last response told. A clock that is ahead would leave changes out, so the other one counts.
        local = 1000 * time.time()
        return int(min(client.server_time() or local, local))

    def _read_file(self) -> Position | None:
        found = self._file.read() if self._file else None
        if self._file is None or found is None:
            return None
        position = position_of(found)
        if position is None:
            raise self._file.foreign()
        return position

    def _check_kept(self, server: str) -> None:
        kept, resource = self._kept, self._options.resource.name
        if kept and (kept.server, kept.resource) != (server, resource):
            raise OptionError(
                f"state_file {self._options.state_file} is about the {kept.resource} records of {kept.server}: "
                "name another file for each source."
            )

    def _write_file(self) -> None:
        if self._file and self._client and self._changes.position is not None:
            server, resource = self._client.connection.url, self._options.resource.name
            position = Position(server, resource, self._changes.position, 0, self._changes.recent(), list(self._last))
            if position != self._written:
                self._file.write(position._replace(polled=self._polled).to_json())
                self._written = position
            self._written_at = time.monotonic()


class _Found:
    """The records of a search, up to the first error."""

    def __init__(self, search: Iterable[dict[str, Any]]) -> None:
        self._search = search
        self.error: ServiceOpsError | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            yield from self._search
        except ServiceOpsError as exc:
            self.error = exc


def is_passing(exc: ServiceOpsError, *, has_answered: bool) -> bool:
    """Return whether a later poll may succeed though this one failed, with the same options."""
    cause = exc.__cause__ if isinstance(exc, SignInError) else exc
    if isinstance(cause, NoAnswerError):
        return has_answered or not cause.attempt.hopeless
    status = exc.status
    if isinstance(exc, UnavailableError) or status == 429 or (status or 0) >= 500:
        return True
    # A server that worked a moment ago is being replaced, behind a gateway that has pages of its own.
    return has_answered and (isinstance(exc, OddAnswerError) or status == 404)
