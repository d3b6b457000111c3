# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source for posts, over real sockets: who may post, and what becomes of a body that nobody expects."""

from __future__ import annotations

import asyncio
import base64
import json
import runpy
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import trustme
from cryptography.hazmat.primitives import serialization

SOURCE = runpy.run_path(str(Path(__file__).resolve().parents[2] / "extensions/eda/plugins/event_source/webhook.py"))
TOKEN = "fake-webhook-token"
SENT = {"Authorization": f"Bearer {TOKEN}"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def posted(body: str, headers: dict[str, str], **options: Any) -> tuple[int, dict[str, Any] | None]:
    """Return the status of a POST, and the event that it made."""

    async def run() -> tuple[int, dict[str, Any] | None]:
        queue: asyncio.Queue[Any] = asyncio.Queue()
        args = {"host": "127.0.0.1", "port": free_port(), "token": TOKEN, **options}
        task = asyncio.create_task(SOURCE["main"](queue, args))
        try:
            status = await _post(f"http://127.0.0.1:{args['port']}/from/serviceops", body, headers)
            return status, queue.get_nowait() if queue.qsize() else None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return asyncio.run(run())


async def _post(url: str, body: str, headers: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as session:
        for attempt in range(100):
            try:
                async with session.post(url, data=body.encode(), headers=headers) as response:
                    return response.status
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05 * (attempt < 99))
    raise AssertionError("The source does not listen.")


def test_a_post_with_the_token_is_an_event_without_it() -> None:
    status, event = posted('{"request": "INC-46", "status": "Open"}', {**SENT, "X-Trace": "1"})

    assert status == 200
    assert event is not None
    assert event["serviceops"].pop("body") == base64.b64encode(json.dumps(event["payload"]).encode()).decode()
    assert event["serviceops"] == {"resource": "request", "event": "pushed", "request": "INC-46"}
    assert event["payload"] == {"request": "INC-46", "status": "Open"}
    assert event["meta"]["endpoint"] == "from/serviceops"
    assert event["meta"]["headers"]["X-Trace"] == "1"
    assert TOKEN not in json.dumps(event)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer fake-other-token"}, {"Authorization": f"Bearer {TOKEN}x"}],
    ids=str,
)
def test_a_post_without_the_right_token_is_refused(headers: dict[str, str]) -> None:
    assert posted('{"request": "INC-46"}', headers) == (401, None)


def test_bearer_is_written_as_one_likes() -> None:
    assert posted('{"request": 65}', {"Authorization": f"bearer {TOKEN}"})[0] == 200
    assert posted('{"request": 65}', {"Authorization": TOKEN}, token=f"Bearer {TOKEN}")[0] == 200


def test_the_token_may_come_in_another_header() -> None:
    status, event = posted('{"request": 65}', {"X-Token": TOKEN}, header="X-Token")

    assert (status, event and event["serviceops"]["request"]) == (200, 65)
    assert TOKEN not in json.dumps(event)


@pytest.mark.parametrize(
    ("body", "request_name"),
    [
        ('{"request": "INC-46"}', "INC-46"),
        ('{"request": "65"}', 65),
        ('{"request": 65}', 65),
        ('{"ticket": {"name": "INC-46"}}', "INC-46"),
        # A placeholder that the server does not know stays as it is.
        ('{"request": "{#Ticket Id#}"}', None),
        # What strangers write names no ticket.
        ('{"request": "{#Ticket Id#}", "subject": "Re: INC-1"}', None),
        ('{"subject": "Like INC-1"}', None),
        ('{"ticket": {"subject": "Like INC-1", "name": "inc-46"}}', "INC-46"),
        ('{"request": "${ticket.INC-1}"}', None),
        ('{"request": "{{ INC-1 }}"}', None),
        # A subject with a quotation mark makes no JSON of the template.
        ('{"request": "INC-46", "subject": "The "new" disk"}', "INC-46"),
        ('{"subject": "The "SHA-256" of INC-3", "request": "INC-46"}', "INC-46"),
        ('{"subject": "The "SHA-256" of INC-3"}', None),
        ('{"request": 65, "subject": "The "new" disk"}', 65),
        ('{"request": {#Ticket Id#}}', None),
        ("", None),
        ("[" * 100_000, None),
        ('{"request": ' + "[" * 900 + "]" * 900 + "}", None),
        ("null", None),
        ('{"request": null}', None),
        ('{"request": true}', None),
        ('{"request": ["INC-46"]}', "INC-46"),
    ],
)
def test_any_body_is_survived(body: str, request_name: Any) -> None:
    status, event = posted(body, SENT)

    assert status == 200
    assert event is not None
    assert event["serviceops"].get("request") == request_name
    assert event["serviceops"]["event"] == ("unreadable" if request_name is None else "pushed")


def test_a_body_that_is_too_large_is_refused() -> None:
    assert posted("x" * (1024 * 1024 + 1), SENT) == (413, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"token": None}, "token is missing or too short: give 8 characters or more."),
        ({"token": "short"}, "token is missing or too short: give 8 characters or more."),
        ({"port": None}, "port is missing: give 1 to 65535."),
        ({"port": 70000}, "port is 70000: give 1 to 65535."),
        ({"colour": "red"}, "Unknown options of webhook: colour."),
        (
            {"keyfile": "key.pem"},
            "keyfile needs a certfile: without one the token would cross the network unencrypted.",
        ),
        ({"certfile": "/nowhere"}, "certfile /nowhere cannot be used: No such file or directory."),
        ({"certfile": __file__, "keyfile": __file__}, r"certfile \S+ and keyfile \S+ cannot be used: .*PEM.*\."),
    ],
    ids=str,
)
def test_a_wrong_option_is_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        asyncio.run(SOURCE["main"](asyncio.Queue(), {"port": 5005, "token": TOKEN, **options}))


def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked(tmp_path: Path) -> None:
    made = trustme.CA().issue_cert("localhost")
    key = serialization.load_pem_private_key(made.private_key_pem.bytes(), None)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    locked = key.private_bytes(*form, serialization.BestAvailableEncryption(b"fake-passphrase"))
    files = {"certfile": str(tmp_path / "cert.pem"), "keyfile": str(tmp_path / "key.pem")}
    Path(files["certfile"]).write_bytes(made.cert_chain_pems[0].bytes())
    Path(files["keyfile"]).write_bytes(locked)
    with pytest.raises(ValueError, match=r"keyfile .* cannot be used"):
        asyncio.run(SOURCE["main"](asyncio.Queue(), {"port": 5005, "token": TOKEN, **files}))
