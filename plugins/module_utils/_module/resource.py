# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks behind the modules and lookups of a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .._api.client import Client
from .._api.errors import MatchError, NoConnectionError, NotFoundError, OptionError
from .._api.resource_client import ResourceClient
from .._engine import matching
from .._engine.context import TaskResult
from .._engine.ensure import Reconciler
from .._engine.form_sample import FormSample
from .._engine.identity import Identity, check_identity_options, find
from .._engine.lists import run_list
from .._engine.parent import check_parent_options, find_parent, parent_of
from .._engine.prefetch import Prefetch
from .._engine.projection import Projection
from .._engine.query import Query
from .._resources._resource import Resource
from .argspec import info_arguments, lookup_arguments, resource_arguments, upload_path
from .items import items_of, record_task
from .task import Task, TaskContext, open_client

# Any of these options makes a lookup search.
_SEARCH_OPTIONS = ("correlation_id", "correlation_field", "filters", "qualification", "scope", "sort_by", "limit")


def resource_task(resource: Resource) -> Task:
    """Return the task of a module that manages records of ``resource``: one, or all of a list."""
    return Task(resource_arguments(resource), lambda context: _ensure(resource, context))


def info_task(resource: Resource) -> Task:
    """Return the task of a module that finds records of ``resource``."""
    return Task(info_arguments(resource), lambda context: _search(resource, context, context.params))


def lookup_task(resource: Resource, terms: Sequence[Any] | None) -> Task:
    """Return the task of a lookup for ``resource``. ``terms`` are ids and names, None if there are none."""
    return Task(lookup_arguments(resource), lambda context: _look_up(resource, terms, context))


def _ensure(resource: Resource, context: TaskContext) -> TaskResult:
    # Every error in the options is reported before a call is made.
    params = context.params
    check_parent_options(resource.one, resource.parents, params)
    projection = Projection(resource, params["fields"])
    if params[resource.plural] is not None:
        items = items_of(resource, params)
        with open_client(context, threads=True) as client, _missing_parent_named(resource, params):
            records = _records(client, resource, params)
            return run_list(context.engine, client, records, resource, items, projection)
    task = record_task(resource, params)
    with open_client(context) as client, _missing_parent_named(resource, params):
        records = _records(client, resource, params)
        reconciler = Reconciler(context.engine, records, task, FormSample(records, resource), projection)
        with client.create_lock.held(reconciler.lock_key):
            return reconciler.run()


def _search(resource: Resource, context: TaskContext, params: Mapping[str, Any]) -> TaskResult:
    check_parent_options(resource.one, resource.parents, params)
    query = Query(resource, params)
    with open_client(context) as client, _missing_parent_named(resource, params):
        return query.run(_records(client, resource, params), context.warn)


def _look_up(resource: Resource, terms: Sequence[Any] | None, context: TaskContext) -> TaskResult:
    """Run a lookup; if it lacks a connection, explain why the modules of the play may have one."""
    check_parent_options(resource.one, resource.parents, context.params)
    try:
        if terms is None:
            return _look_up_by_search(resource, context)
        return _look_up_by_terms(resource, terms, context)
    except NoConnectionError as exc:
        raise NoConnectionError(
            f"{exc} Modules take theirs from module_defaults and environment, too; a lookup sees only its own options, "
            "variables such as serviceops_url, and the environment of ansible-playbook."
        ) from exc


def _look_up_by_search(resource: Resource, context: TaskContext) -> TaskResult:
    params = {**context.params, "id": None, "name": None}
    options = [option for option in _SEARCH_OPTIONS if option in params]
    if all(params[option] is None for option in options):
        everything = "scope=all" if "scope" in params else "empty filters"
        raise OptionError(
            f"Nothing says which {resource.plural} are meant: give their ids or names, or one of {', '.join(options)}. "
            f"To get every one, give {everything}."
        )
    return _search(resource, context, params)


def _look_up_by_terms(resource: Resource, terms: Sequence[Any], context: TaskContext) -> TaskResult:
    given = [option for option in _SEARCH_OPTIONS if context.params.get(option) is not None]
    if given:
        raise OptionError(f"{given[0]} cannot be combined with ids or names: give one or the other.")
    identities = [_identity(resource, context.params, term) for term in terms]
    projection = Projection(resource, context.params["fields"])
    with open_client(context) as client:
        records = _records(client, resource, context.params)
        found = _find_all(records, resource, identities)
        shown = [projection.project(record, *records.addresses(record)) for record in found if record]
    missing = [str(identity) for identity, record in zip(identities, found) if record is None]
    if missing and context.params["on_missing"] != "skip":
        text = f"There is no {resource.name} with {' or '.join(dict.fromkeys(missing))}."
        if context.params["on_missing"] == "error":
            raise MatchError(f"{text} To carry on without it, set on_missing to warn or skip.")
        context.warn(text)
    return TaskResult(False, {resource.plural: shown})


def _identity(resource: Resource, params: Mapping[str, Any], term: Any) -> Identity:
    text = str(term).strip()
    is_number = isinstance(term, int) or (text.isascii() and text.isdigit())
    name = " or its name (a text)" if resource.is_named_by_server else ""
    if isinstance(term, bool) or not (is_number or isinstance(term, str)) or not (is_number or name or not text):
        raise OptionError(f"{term!r:.60} must be the id of {resource.one} (a number){name}.")
    if not text:
        raise OptionError(f"An id or name is empty: give the one of {resource.one}.")
    if is_number:
        check_identity_options(resource, {**params, "id": int(text)})
        return Identity(resource, (), int(text))
    return Identity(resource, (matching.name(resource, text),), name=text)


def _find_all(
    records: ResourceClient, resource: Resource, identities: Sequence[Identity]
) -> list[dict[str, Any] | None]:
    # A single record is read by its own address, or searched by its name.
    prefetch = Prefetch(records, resource, identities) if len(identities) > 1 else None
    return [
        find(records, identity, closing=False, pool=prefetch.known(place) if prefetch else None)
        for place, identity in enumerate(identities)
    ]


@contextmanager
def _missing_parent_named(resource: Resource, params: Mapping[str, Any]) -> Iterator[None]:
    """Say of what is not found that it is the parent, or that the server has no such children."""
    try:
        yield
    except NotFoundError as exc:
        parent = parent_of(resource.parents, params)
        if parent:
            named = f"{parent.name} {params[parent.name]}"
            exc.message = f"There is no {named}, or the server has no {resource.plural}: {exc.message}"
        raise


def _records(client: Client, resource: Resource, params: Mapping[str, Any]) -> ResourceClient:
    # Before a call is made for the parent.
    path = upload_path(params) if "upload_path" in params else None
    parent = find_parent(client, resource.parents, params)
    endpoint = resource.endpoint(parent.records.path(parent.record["id"]) if parent else "")
    return ResourceClient(client, endpoint._replace(upload_path=path) if path else endpoint, parent)
