# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.client import SimulatorError


def test_calls_are_listed_in_order_without_secrets(api: Any) -> None:
    token = api.sign_in().json()
    api.sign_in("urlencoded", grant_type="refresh_token", refresh_token=token["refresh_token"])
    api.create(subject="x")
    api.search(size=5)

    calls = api.simulator.calls()

    assert [(call["method"], call["path"], call["status"]) for call in calls] == [
        ("POST", "/api/oauth/token", 200),
        ("POST", "/api/oauth/token", 200),
        ("POST", "/api/v1/request", 200),
        ("POST", "/api/v1/request/search/byqual", 200),
    ]
    assert [call["auth"] for call in calls] == ["Basic", "Basic", "Apikey", "Apikey"]
    assert [call["client"] for call in calls] == ["Integration-client"] * 2 + ["api-key"] * 2
    assert {call["user"] for call in calls} == {"automation@acme.example"}
    form = [["grant_type", "password"], ["username", "automation@acme.example"], ["password", "<given>"]]
    assert calls[0]["form"] == form
    assert calls[0]["content_type"].startswith("multipart/form-data")
    assert ["refresh_token", "<given>"] in calls[1]["form"]
    assert calls[2]["body"] == {"subject": "x", "requesterEmail": "jane@acme.example"}
    assert (calls[3]["query"], calls[3]["form"]) == ({"size": "5"}, None)
    assert token["refresh_token"] not in str(calls)
    assert api.simulator.password not in str(calls)


def test_calls_can_be_cleared(api: Any) -> None:
    api.search()
    assert len(api.simulator.calls()) == 1

    api.simulator.clear_calls()

    assert api.simulator.calls() == []


def test_faulted_call_is_listed(api: Any) -> None:
    api.simulator.fail(fault="status", status=503)

    api.create(subject="x")

    call = api.simulator.calls()[0]
    assert (call["status"], call["body"]["subject"], call["auth"]) == (503, "x", "Apikey")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"profile": "nowhere"}, "nowhere"),
        ({"colour": "red"}, "colour"),
        ({"delete": "maybe"}, "maybe"),
        ({"token_lifetime": "long"}, "long"),
        ({"profile": "terse", "delete": "maybe"}, "maybe"),
    ],
)
def test_unknown_switch_changes_nothing(api: Any, changes: Any, word: str) -> None:
    before = api.simulator.control("GET", "profile")

    with pytest.raises(SimulatorError, match=word):
        api.simulator.control("PATCH", "profile", changes)
    assert api.simulator.control("GET", "profile") == before


def test_profile_and_switches_go_together(api: Any) -> None:
    shown = api.simulator.control("PATCH", "profile", {"profile": "terse", "search_page_cap": "7"})

    assert shown["profile"] == "terse"
    assert (shown["switches"]["search_page_cap"], shown["switches"]["patch_answer"]) == (7, "short")


def test_reset_brings_everything_back(api: Any) -> None:
    token = api.sign_in().json()["access_token"]
    api.created()
    api.simulator.profile("stubborn")
    api.simulator.fail(fault="status")
    api.simulator.change_password("fake-new-password")

    api.simulator.reset(tickets=2)

    assert api.simulator.calls() == []
    assert api.simulator.faults() == []
    assert api.simulator.control("GET", "profile")["profile"] == "default"
    assert api.found() == [66, 65]
    assert api.sign_in().status_code == 200
    api.session.headers["Authorization"] = f"Bearer {token}"
    assert api.search().status_code == 401


def test_seeded_requests_are_the_same_each_time(api: Any) -> None:
    api.simulator.reset(tickets=50)
    first = api.search(size=50).json()

    api.simulator.reset(tickets=50)

    assert api.search(size=50).json() == first


def test_unknown_user_has_no_password(api: Any) -> None:
    with pytest.raises(SimulatorError, match="nobody"):
        api.simulator.change_password("x", "nobody")


@pytest.mark.parametrize("kind", ["request", "change", "problem", "release"])
def test_a_ticket_of_any_kind_is_made_and_shown_without_a_call(api: Any, kind: str) -> None:
    made = api.simulator.create_ticket(kind, tags=["a"])
    shown = api.simulator.ticket(kind, made["id"])

    assert api.simulator.calls() == []
    assert (shown, made["tags"]) == (made, ["a"])
    assert api.call("GET", f"/api/v1/{kind}/{made['id']}").json() == made


def test_a_deleted_ticket_is_shown(api: Any) -> None:
    made = api.created(subject="x")
    api.delete(made["id"])

    assert api.simulator.ticket("request", made["id"])["subject"] == "x"


def test_conversations_of_a_ticket_are_listed_whatever_the_api_does(api: Any) -> None:
    ticket = api.simulator.create_ticket("problem")
    path = f"/api/v1/problem/{ticket['id']}/conversation"
    notes = [
        api.call("POST", path, json={"conversationType": "note", "details": text}).json() for text in ("one", "two")
    ]
    api.simulator.clear_calls()
    api.simulator.switch(conversations="not_found", search_lag=5000)

    assert api.simulator.conversations("problem", ticket["id"]) == notes
    assert api.simulator.calls() == []


@pytest.mark.parametrize("kind", ["request", "incident"])
def test_an_unknown_ticket_cannot_be_shown(api: Any, kind: str) -> None:
    with pytest.raises(SimulatorError):
        api.simulator.ticket(kind, 9)


def test_a_ticket_that_cannot_be_made_is_an_error(api: Any) -> None:
    with pytest.raises(SimulatorError, match="requesterEmail"):
        api.simulator.create_ticket(requesterEmail="nobody@acme.example")
