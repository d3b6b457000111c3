# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate with which a client shows who it is, for a server or gateway that asks for one."""

from __future__ import annotations

import ssl
from typing import NamedTuple

from .errors import OptionError


class ClientCertificate(NamedTuple):
    """Files in PEM format; without ``key_path`` the first one holds the key, too."""

    path: str
    key_path: str | None = None

    def checked(self) -> str | tuple[str, str]:
        """Return the files for an exchange. Raises OptionError unless they can be read and belong together.

        Errors of the libraries that use them would name none of them.
        """
        for option, path in (("client_cert", self.path), ("client_key", self.key_path)):
            if path:
                _check_readable(option, path)
        passphrase = _NoPassphrase()
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(self.path, self.key_path, passphrase)
        except (OSError, ValueError) as exc:
            raise OptionError(f"{self._named} cannot be used: {_reason(exc, passphrase, self.key_path)}.") from exc
        return (self.path, self.key_path) if self.key_path else self.path

    @property
    def _named(self) -> str:
        key = f" with client_key {self.key_path!r}" if self.key_path else ""
        return f"client_cert {self.path!r}{key}"


def certificate_of(path: str | None, key_path: str | None) -> ClientCertificate | None:
    """Return the certificate of the options, None without one. Raises OptionError."""
    if key_path and not path:
        raise OptionError("client_key is set without client_cert (SERVICEOPS_CLIENT_CERT): set both.")
    return ClientCertificate(path, key_path or None) if path else None


class _NoPassphrase:
    """Answers with none if a key asks for one: otherwise OpenSSL would ask the terminal."""

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self) -> str:
        self.is_asked = True
        return ""


def _check_readable(option: str, path: str) -> None:
    try:
        with open(path, "rb") as file:
            file.read(1)
    except (OSError, ValueError) as exc:
        raise OptionError(f"{option} {path!r} cannot be read where the task runs: {exc}.") from exc


def _reason(exc: Exception, passphrase: _NoPassphrase, key_path: str | None) -> str:
    if passphrase.is_asked:
        return "the key has a passphrase; give one without"
    if "MISMATCH" in str(exc):
        return "the key does not belong to the certificate"
    return "there is no key, or no certificate, in PEM format" + ("" if key_path else "; set client_key for the key")
