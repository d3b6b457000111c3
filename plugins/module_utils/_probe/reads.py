# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the probe that only read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .._api import endpoints
from .._api.error_mapping import is_own_not_found
from .._api.response import Response, asked_pause, json_of
from .._api.search import Clause
from .session import (
    HOLDS,
    PAGE_SIZE,
    SORT_KEY,
    Finding,
    NotTriedError,
    ProbeSession,
    has_record,
    join_parts,
    judge,
    not_tried,
    quote,
    records_in,
    texts_in,
)

_RESET = "x-ratelimit-reset"
_REMAINING = "x-ratelimit-remaining"
_HOUR = 3600
# A name that no request has, for a list with one that exists.
_UNKNOWN_NAME = "INC-0-motadata.serviceops"

# Epoch milliseconds of 1973 and later are above this.
_SMALLEST_TIME = 10**11


def read(session: ProbeSession) -> Finding:
    """Whether a request that a search shows can be read by its id."""
    sample = session.samples[0]
    return compare_read(session.read(sample["id"]), sample, "a search")


def compare_read(response: Response, record: Mapping[str, Any], origin: str) -> Finding:
    """Compare the response to a read with the ``record`` that ``origin`` showed."""
    got = json_of(response)
    if not response.ok or not isinstance(got, dict):
        return judge(False, f"GET is answered {quote(response)}")
    if got.get("id") != record["id"]:
        return judge(False, f"GET answers with id {got.get('id')!r} instead of {record['id']!r}")
    missing = sorted(set(record) - set(got))
    if missing:
        return judge(False, f"GET leaves out what {origin} shows: {', '.join(missing)}")
    return judge(True, f"GET answers every field that {origin} shows")


def unknown_id(session: ProbeSession) -> Finding:
    """How a read of a request that does not exist is answered."""
    return judge(
        is_own_not_found(session.unknown_response), f"an unknown id is answered {quote(session.unknown_response)}"
    )


def search(session: ProbeSession) -> Finding:
    """Whether the search pages, counts and selects."""
    if not session.first_page.ok or records_in(session.first_page) is None:
        return judge(False, f"a search for all requests is answered {quote(session.first_page)}")
    samples = session.samples
    problems = [
        *_shape_problems(session.first_page),
        *_paging_problems(session, samples),
        *_selection_problems(session),
    ]
    if problems:
        return judge(False, join_parts(problems))
    if len(samples) < 2:
        return judge(True, "conditions are honoured; with one request there is nothing to page")
    return judge(True, f"pages, the count and conditions work; {_describe_order(samples)}")


def _shape_problems(response: Response) -> list[str]:
    parsed = json_of(response)
    if not isinstance(parsed, dict):
        return ["the answer is a bare list"]
    key = next((key for key in endpoints.FOUND_KEYS if isinstance(parsed.get(key), list)), "")
    problems = [] if key == endpoints.FOUND_KEYS[0] else [f"the records stand under {key}"]
    if not isinstance(parsed.get(endpoints.TOTAL_KEY), int):
        problems.append(f"there is no {endpoints.TOTAL_KEY}")
    return problems


def _paging_problems(session: ProbeSession, samples: list[dict[str, Any]]) -> list[str]:
    # The next page starts with the last record of this one, if that is not its first.
    response = session.search(offset=max(len(samples) - 1, 1))
    more = [record["id"] for record in records_in(response) or ()]
    ids = [record["id"] for record in samples]
    if not response.ok:
        return [f"a second page is answered {quote(response)}"]
    if len(ids) == 1:
        return [f"a page of {PAGE_SIZE} holds 1, though there are more"] if more and more != ids else []
    problems = [f"a page of {PAGE_SIZE} holds {len(ids)}"] if len(ids) > PAGE_SIZE else []
    if more[:1] == ids[:1]:
        return [*problems, "offset is not heeded: the first page comes again"]
    if more[:1] != ids[-1:]:
        return [*problems, f"offset does not count records: {more[:1]} came instead of {ids[-1:]}"]
    return (
        [f"a page of {PAGE_SIZE} holds {len(ids)}, though there are more"]
        if len(ids) < PAGE_SIZE and more[1:]
        else problems
    )


def _selection_problems(session: ProbeSession) -> list[str]:
    if session.is_selective:
        return []
    if session.empty_search.ok:
        return ["conditions are ignored: one that no request meets finds some"]
    return [f"a condition is answered {quote(session.empty_search)}"]


def _describe_order(samples: list[dict[str, Any]]) -> str:
    first, last = (record.get(SORT_KEY) for record in (samples[0], samples[-1]))
    if not (isinstance(first, int) and isinstance(last, int)) or first == last:
        return "the order is not to be seen"
    return "the newest come first" if first > last else "the oldest come first"


def tags(session: ProbeSession) -> Finding:
    """Whether a tag of one of the first requests finds it."""
    for sample in session.samples:
        for tag in texts_in(sample, "tags"):
            return check_tag_search(session, tag, sample["id"])
    raise NotTriedError(f"none of the first {len(session.samples)} requests has a tag; write=true makes one that has")


def check_tag_search(session: ProbeSession, tag: str, record_id: Any) -> Finding:
    """Check the search by a tag that a request has."""
    _require_conditions(session)
    response = session.search(Clause("tags", "member", (tag,)), fresh=True)
    operator = endpoints.OPERATORS["member"]
    if has_record(response, record_id):
        return judge(True, f"the operator {operator} finds a request by its tag")
    effect = "finds nothing by a tag that a request has" if response.ok else f"is answered {quote(response)}"
    exact = session.search(Clause("tags", "equal", (tag,)), fresh=True)
    other = "finds it" if has_record(exact, record_id) else "does not find it either"
    return judge(False, f"the operator {operator} {effect}; equal {other}")


def condition_types(session: ProbeSession) -> Finding:
    """Whether each type of condition finds the request that it is true of."""
    sample = session.samples[0]
    _require_conditions(session)
    clauses = _clauses(sample)
    if has_record(session.search(*clauses.values()), sample["id"]):
        return judge(True, f"a request is found by {', '.join(clauses)} together")
    failing = []
    for name, clause in clauses.items():
        response = session.search(clause)
        if not has_record(response, sample["id"]):
            failing.append(f"{name} ({'finds nothing' if response.ok else quote(response)})")
    return judge(False, f"a request is not found by {', '.join(failing) or 'several conditions together'}")


def _clauses(sample: Mapping[str, Any]) -> dict[str, Clause]:
    clauses = {"id": Clause("id", "equal", (sample["id"],))}
    name, created = sample.get("name"), sample.get(SORT_KEY)
    if isinstance(name, str) and name:
        clauses["text"] = Clause("name", "equal", (name,))
        clauses["list of texts"] = Clause("name", "equal", (name, _UNKNOWN_NAME))
    if isinstance(created, int):
        clauses["time from"] = Clause(SORT_KEY, "after", (created,))
        clauses["time to"] = Clause(SORT_KEY, "before", (created,))
    return clauses


def _require_conditions(session: ProbeSession) -> None:
    if not session.is_selective:
        raise NotTriedError("the search does not honour conditions at all, see Search")


def custom_fields(session: ProbeSession) -> Finding:
    """Whether all requests list the same custom fields, empty ones too, and numbers with a fraction."""
    maps = [sample.get("customField") for sample in session.samples]
    if not all(isinstance(one, dict) for one in maps if one is not None):
        return judge(False, "customField is no object of labels and values")
    labels = [set(one or {}) for one in maps]
    most = set().union(*labels)
    if not most:
        raise NotTriedError("no request shows a custom field, so perhaps the form has none")
    fewest = min(map(len, labels))
    if fewest < len(most):
        return judge(False, f"of {len(most)} custom fields some requests list only {fewest}")
    for label, content in (pair for one in maps for pair in (one or {}).items()):
        # A larger number is a time, zero an empty field.
        if isinstance(content, int) and not isinstance(content, bool) and 0 < content < _SMALLEST_TIME:
            return judge(False, f"{label!r} is a number without a fraction, as times are")
    return judge(True, f"each request looked at lists the same {len(most)} custom fields")


def display_names(session: ProbeSession) -> Finding:
    """Whether names are written in capitals."""
    names = [name for name in (sample.get("name") for sample in session.samples) if isinstance(name, str) and name]
    if not names:
        return judge(False, "requests show no name")
    small = [name for name in names if name != name.upper()]
    return judge(not small, f"a request is called {small[0]}" if small else "names are in capitals")


def rate_limit(session: ProbeSession) -> Finding:
    """What responses show of the rate limit, which is not provoked."""
    for response in session.refusals:
        hints = [name for name in ("retry-after", _RESET) if response.headers.get(name)]
        known = asked_pause(response.headers, time.time()) is not None
        return judge(known, f"HTTP 429 came with {' and '.join(hints) or 'no hint how long to wait'}")
    names = ", ".join(sorted(session.limits))
    seen = f"no call was refused; answers carry {names}" if names else "no call was refused, no header tells of a limit"
    return not_tried("the limit is not provoked, for others would feel it, too", seen)


def reset(session: ProbeSession) -> Finding:
    """How X-RateLimit-Reset is read."""
    value = session.limits.get(_RESET)
    if value is None:
        raise NotTriedError("no answer carried X-RateLimit-Reset")
    now = time.time()
    pause = asked_pause({_RESET: value}, now)
    if pause is None:
        return judge(False, f"X-RateLimit-Reset is {value!r}, which is no number")
    found = f"X-RateLimit-Reset is {value}, read as {pause:.1f} s to wait"
    if float(value) / 1000 == pause:
        return not_tried("whether it counts milliseconds shows only when the limit is reached", found)
    return Finding(HOLDS, f"{found}, as an instant") if pause < _HOUR else judge(False, found)


def remaining(session: ProbeSession) -> Finding:
    """Whether X-RateLimit-Remaining is a number, and 0 if a call is refused."""
    for response in session.refusals:
        if _REMAINING in response.headers:
            value = response.headers[_REMAINING]
            return judge(value.strip() == "0", f"HTTP 429 came with X-RateLimit-Remaining {value}")
    if _REMAINING not in session.limits:
        raise NotTriedError("no answer carried X-RateLimit-Remaining")
    value = session.limits[_REMAINING]
    if not (value.strip().isascii() and value.strip().isdigit()):
        return judge(False, f"X-RateLimit-Remaining is {value!r}, which is no number")
    why = "whether none is left when a call is refused shows only when the limit is reached"
    return not_tried(why, "X-RateLimit-Remaining is a number")
