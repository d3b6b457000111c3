# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attach a file to a record, or remove one. The other attachments are sent along, and looked for afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api import endpoints
from .._api.errors import OddAnswerError
from .._api.local_file import LocalFile, checked
from .._api.resource_client import ResourceClient
from .._api.uploads import Uploads, as_reference, is_attached, name_of
from .._api.writes import Writer
from .._resources._resource import Resource
from .context import Context, TaskResult
from .plan import sent_along


class Attachments:
    """The attachments of one record, as ``record`` shows them."""

    def __init__(
        self, context: Context, records: ResourceClient, resource: Resource, record: Mapping[str, Any], upload_path: str
    ) -> None:
        self._context = context
        self._records = records
        self._resource = resource
        self._record = record
        self._uploads = Uploads(records.client, upload_path)
        self._title = f"{resource.name} {resource.title(record)}"
        self._present = _listed(record)

    def attach(self, file: LocalFile, *, replace: bool) -> TaskResult:
        """Attach a file unless there is one of its name; with ``replace`` in place of that. Raises ServiceOpsError."""
        is_there = is_attached(file.name, self._present)
        if is_there and not replace:
            return self._result("none", file.name, self._present)
        file = checked(file)
        operation = "updated" if is_there else "created"
        others = self._without(file.name)
        if self._context.check_mode:
            return self._result(operation, file.name, [*others, {endpoints.FILE_NAME_KEY: file.name}])
        reference = self._uploads.reference(file)
        shown = self._send([*others, reference], f"attach {file.name} to the {self._title}")
        if not any(_key(each) == _key(reference) or name_of(each) == file.name for each in shown):
            raise OddAnswerError(f"The server accepted {file.name}, but does not show it on the {self._title}.")
        if sum(name_of(each) == file.name for each in shown) > 1:
            self._context.warn(
                f"The server only adds attachments: the {self._title} has the old {file.name} and the new one now."
            )
        return self._result(operation, file.name, shown, reference)

    def remove(self, name: str) -> TaskResult:
        """Remove the attachments of a name. Raises ServiceOpsError."""
        if not is_attached(name, self._present):
            return self._result("none", None, self._present)
        if self._context.check_mode:
            return self._result("deleted", name, self._without(name))
        shown = self._send(self._without(name), f"remove {name} from the {self._title}")
        if is_attached(name, shown):
            raise OddAnswerError(
                f"{name} is still attached to the {self._title}: this server adds attachments, and removes none. "
                "Remove it in ServiceOps itself."
            )
        return self._result("deleted", name, shown)

    def _send(self, attachments: list[Any], doing: str) -> list[Any]:
        """Set the attachments, and return those that the server shows. Raises OddAnswerError if one was lost."""
        wanted = [as_reference(each) for each in attachments]
        record = Writer(self._records).update(
            self._record["id"],
            {**sent_along(self._resource, self._record), endpoints.ATTACHMENTS_KEY: wanted},
            doing=doing,
            shows=lambda record: _keys(wanted) <= _keys(_listed(record)),
        )
        shown = _listed(record)
        lost = [name_of(each) for each in wanted if _key(each) in _keys(self._present) - _keys(shown)]
        if lost:
            raise OddAnswerError(
                f"The server took {', '.join(lost)} off the {self._title}, though the task sent "
                f"{'it' if len(lost) == 1 else 'them'} along. Attach {'it' if len(lost) == 1 else 'them'} again."
            )
        return shown

    def _without(self, name: str) -> list[Any]:
        return [each for each in self._present if name_of(each) != name]

    def _result(self, operation: str, name: str | None, shown: list[Any], reference: Any = None) -> TaskResult:
        """Return the result; without a ``name`` there is no such attachment."""
        if reference is None and operation != "deleted":
            reference = next((each for each in shown if name_of(each) == name), None)
        key = reference.get(endpoints.FILE_KEY) if reference else None
        attachment = None if name is None else {"name": name, "reference": key}
        values = {"attachment": attachment, "file_attachments": shown, "operation": operation}
        if operation == "none":
            return TaskResult(False, values)
        before, after = ({"file_attachments": [name_of(each) for each in side]} for side in (self._present, shown))
        return TaskResult(True, values, {"before": before, "after": after, **self._headers})

    @property
    def _headers(self) -> dict[str, str]:
        return dict.fromkeys(("before_header", "after_header"), self._title)


def _listed(record: Mapping[str, Any]) -> list[Any]:
    """Return the attachments of a server's object, each once."""
    listed = record.get(endpoints.ATTACHMENTS_KEY)
    return list({_key(each): each for each in listed}.values()) if isinstance(listed, list) else []


def _keys(attachments: list[Any]) -> set[str]:
    return set(map(_key, attachments))


def _key(attachment: Any) -> str:
    """Return what distinguishes an attachment from all others."""
    reference = attachment.get(endpoints.FILE_KEY) if isinstance(attachment, dict) else None
    return str(reference or attachment)
