# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks like a secret is masked, and what only sounds like one is not."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.masking import (
    credentials,
    is_connection_password,
    masking,
    parts_of,
    texts_in,
    vaulted_in,
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
        ("at https://jane:s@b.example@db.example/x", "at https://jane:********@db.example/x"),
        ("at https://jane@acme.example:s-1@db.example/x", "at https://jane@acme.example:********@db.example/x"),
        (r'{"password": "a\"b", "n": 1}', '{"password": ********, "n": 1}'),
        (r"{'password': 'a\'b', 'n': 1}", "{'password': ********, 'n': 1}"),
        (r'"{\"token\": \"a\\\"b\", \"a\": 1}"', r'"{\"token\": ********, \"a\": 1}"'),
        (r'"login password=\"s-1\" failed"', '"login password=******** failed"'),
        ("password='s 1", "password=********"),
        ('password="s 1\nname: web1', "password=********\nname: web1"),
        (r'"password=\"s 1', '"password=********'),
        ('  password: "s 1"\nname: web1', "  password: ********\nname: web1"),
        ("- token: s-1", "- token: ********"),
        ("mysqldump --password 's 1' --all", "mysqldump --password ******** --all"),
        ("['mysqldump', '--password', 's-1']", "['mysqldump', '--password', ********]"),
        ("at https://jane:s/1@db.example/x", "at https://jane:********@db.example/x"),
        ("at amqp://jane:s/1@db.example:5672", "at amqp://jane:********@db.example:5672"),
        ('password := "s-1" more', "password := ******** more"),
        ("token:=s-1", "token:=********"),
        ("<db><password>s 1</password></db>", "<db><password>********</password></db>"),
        ('<db.Password kind="plain">s-1</db.Password>', '<db.Password kind="plain">********</db.Password>'),
        ("Cookie: session=s-1; route=a\nnext", "Cookie: ********\nnext"),
        ("set-cookie: JSESSIONID=s-1; Path=/", "set-cookie: ********"),
        ("{'Set-Cookie': 'a=\"s 1\"; Path=/', 'n': 1}", "{'Set-Cookie': '********', 'n': 1}"),
        ('"cookies_string": "a=s-1", "n": 1', '"cookies_string": "********", "n": 1'),
        (r'"{\"Cookie\": \"a=s-1\", \"n\": 1}"', r'"{\"Cookie\": \"********\", \"n\": 1}"'),
    ],
)
def test_what_looks_like_a_secret_is_masked(text, shown):
    assert masking(())(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("curl -u joe:s-1 https://db", "curl -u joe:******** https://db"),
        ("curl -sS -ujoe:s-1 https://db", "curl -sS -ujoe:******** https://db"),
        ("curl -U joe:/s-1 https://db", "curl -U joe:******** https://db"),
        ("curl --proxy-user=joe:s-1 https://db", "curl --proxy-user=joe:******** https://db"),
        ("http --user joe:s-1 db", "http --user joe:******** db"),
        ('it ran -u "joe:it\'s 1" db', 'it ran -u "joe:********" db'),
        (r'"it ran -u \"joe:s 1\" db"', r'"it ran -u \"joe:********\" db"'),
        ("['curl', '-u', 'joe:s-1', 'https://db']", "['curl', '-u', 'joe:********', 'https://db']"),
        # It cannot be told from a user and a password.
        ("rsync -u a:b", "rsync -u a:********"),
        ("curl -H 'X-Vault-Token: s-1' https://db", "curl -H 'X-Vault-Token: ********' https://db"),
        ('curl --header "Private-Token: s 1" https://db', 'curl --header "Private-Token: ********" https://db'),
        ("curl -H 'Cookie: a=s-1' https://db", "curl -H 'Cookie: ********' https://db"),
        ("curl -b a=s-1 https://db", "curl -b ******** https://db"),
        ("curl -sS --cookie 'a=s 1' https://db", "curl -sS --cookie '********' https://db"),
        ("mysql -h db -ps-1 -e x", "mysql -h db -p******** -e x"),
        ("mysqldump -P 3306 -p's 1' all", "mysqldump -P 3306 -p'********' all"),
        ("['mariadb-dump', '-ps-1', 'all']", "['mariadb-dump', '-p********', 'all']"),
        ("sshpass -p s-1 ssh web1", "sshpass -p ******** ssh web1"),
        ("sshpass -p's 1' ssh web1", "sshpass -p'********' ssh web1"),
        ("['sshpass', '-p', 's-1', 'ssh']", "['sshpass', '-p', '********', 'ssh']"),
        ("docker login -u joe -p s-1 registry", "docker login -u joe -p ******** registry"),
        ("['podman', 'login', '-p', 's-1']", "['podman', 'login', '-p', '********']"),
        ("az login -u joe -ps-1", "az login -u joe -p********"),
    ],
)
def test_what_commands_are_given_is_masked(text, shown):
    assert masking(())(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Token s1s1s1s1", "Authorization: Token ********"),
        ("> authorization: s1s1s1s1", "> authorization: ********"),
        ("Authorization: Splunk " + "a" * 20, "Authorization: Splunk ********"),
        ("{'Authorization': 'Key s1s1s1s1', 'n': 1}", "{'Authorization': 'Key ********', 'n': 1}"),
        (r'"{\"Authorization\": \"Key s1s1s1s1\"}"', r'"{\"Authorization\": \"Key ********\"}"'),
        ('Authorization: Digest username="joe", response="6c1"', "Authorization: Digest ********"),
    ],
)
def test_a_header_of_any_scheme_is_masked(text, shown):
    assert masking(())(text) == shown


@pytest.mark.parametrize("beginning", ["ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "hvs."])
def test_tokens_of_known_makes_are_masked(beginning):
    assert masking(())(f"it said {beginning}{'a1' * 18}, and more") == "it said ********, and more"


def test_the_key_beside_the_id_of_an_aws_key_is_masked():
    name = "AKIA" + "A1" * 8
    assert masking(())(f"{name}: {'s1/+' * 10} and more") == f"{name}: ******** and more"


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
        "sudo -u root",
        "ps -u root: no such user",
        "rsync -u web1:/srv /tmp",
        "docker run -u 1000:1000 image",
        "date -u 12:30",
        "date -u +%H:%M",
        "at 12:30 it broke",
        "user: joe",
        "curl -U https://db.example:8443/a",
        "git push -u origin main:main",
        "curl -H 'Content-Type: application/json' https://db",
        "Authorization: token required",
        "Authorization: access denied for user jane1",
        "Authorization failed for 10.1.2.34",
        "see https://awx.example:8443/#/users/@me",
        "xoxo-kisses",
        "the glpat- prefix",
        "no key of AKIA" + "A1" * 8 + " was found",
        "see https://[::1]:8443/#/users/@me",
        "see https://db.example:8443/a/mail@acme.example",
        "mysql -u joe -p db",
        "the login failed: ssh -p 2222 web1",
        "mysql -P 3306 --protocol tcp",
        "mkdir -p /srv/login -p",
        "curl -b cookies.txt https://db",
        "the cookie: none was sent",
        "<a>password</a>",
        "type x := y",
    ],
)
def test_what_only_sounds_like_a_secret_stays(text):
    assert masking(())(text) == text


def test_known_secrets_are_masked_in_every_form():
    secret = "fake pass/word"
    mask = masking({secret})
    assert mask(f"it said {secret} and fake%20pass%2Fword") == "it said ******** and ********"
    assert base64.b64encode(secret.encode()).decode() not in mask(base64.b64encode(secret.encode()).decode())


class Vaulted:
    """A value as core 2.16 keeps it until it is used."""

    __ENCRYPTED__ = True

    def __init__(self, text):
        self._text = text

    def __str__(self):
        if self._text is None:
            raise ValueError("no vault password")
        return self._text


def test_vaulted_values_are_secrets_at_any_depth():
    deep = Vaulted("fake-deep")
    for number in range(50):
        deep = {"er": [number, deep]} if number % 2 else [{"er": deep}]
    variables = {"a": Vaulted("fake-vaulted"), "pin": Vaulted("1234"), "locked": Vaulted(None), "deep": deep}
    assert vaulted_in(variables) == {"fake-vaulted", "1234", "fake-deep"}
    assert vaulted_in({"password": "plain", "date": object(), "number": 3}) == set()


def test_variables_that_hold_themselves_come_to_an_end():
    variables = {"secret": Vaulted("fake-one")}
    variables["vars"] = variables
    assert vaulted_in(variables) == {"fake-one"}


@pytest.mark.parametrize(
    ("secret", "parts"),
    [
        ("first-line\n  second-line  \nx\n", {"first-line", "second-line"}),
        ("password: fake-yaml\nnested:\n  - key: 'fake-quoted'", {"fake-yaml", "fake-quoted"}),
        ("[main]\ntoken = fake-ini\nPGPASS=fake-env", {"fake-ini", "fake-env"}),
        ('{"user": "joe", "deep": [{"pw": "fake-json"}, 1234567]}', {"fake-json", "1234567"}),
        ('{\n "pw": "fake-json",\n "yes": true\n}', {"fake-json"}),
        ("{not json", set()),
    ],
)
def test_lines_and_members_of_a_secret_are_secret(secret, parts):
    found = set(parts_of(secret))
    assert {secret, *parts} <= found
    # Short ones are words that any message may hold.
    assert not {"x", "joe", "true"} & found


def test_what_a_hidden_task_returned_is_secret():
    result = {
        "changed": True,
        "msg": "non-zero return code",
        "stdout": "user joe\ntoken=fake-token",
        "results": [{"item": {"word": "fake-word"}, "rc": 0}],
        "short": "yes",
    }
    assert texts_in(result) == {"user joe", "user joe\ntoken=fake-token", "token=fake-token", "fake-token", "fake-word"}


@pytest.mark.parametrize(
    ("name", "is_password"),
    [
        ("ansible_password", True),
        ("ansible_ssh_pass", True),
        ("ansible_become_password", True),
        ("ansible_sudo_pass", True),
        ("ansible_ssh_private_key_passphrase", True),
        ("ansible_httpapi_pass", True),
        ("db_password", False),
        ("ansible_bypass", False),
        ("ansible_password_file", False),
    ],
)
def test_passwords_of_the_connection_go_by_their_names(name, is_password):
    assert is_connection_password(name) == is_password


def test_credentials_of_the_connection_are_secrets_however_short():
    environ = {
        "SERVICEOPS_CLIENT_ID": "me",
        "SERVICEOPS_CLIENT_SECRET": "abc",
        "SERVICEOPS_PASSWORD": "d",
        "SERVICEOPS_API_KEY": "ef",
        "SERVICEOPS_ACCESS_TOKEN": "gh",
    }
    assert credentials(environ) == {"abc", "d", "ef", "gh", base64.b64encode(b"me:abc").decode()}


# Each begins one of the shapes over and over, and ends none.
HOSTILE = (
    "curl ",
    "curl -u a",
    '-u "a:',
    "-H 'token",
    "authorization: a=",
    "ghp_",
    "xoxb-",
    "AKIA",
    "a://b:c",
    "password='\\",
    'password=\\"',
    '\\"',
    "--token '",
    "-token-",
    "\n- pass: '",
)


@pytest.mark.parametrize("unit", ["\n", "-", "a.", "a-", "x_y ", "pass", "://x:", *HOSTILE])
def test_a_text_of_any_make_comes_to_an_end(unit):
    # By a search that begins anew at each character this would take many minutes.
    assert masking(())(unit * (100_000 // len(unit)))
