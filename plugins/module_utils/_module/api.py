# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that call any endpoint of the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_path

from .._api.any_endpoint import NO_ANSWER, look, read, read_pages, write
from .._api.api_path import checked_path
from .._api.call import Call
from .._api.endpoints import PAGE_SIZE
from .._api.errors import OptionError
from .._api.local_file import LocalFile, checked, file_at
from .._engine.context import TaskResult
from .._text import literal, sendable
from .argspec import ArgumentSpec, connection_arguments
from .task import Task, TaskContext, open_client


def api_task() -> Task:
    """Return the task of the module that changes something at any endpoint."""
    own: ArgumentSpec = {
        "method": {"type": "str", "choices": ["POST", "PATCH", "PUT", "DELETE"], "required": True},
        "files": {"type": "dict"},
        "creates": {"type": "dict", "options": _endpoint_arguments()},
    }
    return Task({**connection_arguments(), **_endpoint_arguments(), **own}, _write)


def api_info_task() -> Task:
    """Return the task of the module that reads from any endpoint."""
    own: ArgumentSpec = {
        "method": {"type": "str", "choices": ["GET", "POST"], "default": "GET"},
        "paginate": {"type": "bool", "default": False},
        "limit": {"type": "int"},
    }
    return Task({**connection_arguments(), **_endpoint_arguments(), **own}, _read)


def _endpoint_arguments() -> ArgumentSpec:
    return {"path": {"type": "str", "required": True}, "query": {"type": "dict"}, "body": {"type": "raw"}}


def _read(context: TaskContext) -> TaskResult:
    params = context.params
    call, limit = _call(params["method"], params), params["limit"]
    if call.method == "GET" and call.json is not None:
        raise OptionError("body is given, but method is GET: set method to POST if this is a search.")
    _check_search(call, "path")
    if limit is not None and limit < 1:
        raise OptionError(f"limit is {limit}: give 1 or more, or leave it out to get every entry.")
    if call.method == "POST" and call.json is None:
        # A server refuses a search without any body.
        call = call._replace(json={})
    query = call.query or {}
    offset = _number(query, "offset", 0)
    size = _number(query, "size", min(PAGE_SIZE, limit or PAGE_SIZE))
    with open_client(context) as client:
        if params["paginate"] or limit:
            answer = read_pages(client, call, offset=offset, size=size, limit=limit)
        else:
            answer = read(client, call)
    return TaskResult(False, answer._asdict())


def _write(context: TaskContext) -> TaskResult:
    call = _call(context.params["method"], context.params)._replace(files=_files(context.params))
    creates = _creates(context.params["creates"])
    advice = "Run the task again after a minute: creates shows whether it was."
    if creates is None:
        advice = "Look whether it was, for example with serviceops_api_info, before you run the task again."
    key = json.dumps(creates) if creates and not context.check_mode else None
    with open_client(context) as client, client.create_lock.held(key):
        found = look(client, creates) if creates else None
        if found or context.check_mode:
            return TaskResult(found is None, (found or NO_ANSWER)._asdict())
        return TaskResult(True, write(client, call, advice)._asdict())


def _files(params: Mapping[str, Any]) -> dict[str, LocalFile] | None:
    """Return the files of a form by the names of their parts; raises OptionError if one cannot be read."""
    if params["files"] and params["body"] not in (None, ""):
        raise OptionError("body and files are both given: give one of them.")
    files = params["files"] or {}
    for part, path in files.items():
        if not isinstance(path, str) or not path:
            raise OptionError(f"files: {part} must be the path of a file.")
    return {part: checked(file_at(check_type_path(path))) for part, path in files.items()} or None


def _creates(given: Mapping[str, Any] | None) -> Call | None:
    if given is None:
        return None
    call = _call("GET" if given["body"] is None else "POST", given, "creates.")
    _check_search(call, "creates.path")
    return call


def _call(method: str, given: Mapping[str, Any], within: str = "") -> Call:
    path = checked_path(given["path"], f"{within}path")
    return Call(method, path, _query(given["query"], f"{within}query"), _body(given["body"], f"{within}body"))


def _check_search(call: Call, option: str) -> None:
    """Refuse what could change something: a call that reads is made in check mode, and repeated."""
    if call.method == "POST" and "search" not in call.path.casefold().split("/"):
        raise OptionError(
            f"{option} {call.path!r} is no search, and only a search is read with POST: use serviceops_api, or GET."
        )


def _query(given: Mapping[str, Any] | None, option: str) -> dict[str, Any]:
    query = {name: value if isinstance(value, list) else [value] for name, value in (given or {}).items()}
    for name, values in query.items():
        if any(isinstance(value, (dict, list)) for value in values):
            raise OptionError(f"{option}: {name} must be a value or a list of values.")
    return {
        name: [str(value).lower() if isinstance(value, bool) else value for value in values]
        for name, values in query.items()
    }


def _body(given: Any, option: str) -> Any:
    body = sendable(literal(given)) if isinstance(given, str) else given
    if isinstance(body, (dict, list)) or given in (None, ""):
        return body
    raise OptionError(f"{option} must be a dictionary or a list, or JSON of either, got {given!r:.60}.")


def _number(query: Mapping[str, Any], name: str, default: int) -> int:
    text = str(query.get(name, [default])[-1])
    if not (text.isascii() and text.isdigit()):
        raise OptionError(f"query: {name} must be a number, got {text!r:.60}.")
    return int(text)
