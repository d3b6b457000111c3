# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an answer that was not asked for: its kind, and the server's own words."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.error_mapping import (
    code_of,
    is_html,
    is_own_not_found,
    may_be_not_found,
    oauth_code_of,
    words_of,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.redact import redact
from ansible_collections.motadata.serviceops.plugins.module_utils._api.response import Response

OWN = {"code": "942", "userMessage": "No such request.", "cause": None}
SPRING = {"timestamp": 1, "status": 404, "error": "Not Found", "path": "/api/v1/request/9"}
PAGE = "<html><head><title>404\n Not  Found</title></head></html>"


def response(status: int, body: object = b"", **headers: str) -> Response:
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return Response("GET", "https://acme.example/api/v1/request/9", status, headers, raw)


@pytest.mark.parametrize(
    ("status", "body", "own", "maybe"),
    [
        (404, OWN, True, True),
        (404, {"userMessage": ""}, False, True),
        (404, {"code": "404", "message": "Not Found"}, False, True),
        (404, SPRING, False, True),
        (404, {"message": "no Route matched"}, False, True),
        (404, b"", False, False),
        (404, PAGE, False, False),
        (404, [], False, False),
        (400, OWN, False, True),
        (400, b"", False, True),
        (500, b"", False, True),
        (500, b" \n", False, True),
        (500, OWN, False, False),
        (403, OWN, False, False),
        (502, b"", False, False),
        (200, OWN, False, False),
    ],
)
def test_only_the_products_own_404_means_gone(status, body, own, maybe):
    assert is_own_not_found(response(status, body)) is own
    assert may_be_not_found(response(status, body)) is maybe


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (OWN, "HTTP 400, code 942: No such request."),
        ({"message": "m", "userMessage": "u"}, "HTTP 400: u"),
        ({"message": "m", "userMessage": " "}, "HTTP 400: m"),
        ({"userMessage": None, "message": "m"}, "HTTP 400: m"),
        (
            {"error": "invalid_grant", "error_description": "Bad credentials"},
            "HTTP 400: Bad credentials",
        ),
        ({"error": "Not Found"}, "HTTP 400: Not Found"),
        ({"code": 7, "userMessage": "two\nlines"}, "HTTP 400, code 7: two lines"),
        ({"other": 1}, 'HTTP 400: {"other": 1}'),
        (b"plain  words", "HTTP 400: plain words"),
        (b"", "HTTP 400 with an empty body"),
        (b" \r\n", "HTTP 400 with an empty body"),
        (PAGE, "HTTP 400: a web page titled '404 Not Found'"),
        (b"<!DOCTYPE html><p>x", "HTTP 400: a web page"),
        (b"\xff", "HTTP 400: \ufffd"),
    ],
)
def test_the_servers_words_are_quoted(body, words):
    assert words_of(response(400, body)) == words


def test_the_code_of_a_foreign_response_is_none_outside_of_the_token_endpoint():
    foreign = response(400, {"error": "invalid_grant", "error_description": "Bad credentials"})

    assert code_of(foreign) is None
    assert oauth_code_of(foreign) == "invalid_grant"
    assert words_of(foreign, oauth_code_of(foreign)) == "HTTP 400, code invalid_grant: Bad credentials"
    assert oauth_code_of(response(400, OWN)) == code_of(response(400, OWN)) == "942"


def test_a_web_page_is_known_by_its_type_or_its_start():
    assert is_html(response(200, b"x", **{"content-type": "text/html;charset=utf-8"}))
    assert is_html(response(200, b"\n <HTML>"))
    assert not is_html(response(200, b'{"a": "<html>"}', **{"content-type": "application/json"}))


@pytest.mark.parametrize("code", [{"a": 1}, ["x"], None, ""])
def test_a_code_is_text_or_a_number(code):
    assert code_of(response(400, {"code": code})) is None


@pytest.mark.parametrize(
    "body",
    [
        {"userMessage": "x" * 10**5},
        {"code": "x" * 10**5},
        {"code": "\n" * 10 + "x", "userMessage": "y"},
        b"x" * 10**5,
        f"<html><title>{'x' * 10**5}</title>",
    ],
    ids=["message", "code", "lines", "text", "title"],
)
def test_a_quotation_is_never_more_than_a_few_lines(body):
    words = words_of(response(500, body))

    assert len(words) < 1000
    assert "\n" not in words


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(lambda v: json.dumps(v).encode()))
def test_no_body_breaks_the_reading(body):
    given_ = response(404, body)

    assert words_of(given_).startswith("HTTP 404")
    assert code_of(given_) is None or isinstance(code_of(given_), str)
    assert may_be_not_found(given_) or not is_own_not_found(given_)


SECRET = "hunter2-correct-horse-battery"


@pytest.mark.parametrize("place", [0, 100, 275, 280, 290, 295])
def test_a_secret_in_the_servers_words_is_not_shown_even_in_part(place):
    given_ = response(400, {"userMessage": "x" * place + SECRET + " was wrong"})

    assert "hunter2"[:4] not in words_of(given_._replace(secrets=(SECRET,)))


TOKEN = "a1f47ac10b58cc4372a5670e02b2c3d479"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"access_token": "{TOKEN}", "refr',
        f"access_token={TOKEN}&token_type=bearer",
        f"<html><title>{TOKEN}</title>{TOKEN}</html>",
        gzip.compress(json.dumps({"access_token": TOKEN}).encode()),
        [{"access_token": TOKEN}],
        {"access_token": [TOKEN], "userMessage": f"issued {TOKEN[:20]}"},
        {"error": TOKEN, "error_description": f"refresh token {TOKEN} is known already"},
        {"code": TOKEN, "refresh_token": "short", "message": "of short: no"},
    ],
    ids=["cut off", "form", "page", "packed", "list", "nested", "error", "repeated"],
)
@pytest.mark.parametrize("status", [200, 400, 502])
def test_a_token_in_any_response_of_the_token_endpoint_is_not_shown_even_in_part(status, body):
    given_ = response(status, body)._replace(may_hold_token=True)
    shown = words_of(given_, oauth_code_of(given_))

    assert TOKEN[:6] not in shown
    assert "short" not in shown
    assert TOKEN[:6] not in str(oauth_code_of(given_))


def test_the_words_of_the_token_endpoint_itself_are_shown():
    given_ = response(400, {"error": "invalid_grant", "error_description": "User jane@acme.example is locked."})

    shown = words_of(given_._replace(may_hold_token=True), "invalid_grant")
    assert shown == "HTTP 400, code invalid_grant: User jane@acme.example is locked."


def test_a_web_token_is_not_shown_whoever_got_it():
    token = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJmYWtlIn0.c2ln"

    assert words_of(response(401, {"userMessage": f"Invalid token {token}!"})) == "HTTP 401: Invalid token ********!"


def test_what_steers_a_terminal_is_not_quoted():
    body = "\x1b[31mred\x1b]0;title\x07 \x9b2J\u202egnp.exe\x00".encode()

    assert words_of(response(500, body)) == "HTTP 500: red gnp.exe"
    assert words_of(response(500, json.dumps({"userMessage": body.decode(), "code": "\ud83d\x07"}))) == (
        "HTTP 500, code \ufffd: red gnp.exe"
    )


@pytest.mark.parametrize("page", ["<title>" * 100_000, "<title" * 100_000, "<title>x" * 100_000 + "</title>"])
def test_a_page_of_titles_is_read_at_once(page):
    before = time.monotonic()
    assert words_of(response(500, "<html>" + page)).startswith("HTTP 500: a web page")
    assert time.monotonic() - before < 2


def test_a_secret_with_two_spaces_is_not_shown():
    words = words_of(response(400, {"userMessage": "the password my  secret is wrong"}))

    assert "secret" not in redact(words, ["my  secret"])
