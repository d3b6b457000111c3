# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service catalogue: its categories, and orders with the live sample's habits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from . import tickets
from .answers import Shown
from .body_keys import ORDER_KEYS, check_keys
from .catalogue import SERVICES
from .incoming import Reader, json_body
from .refusals import json_answer, refused
from .simulation import Simulation, simulation

service_api = Blueprint("service", __name__)

# What the live sample's answer shows of what was sent, and what of that left no trace in it.
_SHOWN = ("departmentName", "impactName", "urgencyName", "locationName", "priorityName")
_DROPPED = ("description", "categoryName", "source", "customField")
# The live sample's updatedTime is this much later than its createdTime, in milliseconds.
_DELAY = 85
# An arbitrary time, in milliseconds: nobody changes the catalogue.
_CHANGED = 1_760_000_000_000
_SERVICES = {(service.casefold(), category.casefold()) for service, category in SERVICES}


@service_api.get("/api/v1/service_catalog/categorylist")
def list_categories() -> Response:
    """List the categories of services, as the vendor's own sample shows them."""
    names = dict.fromkeys(category for service, category in SERVICES)
    return json_answer({"objectList": [_category(number, name) for number, name in enumerate(names, 1)]})


@service_api.post("/api/v1/service_catalog/servicerequest")
def create_service_request() -> Response:
    """Order a service from the catalogue."""
    simulated = simulation()
    body = json_body()
    check_keys(simulated.settings, body, ORDER_KEYS)
    wanted = []
    for key in ("serviceName", "serviceCategoryName"):
        name = body.get(key)
        if not isinstance(name, str) or not name.strip():
            raise refused(f"{key} is compulsory.")
        wanted.append(name.strip())
    if (wanted[0].casefold(), wanted[1].casefold()) not in _SERVICES:
        raise refused(f"serviceName: there is no service '{wanted[0]}' in '{wanted[1]}'.")
    requester = Reader(simulated, body).requester("requester")
    columns = _columns(simulated, body)
    columns["requester_id"] = requester
    columns["created_by"] = columns["updated_by"] = g.caller.person.id
    with simulated.store.writing() as db:
        row = tickets.create(db, "SR", columns, _DELAY)
    simulated.history.note(row["id"], None)
    return json_answer(Shown(simulated.people, simulated.settings).object(row))


def _columns(simulated: Simulation, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the switch leaves of what an order says of itself."""
    keeps = simulated.settings["order_echo"] == "kept"
    # Custom fields are judged, whatever becomes of them.
    taken = (*_SHOWN, *(_DROPPED if keeps else ("customField",)))
    reader = Reader(simulated, {"subject": "---", **{key: body[key] for key in taken if key in body}})
    columns = {**reader.columns(), "source_id": reader.source()}
    if not keeps:
        columns.pop("custom", None)
    return columns


def _category(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "systemName": name,
        "parentId": 0,
        "categoryPrefix": "SR",
        "objOrder": number,
        "createdById": 1,
        "createdTime": _CHANGED,
        "updatedById": 1,
        "updatedTime": _CHANGED,
        "removed": False,
        "inActive": False,
        "isDefault": False,
        "readPermission": "all_logged_user",
    }
