# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the probe on changes, problems and releases of others; they only read."""

from __future__ import annotations

from typing import Any

from .._api.call import Call
from .._api.response import Response, http_date
from .._resources._resource import Resource
from .._resources.change import CHANGE
from .._resources.problem import PROBLEM
from .._resources.release import RELEASE
from .reads import compare_read
from .session import PAGE_SIZE, Finding, NotTriedError, ProbeSession, judge, quote, records_in

_APPROVALS = ("approved", "pending", "pre_approved", "rejected")
_ENDS = ("canceled", "closed", "rejected")


def changes(session: ProbeSession) -> Finding:
    """Whether a change can be found and read."""
    return _found_and_read(session, CHANGE)


def problems(session: ProbeSession) -> Finding:
    """Whether a problem can be found and read."""
    return _found_and_read(session, PROBLEM)


def releases(session: ProbeSession) -> Finding:
    """Whether a release can be found and read."""
    return _found_and_read(session, RELEASE)


def approval(session: ProbeSession) -> Finding:
    """Which words say whether a change is approved."""
    shown = _words_of(session, CHANGE, "approval_status")
    unknown = [word for word in shown if word.casefold() not in _APPROVALS]
    return judge(not unknown, f"{CHANGE.field('approval_status').key} is {' or '.join(shown)}")


def status(session: ProbeSession) -> Finding:
    """Which statuses changes have; whether a task may set one is not tried, for that sends mail."""
    shown = _words_of(session, CHANGE, "status")
    ends = [word for word in shown if word.casefold() in _ENDS]
    return judge(True, f"statuses are {', '.join(shown)}; {' and '.join(ends) or 'none of them'} ends a change")


def clock(session: ProbeSession) -> Finding:
    """Whether responses carry the time of the server."""
    is_there = http_date(session.first_page.headers.get("date", "")) is not None
    return judge(is_there, f"a response has {'a' if is_there else 'no'} header Date")


def _found_and_read(session: ProbeSession, resource: Resource) -> Finding:
    response = _search(session, resource)
    found = records_in(response)
    if not response.ok or found is None:
        return judge(False, f"a search is answered {quote(response)}")
    if not found:
        raise NotTriedError(f"the search shows no {resource.name} to look at")
    call = Call("GET", resource.endpoint().record_path(found[0]["id"]))
    return compare_read(session.answer(call, f"read a {resource.name}"), found[0], "a search")


def _words_of(session: ProbeSession, resource: Resource, option: str) -> list[str]:
    """Return what the first few records show. Raises NotTriedError if they show nothing."""
    key = resource.field(option).key
    found: list[dict[str, Any]] = records_in(_search(session, resource)) or []
    shown = sorted({str(record[key]) for record in found if record.get(key)})
    if not shown:
        raise NotTriedError(f"the search shows no {resource.name} that has {key}")
    return shown


def _search(session: ProbeSession, resource: Resource) -> Response:
    query = {"offset": 0, "size": PAGE_SIZE}
    call = Call("POST", resource.endpoint().search_path, query=query, json={})
    return session.answer(call, f"search for {resource.plural}")
