# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token of an answer and of a cache file; neither can be trusted to be what it should."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.endpoints import UNSTATED_LIFETIME
from ansible_collections.motadata.serviceops.plugins.module_utils._api.sign_in import token_from_json
from ansible_collections.motadata.serviceops.plugins.module_utils._api.token import (
    Token,
    token_from_record,
)

NOW = 1772352000.0
ANSWER = {
    "access_token": "aaaa.bbbb.cccc",
    "token_type": "bearer",
    "refresh_token": "rrrr",
    "expires_in": 43199,
    "scope": "other-api-scope",
    "jti": "22b4e72f",
}
TOKEN = Token("aaaa.bbbb.cccc", "bearer", "rrrr", "other-api-scope", "22b4e72f", NOW, NOW + 43199)
RECORD = TOKEN._asdict()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_the_response_of_a_real_server_is_read():
    assert token_from_json(ANSWER, NOW, multipart=True) == TOKEN


@pytest.mark.parametrize(
    "response",
    [
        None,
        [],
        "text",
        {},
        {"access_token": None},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": "two words"},
        {"access_token": "line\r\nHost: evil"},
        {"access_token": "ünicode"},
    ],
)
def test_a_response_without_a_usable_token_is_none(response):
    assert token_from_json(response, NOW, multipart=True) is None


@pytest.mark.parametrize(
    ("expires_in", "life"),
    [
        (43199, 43199),
        ("43199", 43199),
        (0.5, 0.5),
        (None, UNSTATED_LIFETIME),
        ("soon", UNSTATED_LIFETIME),
        (0, UNSTATED_LIFETIME),
        (-1, UNSTATED_LIFETIME),
        (True, UNSTATED_LIFETIME),
        (float("nan"), UNSTATED_LIFETIME),
        (float("inf"), UNSTATED_LIFETIME),
        ("٣٦٠٠", UNSTATED_LIFETIME),
        ([], UNSTATED_LIFETIME),
        (10**400, 10 * 365 * 86400),
        ("9" * 5000, 10 * 365 * 86400),
    ],
)
def test_a_lifetime_is_taken_if_it_is_one(expires_in, life):
    token = token_from_json({**ANSWER, "expires_in": expires_in}, NOW, multipart=True)

    assert token.expires_at - NOW == life


def test_without_a_new_refresh_token_the_old_one_stays():
    response = {"access_token": "new", "expires_in": 60}

    assert token_from_json(response, NOW, multipart=True, previous=TOKEN).refresh_token == "rrrr"
    assert token_from_json(response, NOW, multipart=True).refresh_token is None


def test_a_scope_may_be_a_list():
    assert token_from_json({**ANSWER, "scope": ["a", "b"]}, NOW, multipart=True).scope == "a b"


@given(st.dictionaries(st.sampled_from(list(ANSWER)), JSON) | JSON)
def test_no_response_breaks_the_reading(response):
    token = token_from_json(response, NOW, multipart=True)

    assert token is None or token_from_record(token._asdict()) == token


@pytest.mark.parametrize(
    ("age", "min_validity", "valid"),
    [
        (0, None, True),
        (43199 - 61, None, True),
        (43199 - 60, None, False),
        (43199, None, False),
        (43199 - 61, 60, True),
        (43199 - 60, 60, False),
        (43198, 0, True),
        (43199, 0, False),
        (0, 50_000, False),
        (-5, None, True),
        (-6, None, False),
    ],
)
def test_a_token_is_valid_until_a_margin_before_its_end(age, min_validity, valid):
    assert TOKEN.is_valid(NOW + age, min_validity) is valid


def test_a_short_life_has_a_short_margin():
    token = token_from_json({**ANSWER, "expires_in": 100}, NOW, multipart=True)

    assert token.is_valid(NOW + 89)
    assert not token.is_valid(NOW + 90)


def test_seconds_left_are_whole_and_never_negative():
    assert TOKEN.seconds_left(NOW + 0.5) == 43198
    assert TOKEN.seconds_left(NOW + 10**6) == 0


def test_a_kept_token_comes_back_whole():
    assert token_from_record(json.loads(json.dumps(RECORD))) == TOKEN


@pytest.mark.parametrize(
    "change",
    [
        {"access_token": ""},
        {"access_token": "a\nb"},
        {"access_token": None},
        {"token_type": None},
        {"refresh_token": 5},
        {"scope": ["a"]},
        {"issued_at": "now"},
        {"issued_at": True},
        {"expires_at": float("nan")},
        {"expires_at": float("inf")},
        {"expires_at": NOW},
        {"expires_at": NOW - 1},
        {"expires_at": NOW + 1e12},
        {"multipart": "yes"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_file_that_holds_anything_else_is_none(change):
    assert token_from_record({**RECORD, **change}) is None


def test_a_file_that_lacks_something_is_none():
    for key in RECORD:
        assert token_from_record({name: value for name, value in RECORD.items() if name != key}) is None


@pytest.mark.parametrize(
    "change",
    [{"expires_at": 10**400}, {"issued_at": -(10**400)}, {"issued_at": 10**400}],
    ids=["end", "start-below", "start-above"],
)
def test_a_hostile_number_in_a_file_is_no_crash(change):
    assert token_from_record({**RECORD, **change}) is None


@given(st.dictionaries(st.sampled_from(list(RECORD)), JSON).map(lambda change: {**RECORD, **change}) | JSON)
@example({**RECORD, "issued_at": 10**400, "expires_at": 10**400 + 5})
def test_no_file_breaks_the_reading(record):
    token = token_from_record(record)

    if token:
        assert isinstance(token.is_valid(NOW), bool)
        assert token.seconds_left(NOW) >= 0


def test_a_token_does_not_show_its_secrets():
    assert "aaaa" not in repr(TOKEN)
    assert "rrrr" not in repr(TOKEN)
    assert TOKEN.secrets == ("aaaa.bbbb.cccc", "rrrr")
