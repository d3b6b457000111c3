# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive reaches Galaxy whole, with the token in a header and nowhere else."""

from __future__ import annotations

import email
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from .conftest import VERSION

TOKEN = "fake-galaxy-token"


class Galaxy(BaseHTTPRequestHandler):
    """What ansible-galaxy needs of a server: the versions of its API, an upload, and the task that imports it."""

    uploads: ClassVar[list[tuple[str | None, bytes]]] = []
    outcome: ClassVar[dict[str, object]] = {}

    def do_GET(self) -> None:
        task = "/imports/" in self.path
        self._answer(self.outcome if task else {"available_versions": {"v3": "v3/"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.uploads.append((self.headers["Authorization"], body))
        self._answer({"task": f"http://{self.headers['Host']}/api/v3/imports/collections/1/"}, 202)

    def _answer(self, content: dict[str, object], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *dummy: object) -> None:
        """Keep quiet."""


@pytest.fixture
def galaxy() -> Iterator[str]:
    Galaxy.uploads, Galaxy.outcome = [], {"state": "completed", "finished_at": "2026-11-29T12:00:00Z", "messages": []}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Galaxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def archive(prepared):
    ended = prepared.run("build")
    assert ended.returncode == 0, ended.stderr
    return prepared.path / f".build/dist/motadata-serviceops-{VERSION}.tar.gz"


def parts(body: bytes) -> list[bytes]:
    """Return the decoded parts of a multipart body."""
    boundary = body.splitlines()[0].removeprefix(b"--")
    message = b'Content-Type: multipart/form-data; boundary="' + boundary + b'"\r\n\r\n' + body
    return [part.get_payload(decode=True) for part in email.message_from_bytes(message).walk() if part.get_payload()]


def test_the_archive_is_sent_with_the_token(prepared, archive, galaxy):
    ended = prepared.run("publish", GALAXY_TOKEN=TOKEN, GALAXY_URL=galaxy)
    assert ended.returncode == 0, ended.stderr
    ((authorization, body),) = Galaxy.uploads
    assert authorization == f"Token {TOKEN}"
    assert archive.read_bytes() in parts(body)
    assert TOKEN not in ended.stdout + ended.stderr


def test_an_import_that_fails_is_a_failure(prepared, archive, galaxy):
    Galaxy.outcome |= {"state": "failed", "error": {"code": "invalid", "description": "no such namespace"}}
    ended = prepared.run("publish", GALAXY_TOKEN=TOKEN, GALAXY_URL=galaxy)
    assert ended.returncode != 0
    assert "no such namespace" in ended.stdout + ended.stderr


def test_without_a_token_nothing_is_sent(prepared, archive, galaxy):
    ended = prepared.run("publish", GALAXY_TOKEN="", GALAXY_URL=galaxy)
    assert ended.returncode == 1
    assert ended.stderr == "The environment variable GALAXY_TOKEN is not set: it is the token of the namespace.\n"
    assert Galaxy.uploads == []


def test_without_an_archive_nothing_is_sent(checkout, galaxy):
    ended = checkout.run("publish", GALAXY_TOKEN=TOKEN, GALAXY_URL=galaxy)
    assert ended.returncode == 1
    assert ended.stderr == (f"There is no .build/dist/motadata-serviceops-{VERSION}.tar.gz: run make release first.\n")
    assert Galaxy.uploads == []
