# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the probe that write on its own request: conversations and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api import endpoints
from .._api.call import Call
from .._api.local_file import file_of
from .._api.response import Response, json_of
from .._api.uploads import name_of
from .fixture import RequestFixture
from .session import Finding, NotTriedError, judge, quote, records_in

_DETAILS = "<p>Written by the <b>probe</b></p>"
_SUBJECT = "Written by the probe"
_FILES = ("probe-1.txt", "probe-2.txt")


class Conversations:
    """The conversations of the probe's request, the first one a note."""

    def __init__(self, fixture: RequestFixture, upload_path: str) -> None:
        self.fixture = fixture
        self.upload_path = upload_path
        self._note: Response | None = None

    @property
    def path(self) -> str:
        """Return the path of the conversations. Raises NotTriedError without a request."""
        return f"/api/v1/request/{self.fixture.record_id}/conversation"

    @property
    def note(self) -> Mapping[str, Any]:
        """Return the note as the create shows it. Raises NotTriedError if there is none."""
        self._note = self._note or self.create("note")
        shown = json_of(self._note)
        if not self._note.ok or not isinstance(shown, dict) or not isinstance(shown.get("id"), int):
            raise NotTriedError(f"no note could be written: it is answered {quote(self._note)}")
        return shown

    def create(self, kind: str) -> Response:
        body = {"conversationType": kind, "details": _DETAILS, "subject": _SUBJECT, "conversationState": "published"}
        return self.fixture.send(Call("POST", self.path, json=body))

    def update(self, number: Any, body: Mapping[str, Any]) -> Response:
        return self.fixture.send(Call("PATCH", f"{self.path}/{number}", json=dict(body)))


def conversations(target: Conversations) -> Finding:
    """Whether a note can be written, and the search shows it."""
    number = target.note["id"]
    found = target.fixture.send(Call("POST", f"{target.path}{endpoints.SEARCH_PATH}", json={}))
    records = records_in(found)
    if not found.ok or records is None:
        return judge(False, f"a note is written, and a search for it is answered {quote(found)}")
    shown = any(record.get("id") == number for record in records)
    return judge(shown, f"a note is written, and a search {'shows' if shown else 'does not show'} it")


def subject(target: Conversations) -> Finding:
    """Whose subject a note has."""
    is_kept = target.note.get("subject") == _SUBJECT
    return judge(not is_kept, f"the subject that a note is sent with is {'kept' if is_kept else 'replaced'}")


def details(target: Conversations) -> Finding:
    """What becomes of HTML in a note."""
    shown = target.note.get("details")
    return judge(shown == _DETAILS, f"{_DETAILS} is shown as {shown!r}")


def notes_only(target: Conversations) -> Finding:
    """What an update does to the keys that it does not name, and to a discussion."""
    before = target.note
    after = json_of(target.update(before["id"], {"details": "Changed by the probe"}))
    after = after if isinstance(after, dict) else {}
    keys = [key for key in ("subject", "conversationState") if after.get(key) != before.get(key)]
    effect = f"changes {' and '.join(keys)}, too" if keys else "keeps the rest"
    first = f"an update of a note with its details alone {effect}"
    talk = json_of(target.create("collaborate"))
    if not isinstance(talk, dict) or not isinstance(talk.get("id"), int):
        return judge(not keys, f"{first}; a discussion could not be written")
    response = target.update(talk["id"], {**_all_keys(talk), "details": "Changed by the probe"})
    shown = json_of(response)
    kept = isinstance(shown, dict) and shown.get("details") == talk.get("details")
    second = f"is answered {quote(response)}" if not response.ok else "is disregarded" if kept else "is applied"
    return judge(not keys and not response.ok, f"{first}; an update of a discussion {second}")


def deletion(target: Conversations) -> Finding:
    """Whether a note can be deleted."""
    response = target.fixture.send(Call("DELETE", f"{target.path}/{target.note['id']}"))
    return judge(response.ok, f"a DELETE is answered HTTP {response.status}")


def uploads(target: Conversations) -> Finding:
    """Whether the assumed route takes a file."""
    response = _upload(target, _FILES[0])
    shown = json_of(response)
    good = response.ok and isinstance(shown, dict) and isinstance(shown.get(endpoints.FILE_KEY), str)
    what = "a reference to it" if good else quote(response)
    return judge(good, f"a file sent to {target.upload_path} is answered {what}")


def attachments(target: Conversations) -> Finding:
    """Whether an update replaces the list of attachments."""
    shown: list[Any] = []
    for name in _FILES:
        reference = json_of(_upload(target, name))
        if not isinstance(reference, dict) or not reference.get(endpoints.FILE_KEY):
            raise NotTriedError("no file could be uploaded")
        response = target.fixture.patch({endpoints.ATTACHMENTS_KEY: [reference]})
        shown = target.fixture.record_after(response).get(endpoints.ATTACHMENTS_KEY) or []
    names = [name_of(each) for each in shown]
    replaced = names == [_FILES[1]]
    effect = "replaces the first" if replaced else "is added" if names == list(_FILES) else f"leaves {names}"
    return judge(replaced, f"a second attachment in an update {effect}")


def _all_keys(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {key: shown.get(key) for key in ("conversationType", "details", "subject", "conversationState")}


def _upload(target: Conversations, name: str) -> Response:
    if not target.fixture.record_id:
        raise NotTriedError("there is no request to attach a file to")
    content = b"Sent by the probe of motadata.serviceops.\n"
    file = file_of(content, name)
    return target.fixture.send(Call("POST", target.upload_path, files={endpoints.UPLOAD_PARTS[0]: file}))
