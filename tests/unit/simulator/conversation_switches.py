# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is observed under each value of the switches of conversations, uploads and attachments."""

from __future__ import annotations

from typing import Any, Callable

_NOTE = {"conversationType": "note", "details": "<p>a &amp;  b</p>", "subject": "Mine"}
_SPAN = {"startDate": 1_772_402_400_000, "endDate": 1_772_406_000_000}


def _path(api: Any, kind: str = "request") -> str:
    """Return where the conversations of a new ticket are."""
    body = {"subject": "Disk full", "requesterEmail": "jane@acme.example", **_SPAN}
    ticket = api.call("POST", f"/api/v1/{kind}", json=body).json()
    return f"/api/v1/{kind}/{ticket['id']}/conversation"


def _posted(api: Any, path: str, **fields: Any) -> Any:
    return api.call("POST", path, json={**_NOTE, **fields}).json()


def _uploader(api: Any) -> Any:
    return api.as_user(api.simulator.username, api.simulator.password)


def _uploaded(api: Any, path: str = "/api/oprfile", part: str = "file", size: int = 1) -> Any:
    return api.call("POST", path, files={part: ("a.txt", b"x" * size)})


def conversations(api: Any) -> Any:
    path = _path(api)
    answers = [
        api.call("POST", path, json=_NOTE),
        api.call("POST", f"{path}/search/byqual", json={}),
        api.call("GET", path),
        api.call("GET", f"{path}/1"),
        api.call("PATCH", f"{path}/1", json=_NOTE),
        api.call("DELETE", f"{path}/1"),
    ]
    refusals = [answer for answer in answers if not answer.ok]
    statuses = sorted({answer.status_code for answer in refusals})
    types = {answer.headers["Content-Type"].partition(";")[0] for answer in refusals}
    return len(refusals), statuses, types, {"userMessage" in answer.text for answer in refusals}


def conversation_subject(api: Any) -> Any:
    return [_posted(api, _path(api, kind))["subject"] for kind in ("request", "change", "problem", "release")]


def conversation_details(api: Any) -> Any:
    return _posted(api, _path(api))["details"]


def conversation_type_case(api: Any) -> Any:
    answer = api.call("POST", _path(api), json={**_NOTE, "conversationType": "Note"})
    return answer.status_code, answer.json().get("conversationType")


def conversation_list(api: Any) -> Any:
    path = _path(api)
    number = _posted(api, path)["id"]
    answer = api.call("GET", path)
    return answer.status_code, [one["id"] == number for one in answer.json().get("objectList", [])]


def conversation_patch(api: Any) -> Any:
    path = _path(api)
    number = _posted(api, path, conversationState="draft")["id"]
    partial = api.call("PATCH", f"{path}/{number}", json={"details": "c"})
    without = api.call("PATCH", f"{path}/{number}", json={"conversationState": "draft"})
    return partial.json()["conversationState"], without.status_code


def conversation_patch_of_others(api: Any) -> Any:
    path = _path(api)
    shown = _posted(api, path, conversationType="collaborate")
    answer = api.call("PATCH", f"{path}/{shown['id']}", json={"details": "c"})
    assert api.call("GET", f"{path}/{shown['id']}").json() == shown
    return answer.status_code, "userMessage" in answer.json()


def conversation_delete(api: Any) -> Any:
    path = _path(api)
    number = _posted(api, path)["id"]
    answer = api.call("DELETE", f"{path}/{number}")
    return answer.status_code, api.call("GET", f"{path}/{number}").status_code


def upload_path(api: Any) -> Any:
    return [_uploaded(_uploader(api), path).status_code for path in ("/api/oprfile", "/api/v1/attachment")]


def upload_part(api: Any) -> Any:
    return [_uploaded(_uploader(api), part=part).status_code for part in ("file", "attachment")]


def upload_api_key(api: Any) -> Any:
    assert _uploaded(_uploader(api)).status_code == 200
    return _uploaded(api).status_code, len(api.simulator.uploads())


def upload_limit(api: Any) -> Any:
    return [_uploaded(_uploader(api), size=size).status_code for size in (1_000_000, 1_000_001)]


def patch_attachments(api: Any) -> Any:
    caller = _uploader(api)
    first, second = (
        {"refFileName": _uploaded(caller).json()["refFileName"], "realName": name} for name in ("a.txt", "b.txt")
    )
    number = api.created(fileAttachments=[first])["id"]
    path = _path(api)
    note = _posted(api, path, fileAttachments=[first])["id"]
    changed = [
        api.updated(number, fileAttachments=[second]),
        api.call("PATCH", f"{path}/{note}", json={"fileAttachments": [second]}).json(),
    ]
    return [[one["realName"] for one in shown["fileAttachments"]] for shown in changed]


_MADE = ("[INC-46]: Disk full", "[PRB-1]: Disk full", "[REL-1]: Disk full")
EXPECTED: dict[Callable[[Any], Any], dict[Any, Any]] = {
    # (refusals, their statuses, their content types, whether they are the product's error)
    conversations: {
        "offered": (0, [], set(), set()),
        "not_found": (6, [404], {"application/json"}, {True}),
        "refused405": (6, [405], {"application/json"}, {False}),
        "refused403": (6, [403], {"application/json"}, {True}),
        "gateway404": (6, [404], {"text/html"}, {False}),
    },
    conversation_subject: {"made": [_MADE[0], "Mine", *_MADE[1:]], "kept": ["Mine"] * 4},
    conversation_details: {"kept": "<p>a &amp;  b</p>", "stripped": "a &  b", "collapsed": "a & b"},
    conversation_type_case: {"any": (200, "note"), "strict": (400, None)},
    conversation_list: {"done": (200, [True]), "refused405": (405, [])},
    conversation_patch: {"kept": ("draft", 200), "whole": (None, 400)},
    conversation_patch_of_others: {"bad_request": (400, True), "refused403": (403, True), "ignored": (200, False)},
    conversation_delete: {"done200": (200, 404), "done204": (204, 404), "refused405": (405, 200)},
    upload_path: {"/api/oprfile": [200, 404], "/api/v1/attachment": [404, 200]},
    upload_part: {"file": [200, 400], "attachment": [400, 200]},
    upload_api_key: {"refused": (401, 1), "accepted": (200, 2)},
    upload_limit: {"none": [200, 200], "status413": [200, 413], "status400": [200, 400]},
    # (of a request, of a note)
    patch_attachments: {"replaced": [["b.txt"]] * 2, "appended": [["a.txt", "b.txt"]] * 2},
}
