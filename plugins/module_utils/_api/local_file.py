# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files to send, and the body that streams them: ``requests`` by itself would read each one whole."""

from __future__ import annotations

import io
import os
import stat
import uuid
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from .errors import OptionError

_CHUNK = 64 * 1024
# As HTML 5 escapes the name of a file in a form.
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class LocalFile(NamedTuple):
    """A file to send under ``name``: at ``path``, or else of this ``content``.

    ``size`` is in bytes; that of a file at a path is not known before it is ``checked``.
    """

    name: str
    path: str = ""
    content: bytes = b""
    size: int = 0

    def open(self) -> BinaryIO:
        """Open it to be read. Raises OSError."""
        return open(self.path, "rb") if self.path else io.BytesIO(self.content)


def file_at(path: str, name: str = "") -> LocalFile:
    """Return the file at ``path``, which need not be there before it is sent."""
    return LocalFile(name or os.path.basename(path), path)


def file_of(content: bytes, name: str) -> LocalFile:
    """Return a file of this content."""
    return LocalFile(name, content=content, size=len(content))


def checked(file: LocalFile) -> LocalFile:
    """Return a file with its size. Raises OptionError if it cannot be read."""
    if not file.path:
        return file
    path = file.path
    try:
        # A pipe would wait for a writer, and a device reports no size.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError("it is no regular file")
        with open(path, "rb") as source:
            size = os.fstat(source.fileno()).st_size
            source.read(1)
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else str(exc)
        raise OptionError(f"{path} cannot be read where the task runs: {reason}.") from exc
    return file._replace(size=size)


class MultipartBody:
    """A multipart form of files, by the names of their parts, that is read while it is sent."""

    def __init__(self, files: Mapping[str, LocalFile]) -> None:
        self._boundary = uuid.uuid4().hex
        self._files = [(self._head(part, file.name), file) for part, file in files.items()]
        self._tail = f"--{self._boundary}--\r\n".encode()
        self._chunks = iter(self)

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return sum(len(head) + file.size + len(b"\r\n") for head, file in self._files) + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        for head, file in self._files:
            yield head
            left = file.size
            with file.open() as source:
                # A log that grows meanwhile is sent as long as it was.
                while left and (chunk := source.read(min(left, _CHUNK))):
                    left -= len(chunk)
                    yield chunk
            if left:
                # No other try can succeed: the length of the whole is announced.
                raise OptionError(f"{file.path} became shorter while it was sent. Run the task again.")
            yield b"\r\n"
        yield self._tail

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, as many as are at hand, none at the end."""
        return next(self._chunks, b"")

    def _head(self, part: str, name: str) -> bytes:
        return (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="{part.translate(_ESCAPES)}"; '
            f'filename="{name.translate(_ESCAPES)}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode("utf-8", "replace")
