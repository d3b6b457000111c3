# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoint that takes files."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from . import uploads
from .refusals import json_answer, refused
from .simulation import simulation

upload_api = Blueprint("upload", __name__)

_CHUNK = 256 * 1024
_SMALL = 1_000_000


@upload_api.post("/api/oprfile")
@upload_api.post("/api/v1/attachment")
def upload() -> Response:
    """Take a file and answer its reference."""
    simulated = simulation()
    settings = simulated.settings
    if request.path != settings["upload_path"]:
        raise refused(f"There is no {request.path}.", 404)
    caller = g.get("caller")
    is_key = request.headers.get("Authorization", "").lower().startswith("apikey ")
    if caller is None or caller.person is None or (is_key and settings["upload_api_key"] == "refused"):
        raise refused("Session has timed out", 401)
    if not caller.person.writes:
        raise refused("You do not have permission to perform this operation.", 403)
    file = request.files.get(settings["upload_part"])
    if file is None:
        raise refused(f"Required request part '{settings['upload_part']}' is not present")
    size, digest, content = uploads.read(iter(lambda: file.stream.read(_CHUNK), b""))
    if size > _SMALL and settings["upload_limit"] != "none":
        raise refused("The file is too large.", 413 if settings["upload_limit"] == "status413" else 400)
    name = (file.filename or "file").rpartition("/")[2]
    with simulated.store.writing() as db:
        reference = uploads.write(db, name, size, digest, content)
    return json_answer({"refFileName": reference, "realName": name, "link": None})
