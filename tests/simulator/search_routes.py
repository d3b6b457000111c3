# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search: a qualification in the body, the page in the query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, g, request

from .answers import Shown
from .incoming import json_body
from .qualification import Conditions
from .refusals import json_answer, refused
from .request_routes import KIND
from .search_columns import PLAIN, bare
from .simulation import Simulation, simulation

search_api = Blueprint("search", __name__)

_DEFAULT_SIZE = 10
_DEFAULT_ORDER = "createdTime"


@search_api.post(f"/api/v1/{KIND}/search/byqual")
def search_tickets(kind: str) -> Response:
    """Answer one page of the tickets that qualify, newest first."""
    simulated = simulation()
    where, values = _where(simulated, json_body())
    where, values = f"kind = ? AND {where}", [kind, *values]
    offset, size = page_of(simulated)
    order = _order(simulated)
    with searched(simulated) as db:
        page = f"SELECT id FROM ticket WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        # The ids first: skipping whole rows costs a lot more than skipping entries of an index.
        rows = _rows(db, [row[0] for row in db.execute(page, (*values, size, offset))])
        counted = simulated.settings["search_total"] == "given"
        total = db.execute(f"SELECT count(*) FROM ticket WHERE {where}", values).fetchone()[0] if counted else None
    shown = Shown(simulated.people, simulated.settings)
    return page_answer(simulated, [shown.object(row) for row in rows], total)


def page_of(simulated: Simulation) -> tuple[int, int]:
    """Return the offset and the size of the page that the query asks for."""
    offset, size = _count("offset", 0), _count("size", _DEFAULT_SIZE)
    cap = simulated.settings["search_page_cap"]
    return offset, min(size, cap) if cap else size


def page_answer(simulated: Simulation, objects: list[dict[str, Any]], total: int | None) -> Response:
    """Return one page of a search in the envelope of the switches."""
    if simulated.settings["search_envelope"] == "list":
        return json_answer(objects)
    return json_answer({"objectList": objects, **({} if total is None else {"totalCount": total})})


@contextmanager
def searched(simulated: Simulation) -> Iterator[sqlite3.Connection]:
    """Give the database as the search sees it."""
    lag = simulated.settings["search_lag"]
    if not lag:
        with simulated.store.reading() as db:
            yield db
        return
    with simulated.store.supposing() as db:
        simulated.history.go_back(db, lag)
        yield db


def _where(simulated: Simulation, body: dict[str, Any]) -> tuple[str, list[Any]]:
    wanted, policy = body.get("qualDetails"), simulated.settings["search_qualification"]
    where: str = "1"
    values: list[Any] = []
    if wanted is not None and policy == "refused":
        raise refused("qualDetails: this search takes no qualification.")
    if wanted is not None and policy == "honoured":
        where, values = Conditions(simulated.settings["search_tags"], g.caller.person.id).sql(wanted)
    if simulated.settings["deleted_search"] == "hidden":
        where = f"removed = 0 AND {where}"
    return where, values


def _rows(db: sqlite3.Connection, numbers: list[int]) -> list[sqlite3.Row]:
    found: dict[int, sqlite3.Row] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        marks = ", ".join("?" * len(part))
        found.update((row["id"], row) for row in db.execute(f"SELECT * FROM ticket WHERE id IN ({marks})", part))
    return [found[number] for number in numbers]


def _count(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isdigit() or len(text) > 9 or (name == "size" and int(text) == 0):
        raise refused(f"{name}: '{text}' is not usable.")
    return int(text)


def _order(simulated: Simulation) -> str:
    key = bare(request.args.get("sort_by") or _DEFAULT_ORDER)
    column = PLAIN.get(key)
    if column is None:
        raise refused(f"sort_by: '{key}' is unknown.")
    ascending = "sort_by" in request.args and simulated.settings["search_direction"] == "ascending"
    direction = "ASC" if ascending else "DESC"
    return f"{column} {direction}, id {direction}"
