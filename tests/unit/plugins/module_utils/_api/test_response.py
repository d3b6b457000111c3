# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an HTTP answer, and how long it asks to wait."""

from __future__ import annotations

import json
import math
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.response import Response, asked_pause, json_of

NOW = 1772352000.0


def response(status: int, body: bytes = b"") -> Response:
    return Response("GET", "https://acme.example/api/v1/request/9", status, {}, body)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff\xfe\x00", b"[" * 100_000, b'["a": 1]'])
def test_what_is_no_json_is_none(body):
    assert json_of(response(200, body)) is None


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_ok(status):
    assert response(status).ok


@pytest.mark.parametrize("status", [100, 199, 300, 302, 400, 500])
def test_nothing_else_is_ok(status):
    assert not response(status).ok


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
def test_the_server_names_the_time_to_wait(headers, seconds):
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


def nested(depth, innermost='"x"'):
    return "[" * depth + innermost + "]" * depth


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("red \x1b[31malert\x1b[0m\x07", "red alert"),
        ("\x1b]8;;https://evil.example\x1b\\link\x9d0;title\x9c", "link"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("a\x00b\x7fc\x85d\x9b2Je", "abcde"),
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        (
            "half \ud83d, whole \U0001f600, family \U0001f468\u200d\U0001f469",
            "half \ufffd, whole \U0001f600, family \U0001f468\u200d\U0001f469",
        ),
    ],
)
@pytest.mark.parametrize("is_ascii", [True, False], ids=["escaped", "as it is"])
def test_text_of_a_server_is_cleaned_when_it_is_read(sent, read, is_ascii):
    body = json.dumps({"a": [{sent: sent}], "b": 1}, ensure_ascii=is_ascii)
    # A careless server escapes nothing, and cuts characters in two.
    raw = body.replace("\\u001b", "\x1b").replace("\\u0000", "\0").encode("utf-8", "surrogatepass")

    found = json_of(response(200, raw))
    assert found["b"] == 1
    (((key, value),),) = (part.items() for part in found["a"])
    # Half a character that is written in UTF-8 is three bytes, each of which is none.
    assert key == value
    assert value.replace("\ufffd" * 3, "\ufffd") == read


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc_"), inner),
        max_leaves=20,
    )
)
def test_a_plain_response_is_read_as_it_is(value):
    assert json_of(response(200, json.dumps(value).encode())) == value


@pytest.mark.parametrize("depth", [500, 5_000, 200_000])
def test_a_value_that_lies_too_deep_is_left_out_and_the_rest_is_read(depth):
    body = f'{{"objectList": [{{"id": 1, "deep": {nested(depth)}}}, {{"id": 2, "]": "[[", "deep": {nested(3)}}}]}}'

    first, second = json_of(response(200, body.encode()))["objectList"]
    assert (first["id"], second) == (1, {"id": 2, "]": "[[", "deep": [[["x"]]]})
    text = json.dumps(first["deep"])
    assert "nested too deeply" in text
    assert text.count("[") < 50


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000])
def test_a_number_without_end_is_none_and_the_rest_is_read(number):
    assert json_of(response(200, f'[{{"id": 1, "n": {number}}}, 10]'.encode())) == [{"id": 1, "n": None}, 10]


@pytest.mark.parametrize("key", ["__ansible_type", "__ansible_vault", "__ansible_unsafe", "_ansible_no_log"])
def test_a_key_of_ansibles_own_is_an_ordinary_one(key):
    assert json_of(response(200, json.dumps({"a": {key: 1}}).encode())) == {"a": {key.lstrip("_"): 1}}


OFF = 120


@pytest.mark.parametrize("skew", [-OFF, 0, OFF, 10 * 365 * 86400])
def test_a_moment_counts_by_the_clock_of_the_server_that_names_it(skew):
    now = 1_772_352_000.0
    server = now + skew
    date = {"date": formatdate(server, usegmt=True)}

    assert asked_pause({**date, "retry-after": formatdate(server + 2, usegmt=True)}, now) == 2
    assert asked_pause({**date, "x-ratelimit-reset": str(int(server) + 2)}, now) == 2
    assert asked_pause({**date, "x-ratelimit-reset": str(int(server * 1000) + 2000)}, now) == 2
    assert asked_pause({**date, "retry-after": "2"}, now) == 2
    assert asked_pause({"date": "yesterday", "retry-after": formatdate(now + 2, usegmt=True)}, now) == 2
