# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploaded files, and records that have them attached."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

MEGABYTE = b"x" * 1024 * 1024
HEAD = b'--B\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
TAIL = b"\r\n--B--\r\n"


def parts(megabytes: int) -> Iterator[bytes]:
    yield HEAD
    yield from (MEGABYTE for dummy in range(megabytes))
    yield TAIL


class Sized:
    """The same parts with a length, as a file on disk has one."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes

    def __len__(self) -> int:
        return sum(map(len, parts(self.megabytes)))

    def __iter__(self) -> Iterator[bytes]:
        return parts(self.megabytes)


@pytest.fixture
def uploader(api: Any) -> Any:
    """The API called with a token, which an upload wants."""
    return api.as_user(api.simulator.username, api.simulator.password)


def upload(api: Any, name: str = "a.txt", content: bytes = b"abc", **options: Any) -> requests.Response:
    return api.call("POST", "/api/oprfile", files={"file": (name, content)}, **options)


def attached(api: Any, name: str = "a.txt") -> dict[str, str]:
    """Upload a file and return what attaches it."""
    answer = upload(api, name).json()
    return {"refFileName": answer["refFileName"], "realName": answer["realName"]}


def peak(api: Any) -> int:
    """Return the most memory that the simulator ever took, in kilobytes."""
    status = Path(f"/proc/{api.simulator.process.pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def test_an_upload_is_answered_with_its_reference(uploader: Any) -> None:
    answer = upload(uploader)

    assert answer.status_code == 200
    reference = answer.json()["refFileName"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", reference)
    assert answer.json() == {"refFileName": reference, "realName": "a.txt", "link": None}
    digest = hashlib.sha256(b"abc").hexdigest()
    assert uploader.simulator.uploads() == [{"reference": reference, "name": "a.txt", "size": 3, "sha256": digest}]


@pytest.mark.parametrize("megabytes", [0, 100])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_file_is_not_held_in_memory(uploader: Any, megabytes: int, chunked: bool) -> None:
    before = peak(uploader)
    body = parts(megabytes) if chunked else Sized(megabytes)
    headers = {"Content-Type": "multipart/form-data; boundary=B"}

    assert uploader.call("POST", "/api/oprfile", data=body, headers=headers).status_code == 200

    (shown,) = uploader.simulator.uploads()
    assert (shown["name"], shown["size"]) == ("big.bin", megabytes * len(MEGABYTE))
    assert shown["sha256"] == hashlib.sha256(MEGABYTE * megabytes).hexdigest()
    assert peak(uploader) - before < 30_000
    assert uploader.search().status_code == 200


def test_who_may_not_write_may_not_upload(api: Any) -> None:
    viewer = api.as_user("viewer@acme.example", "fake-password-of-viewer")

    assert upload(viewer).status_code == 403
    assert upload(api.with_header("Bearer nobody")).status_code == 401
    assert api.simulator.uploads() == []


@pytest.mark.parametrize("files", [{"other": ("a.txt", b"abc")}, {"file": (None, b"abc")}, {}])
def test_a_form_without_the_file_is_refused(uploader: Any, files: Any) -> None:
    answer = uploader.call("POST", "/api/oprfile", files=files)

    assert (answer.status_code, "file" in answer.json()["userMessage"]) == (400, True)


@pytest.mark.parametrize(("fault", "kept"), [("drop_before_write", 0), ("drop_after_write", 1)])
def test_faults_meet_uploads_too(uploader: Any, fault: str, kept: int) -> None:
    uploader.simulator.fail(method="POST", path="/api/oprfile", fault=fault)

    with pytest.raises(requests.ConnectionError):
        upload(uploader)
    assert len(uploader.simulator.uploads()) == kept


def test_reset_forgets_uploads(uploader: Any) -> None:
    upload(uploader)

    uploader.simulator.reset()

    assert uploader.simulator.uploads() == []


@pytest.mark.parametrize("kind", ["request", "change", "problem", "release"])
def test_a_ticket_shows_its_attachments(uploader: Any, kind: str) -> None:
    first, second = attached(uploader), attached(uploader, "b.txt")
    body = {"subject": "x", "requesterEmail": "jane", "startDate": 1, "endDate": 2, "fileAttachments": [first]}
    ticket = uploader.call("POST", f"/api/v1/{kind}", json=body).json()
    path = f"/api/v1/{kind}/{ticket['id']}"

    assert ticket["fileAttachments"] == [first]
    changed = uploader.call("PATCH", path, json={"fileAttachments": [first, second]}).json()
    assert changed["fileAttachments"] == [first, second]
    assert uploader.call("PATCH", path, json={"subject": "y"}).json()["fileAttachments"] == [first, second]
    unknown = uploader.call("PATCH", path, json={"fileAttachments": [{"refFileName": "nowhere"}]})
    assert (unknown.status_code, "nowhere" in unknown.json()["userMessage"]) == (400, True)
    assert uploader.call("GET", path).json()["fileAttachments"] == [first, second]
    assert uploader.call("PATCH", path, json={"fileAttachments": []}).json()["fileAttachments"] == []


def test_an_attachment_without_a_name_has_that_of_its_file(uploader: Any) -> None:
    given = attached(uploader)

    assert uploader.created(fileAttachments=[{"refFileName": given["refFileName"]}])["fileAttachments"] == [given]


@pytest.mark.parametrize("wrong", ["a.txt", ["a.txt"], [{}], [{"refFileName": 7}], {"refFileName": "x"}])
def test_what_is_no_list_of_attachments_is_refused(uploader: Any, wrong: Any) -> None:
    assert uploader.create(fileAttachments=wrong).status_code == 400
    path = f"/api/v1/request/{uploader.created()['id']}/conversation"
    note = {"conversationType": "note", "details": "a", "fileAttachments": wrong}
    assert uploader.call("POST", path, json=note).status_code == 400


def test_a_conversation_shows_its_attachments(uploader: Any) -> None:
    first, second = attached(uploader), attached(uploader, "b.txt")
    path = f"/api/v1/request/{uploader.created()['id']}/conversation"
    note = {"conversationType": "note", "details": "a", "fileAttachments": [first]}
    made = uploader.call("POST", path, json=note).json()
    assert made["fileAttachments"] == [first]

    changed = uploader.call("PATCH", f"{path}/{made['id']}", json={"fileAttachments": [second]}).json()

    assert changed["fileAttachments"] == [second]
    kept = uploader.call("PATCH", f"{path}/{made['id']}", json={"fileAttachments": None}).json()
    assert kept["fileAttachments"] == [second]
