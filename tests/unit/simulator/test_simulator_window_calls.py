# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages for people show of calls, and of the way here; and that they show no secret."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from itertools import takewhile
from typing import Any

import pytest
import requests

from tests.simulator.client import PYTHON, ROOT
from tests.simulator.credentials import CLIENTS, PEOPLE
from tests.unit.simulator.copied_lines import lines_to_copy


def page(api: Any, path: str) -> str:
    answer = requests.get(f"{api.simulator.url}/{path}", timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_calls_show_who_and_what_and_never_a_secret(api: Any) -> None:
    simulator = api.simulator
    token = api.sign_in().json()
    api.sign_in("urlencoded", grant_type="refresh_token", refresh_token=token["refresh_token"])
    api.sign_in(username="nobody@acme.example", password="fake-wrong-password")
    api.search(size=5)
    api.with_header(f"Bearer {token['access_token']}").call("GET", "/api/v1/request/65?access_token=fake-in-address")
    api.with_header("Bearer fake-unknown").search()

    shown = {path: page(api, path) for path in ("", "window/calls", "window/server", "window/calls?show=sign-ins")}

    seen = text_of(shown["window/calls"])
    assert "POST 200 Sign-in" in seen
    assert "POST 401 Sign-in" in seen
    assert "POST 200 request/search/byqual ?size=5" in seen
    assert "automation@acme.example Apikey" in seen
    assert "- Bearer" in seen
    assert "request/65 ?access_token=..." in seen
    assert shown["window/calls?show=sign-ins"].count(">Sign-in<") == 3
    secrets = [
        token["access_token"],
        token["refresh_token"],
        simulator.api_key,
        "fake-in-address",
        "fake-wrong-password",
    ]
    secrets += [client.secret for client in CLIENTS.values()] + ["fake-unknown"]
    secrets += [person.password for person in PEOPLE if person.password]
    # The variables to copy are no secret.
    shown[""] = re.sub(r'<pre id="exports".*?</pre>', "", shown[""], flags=re.DOTALL)
    assert [(path, secret) for path, text in shown.items() for secret in secrets if secret in text] == []


@pytest.mark.parametrize(
    ("show", "expected"),
    [("", 4), ("writes", 1), ("sign-ins", 1), ("failures", 1), ("nothing-known", 4)],
)
def test_calls_are_filtered(api: Any, show: str, expected: int) -> None:
    api.sign_in()
    api.search()
    api.created()
    api.read(9999)

    assert page(api, f"window/calls?show={show}").count("<tr data-key=") == expected


def test_a_call_about_a_ticket_links_to_its_page(api: Any) -> None:
    number = api.created()["id"]
    api.read(number)
    api.call("GET", f"/api/v1/request/{number}/conversation")
    api.call("GET", f"/api/v1/asset/{number}")

    linked = re.findall(r'<a class="path" title="([^"]*)" href="([^"]*)"', page(api, "window/calls"))

    path = f"/api/v1/request/{number}"
    assert linked == [(f"{path}/conversation", f"/window/request/{number}"), (path, f"/window/request/{number}")]


def test_a_lost_answer_and_one_that_is_awaited_are_shown(api: Any) -> None:
    api.simulator.fail(fault="drop_after_write")
    with pytest.raises(requests.ConnectionError):
        api.create()
    api.simulator.fail(fault="latency", seconds=30)
    with pytest.raises(requests.Timeout):
        api.session.get(f"{api.simulator.url}/api/v1/request/65", timeout=0.2)

    shown = text_of(page(api, "window/calls"))

    assert "POST lost request by a fault" in shown
    assert "GET ... request/65 by a fault" in shown
    assert "2 calls, 0 sign-ins, 1 failed" in shown


def test_what_to_copy_is_what_the_command_prints() -> None:
    python = os.environ.get(PYTHON) or sys.executable
    command = [python, "-m", "tests.simulator", "--port", "0", "--tls", "--exit-with-parent"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        printed = [line.rstrip("\n") for line in takewhile(lambda line: "name:" not in line, lines) if "export" in line]
        variables = dict(line.removeprefix("export ").split("=", 1) for line in printed)
        url, authority = variables["SERVICEOPS_URL"], variables["SERVICEOPS_CA_PATH"]
        answer = requests.get(f"{url}/window/connect", verify=authority, timeout=10)
        process.communicate("")

    assert lines_to_copy(answer.text, "exports") == printed


def test_the_address_of_pages_fits_the_option_of_the_collection(api: Any) -> None:
    made = api.created()
    (line,) = lines_to_copy(page(api, "window/connect"), "page")
    address = line.removeprefix("export SERVICEOPS_WEB_URL=").strip("'").format(resource="request", id=made["id"])

    assert made["name"] in requests.get(address, timeout=10).text
