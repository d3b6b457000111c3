# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, change and remove the one request that the probe needs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .._api import endpoints
from .._api.call import Call
from .._api.error_mapping import is_own_not_found, may_be_not_found
from .._api.errors import Attempt, ServiceOpsError
from .._api.response import Response, asked_pause, is_removed, json_of
from .._api.retry import WAIT_AS_ASKED
from .._api.search import Clause
from .session import ENDPOINT, NotTriedError, ProbeSession, has_record, quote, read_call, records_in

# A status of the product that is neither the first nor a closed one.
STATUS = "In Progress"
CLOSED = "Closed"


@dataclass(frozen=True)
class LeftBehind:
    """A request that could not be removed; without an id it is not known whether it exists."""

    subject: str
    id: int | str | None
    name: str | None
    status: str | None


class RequestFixture:
    """The request of one run, with a unique ``subject`` by which it is found."""

    def __init__(self, session: ProbeSession, requester: str, stamp: str) -> None:
        self.session = session
        self.requester = requester
        self.subject = f"motadata.serviceops contract probe {stamp}, safe to delete"
        self.tag = f"correlation:serviceops-probe-{stamp}"
        # The responses to the creates: with a status, then without one.
        self.create_responses: list[Response] = []
        self.record: Mapping[str, Any] = {}
        self.written = False
        self.is_deleted = False
        # The response to the read after a delete.
        self.read_after_delete: Response | None = None
        self._failure = ""
        self._is_in_doubt = False
        self._may_delete = True

    @property
    def record_id(self) -> int | str:
        """The id of the request. Raises NotTriedError without one."""
        found: int | str | None = self.record.get("id")
        if found is None:
            reason = quote(self.create_responses[-1]) if self.create_responses else self._failure
            raise NotTriedError(f"no request could be created: {reason}")
        return found

    def create(self) -> None:
        """Create the request once. Raises nothing: the first use of its id reports the failure."""
        needed = {"subject": self.subject, "requesterEmail": self.requester}
        for body in ({**needed, "statusName": STATUS}, needed):
            call = Call("POST", ENDPOINT.path, json=body)
            try:
                response = self.send(call)
            except ServiceOpsError as exc:
                self._find_after_failure(exc)
                return
            self.create_responses.append(response)
            if self.record or self._is_in_doubt or response.status in WAIT_AS_ASKED:
                return

    def patch(self, fields: Mapping[str, Any], *, bare: bool = False) -> Response:
        """Return the response to an update; the subject is sent along unless it is ``bare``."""
        body = dict(fields) if bare else {"subject": self.subject, **fields}
        return self.send(self._call("PATCH", json=body))

    def record_after(self, response: Response) -> Mapping[str, Any]:
        """Return the request after an update, from its response or by a read."""
        shown = json_of(response)
        return self._set_record(shown) if is_whole(shown, self.record_id) else self.read_again()

    def read_again(self) -> Mapping[str, Any]:
        """Return the request as a read shows it. Raises NotTriedError if it fails."""
        response = self.session.read(self.record_id)
        shown = json_of(response)
        if not (response.ok and isinstance(shown, dict)):
            raise NotTriedError(f"the request could not be read afterwards: {quote(response)}")
        return self._set_record(shown)

    def delete(self) -> Response:
        """Delete the request, check whether it is gone, and return the response."""
        try:
            response = self.send_delete()
        except ServiceOpsError:
            self.is_deleted = self._is_absent(deleted=False)
            raise
        self._may_delete = response.status in WAIT_AS_ASKED or not 400 <= response.status < 500
        self.is_deleted = self._is_absent(deleted=response.status in endpoints.DELETED)
        return response

    def send_delete(self) -> Response:
        return self.send(self._call("DELETE"))

    def remove(self) -> LeftBehind | None:
        """Delete the request, or close it if that fails; return what is left behind. Raises nothing."""
        if self._is_in_doubt:
            self._search_by_subject()
        if self._is_in_doubt:
            return LeftBehind(self.subject, None, None, None)
        if not self.record or self.is_deleted:
            return None
        with suppress(ServiceOpsError):
            if self._may_delete:
                self.delete()
        if not self.is_deleted:
            self._close()
        return None if self.is_deleted else self._left_behind()

    def _close(self) -> None:
        if self.record.get("statusName") != CLOSED:
            with suppress(ServiceOpsError, NotTriedError):
                response = self.patch({"statusName": CLOSED})
                if response.ok:
                    self.record_after(response)

    def _left_behind(self) -> LeftBehind:
        name, status = (self.record.get(key) for key in ("name", "statusName"))
        return LeftBehind(
            self.subject,
            self.record_id,
            name if isinstance(name, str) else None,
            status if isinstance(status, str) else None,
        )

    def _call(self, method: str, json: Any = None) -> Call:
        return Call(method, read_call(self.record_id).path, json=json)

    def send(self, call: Call) -> Response:
        """Make a call that changes something; repeat it only if the server was too busy to process it."""
        retry_budget = self.session.client.retry_budget()
        while True:
            response = self.session.client.send_write(call, "try out what the server does")
            if call.method == "POST":
                self._take_created(response)
            self.written = self.written or response.ok
            busy = response.status in WAIT_AS_ASKED and not (
                call.method == "POST" and (self.record or self._is_in_doubt)
            )
            pause = asked_pause(response.headers, time.time())
            repeats = Attempt(response.status)
            if not (busy and retry_budget.wait(f"ServiceOps answered HTTP {response.status}", pause, repeats=repeats)):
                return response

    def _take_created(self, response: Response) -> None:
        """Set the created request, from the response or, if that leaves doubt, by a search."""
        shown = json_of(response)
        if response.ok and isinstance(shown, dict) and isinstance(shown.get("id"), (int, str)):
            self._set_record(shown)
        elif response.ok or response.status >= 500 or response.status == 429:
            self._search_by_subject()

    def _find_after_failure(self, exc: ServiceOpsError) -> None:
        """Find the request if the failed create made it all the same."""
        self._failure = exc.message.rstrip(".")
        if exc.attempt and exc.attempt.sent:
            self._search_by_subject()
        if not self.record:
            # The server may still be processing it: the end of the run searches again.
            self._is_in_doubt = self._is_in_doubt or bool(exc.attempt and exc.attempt.late)

    def _search_by_subject(self) -> None:
        """Set the request that a search finds, and note whether the result leaves doubt."""
        self._is_in_doubt = True
        with suppress(ServiceOpsError, NotTriedError):
            for clauses in ((Clause("subject", "equal", (self.subject,)),), ()):
                response = self.session.search(*clauses, fresh=True)
                found = records_in(response) if response.ok else None
                for record in found or ():
                    if record.get("subject") == self.subject:
                        self._set_record(record)
                        self.written, self._is_in_doubt = True, False
                        return
            # If the server ignores conditions, the first page does not show every request.
            self._is_in_doubt = found != [] and not self.session.is_selective

    def _set_record(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        # A response may omit known values, above all the id.
        self.record = {**record, "id": self.record.get("id", record.get("id"))}
        return self.record

    def _is_absent(self, *, deleted: bool) -> bool:
        """Return whether a read no longer shows the request; ``deleted`` is what the server claims."""
        with suppress(ServiceOpsError):
            response = self.read_after_delete = self.session.read(self.record_id)
            if response.ok:
                shown = json_of(response)
                return isinstance(shown, dict) and is_removed(shown)
            if deleted or is_own_not_found(response):
                return True
            if may_be_not_found(response):
                found = self.session.search(Clause("id", "equal", (self.record_id,)), fresh=True)
                return found.ok and records_in(found) is not None and not has_record(found, self.record_id)
        return deleted


def is_whole(shown: Any, record_id: int | str) -> bool:
    """Return whether the body of a response is the whole request."""
    return isinstance(shown, dict) and shown.get("id") == record_id and "subject" in shown
