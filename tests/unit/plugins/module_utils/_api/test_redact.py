# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked in every form that a message may hold."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.redact import MASK, redact

SECRETS = st.text(st.characters(codec="utf-8"), min_size=4, max_size=20).filter(lambda s: not set(s) <= {"*"})
AROUND = st.text("<>&= :/", max_size=10)


@given(SECRETS, AROUND, AROUND)
def test_no_form_of_a_secret_is_left(secret, before, after):
    raw = secret.encode()
    forms = [
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        base64.b64encode(raw).decode(),
        base64.b64encode(raw).decode().rstrip("="),
        f"Bearer {secret}",
    ]
    for form in forms:
        assert form not in redact(f"{before}{form}{after}", [secret]).replace(MASK, "\0")


@given(SECRETS)
def test_a_secret_within_another_leaves_no_rest(secret):
    longer = f"{secret}-and-more"

    assert redact(f"[{longer}]", [secret, longer]) == f"[{MASK}]"


@given(st.text(), st.lists(st.text(max_size=3)))
def test_short_words_are_not_taken_for_secrets(text, short):
    assert redact(text, short) == text


def test_a_text_without_a_secret_is_left_as_it_is():
    assert redact("Could not read request 65: HTTP 403.", ["hunter2"]) == "Could not read request 65: HTTP 403."


HARD = "pä\"ss'w\\or/d+1&<x>"


@pytest.mark.parametrize(
    "form",
    [
        json.dumps(HARD),
        json.dumps(HARD, ensure_ascii=False),
        repr(HARD),
        html.escape(HARD),
        quote(HARD),
        quote(HARD, safe="").replace("%C3%A4", "%c3%a4"),
        base64.urlsafe_b64encode(HARD.encode()).decode(),
        quote(HARD, safe="!'()*/"),
        quote(HARD, safe="").replace("%5C", "\\"),
        quote(quote(HARD, safe=""), safe=""),
    ],
    ids=[
        "json",
        "json-utf8",
        "repr",
        "html",
        "percent-with-slash",
        "percent-lower-case",
        "base64-of-urls",
        "percent-as-browsers",
        "percent-in-part",
        "percent-twice",
    ],
)
def test_an_escaped_secret_is_masked_too(form):
    assert MASK in redact(f"the server said {form}", [HARD])


def test_a_token_that_ends_in_a_line_break_is_masked_in_a_quotation():
    token = "abcdefgh\n"

    assert "abcdefgh" not in redact(f"Invalid header value: {'Bearer ' + token!r}", [token])


def test_a_secret_that_is_no_unicode_breaks_nothing():
    assert redact("text", ["pass\udcff"]) == "text"
