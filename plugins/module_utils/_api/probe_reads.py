# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the probe that only read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from . import contract
from .answer import Answer, asked_pause, json_of
from .probe_line import (
    FEW,
    HOLDS,
    Finding,
    Line,
    UntriedError,
    has_record,
    judged,
    listed,
    quoted,
    records_in,
    texts_in,
    untried,
)
from .refusal import is_own_not_found
from .search import Clause

_RESET = "x-ratelimit-reset"
_REMAINING = "x-ratelimit-remaining"
_HOUR = 3600
# A name that no request has, beside one that a request has.
_NO_NAME = "INC-0-motadata.serviceops"

# Epoch milliseconds of 1973 and later are above this.
_TIMES = 10**11


def read(line: Line) -> Finding:
    """Whether a request that a search shows can be read by its id."""
    sample = line.samples[0]
    return compared(line.read(sample["id"]), sample, "a search")


def compared(answer: Answer, record: Mapping[str, Any], origin: str) -> Finding:
    """Judge the answer to a read by the ``record`` that ``origin`` showed."""
    got = json_of(answer)
    if not answer.ok or not isinstance(got, dict):
        return judged(False, f"GET is answered {quoted(answer)}")
    if got.get("id") != record["id"]:
        return judged(False, f"GET answers with id {got.get('id')!r} instead of {record['id']!r}")
    missing = sorted(set(record) - set(got))
    if missing:
        return judged(False, f"GET leaves out what {origin} shows: {', '.join(missing)}")
    return judged(True, f"GET answers every field that {origin} shows")


def unknown_id(line: Line) -> Finding:
    """How a read of a request that does not exist is answered."""
    return judged(is_own_not_found(line.unknown), f"an unknown id is answered {quoted(line.unknown)}")


def search(line: Line) -> Finding:
    """Whether the search pages, counts and selects."""
    if not line.page.ok or records_in(line.page) is None:
        return judged(False, f"a search for all requests is answered {quoted(line.page)}")
    samples = line.samples
    trouble = [*_shape(line.page), *_paging(line, samples), *_selection(line)]
    if trouble:
        return judged(False, listed(trouble))
    if len(samples) < 2:
        return judged(True, "conditions are honoured; with one request there is nothing to page")
    return judged(True, f"pages, the count and conditions work; {_order(samples)}")


def _shape(answer: Answer) -> list[str]:
    parsed = json_of(answer)
    if not isinstance(parsed, dict):
        return ["the answer is a bare list"]
    key = next((key for key in contract.FOUND_KEYS if isinstance(parsed.get(key), list)), "")
    trouble = [] if key == contract.FOUND_KEYS[0] else [f"the records stand under {key}"]
    if not isinstance(parsed.get(contract.TOTAL_KEY), int):
        trouble.append(f"there is no {contract.TOTAL_KEY}")
    return trouble


def _paging(line: Line, samples: list[dict[str, Any]]) -> list[str]:
    # The next page starts with the last record of this one, if that is not its first.
    answer = line.search(offset=max(len(samples) - 1, 1))
    more = [record["id"] for record in records_in(answer) or ()]
    ids = [record["id"] for record in samples]
    if not answer.ok:
        return [f"a second page is answered {quoted(answer)}"]
    if len(ids) == 1:
        return [f"a page of {FEW} holds 1, though there are more"] if more and more != ids else []
    trouble = [f"a page of {FEW} holds {len(ids)}"] if len(ids) > FEW else []
    if more[:1] == ids[:1]:
        return [*trouble, "offset is not heeded: the first page comes again"]
    if more[:1] != ids[-1:]:
        return [*trouble, f"offset does not count records: {more[:1]} came instead of {ids[-1:]}"]
    return [f"a page of {FEW} holds {len(ids)}, though there are more"] if len(ids) < FEW and more[1:] else trouble


def _selection(line: Line) -> list[str]:
    if line.is_selective:
        return []
    if line.unmet.ok:
        return ["conditions are ignored: one that no request meets finds some"]
    return [f"a condition is answered {quoted(line.unmet)}"]


def _order(samples: list[dict[str, Any]]) -> str:
    first, last = (record.get(contract.STABLE_ORDER) for record in (samples[0], samples[-1]))
    if not (isinstance(first, int) and isinstance(last, int)) or first == last:
        return "the order is not to be seen"
    return "the newest come first" if first > last else "the oldest come first"


def tags(line: Line) -> Finding:
    """Whether a tag of one of the first requests finds it."""
    for sample in line.samples:
        for tag in texts_in(sample, "tags"):
            return searched_by_tag(line, tag, sample["id"])
    raise UntriedError(f"none of the first {len(line.samples)} requests has a tag; write=true makes one that has")


def searched_by_tag(line: Line, tag: str, record_id: Any) -> Finding:
    """Judge the search by a tag that a request has."""
    _need_conditions(line)
    answer = line.search(Clause("tags", "member", (tag,)), fresh=True)
    operator = contract.OPERATORS["member"]
    if has_record(answer, record_id):
        return judged(True, f"the operator {operator} finds a request by its tag")
    said = "finds nothing by a tag that a request has" if answer.ok else f"is answered {quoted(answer)}"
    exact = line.search(Clause("tags", "equal", (tag,)), fresh=True)
    other = "finds it" if has_record(exact, record_id) else "does not find it either"
    return judged(False, f"the operator {operator} {said}; equal {other}")


def condition_types(line: Line) -> Finding:
    """Whether each type of condition finds the request that it is true of."""
    sample = line.samples[0]
    _need_conditions(line)
    clauses = _clauses(sample)
    if has_record(line.search(*clauses.values()), sample["id"]):
        return judged(True, f"a request is found by {', '.join(clauses)} together")
    failing = []
    for name, clause in clauses.items():
        answer = line.search(clause)
        if not has_record(answer, sample["id"]):
            failing.append(f"{name} ({'finds nothing' if answer.ok else quoted(answer)})")
    return judged(False, f"a request is not found by {', '.join(failing) or 'several conditions together'}")


def _clauses(sample: Mapping[str, Any]) -> dict[str, Clause]:
    clauses = {"id": Clause("id", "equal", (sample["id"],))}
    name, created = sample.get("name"), sample.get(contract.STABLE_ORDER)
    if isinstance(name, str) and name:
        clauses["text"] = Clause("name", "equal", (name,))
        clauses["list of texts"] = Clause("name", "equal", (name, _NO_NAME))
    if isinstance(created, int):
        clauses["time from"] = Clause(contract.STABLE_ORDER, "after", (created,))
        clauses["time to"] = Clause(contract.STABLE_ORDER, "before", (created,))
    return clauses


def _need_conditions(line: Line) -> None:
    if not line.is_selective:
        raise UntriedError("the search does not honour conditions at all, see Search")


def custom_fields(line: Line) -> Finding:
    """Whether all requests list the same custom fields, empty ones too, and numbers with a fraction."""
    maps = [sample.get("customField") for sample in line.samples]
    if not all(isinstance(one, dict) for one in maps if one is not None):
        return judged(False, "customField is no object of labels and values")
    labels = [set(one or {}) for one in maps]
    most = set().union(*labels)
    if not most:
        raise UntriedError("no request shows a custom field, so perhaps the form has none")
    fewest = min(map(len, labels))
    if fewest < len(most):
        return judged(False, f"of {len(most)} custom fields some requests list only {fewest}")
    for label, content in (pair for one in maps for pair in (one or {}).items()):
        # What is larger is a time, and what is not is zero.
        if isinstance(content, int) and not isinstance(content, bool) and 0 < content < _TIMES:
            return judged(False, f"{label!r} is a number without a fraction, as times are")
    return judged(True, f"each request looked at lists the same {len(most)} custom fields")


def display_names(line: Line) -> Finding:
    """Whether names are written in capitals."""
    names = [name for name in (sample.get("name") for sample in line.samples) if isinstance(name, str) and name]
    if not names:
        return judged(False, "requests show no name")
    small = [name for name in names if name != name.upper()]
    return judged(not small, f"a request is called {small[0]}" if small else "names are in capitals")


def rate_limit(line: Line) -> Finding:
    """What was seen of the rate limit, which is not provoked."""
    for answer in line.refusals:
        hints = [name for name in ("retry-after", _RESET) if answer.headers.get(name)]
        known = asked_pause(answer.headers, time.time()) is not None
        return judged(known, f"HTTP 429 came with {' and '.join(hints) or 'no hint how long to wait'}")
    names = ", ".join(sorted(line.limits))
    seen = f"no call was refused; answers carry {names}" if names else "no call was refused, no header tells of a limit"
    return untried("the limit is not provoked, for others would feel it, too", seen)


def reset(line: Line) -> Finding:
    """How the header that tells of the next call is read."""
    value = line.limits.get(_RESET)
    if value is None:
        raise UntriedError("no answer carried X-RateLimit-Reset")
    now = time.time()
    pause = asked_pause({_RESET: value}, now)
    if pause is None:
        return judged(False, f"X-RateLimit-Reset is {value!r}, which is no number")
    found = f"X-RateLimit-Reset is {value}, read as {pause:.1f} s to wait"
    if float(value) / 1000 == pause:
        return untried("whether it counts milliseconds shows only when the limit is reached", found)
    return Finding(HOLDS, f"{found}, as an instant") if pause < _HOUR else judged(False, found)


def remaining(line: Line) -> Finding:
    """What the header says that tells how many calls are left: by a refusal none should be."""
    for answer in line.refusals:
        if _REMAINING in answer.headers:
            value = answer.headers[_REMAINING]
            return judged(value.strip() == "0", f"HTTP 429 came with X-RateLimit-Remaining {value}")
    if _REMAINING not in line.limits:
        raise UntriedError("no answer carried X-RateLimit-Remaining")
    value = line.limits[_REMAINING]
    if not (value.strip().isascii() and value.strip().isdigit()):
        return judged(False, f"X-RateLimit-Remaining is {value!r}, which is no number")
    why = "whether none is left when a call is refused shows only when the limit is reached"
    return untried(why, "X-RateLimit-Remaining is a number")
