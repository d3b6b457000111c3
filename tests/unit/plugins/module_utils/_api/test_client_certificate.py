# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that asks for a certificate of the client gets it, and files that cannot serve are named."""

from __future__ import annotations

import os
import ssl
from contextlib import closing
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from ansible_collections.motadata.serviceops.plugins.module_utils._api.call import Call
from ansible_collections.motadata.serviceops.plugins.module_utils._api.client_certificate import (
    ClientCertificate,
    certificate_of,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._api.connection import Connection
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import NoAnswerError, OptionError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.transport import Transport
from tests.simulator.certificate import make_certificate
from tests.unit.support.canned import CannedServer, response
from tests.unit.support.clients import TOKEN, raised

READ = Call("GET", "/api/v1/request/65")


class Files:
    """The files of one test: the server's authority, and a client's certificate, its key and both of them."""

    def __init__(self, folder):
        self.context, authority = make_certificate("127.0.0.1", folder)
        self.ca_path = str(authority)
        clients = trustme.CA()
        clients.configure_trust(self.context)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.cert, self.key, self.both = self._issued(clients, folder, "client")
        self.stranger_cert, self.stranger_key, self.stranger = self._issued(trustme.CA(), folder, "stranger")

    @staticmethod
    def _issued(authority, folder, name):
        issued = authority.issue_cert("robot@acme.example")
        cert, key, both = (folder / f"{name}-{part}.pem" for part in ("cert", "key", "both"))
        issued.cert_chain_pems[0].write_to_path(cert)
        issued.private_key_pem.write_to_path(key)
        issued.private_key_and_cert_chain_pem.write_to_path(both)
        return str(cert), str(key), str(both)

    def wrap(self, connection):
        secured = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        try:
            secured.do_handshake()
        except ssl.SSLError:
            # What is left unread resets the connection, and the client may then miss the reason.
            secured.settimeout(None)
            while os.read(secured.fileno(), 65536):
                pass
            raise
        return secured


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return Files(tmp_path_factory.mktemp("certificates"))


def exchange(url, files, *paths):
    certificate = certificate_of(*paths) if paths else None
    options = {"ca_path": files.ca_path, "timeout": 5, "client_certificate": certificate}
    with closing(Transport(Connection(url.replace("http:", "https:"), TOKEN, **options))) as transport:
        return transport.exchange(READ, "Bearer fake")


def test_a_server_gets_the_certificate_with_its_key_beside_or_inside_it(files):
    with CannedServer(response(), wrap=files.wrap) as server:
        assert exchange(server.url, files, files.cert, files.key).status == 200
        assert exchange(server.url, files, files.both, None).status == 200
        assert exchange(server.url, files, files.both, "").status == 200


def test_a_proxy_is_passed_with_the_certificate(files, monkeypatch):
    asked = []

    def tunnel(connection):
        asked.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        return files.wrap(connection)

    with CannedServer(response(), wrap=tunnel) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert exchange("https://127.0.0.1:9", files, files.cert, files.key).status == 200
    assert asked[0].startswith(b"CONNECT 127.0.0.1:9 ")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("given", ["none", "stranger"])
def test_a_server_that_refuses_the_certificate_is_a_failure_that_names_the_option(tmp_path, version, given):
    files = Files(tmp_path)
    files.context.maximum_version = version
    paths = (files.stranger_cert, files.stranger_key) if given == "stranger" else ()
    with CannedServer(response(), wrap=files.wrap) as server:
        error = raised(lambda: exchange(server.url, files, *paths))
        assert server.calls == []
    assert isinstance(error, NoAnswerError)
    assert error.message.startswith("TLS with https://127.0.0.1:")
    assert error.message.endswith("The server refused it: check url, and client_cert, for which it may ask.")
    assert error.attempt.hopeless


def refusal(files, *paths):
    with CannedServer(response(), wrap=files.wrap) as server:
        error = raised(lambda: exchange(server.url, files, *paths))
    assert isinstance(error, OptionError)
    assert server.calls == []
    return error.message


def test_a_file_that_cannot_be_read_is_named_by_its_option(files, tmp_path):
    missing = str(tmp_path / "missing.pem")
    assert refusal(files, missing, None).startswith(f"client_cert {missing!r} cannot be read where the task runs: ")
    assert refusal(files, files.cert, missing).startswith(f"client_key {missing!r} cannot be read where the task runs")
    assert refusal(files, str(tmp_path), None).startswith("client_cert ")


def test_a_key_that_does_not_belong_to_the_certificate_is_refused(files):
    message = refusal(files, files.cert, files.stranger_key)
    assert message == (
        f"client_cert {files.cert!r} with client_key {files.stranger_key!r} cannot be used: the key does not belong to "
        "the certificate."
    )


def test_a_certificate_without_a_key_is_refused(files):
    message = refusal(files, files.cert, None)
    assert message == (
        f"client_cert {files.cert!r} cannot be used: there is no key, or no certificate, in PEM format; set client_key "
        "for the key."
    )


def test_a_file_that_holds_no_certificate_is_refused(files, tmp_path):
    file = tmp_path / "empty.pem"
    file.write_text("nothing\n")
    assert "there is no key, or no certificate, in PEM format." in refusal(files, str(file), files.key)
    assert "there is no key, or no certificate, in PEM format." in refusal(files, files.cert, str(file))


def test_a_key_with_a_passphrase_is_refused_without_a_question(files, tmp_path):
    key = load_pem_private_key(Path(files.key).read_bytes(), None)
    encryption = BestAvailableEncryption(b"fake-passphrase")
    file = tmp_path / "encrypted.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    assert "the key has a passphrase; give one without." in refusal(files, files.cert, str(file))
    file.write_bytes(file.read_bytes() + Path(files.cert).read_bytes())
    assert "the key has a passphrase; give one without." in refusal(files, str(file), None)


def test_a_key_without_a_certificate_is_refused():
    error = raised(lambda: certificate_of(None, "/etc/pki/robot.key"))
    assert error.message == "client_key is set without client_cert (SERVICEOPS_CLIENT_CERT): set both."
    assert certificate_of(None, None) is certificate_of("", "") is None
    assert certificate_of("/etc/pki/robot.pem", "") == ClientCertificate("/etc/pki/robot.pem")
