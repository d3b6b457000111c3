# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an HTTP answer, and how long it asks to wait."""

from __future__ import annotations

import math
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.answer import Answer, asked_pause, json_of

NOW = 1772352000.0


def answer(status: int, body: bytes = b"") -> Answer:
    return Answer("GET", "https://acme.example/api/v1/request/9", status, {}, body)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff\xfe\x00", b"[" * 100_000, b'["a": 1]'])
def test_what_is_no_json_is_none(body):
    assert json_of(answer(200, body)) is None


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_ok(status):
    assert answer(status).ok


@pytest.mark.parametrize("status", [100, 199, 300, 302, 400, 500])
def test_nothing_else_is_ok(status):
    assert not answer(status).ok


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": formatdate(NOW + 30, usegmt=True)}, 30),
        ({"retry-after": "Sun, 01 Mar 2026 09:00:30 +0100"}, 30),
        ({"retry-after": "Sunday, 01-Mar-26 08:00:30 GMT"}, 30),
        ({"retry-after": "7", "x-ratelimit-reset": "99000"}, 7),
        ({"x-ratelimit-reset": "50"}, 0.05),
        ({"x-ratelimit-reset": "1500"}, 1.5),
        ({"x-ratelimit-reset": str(int(NOW) + 9)}, 9),
        ({"x-ratelimit-reset": str(int(NOW + 9) * 1000)}, 9),
        ({"x-ratelimit-reset": str(int(NOW - 9))}, 0),
        ({"retry-after": "nonsense", "x-ratelimit-reset": "1500"}, 1.5),
    ],
)
def test_the_server_says_how_long(headers, seconds):
    assert asked_pause(headers, NOW) == pytest.approx(seconds)


@pytest.mark.parametrize("hint", ["0", formatdate(NOW - 30, usegmt=True)])
def test_retry_after_now_is_a_hint_too(hint):
    assert asked_pause({"retry-after": hint, "x-ratelimit-reset": "5000"}, NOW) == 0


def test_a_date_without_a_zone_is_gmt(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert asked_pause({"retry-after": "Sun Mar  1 08:00:30 2026"}, NOW) == 30
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "soon", "-5", "nan", "inf", "1e999", "None", "\0"),
        *("Sun, 99 Foo 2026", f"Fri, 01 Jan {'9' * 20} 00:00:00 GMT"),
    ],
)
@pytest.mark.parametrize("header", ["retry-after", "x-ratelimit-reset"])
def test_a_hint_that_cannot_be_used_is_none(header, value):
    assert asked_pause({header: value}, NOW) is None


@given(st.text(), st.text())
def test_no_header_breaks_the_policy(retry_after, reset):
    pause = asked_pause({"retry-after": retry_after, "x-ratelimit-reset": reset}, NOW)

    assert pause is None or (pause >= 0 and math.isfinite(pause))
