# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search: a qualification in the body, the page in the query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

from flask import Blueprint, Response, g, request

from .answers import Shown
from .incoming import json_body
from .kinds import SEGMENT
from .operators import SQL
from .qualification import Conditions
from .refusals import json_answer, refused
from .search_columns import TICKETS, IgnoredKeyError, Searchable, unknown_key
from .simulation import Simulation, simulation

search_api = Blueprint("search", __name__)

_DEFAULT_SIZE = 10
_DEFAULT_ORDER = "createdTime"


@search_api.post(f"/api/v1/{SEGMENT}/search/byqual")
def search_tickets(kind: str) -> Response:
    """Answer one page of the tickets that qualify, newest first."""
    simulated = simulation()
    searchable = TICKETS[kind]
    where, values = qualified(simulated, searchable, json_body())
    hidden = "removed = 0 AND " if simulated.settings["deleted_search"] == "hidden" else ""
    condition = f"kind = ? AND {hidden}{where}", [kind, *values]
    return answer_page(simulated, searchable, condition, Shown(simulated.people, simulated.settings).object)


def answer_page(
    simulated: Simulation, searchable: Searchable, condition: SQL, show: Callable[[sqlite3.Row], dict[str, Any]]
) -> Response:
    """Answer the page that the query asks for of the rows that meet a condition."""
    (where, values), table = condition, searchable.table
    offset, size = _count("offset", 0), _count("size", _DEFAULT_SIZE)
    cap = simulated.settings["search_page_cap"]
    size = min(size, cap) if cap else size
    order = _order(simulated, searchable)
    with _searched(simulated) as db:
        page = f"SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        # The ids first: skipping whole rows costs a lot more than skipping entries of an index.
        rows = _rows(db, table, [row[0] for row in db.execute(page, (*values, size, offset))])
        counted = simulated.settings["search_total"] == "given"
        total = db.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0] if counted else None
    objects = [show(row) for row in rows]
    if simulated.settings["search_envelope"] == "list":
        return json_answer(objects)
    return json_answer({"objectList": objects, **({} if total is None else {"totalCount": total})})


def qualified(simulated: Simulation, searchable: Searchable, body: dict[str, Any]) -> SQL:
    """Return the condition of the qualification in a body, as the switches have it."""
    wanted, policy = body.get("qualDetails"), simulated.settings["search_qualification"]
    if wanted is not None and policy == "refused":
        raise refused("qualDetails: this search takes no qualification.")
    if wanted is None or policy != "honoured":
        return "1", []
    return Conditions(searchable, simulated.settings, g.caller.person.id).sql(wanted)


@contextmanager
def _searched(simulated: Simulation) -> Iterator[sqlite3.Connection]:
    """Give the database as the search sees it."""
    lag = simulated.settings["search_lag"]
    if not lag:
        with simulated.store.reading() as db:
            yield db
        return
    with simulated.store.supposing() as db:
        simulated.history.go_back(db, lag)
        yield db


def _rows(db: sqlite3.Connection, table: str, numbers: list[int]) -> list[sqlite3.Row]:
    found: dict[int, sqlite3.Row] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        marks = ", ".join("?" * len(part))
        found.update((row["id"], row) for row in db.execute(f"SELECT * FROM {table} WHERE id IN ({marks})", part))
    return [found[number] for number in numbers]


def _count(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isdigit() or len(text) > 9 or (name == "size" and int(text) == 0):
        raise refused(f"{name}: '{text}' is not usable.")
    return int(text)


def _order(simulated: Simulation, searchable: Searchable) -> str:
    try:
        column = _column(simulated, searchable, searchable.bare(request.args.get("sort_by") or _DEFAULT_ORDER))
    except IgnoredKeyError:
        column = searchable.columns[_DEFAULT_ORDER]
    ascending = "sort_by" in request.args and simulated.settings["search_direction"] == "ascending"
    direction = "ASC" if ascending else "DESC"
    return f"{column} {direction}, id {direction}"


def _column(simulated: Simulation, searchable: Searchable, key: str) -> str:
    column = searchable.columns.get(key)
    if column is None:
        raise unknown_key(simulated.settings, f"sort_by: '{key}' is unknown.")
    return column
