# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages for people: what they show and do, and that they are no part of the API."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import requests

from tests.simulator.client import ROOT, Simulator
from tests.unit.simulator.copied_lines import lines_to_copy

PAGES = ("/", "/window/calls", "/window/server", "/window/connect")
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> & \"'"


def get(api: Any, path: str, **options: Any) -> requests.Response:
    return requests.get(api.simulator.url + path, timeout=10, **options)


def page(api: Any, path: str) -> str:
    answer = get(api, path)
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(markup: str) -> str:
    """Return what a reader sees, its white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def send(api: Any, path: str, **form: str) -> requests.Response:
    """Send a form as the pages do."""
    headers = {"Origin": api.simulator.url}
    return requests.post(f"{api.simulator.url}/window/{path}", data=form, headers=headers, timeout=10)


def upload(api: Any, name: str, content: bytes) -> dict[str, str]:
    """Upload a file, forget that call, and return what attaches the file."""
    signed_in = api.as_user(api.simulator.username, api.simulator.password)
    answer = signed_in.call("POST", "/api/oprfile", files={"file": (name, content)}).json()
    api.simulator.clear_calls()
    return {"refFileName": answer["refFileName"], "realName": answer["realName"]}


def subjects(api: Any, query: str = "") -> list[str]:
    found = re.findall(r'<td class="subject"><a [^>]*>([^<]*)</a>', page(api, f"/?{query}"))
    return [html.unescape(subject) for subject in found]


def some_tickets(api: Any) -> None:
    make = api.simulator.create_ticket
    make(subject="Disk full", description="on db01", tags=["storage", "über"], statusName="Resolved")
    make(subject="100 % CPU", requesterEmail="ravi@acme.example", assigneeEmail="tina@acme.example")
    make("change", subject="Patch db01", statusName="Completed")
    make("problem", subject="Slow", statusName="Closed")
    api.delete(make(subject="Gone")["id"])


def test_pages_are_no_calls_and_meet_no_fault(api: Any) -> None:
    simulator = api.simulator
    number = simulator.create_ticket()["id"]
    simulator.switch(rate_limit="on")
    simulator.fail(fault="status", status=503, times=None)
    simulator.fail(fault="latency", seconds=30, times=None)

    for path in (*PAGES, f"/window/request/{number}", "/favicon.ico", "/window/static/window.js") * 6:
        answer = get(api, path)
        assert (answer.status_code, "X-RateLimit-Limit" in answer.headers) == (200, False)

    assert simulator.calls() == []
    assert [fault["times"] for fault in simulator.faults()] == [None, None]


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/window"), ("GET", "/request/65"), ("PUT", "/")])
def test_other_addresses_are_still_calls(api: Any, method: str, path: str) -> None:
    answer = api.call(method, path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert [call["path"] for call in api.simulator.calls()] == [path]


def test_no_page_can_run_what_it_shows_or_load_from_elsewhere(api: Any) -> None:
    number = api.simulator.create_ticket()["id"]
    for path in (*PAGES, f"/window/request/{number}", "/window/nowhere"):
        answer = get(api, path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert (
            re.findall(r"<script(?![^>]* src=\"/window/)|<style|\sstyle=|\son\w+=|(?:src|href)=\"(?![/#])", answer.text)
            == []
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Disk full", "100 % CPU", "Patch db01", "Slow"]),
        ("kind=request", ["Disk full", "100 % CPU"]),
        ("kind=problem&state=closed", ["Slow"]),
        ("state=open", ["100 % CPU", "Patch db01"]),
        ("state=closed", ["Disk full", "Slow"]),
        ("state=deleted", ["Gone"]),
        ("status=resolved", ["Disk full"]),
        ("status=completed", ["Patch db01"]),
        ("q=DB01", ["Disk full", "Patch db01"]),
        ("q=db01+patch", ["Patch db01"]),
        ("q=ravi", ["100 % CPU"]),
        ("q=tina", ["100 % CPU"]),
        ("q=100+%25", ["100 % CPU"]),
        ("q=%25", ["100 % CPU"]),
        ("q=storage", ["Disk full"]),
        ("q=%C3%BCber", ["Disk full"]),
        ("q=INC-47", ["100 % CPU"]),
        ("q=nothing", []),
        # What it does not know counts as not asked for.
        ("kind=asset&state=lost&status=Odd&page=x", ["Disk full", "100 % CPU", "Patch db01", "Slow"]),
        ("page=7", []),
        ("q=" + "d+" * 5000, ["Disk full", "Patch db01"]),
    ],
)
def test_the_list_shows_what_is_asked_for(api: Any, query: str, expected: list[str]) -> None:
    some_tickets(api)

    assert sorted(subjects(api, query)) == sorted(expected)


def test_the_ticket_that_changed_last_comes_first(api: Any) -> None:
    some_tickets(api)
    api.updated(65, subject="Disk full again")

    assert subjects(api) == ["Disk full again", "Slow", "Patch db01", "100 % CPU"]


def test_kinds_are_counted_under_the_other_filters(api: Any) -> None:
    some_tickets(api)

    assert "All 2 Requests 1 Changes 1 Problems 0 Releases 0" in text_of(page(api, "/?q=db01&kind=change"))


def test_a_long_list_has_pages(simulator: Simulator, api: Any) -> None:
    simulator.reset(tickets=120)

    assert [len(subjects(api, f"page={number}")) for number in (1, 2, 3)] == [50, 50, 20]
    assert "Page 2 of 3" in text_of(page(api, "/?page=2"))


def test_an_empty_list_says_what_to_do(api: Any) -> None:
    shown = page(api, "/")

    assert f"export SERVICEOPS_URL={api.simulator.url}" in lines_to_copy(shown, "exports")
    shown = text_of(shown)
    assert "serviceops_request -a" in shown
    assert "make simulator ARGS=--examples" in shown
    assert "No ticket matches this search" in text_of(page(api, "/?q=nothing"))


def test_no_text_of_a_ticket_becomes_markup(api: Any) -> None:
    api.simulator.switch(description="kept")
    file = upload(api, "<b>.txt", b"x")
    made = api.created(subject=HOSTILE, description=HOSTILE, tags=[HOSTILE], fileAttachments=[file])
    # Without its tags this is a script.
    note = {"conversationType": "note", "details": f"<p>{html.escape(HOSTILE)}</p>"}
    assert api.call("POST", f"/api/v1/request/{made['id']}/conversation", json=note).status_code == 200
    api.updated(made["id"], subject=f"{HOSTILE}2", tags=["<i>"])
    api.call("GET", f"/api/v1/{HOSTILE}", params={"<u>": "<u>"})

    for path in ("/", "/?q=<i>", f"/window/request/{made['id']}", "/window/calls"):
        shown = page(api, path)
        assert re.findall(r"<script>|<img src=x|<b>\.txt|<i>|<u>", shown) == []
        assert "&lt;" in shown


def test_a_ticket_is_shown_with_everything(api: Any) -> None:
    file = upload(api, "df.txt", b"x" * 1500)
    made = api.created(subject="Disk full", tags=["disk"], priorityName="High", customField={"New Number": 3})
    path = f"/api/v1/request/{made['id']}"
    api.call("POST", f"{path}/conversation", json={"conversationType": "note", "details": "<p>One</p><p>Two</p>"})
    api.updated(
        made["id"],
        statusName="In Progress",
        assigneeEmail="tina@acme.example",
        tags=["vip"],
        customField={"New Number": 4},
        fileAttachments=[file],
    )
    api.updated(made["id"], statusName="In Progress")

    shown = page(api, f"/window/request/{made['id']}")
    seen = text_of(shown)

    assert f"{made['name']} Disk full In Progress High priority Request {made['id']}, opened now by Automation" in seen
    assert "Requester Jane Miller jane@acme.example" in seen
    assert "Assignee Tina Berg tina@acme.example" in seen
    assert "New Number 4.0" in seen
    assert f'<a href="/window/files/{file["refFileName"]}">df.txt</a> <span class="dim">1.5 kB</span>' in shown
    assert '<p class="text">One\nTwo</p>' in shown
    history = text_of(shown[shown.index('id="history"') : shown.index('id="fields-title"')])
    assert [history.index(part) for part in ("sent again", "Status from Open", "Note written", "opened")]
    assert "Status from Open → to In Progress" in history
    assert "Assignee set to Tina Berg" in history
    assert "Tags from disk → to vip" in history
    assert "New Number from 3.0 → to 4.0" in history
    assert "Attachments set to df.txt" in history
    assert "Ticket sent again; nothing was different" in history


@pytest.mark.parametrize("kind", ["request", "change", "problem", "release"])
def test_every_kind_has_pages_deleted_or_not(api: Any, kind: str) -> None:
    number = api.simulator.create_ticket(kind)["id"]
    api.call("PATCH", f"/api/v1/{kind}/{number}", json={"subject": "Other", "startDate": 1_772_402_400_000})
    assert "Subject from Disk full on db01 → to Other" in text_of(page(api, f"/window/{kind}/{number}"))
    api.call("DELETE", f"/api/v1/{kind}/{number}")

    assert "Deleted" in text_of(page(api, f"/window/{kind}/{number}"))
    assert "Ticket deleted" in text_of(page(api, f"/window/{kind}/{number}"))


def test_an_order_has_its_page_under_the_name_that_the_collection_gives_it(api: Any) -> None:
    number = api.simulator.create_ticket()["id"]

    assert page(api, f"/window/service_request/{number}") == page(api, f"/window/request/{number}")


@pytest.mark.parametrize("path", ["request/64", "change/65", "asset/65", f"request/{10**30}", "files/x", "nowhere"])
def test_what_is_not_there_is_a_page_too(api: Any, path: str) -> None:
    api.simulator.create_ticket()

    answer = get(api, f"/window/{path}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert api.simulator.calls() == []


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "Grüße".encode(), "text/plain; charset=utf-8"),
        ("a.html", b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("a.svg", b"<svg onload='alert(1)'/>", "text/plain; charset=utf-8"),
        ("a.png", b"\x89PNG\0", "application/octet-stream"),
        ("a.pdf", b"%PDF\xff", "application/octet-stream"),
        ("empty", b"", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_read_as_text_or_kept_and_never_run(api: Any, name: str, content: bytes, kind: str) -> None:
    path = f"/window/files/{upload(api, name, content)['refFileName']}"
    shown, kept = get(api, path), get(api, f"{path}?download")

    assert (shown.content, shown.headers["Content-Type"]) == (content, kind)
    assert (kept.content, kept.headers["Content-Type"]) == (content, "application/octet-stream")
    assert kept.headers["Content-Disposition"] == f"attachment; filename={name}"
    for answer in (shown, kept):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert api.simulator.calls() == []


def test_of_a_large_file_the_size_is_kept(api: Any) -> None:
    file = upload(api, "big.bin", b"x" * 4_000_001)
    number = api.created(fileAttachments=[file])["id"]

    assert "big.bin 4.0 MB" in text_of(page(api, f"/window/request/{number}"))
    answer = get(api, f"/window/files/{file['refFileName']}")
    assert (answer.status_code, "larger than 4 MB" in answer.text) == (404, True)


def test_a_name_of_a_file_cannot_add_headers(api: Any) -> None:
    file = upload(api, "a\u2028\u202e.txt", b"x")

    kept = get(api, f"/window/files/{file['refFileName']}?download")

    assert kept.headers["Content-Disposition"] == "attachment; filename=a.txt"


@pytest.mark.parametrize("name", ["window-tickets.png", "window-ticket.png"])
def test_the_pictures_for_the_documentation_are_there_and_small(name: str) -> None:
    picture = (ROOT / "docs/images" / name).read_bytes()

    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000
