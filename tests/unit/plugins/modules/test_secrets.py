# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No result holds a secret, whatever the server echoes; the access token of serviceops_token aside."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest

from tests.unit.support.canned import CannedServer, response, routed
from tests.unit.support.running import Modules, run_process
from tests.unit.support.simulated import stored

KEY = {"subject": "x", "requester_email": "jane@acme.example"}
GRANT = {
    "client_id": "client",
    "client_secret": "fake secret/of+client=%",
    "username": "user@acme.example",
    "password": "fake pass&word/+ä?",
}
ACCESS, REFRESH = "fake-access/token+of=this-test", "fake-refresh/token+of=this-test"
KEY_OF_API = "ZmFrZS1h%2Bcm9-key%3D"


def forms(secret):
    plain = base64.b64encode(secret.encode()).decode()
    return {secret, quote(secret, safe=""), quote_plus(secret), plain, plain.rstrip("=")}


WAYS = {"grant": GRANT, "access_token": {"access_token": ACCESS}, "api_key": {"api_key": KEY_OF_API}}
NOBODY = dict.fromkeys(("client_id", "client_secret", "username", "password"))
BASIC = f"{GRANT['client_id']}:{GRANT['client_secret']}"
SENT = {GRANT["client_secret"], GRANT["password"], BASIC}
# What a task with these credentials knows, and so must mask.
KNOWN = {
    "grant": {*SENT, ACCESS, REFRESH},
    "access_token": {ACCESS},
    "api_key": {KEY_OF_API},
}
EVERYTHING = sorted({form for secrets in KNOWN.values() for secret in secrets for form in forms(secret)})


def assert_clean(result, secrets):
    for text in (json.dumps(result), json.dumps(result, ensure_ascii=False), str(result)):
        for form in {form for secret in secrets for form in forms(secret)}:
            assert form not in text


def echo(status=200, **more):
    """Answer with every secret in every place where a server could repeat one."""
    said = " ".join(EVERYTHING)
    return response(status, {"id": 5, "name": "INC-5", "userMessage": said, "code": said[:50], **more})


def token(status=200):
    body = {"access_token": ACCESS, "refresh_token": REFRESH, "token_type": "bearer", "expires_in": 43199}
    body["scope"] = f"{ACCESS} {GRANT['password']}"
    return response(status, body)


def record():
    said = EVERYTHING
    return {
        "id": 5,
        "name": "INC-5",
        "subject": "x",
        "requesterEmail": "jane@acme.example",
        "description": " ".join(said),
        "tags": said,
        "customField": dict.fromkeys(said, said),
        "fresh": {"deep": [said]},
    }


@pytest.fixture(params=WAYS)
def way(request):
    return {**NOBODY, **WAYS[request.param]}


@pytest.fixture
def clean(request):
    secrets = KNOWN[request.node.callspec.params["way"]]
    return lambda result: assert_clean(result, secrets)


def test_a_server_that_echoes_everything_shows_nothing(tmp_path, way, clean):
    responses = routed(token=token(), search=response(200, {"objectList": [record()]}), GET=response(200, record()))
    with CannedServer(responses) as server:
        modules = Modules(server.url, tmp_path, **way)
        clean(modules.info(id=5))
        clean(modules.request(id=5))
        clean(modules.request(check=True, id=5, subject="y", description="new", tags=[]))
        clean(modules.request(id=5, subject="y", priority="High", retry_timeout=0))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503])
def test_a_failure_that_echoes_everything_shows_nothing(tmp_path, way, clean, status):
    responses = routed(token=token(), search=echo(status), GET=echo(status), POST=echo(status))
    with CannedServer(responses) as server:
        modules = Modules(server.url, tmp_path, **way, retry_timeout=0)
        clean(modules.info())
        clean(modules.request(**KEY))
        clean(modules.request(id=5))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503, 200])
def test_a_refused_sign_in_that_echoes_everything_shows_nothing(tmp_path, status):
    with CannedServer(echo(status)) as server:
        modules = Modules(server.url, tmp_path, **GRANT, retry_timeout=0)
        for result in (modules.token(), modules.info(), modules.request(**KEY)):
            assert result["failed"] is True
            assert_clean(result, SENT)


def test_a_redirect_that_echoes_everything_shows_nothing(tmp_path, way, clean):
    target = "http://elsewhere.example/" + quote(ACCESS, safe="") + "/" + quote(GRANT["password"], safe="")
    with CannedServer(routed(token=token(), search=response(302, Location=target))) as server:
        clean(Modules(server.url, tmp_path, **way).info())


def test_the_token_module_shows_the_access_token_alone(tmp_path):
    with CannedServer(token()) as server:
        result = Modules(server.url, tmp_path, **GRANT).token()
    assert result.pop("access_token") == ACCESS
    assert_clean(result, KNOWN["grant"])


def test_a_refused_refresh_token_is_not_shown(modules, simulator):
    simulator.switch(token_lifetime=5)
    modules.token()
    simulator.revoke_tokens(refresh=True)
    simulator.change_password("fake-new-password")
    result = modules.token(min_validity=60)
    assert result["failed"] is True
    assert "eyJ" not in json.dumps(result)


def test_warnings_hold_no_secret(tmp_path):
    later = response(503, Retry_After="0.01")
    busy = routed(token=token(), search_1=later, search=response(200, []), POST=response(200, record()))
    with CannedServer(busy) as server:
        result = Modules(server.url, tmp_path, **GRANT).request(**KEY, custom_fields={ACCESS: "x"}, category="y")
    assert len(result["warnings"]) >= 2
    assert_clean(result["warnings"], KNOWN["grant"])


def test_a_process_prints_no_secret_of_its_environment(simulator, tmp_path):
    environ = {**simulator.environment, "SERVICEOPS_TOKEN_CACHE_PATH": str(tmp_path / "kept")}
    for options in (KEY, {"id": 999}):
        text = json.dumps(run_process("serviceops_request", environ, **options))
        for secret in (simulator.password, simulator.client_secret, "eyJ"):
            assert secret not in text
    assert len(stored(simulator)) == 1


def test_a_token_that_ends_in_a_line_break_is_not_shown(tmp_path):
    """The usual slip of a file look-up."""
    with CannedServer(response(200, {"objectList": []})) as server:
        result = Modules(server.url, tmp_path, **NOBODY, access_token=ACCESS + "\n").info()
    assert_clean(result, KNOWN["access_token"])


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    "body",
    [
        f'{{"access_token": "{ACCESS}1234", "refresh_',
        f"access_token={ACCESS}1234",
        f"<html><title>{ACCESS}1234</title>",
    ],
    ids=["cut off", "form", "page"],
)
def test_a_token_answer_that_cannot_be_read_is_not_shown(tmp_path, status, body):
    with CannedServer(response(status, body)) as server:
        modules = Modules(server.url, tmp_path, **GRANT, retry_timeout=0)
        for result in (modules.token(), modules.info(), modules.verify()):
            assert result["failed"] is True
            assert ACCESS[:8] not in json.dumps(result)


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"access_token": "{ACCESS}1234"}}\r\n\r\n',
        f'HTTP/1.1 {{"access_token": "{ACCESS}1234"}}\r\n\r\n',
        f'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{{"access_token": "{ACCESS}1234"}}\r\n',
        f"HTTP/1.1 302 Found\r\nLocation: https://{ACCESS[:11]}:x@elsewhere.example/{ACCESS}?{ACCESS}\r\n\r\n",
        f"HTTP/1.1 302 Found\r\nLocation: http://[{ACCESS}\r\nContent-Length: 0\r\n\r\n",
        f"HTTP/1.1 200 OK\r\nContent-Length: {ACCESS}\r\nContent-Encoding: gzip\r\n\r\n{ACCESS}",
    ],
    ids=["no status", "odd status", "chunk", "redirect", "no address", "headers"],
)
def test_what_no_library_can_read_is_not_shown(tmp_path, raw):
    with CannedServer(raw.encode()) as server:
        for result in (Modules(server.url, tmp_path, **GRANT, retry_timeout=0).token(),):
            assert result["failed"] is True
            assert ACCESS[:8] not in json.dumps(result)
            assert ("redirect" in result["msg"]) is ("Location" in raw)


def test_an_address_with_credentials_is_not_shown(tmp_path):
    modules = Modules("https://robot:hunter2@acme.example", tmp_path)
    for result, said in ((modules.info(), "url holds credentials"), (modules.info(nonsense=1), "nonsense")):
        assert said in result["msg"]
        assert "hunter2" not in json.dumps(result)
