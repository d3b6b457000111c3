# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one request that the probe makes, changes and removes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import contract
from .answer import Answer, asked_pause, is_removed, json_of
from .errors import Attempt, ServiceOpsError
from .probe_line import NOUN, Line, UntriedError, has_record, quoted, read_call, records_in
from .refusal import is_own_not_found, may_be_not_found
from .retry import WAIT_AS_TOLD
from .search import Clause
from .transport import Call

# Of the statuses that the product comes with, neither the first nor a closed one.
STATUS = "In Progress"
CLOSED = "Closed"


@dataclass(frozen=True)
class LeftBehind:
    """What could not be removed; without an id it is not known whether there is anything."""

    subject: str
    id: int | str | None
    name: str | None
    status: str | None


class Trial:
    """The request of one run, found again by its ``subject``, which no other has."""

    def __init__(self, line: Line, requester: str, stamp: str) -> None:
        self.line = line
        self.requester = requester
        self.subject = f"motadata.serviceops contract probe {stamp}, safe to delete"
        self.tag = f"correlation:serviceops-probe-{stamp}"
        # The answers to what was tried to make it: with a status, then without one.
        self.attempts: list[Answer] = []
        self.record: Mapping[str, Any] = {}
        self.written = False
        self.is_gone = False
        # The answer to the read after a delete.
        self.last_read: Answer | None = None
        self._trouble = ""
        self._is_lost = False
        self._may_delete = True

    @property
    def record_id(self) -> int | str:
        """The id of the request. Raises UntriedError where there is none."""
        found: int | str | None = self.record.get("id")
        if found is None:
            said = quoted(self.attempts[-1]) if self.attempts else self._trouble
            raise UntriedError(f"no request could be created: {said}")
        return found

    def create(self) -> None:
        """Make the request, once. Raises nothing: the first use of its id tells what went wrong."""
        needed = {"subject": self.subject, "requesterEmail": self.requester}
        for body in ({**needed, "statusName": STATUS}, needed):
            call = Call("POST", contract.RESOURCE_PATH.format(noun=NOUN), json=body)
            try:
                answer = self._send(call)
            except ServiceOpsError as exc:
                self._look_after(exc)
                return
            self.attempts.append(answer)
            if self.record or self._is_lost or answer.status in WAIT_AS_TOLD:
                return

    def patch(self, fields: Mapping[str, Any], *, bare: bool = False) -> Answer:
        """Return the answer to an update; the subject goes along unless it is to be ``bare``."""
        body = dict(fields) if bare else {"subject": self.subject, **fields}
        return self._send(self._call("PATCH", json=body))

    def after(self, answer: Answer) -> Mapping[str, Any]:
        """Return the request after an update, from its answer or else read."""
        shown = json_of(answer)
        return self._take(shown) if is_whole(shown, self.record_id) else self.reread()

    def reread(self) -> Mapping[str, Any]:
        """Return the request as a read shows it. Raises UntriedError where it shows none."""
        answer = self.line.read(self.record_id)
        shown = json_of(answer)
        if not (answer.ok and isinstance(shown, dict)):
            raise UntriedError(f"the request could not be read afterwards: {quoted(answer)}")
        return self._take(shown)

    def delete(self) -> Answer:
        """Return the answer to a delete, having found out whether the request is gone."""
        try:
            answer = self.send_delete()
        except ServiceOpsError:
            self.is_gone = self._looks_gone(deleted=False)
            raise
        self._may_delete = answer.status in WAIT_AS_TOLD or not 400 <= answer.status < 500
        self.is_gone = self._looks_gone(deleted=answer.status in contract.DELETED)
        return answer

    def send_delete(self) -> Answer:
        """Return the answer to a delete."""
        return self._send(self._call("DELETE"))

    def remove(self) -> LeftBehind | None:
        """Remove the request if it is still there, or else close it; return what is left behind. Raises nothing."""
        if self._is_lost:
            self._find()
        if self._is_lost:
            return LeftBehind(self.subject, None, None, None)
        if not self.record or self.is_gone:
            return None
        with suppress(ServiceOpsError):
            if self._may_delete:
                self.delete()
        if not self.is_gone:
            self._close()
        return None if self.is_gone else self._left()

    def _close(self) -> None:
        if self.record.get("statusName") != CLOSED:
            with suppress(ServiceOpsError, UntriedError):
                answer = self.patch({"statusName": CLOSED})
                if answer.ok:
                    self.after(answer)

    def _left(self) -> LeftBehind:
        name, status = (self.record.get(key) for key in ("name", "statusName"))
        return LeftBehind(
            self.subject,
            self.record_id,
            name if isinstance(name, str) else None,
            status if isinstance(status, str) else None,
        )

    def _call(self, method: str, json: Any = None) -> Call:
        return Call(method, read_call(self.record_id).path, json=json)

    def _send(self, call: Call) -> Answer:
        """Make a call that changes something, again only where the server was too busy to work on it."""
        patience = self.line.client.patience()
        while True:
            answer = self.line.client.tell(call, "try out what the server does")
            if call.method == "POST":
                self._look_for_it(answer)
            self.written = self.written or answer.ok
            busy = answer.status in WAIT_AS_TOLD and not (call.method == "POST" and (self.record or self._is_lost))
            pause = asked_pause(answer.headers, time.time())
            repeats = Attempt(answer.status)
            if not (busy and patience.wait(f"ServiceOps answered HTTP {answer.status}", pause, repeats=repeats)):
                return answer

    def _look_for_it(self, answer: Answer) -> None:
        """Take up the request that was created, from the answer or else, after doubt, by a search."""
        shown = json_of(answer)
        if answer.ok and isinstance(shown, dict) and isinstance(shown.get("id"), (int, str)):
            self._take(shown)
        elif answer.ok or answer.status >= 500 or answer.status == 429:
            self._find()

    def _look_after(self, exc: ServiceOpsError) -> None:
        """Take up the request where it was created all the same."""
        self._trouble = exc.message.rstrip(".")
        if exc.attempt and exc.attempt.sent:
            self._find()
        if not self.record:
            # The server may be at it still: the end of the run looks again.
            self._is_lost = self._is_lost or bool(exc.attempt and exc.attempt.late)

    def _find(self) -> None:
        """Take up the request where a search finds it, and note whether the server leaves that in doubt."""
        self._is_lost = True
        with suppress(ServiceOpsError, UntriedError):
            for clauses in ((Clause("subject", "equal", (self.subject,)),), ()):
                answer = self.line.search(*clauses, fresh=True)
                found = records_in(answer) if answer.ok else None
                for record in found or ():
                    if record.get("subject") == self.subject:
                        self._take(record)
                        self.written, self._is_lost = True, False
                        return
            # Without conditions that count, the first few requests are not all there are.
            self._is_lost = found != [] and not self.line.is_selective

    def _take(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        # An answer may leave out what is known already, the id above all.
        self.record = {**record, "id": self.record.get("id", record.get("id"))}
        return self.record

    def _looks_gone(self, *, deleted: bool) -> bool:
        """Tell whether a read shows no request any more; ``deleted`` says that the server claims so."""
        with suppress(ServiceOpsError):
            answer = self.last_read = self.line.read(self.record_id)
            if answer.ok:
                shown = json_of(answer)
                return isinstance(shown, dict) and is_removed(shown)
            if deleted or is_own_not_found(answer):
                return True
            if may_be_not_found(answer):
                found = self.line.search(Clause("id", "equal", (self.record_id,)), fresh=True)
                return found.ok and records_in(found) is not None and not has_record(found, self.record_id)
        return deleted


def is_whole(shown: Any, record_id: int | str) -> bool:
    """Tell whether an answer to an update is the request itself."""
    return isinstance(shown, dict) and shown.get("id") == record_id and "subject" in shown
