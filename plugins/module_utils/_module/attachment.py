# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of the module that attaches files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._api.errors import OptionError
from .._api.local_file import LocalFile, file_at, file_of
from .._engine.attachments import Attachments
from .._engine.context import TaskResult
from .._engine.parent import check_parent_options, located, parent_of, read_parent
from .._resources.conversation import CONVERSATION
from .argspec import connection_arguments, parent_arguments, upload_argument, upload_path
from .task import Task, TaskContext, open_client

# A file can be attached to whatever can have a conversation.
PARENTS = CONVERSATION.parents


def attachment_task() -> Task:
    """Return the task."""
    return Task(
        {
            **connection_arguments(),
            **parent_arguments(PARENTS),
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "path": {"type": "path"},
            "content": {"type": "raw"},
            "name": {"type": "str"},
            "force": {"type": "bool", "default": False},
            **upload_argument(),
        },
        _attach,
    )


def _attach(context: TaskContext) -> TaskResult:
    # Every error in the options is reported before a call is made.
    params = context.params
    check_parent_options("an attachment", PARENTS, params)
    resource = parent_of(PARENTS, params) or PARENTS[0]
    file, path = _file(params), upload_path(params)
    with open_client(context) as client:
        records, found = located(client, resource, params)
        lock_key = None if context.check_mode else f"{records.path(found['id'])} attachments"
        with client.create_lock.held(lock_key):
            # A search may leave attachments out.
            record = read_parent(records, resource, found["id"])
            attachments = Attachments(context.engine, records, resource, record, path)
            if params["state"] == "absent":
                return attachments.remove(file.name)
            return attachments.attach(file, replace=params["force"])


def _file(params: Mapping[str, Any]) -> LocalFile:
    """Return the file of the options; one to remove has a name only. Raises OptionError."""
    name = (params["name"] or "").strip()
    if "/" in name or "\\" in name:
        raise OptionError(f"name is {name!r}: give the name of a file without folders.")
    path, content = params["path"] or "", params["content"]
    if path and content is not None:
        raise OptionError("path and content are both given: give one of them.")
    if params["state"] == "absent":
        if not (name or path):
            raise OptionError("Nothing says which attachment to remove: give name, or path.")
        return file_at(path, name)
    if content is not None:
        if not name:
            raise OptionError("content needs a name: give the name of the file to make of it.")
        # Templating turns a text that looks like a dictionary into one.
        text = json.dumps(content, ensure_ascii=False) if isinstance(content, (dict, list)) else str(content)
        return file_of(text.encode("utf-8", "surrogateescape"), name)
    if not path:
        raise OptionError("There is nothing to attach: give path, or content and name.")
    return file_at(path, name)
