# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS with a certificate of an authority of its own, which nobody trusts unless told to."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


def make_certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return a server's context with a certificate for ``name``, and the file of the authority that signed it."""
    authority = trustme.CA(organization_name="Simulator of ServiceOps")
    file = folder / "simulator-ca.pem"
    authority.cert_pem.write_to_path(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context, file
