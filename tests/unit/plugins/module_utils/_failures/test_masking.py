# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks like a secret is masked, and what only sounds like one is not."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.masking import (
    credentials,
    masking,
    secret_values,
)

BEGIN, END = (f"-----{word} RSA PRIVATE KEY-----" for word in ("BEGIN", "END"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=hunter2 and more", "password=******** and more"),
        ("DB_PASSWORD = 'a b' x", "DB_PASSWORD = ******** x"),
        ('{"api_key": "k-1", "name": "web1"}', '{"api_key": ********, "name": "web1"}'),
        (r'"{\"token\": \"t-1\", \"a\": 1}"', r'"{\"token\": ********, \"a\": 1}"'),
        ("token => t-1", "token => ********"),
        ("  vault_secret: s-1\nname: web1", "  vault_secret: ********\nname: web1"),
        ("mysqldump --password s-1 --all", "mysqldump --password ******** --all"),
        ("Authorization: Bearer abcdefgh.ij", "Authorization: Bearer ********"),
        ("Authorization: Basic dXNlcjpwdw==", "Authorization: Basic ********"),
        ("at https://jane:s-1@db.example/x", "at https://jane:********@db.example/x"),
        (f"key {BEGIN}\nMIIE\n{END} end", "key ******** end"),
        (f"key {BEGIN}\nMIIE\ncut", "key ********"),
        ("with eyJhbGciOi.eyJzdWIiOi.c2ln", "with ********"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text, shown):
    assert masking(())(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "The password must be longer.",
        "invalid password: must be longer",
        "no token was found",
        "see https://awx.example:8443/#/jobs/playbook/42",
        "a bearer of news",
        "keys=3",
        "--no-password --all",
    ],
)
def test_what_only_sounds_like_a_secret_stays(text):
    assert masking(())(text) == text


def test_known_secrets_are_masked_in_every_form():
    secret = "fake pass/word"
    mask = masking({secret})
    assert mask(f"it said {secret} and fake%20pass%2Fword") == "it said ******** and ********"
    assert base64.b64encode(secret.encode()).decode() not in mask(base64.b64encode(secret.encode()).decode())


def test_variables_whose_names_say_so_are_secrets():
    variables = {
        "db_password": "fake-one",
        "API_TOKEN": "fake-two",
        "deep": {"er": {"client_secret": "fake-three"}},
        "name": "web1-web1",
        "secret_short": "yes",
        "password_length": 16,
        "tokens": ["listed"],
        "TOKEN_CACHE_PATH": "/run/folder",
        "secret_name": "web1/database",
    }
    assert secret_values(variables) == {"fake-one", "fake-two", "fake-three", "listed"}


def test_vaulted_values_are_secrets_whatever_their_name():
    class Vaulted:
        def __str__(self):
            return "fake-vaulted"

    class Locked:
        def __str__(self):
            raise ValueError("no vault password")

    assert secret_values({"a": Vaulted(), "b": Locked()}) == {"fake-vaulted"}


def test_variables_that_hold_themselves_come_to_an_end():
    variables = {"db_password": "fake-one"}
    variables["vars"] = variables
    assert secret_values(variables) == {"fake-one"}


def test_credentials_of_the_connection_are_secrets_however_short():
    environ = {
        "SERVICEOPS_CLIENT_ID": "me",
        "SERVICEOPS_CLIENT_SECRET": "abc",
        "SERVICEOPS_PASSWORD": "d",
        "SERVICEOPS_API_KEY": "ef",
        "SERVICEOPS_ACCESS_TOKEN": "gh",
    }
    assert credentials(environ) == {"abc", "d", "ef", "gh", base64.b64encode(b"me:abc").decode()}


def test_what_a_secrets_name_holds_is_secret_however_deep():
    variables = {
        "ansible_become_pass": "fake-become",
        "db_pwd": "fake-pwd-1",
        "passwords": ["fake-first", {"joe": "fake-joe-1"}],
        "users": [{"name": "joe", "password": "fake-inner"}],
        "bypass": "no-secret",
        "compass_heading": "no-secret",
    }
    found = {"fake-become", "fake-pwd-1", "fake-first", "fake-joe-1", "fake-inner"}
    assert secret_values(variables) == found


@pytest.mark.parametrize("unit", ["\n", "-", "a.", "a-", "x_y ", "pass", "://x:"])
def test_a_text_of_any_make_comes_to_an_end(unit):
    # By a search that begins anew at each character this would take hours.
    text = unit * (300_000 // len(unit))
    assert masking(())(text).startswith(unit[:1]) or unit == "pass"
