# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A path that a task names stays on the server, in its API and away from the sign-in."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.api_path import checked_path
from tests.unit.support.clients import raised


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/request/65",
        "/api/v1/request/",
        "/api/v1/asset/My PC",
        "/api/v1/asset/50%25",
        "/api/v1/oauth/token",
        "/api/v1/..hidden",
    ],
)
def test_a_path_of_the_api_is_taken_as_it_is(path):
    assert checked_path(path, "path") == path


def test_blanks_around_a_path_are_dropped():
    assert checked_path(" /api/v1/request\n", "path") == "/api/v1/request"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "path '' must begin with /api/, for example /api/v1/change/7."),
        ("api/v1/request", "path 'api/v1/request' must begin with /api/"),
        ("/apis/v1", "must begin with /api/"),
        ("/API/v1", "must begin with /api/"),
        ("https://acme.example/api/v1/request", "path names a server: give only the path"),
        ("//acme.example/api/v1/request", "path names a server"),
        (
            "/api/v1/request?offset=0",
            "path has a query or a fragment: give only the path, and the parameters in query.",
        ),
        ("/api/v1/request#top", "path has a query or a fragment"),
        *(
            (path, "has an empty part, '.' or '..' in it: give the path in full.")
            for path in (
                "/api/../admin",
                "/api/v1/..",
                "/api/v1/./request",
                "/api//oauth/token",
                "/api/v1/%2e%2E/oauth/token",
                "/api/v1/%252e%252e/oauth/token",
                "/api/v1/..%2foauth/token",
                "/api/v1/..\\oauth\\token",
                "/api/v1/..;x=1/oauth/token",
            )
        ),
        *(
            (path, "belongs to the sign-in: use serviceops_token, which keeps the token.")
            for path in (
                "/api/oauth/token",
                "/api/oauth/token/",
                "/api/OAuth/token.json",
                "/api/oauth;x=1/token",
                "/api/%6fauth/token",
                "/api/oauth%2Ftoken",
                "/api/oauth\\token",
                "/api/oauth/check_token",
            )
        ),
    ],
)
def test_any_other_path_is_refused(path, words):
    assert words in raised(lambda: checked_path(path, "path")).message


def test_credentials_in_an_address_are_not_repeated():
    assert "fake" not in raised(lambda: checked_path("https://me:fake@acme.example/api/v1", "path")).message
    assert "fake" not in raised(lambda: checked_path("/api/v1/request?key=fake", "path")).message


def test_the_message_names_the_option():
    assert raised(lambda: checked_path("x", "creates.path")).message.startswith("creates.path 'x' must begin")
