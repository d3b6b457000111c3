# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server, and which one way to sign in, is chosen of what the task and the environment say."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import (
    CREDENTIAL_OPTIONS,
    Connection,
    GivenCredential,
    PasswordGrant,
    choose_connection,
    variable,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import OptionError

GRANT = {"client_id": "hh-client", "client_secret": "cs", "username": "jane", "password": "pw"}
UNSET = {
    **dict.fromkeys(CREDENTIAL_OPTIONS),
    "url": "https://acme.example",
    "validate_certs": True,
    "ca_path": None,
    "timeout": 30.0,
    "retry_timeout": 60.0,
    "token_cache": True,
    "token_cache_path": None,
}


def choose(*, environ=None, sign_in_only=False, **options) -> Connection:
    surroundings = {variable(name): value for name, value in (environ or {}).items()}
    return choose_connection({**UNSET, **options}, surroundings, sign_in_only=sign_in_only)


def refusal(**described) -> str:
    with pytest.raises(OptionError) as caught:
        choose(**described)
    return caught.value.message


@pytest.mark.parametrize(
    ("options", "environ", "expected"),
    [
        (GRANT, {}, PasswordGrant(**GRANT)),
        ({}, GRANT, PasswordGrant(**GRANT)),
        ({"access_token": "t"}, {}, GivenCredential("Bearer", "t")),
        ({"api_key": "k%2B"}, {}, GivenCredential("Apikey", "k%2B")),
        ({"access_token": "t", "api_key": "k", **GRANT}, {}, GivenCredential("Bearer", "t")),
        ({"api_key": "k", **GRANT}, {}, GivenCredential("Apikey", "k")),
        ({}, {"access_token": "t", "api_key": "k", **GRANT}, GivenCredential("Bearer", "t")),
        ({}, {"api_key": "k", **GRANT}, GivenCredential("Apikey", "k")),
        # The task wins, whatever the environment says.
        ({"api_key": "k"}, {"access_token": "t", **GRANT}, GivenCredential("Apikey", "k")),
        (GRANT, {"access_token": "t", "api_key": "k"}, PasswordGrant(**GRANT)),
        # The parts of one grant may come from both.
        ({"username": "john"}, GRANT, PasswordGrant(**{**GRANT, "username": "john"})),
        ({"username": "john"}, {**GRANT, "access_token": "t"}, PasswordGrant(**{**GRANT, "username": "john"})),
        # An empty value says nothing.
        ({"access_token": "", "api_key": "k"}, {}, GivenCredential("Apikey", "k")),
        ({"access_token": ""}, {"access_token": "", "api_key": "k"}, GivenCredential("Apikey", "k")),
        ({"password": ""}, GRANT, PasswordGrant(**GRANT)),
    ],
)
def test_one_way_to_sign_in_is_chosen(options, environ, expected):
    chosen = choose(environ=environ, **options).credentials
    assert (type(chosen), chosen[:4]) == (type(expected), expected[:4])


def test_asking_for_a_token_takes_the_password_grant():
    chosen = choose(environ={"access_token": "t", "api_key": "k"}, sign_in_only=True, access_token="t", **GRANT)

    assert chosen.credentials[:4] == PasswordGrant(**GRANT)[:4]


def test_everything_that_is_missing_is_named_with_its_variable():
    assert refusal() == (
        "Cannot sign in to ServiceOps: missing client_id (SERVICEOPS_CLIENT_ID), "
        "client_secret (SERVICEOPS_CLIENT_SECRET), username (SERVICEOPS_USERNAME), password (SERVICEOPS_PASSWORD). "
        "Set the option or its variable, or access_token (SERVICEOPS_ACCESS_TOKEN), or api_key (SERVICEOPS_API_KEY)."
    )


def test_only_what_is_missing_is_named():
    assert refusal(environ={"client_id": "c", "username": "u"}, client_secret="s") == (
        "Cannot sign in to ServiceOps: missing password (SERVICEOPS_PASSWORD). Set the option or its variable."
    )


def test_an_access_token_is_not_offered_if_the_task_is_to_obtain_one():
    assert "SERVICEOPS_ACCESS_TOKEN" not in refusal(sign_in_only=True)


def test_a_partial_task_does_not_fall_back_to_another_way_of_the_environment():
    assert "missing client_id" in refusal(environ={"access_token": "t"}, username="jane")


def test_a_colon_in_the_client_id_is_refused():
    assert "client_id holds a colon" in refusal(**{**GRANT, "client_id": "a:b"})


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://acme.example", "https://acme.example"),
        ("https://acme.example/", "https://acme.example"),
        (" https://acme.example//\n", "https://acme.example"),
        ("https://gw.example/itsm/v2/", "https://gw.example/itsm/v2"),
        ("HTTPS://acme.example:8443", "https://acme.example:8443"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://acme.example?", "https://acme.example"),
        # One server has one address, by which its token, its locks and its records are known.
        ("https://ACME.Example:443/Gateway", "https://acme.example/Gateway"),
        ("HTTP://ACME.EXAMPLE:80", "http://acme.example"),
        ("https://acme.example:", "https://acme.example"),
        ("https://acme.example:0443", "https://acme.example"),
        ("https://acme.example:80", "https://acme.example:80"),
        ("http://acme.example:443", "http://acme.example:443"),
        ("https://[FE80::1]:443", "https://[fe80::1]"),
    ],
)
def test_an_address_is_kept_with_its_prefix(url, kept):
    assert choose(url=url, api_key="k").url == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "The server is not known: set url (SERVICEOPS_URL), for example https://"),
        ("", "The server is not known: set url (SERVICEOPS_URL), for example https://"),
        ("acme.example", "url 'acme.example' lacks its scheme or host"),
        ("//acme.example", "lacks its scheme or host"),
        ("ftp://acme.example", "lacks its scheme or host"),
        ("https://", "lacks its scheme or host"),
        ("https:///x", "lacks its scheme or host"),
        ("https://acme.example:99999", "url is not a valid address"),
        ("https://acme.example:http", "url is not a valid address"),
        ("https://[::1", "url is not a valid address"),
        ("https://jane:pw@acme.example", "url holds credentials: take them out and set client_id"),
        ("https://jane@acme.example", "url holds credentials"),
        ("https://acme.example/?a=1", "has a query or a fragment"),
        ("https://acme.example/#top", "has a query or a fragment"),
        (
            "https://acme.example/api",
            "url 'https://acme.example/api' ends in /api, which the collection adds itself: give https://acme.example.",
        ),
        (
            "https://acme.example/API/v1/",
            "ends in /API/v1, which the collection adds itself: give https://acme.example.",
        ),
        (
            "https://acme.example/itsm/api/v2",
            "ends in /api/v2, which the collection adds itself: give https://acme.example/itsm.",
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(url, words):
    assert words in refusal(url=url, api_key="k")


@pytest.mark.parametrize("url", ["https://acme.example/my-api", "https://acme.example/api/gateway", "https://api"])
def test_an_address_that_only_has_api_in_it_is_kept(url):
    assert choose(url=url, api_key="k").url == url


def test_an_address_of_the_environment_is_named_with_its_variable():
    assert "url 'acme' (SERVICEOPS_URL) lacks" in refusal(url=None, environ={"url": "acme"}, api_key="k")


def test_each_part_of_a_grant_names_its_origin():
    options = {"username": "jane", "password": "fake-password", "client_id": ""}
    environ = {
        "SERVICEOPS_CLIENT_ID": "c",
        "SERVICEOPS_CLIENT_SECRET": "fake-secret",
        "SERVICEOPS_PASSWORD": "fake-other",
    }
    grant = choose_connection({**UNSET, **options}, environ, variables=["password"]).credentials
    assert grant.named("client_id", "client_secret", "username", "password") == (
        "client_id (environment variable SERVICEOPS_CLIENT_ID), "
        "client_secret (environment variable SERVICEOPS_CLIENT_SECRET), "
        "username (option) and password (variable serviceops_password)"
    )


@pytest.mark.parametrize("url", ["https://acme example", "https://@acme.example", "https://acme\\example"])
def test_an_address_that_no_client_takes_is_refused(url):
    assert "url" in refusal(url=url, api_key="k")


@pytest.mark.parametrize(
    "url", ["ftp://jane:hunter2@acme.example", "jane:hunter2@acme.example", "https://j:hun/ter2@a"]
)
def test_a_password_in_the_address_is_not_repeated(url):
    assert "hun" not in refusal(url=url, api_key="k")


@given(st.text())
def test_any_address_is_taken_or_explained(url):
    try:
        taken = choose(url=url, api_key="k").url
    except OptionError as exc:
        taken, explained = "", exc.message
    else:
        explained = ""

    assert taken.startswith(("http://", "https://")) or "url" in explained


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("timeout", 0, "timeout is 0: give 1 s or more."),
        ("timeout", -1, "timeout is -1: give 1 s or more."),
        ("retry_timeout", -0.5, "retry_timeout is -0.5: give 0 s or more."),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(option, value, words):
    assert refusal(api_key="k", **{option: value}) == words


@pytest.mark.parametrize(
    ("option", "value"), [("timeout", float("nan")), ("timeout", float("inf")), ("retry_timeout", float("nan"))]
)
def test_what_is_no_number_of_seconds_is_refused(option, value):
    assert option in refusal(api_key="k", **{option: value})


def test_no_waiting_is_allowed():
    assert choose(api_key="k", retry_timeout=0).retry_timeout == 0


@pytest.mark.parametrize("option", ["access_token", "api_key"])
@pytest.mark.parametrize("value", ["abc\r\nX-Header: 1", "abc def\x00", "abcü"])
def test_a_credential_that_no_header_can_carry_is_explained_without_showing_it(option, value):
    message = refusal(**{option: value})

    assert option in message
    assert "abc" not in message


@pytest.mark.parametrize("option", ["access_token", "api_key"])
def test_the_line_break_at_the_end_of_a_file_is_no_part_of_a_credential(option):
    assert choose(**{option: "abcdefgh\n"}).credentials.secrets == ("abcdefgh",)


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("http://acme.example", True),
        ("http://10.0.0.1", True),
        ("https://acme.example", False),
        ("http://localhost:8080", False),
        ("http://sim.localhost", False),
        ("http://127.0.0.2", False),
        ("http://[::1]:8080", False),
    ],
)
def test_http_beyond_this_machine_is_exposed(url, exposed):
    assert choose(url=url, api_key="k").is_exposed is exposed


def test_basic_is_base64_of_the_client():
    assert base64.b64decode(PasswordGrant("hh-client", "s:ü", "u", "p").basic).decode() == "hh-client:s:ü"


@pytest.mark.parametrize("given_", [GRANT, {"access_token": "SECRETTOKEN"}, {"api_key": "SECRETKEY"}])
def test_nothing_shows_its_secrets(given_):
    connection = choose(**{**given_, "client_secret": "SECRETCLIENT", "password": "SECRETPASS"})

    assert "SECRET" not in repr(connection)
    for secret in connection.credentials.secrets:
        assert secret not in repr(connection)


def test_the_basic_header_counts_as_a_secret():
    grant = PasswordGrant(**GRANT)

    assert set(grant.secrets) == {"cs", "pw", grant.basic}
