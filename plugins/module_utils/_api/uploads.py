# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upload files, and refer to them in a record. The route is not documented for this version of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from . import endpoints
from .call import Call
from .client import Client, object_of
from .connection import GivenCredential
from .errors import OddAnswerError, RefusedError, ServiceOpsError
from .local_file import LocalFile
from .response import Response


class Uploads:
    """The uploads of one task, each made once. ``path`` is that of the route."""

    def __init__(self, client: Client, path: str) -> None:
        self._client = client
        self._path = path
        self._parts: tuple[str, ...] = endpoints.UPLOAD_PARTS
        self._references: dict[LocalFile, dict[str, Any]] = {}

    def uploaded(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return a payload with its files uploaded, and references to all attachments."""
        attachments = payload.get(endpoints.ATTACHMENTS_KEY)
        if not isinstance(attachments, list):
            return dict(payload)
        references = [
            self.reference(each) if isinstance(each, LocalFile) else as_reference(each) for each in attachments
        ]
        return {**payload, endpoints.ATTACHMENTS_KEY: references}

    def reference(self, file: LocalFile) -> dict[str, Any]:
        """Upload a file unless that is done, and return what a record refers to it by. Raises ServiceOpsError."""
        if file not in self._references:
            self._references[file] = self._upload(file)
        return self._references[file]

    def _upload(self, file: LocalFile) -> dict[str, Any]:
        """Upload a file; a second try after a lost answer leaves at most a file that no record refers to."""
        doing = f"upload {file.name}"
        try:
            response = self._send(file, doing)
        except RefusedError as exc:
            given = self._client.connection.credentials
            is_key = isinstance(given, GivenCredential) and given.scheme == endpoints.API_KEY_SCHEME
            if exc.status in (401, 403) and is_key:
                exc.message += " This route may want a bearer token: sign in with user and password."
            if exc.status in (404, 405):
                exc.message += " This version of the server may have the route elsewhere: set upload_path."
            if exc.status == 413:
                exc.message += f" The file has {file.size:,} bytes."
            raise
        reference = object_of(response, doing)
        if not isinstance(reference.get(endpoints.FILE_KEY), str):
            raise OddAnswerError(
                f"Could not {doing}: the server answered no reference ({endpoints.FILE_KEY}) to the file.",
                exchange=response.exchange,
            )
        return {endpoints.FILE_NAME_KEY: file.name, **dict(as_reference(reference))}

    def _send(self, file: LocalFile, doing: str) -> Response:
        """Send a file as a part of a form and, if the server refuses that, as another."""
        first, *others = self._parts
        try:
            return self._client.read(self._call(first, file), doing)
        except RefusedError as exc:
            if exc.status not in endpoints.BODY_REFUSED:
                raise
            for part in others:
                # Whatever becomes of a mere try, the first answer tells more.
                with suppress(ServiceOpsError):
                    response = self._client.write(self._call(part, file), doing)
                    if isinstance(object_of(response, doing).get(endpoints.FILE_KEY), str):
                        self._parts = (part,)
                        return response
            raise

    def _call(self, part: str, file: LocalFile) -> Call:
        return Call("POST", self._path, files={part: file})


def name_of(attachment: Any) -> str:
    """Return the name of a file, or of an attachment as the server shows it."""
    if isinstance(attachment, LocalFile):
        return attachment.name
    return str(attachment.get(endpoints.FILE_NAME_KEY)) if isinstance(attachment, dict) else str(attachment)


def is_attached(name: str, attachments: Sequence[Any] | None) -> bool:
    """Return whether attachments of a record have one of this name."""
    return any(name_of(each) == name for each in attachments or ())


def as_reference(attachment: Any) -> Any:
    """Return what a write refers to an attachment by; the server may show more of it."""
    if not isinstance(attachment, dict) or not attachment.get(endpoints.FILE_KEY):
        return attachment
    return {key: attachment[key] for key in (endpoints.FILE_KEY, endpoints.FILE_NAME_KEY) if attachment.get(key)}
