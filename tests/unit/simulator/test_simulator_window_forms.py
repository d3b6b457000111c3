# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages for people let one do."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import requests

from tests.simulator.switches import PROFILES, SWITCHES
from tests.simulator.window.presets import PRESETS, TARGETS, TIMES


def page(api: Any, path: str) -> str:
    answer = requests.get(f"{api.simulator.url}/{path}", timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def send(api: Any, path: str, origin: str | None = None, **form: str) -> requests.Response:
    """Send a form as a page of the simulator does, or one of another ``origin``."""
    headers = {"Origin": origin or api.simulator.url}
    return requests.post(f"{api.simulator.url}/window/{path}", data=form, headers=headers, timeout=10)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_button_sets_a_fault_that_the_next_call_meets(api: Any, preset: str) -> None:
    answer = send(api, "server/faults", preset=preset, target="any", times="1")

    assert answer.status_code == 200
    assert f"{PRESETS[preset].title}: any call, the next one" in text_of(answer.text)
    (fault,) = api.simulator.faults()
    assert fault["times"] == 1
    assert {key: fault[key] for key in PRESETS[preset].fault} == dict(PRESETS[preset].fault)
    if preset in ("status-503", "status-429"):
        assert api.search().status_code == int(preset.removeprefix("status-"))
        assert api.search().status_code == 200
        shown = text_of(page(api, "window/calls"))
        assert f"POST {preset.removeprefix('status-')} request/search/byqual by a fault" in shown
        assert "2 calls, 0 sign-ins, 1 failed" in shown


@pytest.mark.parametrize(
    ("target", "met"),
    [
        ("any", ["sign-in", "search", "create", "update", "note"]),
        ("api", ["search", "create", "update", "note"]),
        ("sign-ins", ["sign-in"]),
        ("searches", ["search"]),
        ("creates", ["create"]),
        ("updates", ["update"]),
        ("conversations", ["note"]),
        ("uploads", []),
    ],
)
def test_a_fault_meets_the_calls_that_the_form_says(api: Any, target: str, met: list[str]) -> None:
    number = api.simulator.create_ticket()["id"]
    send(api, "server/faults", preset="status-500", target=target, times="all")
    note = {"conversationType": "note", "details": "x"}
    calls = {
        "sign-in": api.sign_in,
        "search": api.search,
        "create": api.create,
        "update": lambda: api.update(number, subject="x"),
        "note": lambda: api.call("POST", f"/api/v1/request/{number}/conversation", json=note),
    }
    answers = {name: call() for name, call in calls.items()}

    assert [name for name, answer in answers.items() if answer.status_code == 500] == met
    assert f"500 Server Error: {TARGETS[target][0]}, all of them" in text_of(page(api, "window/server"))


def test_faults_of_tests_are_shown_too(api: Any) -> None:
    api.simulator.fail(fault="latency", seconds=2, times=3, skip=1, method="PUT", path="/api/v1/x")

    shown = text_of(page(api, "window/server"))

    assert "Latency: PUT /api/v1/x, the next 3, after 1 more" in shown
    assert "1 fault set" in shown


@pytest.mark.parametrize("wrong", [{"preset": "x"}, {"target": "x"}, {"times": "x"}, {"preset": ""}])
def test_a_fault_that_there_is_not_is_refused(api: Any, wrong: dict[str, str]) -> None:
    form = {"preset": next(iter(PRESETS)), "target": "any", "times": next(iter(TIMES)), **wrong}

    assert send(api, "server/faults", **form).status_code == 400
    assert api.simulator.faults() == []


def test_back_to_normal_drops_faults_and_changed_switches_and_keeps_tickets(api: Any) -> None:
    normal = api.simulator.switches()
    number = api.created()["id"]
    api.simulator.fail(fault="html", times=None)
    api.simulator.profile("terse")
    api.simulator.switch(search_lag=5)

    assert send(api, "server/normal").status_code == 200

    assert (api.simulator.faults(), api.simulator.switches()) == ([], normal)
    assert api.read(number).status_code == 200


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_taken_and_shown(api: Any, name: str) -> None:
    shown = send(api, "server/profile", profile=name).text

    assert re.findall(r'value="(\w+)" aria-pressed="true"', shown) == [name]
    assert {key: api.simulator.switches()[key] for key in PROFILES[name].switches} == dict(PROFILES[name].switches)


def test_every_switch_is_shown_with_its_value_and_can_be_set(api: Any) -> None:
    shown = page(api, "window/server")
    offered = re.findall(r'<(?:select|input) id="switch-(\w+)"', shown)
    assert offered == list(SWITCHES)
    wanted = {name: str(7 if switch.numeric else switch.values[-1]) for name, switch in SWITCHES.items()}

    answer = send(api, "server/switches", **wanted)

    assert {name: str(value) for name, value in api.simulator.switches().items()} == wanted
    chosen = re.findall(
        r'id="switch-(\w+)"(?: name="\w+">\s*(?:<option>[^<]*</option>\s*)*<option selected>([^<]*))', answer.text
    )
    assert dict(chosen) == {name: value for name, value in wanted.items() if not SWITCHES[name].numeric}
    assert len(re.findall(r'class="switch changed"', answer.text)) == len(SWITCHES)


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("server/switches", {"search_lag": "-1"}, "search_lag takes a whole number, not '-1'."),
        ("server/switches", {"delete": "perhaps"}, "delete takes archive200, archive204, refused405, not 'perhaps'."),
        ("server/switches", {"colour": "red"}, "There is no switch 'colour'"),
        ("server/profile", {"profile": "<i>"}, "There is no profile '<i>'"),
        ("server/reset", {}, "Tick the box"),
    ],
)
def test_a_form_that_cannot_be_taken_is_answered_in_a_sentence(
    api: Any, path: str, form: dict[str, str], words: str
) -> None:
    before = api.simulator.switches()

    answer = send(api, path, **form)

    assert answer.status_code == 400
    problem = re.search(r'id="problem"[^>]*>([^<]*)<', answer.text)
    assert problem is not None
    assert words in html.unescape(problem[1])
    assert api.simulator.switches() == before


def test_tokens_can_be_ended(api: Any) -> None:
    caller = api.as_user(api.simulator.username, api.simulator.password)
    assert caller.search().status_code == 200

    send(api, "server/tokens")

    assert caller.search().status_code == 401


def test_starting_over_takes_a_tick(api: Any) -> None:
    number = api.created()["id"]

    assert send(api, "server/reset", sure="yes").status_code == 200
    assert api.read(number).status_code == 404


def test_the_list_of_calls_can_be_emptied(api: Any) -> None:
    api.search()

    answer = send(api, "calls/forget")

    assert "No calls yet" in text_of(answer.text)
    assert api.simulator.calls() == []


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1"])
def test_forms_of_other_sites_are_refused(api: Any, origin: str) -> None:
    for path in ("server/normal", "server/reset", "server/faults", "calls/forget"):
        answer = send(api, path, origin, sure="yes", preset="slow", target="any", times="1")
        assert answer.status_code == 403
    assert api.simulator.faults() == []
