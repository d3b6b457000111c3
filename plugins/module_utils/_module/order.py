# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of the module that orders from the catalogue."""

from __future__ import annotations

from .._api.errors import OptionError
from .._api.resource_client import ResourceClient
from .._engine.catalogue import Catalogue
from .._engine.context import TaskResult
from .._engine.identity import choose_identity
from .._engine.order import Order
from .._engine.projection import Projection
from .._resources._resource import from_task
from .._resources.service_request import INCIDENTS, ORDER_KEYS, ORDER_MARKS, ORDER_PATH, SERVICE_REQUEST
from .argspec import ArgumentSpec, connection_arguments
from .task import Task, TaskContext, open_client

CATALOGUE = Catalogue(ORDER_PATH, ORDER_KEYS, INCIDENTS, ORDER_MARKS)


def order_arguments() -> ArgumentSpec:
    """Return the options."""
    return {
        **connection_arguments(),
        "id": {"type": "int"},
        "name": {"type": "str"},
        "correlation_id": {"type": "str", "required": True},
        **{field.option: dict(field.type.argument) for field in SERVICE_REQUEST.settable},
        "different_from": {"type": "list", "elements": "str"},
        "extra_fields": {"type": "dict"},
        "fields": {"type": "list", "elements": "str"},
    }


def order_task() -> Task:
    """Return the task."""
    return Task(order_arguments(), _order)


def _order(context: TaskContext) -> TaskResult:
    # Every error in the options is reported before a call is made.
    params = context.params
    desired = from_task(SERVICE_REQUEST, params)
    identity = choose_identity(SERVICE_REQUEST, params, desired)
    if not (params["correlation_id"] or "").strip():
        raise OptionError("correlation_id is empty: it is what keeps an order from being placed twice.")
    if "," in params["correlation_id"]:
        raise OptionError("correlation_id has a comma in it, at which a server may split tags: leave that out.")
    projection = Projection(SERVICE_REQUEST, params["fields"])
    with open_client(context) as client:
        records = ResourceClient(client, SERVICE_REQUEST.endpoint())
        others = params["different_from"] or []
        order = Order(context.engine, records, CATALOGUE, identity, desired, projection, others)
        with client.create_lock.held(order.lock_key):
            return order.run()
