# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attached files: shown as plain text or handed out as a download, never as anything that a browser would run."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from .. import uploads
from ..simulation import simulation

files = Blueprint("files", __name__)

# Not even what a browser makes of a text may do anything.
_INERT = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@files.get("/window/files/<reference>")
def show_file(reference: str) -> Response:
    """Answer a text as one to read, anything else (or any file, with ``download``) as one to keep."""
    with simulation().store.reading() as db:
        found = uploads.found(db, reference)
    if found is None:
        abort(404, "There is no such file.")
    name, content = found
    if content is None:
        abort(404, f"{name} is larger than {uploads.LARGEST_KEPT // 1_000_000} MB: the simulator kept its size only.")
    if _is_text(content) and "download" not in request.args:
        answer = Response(content, content_type="text/plain; charset=utf-8")
    else:
        answer = Response(content, content_type="application/octet-stream")
        answer.headers.set("Content-Disposition", "attachment", filename=_safe(name))
    answer.headers["Content-Security-Policy"] = _INERT
    return answer


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _safe(name: str) -> str:
    return "".join(character for character in name if character.isprintable()) or "file"
