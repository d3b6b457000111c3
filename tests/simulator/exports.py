# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that lead the collection to this simulator, as lines for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from .credentials import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME


def account(url: str, authority: str | None) -> dict[str, str]:
    """Return the variables by name; ``authority`` is the file with the certificate of the simulator's authority."""
    return {
        "SERVICEOPS_URL": url,
        "SERVICEOPS_CLIENT_ID": CLIENT_ID,
        "SERVICEOPS_CLIENT_SECRET": CLIENT_SECRET,
        "SERVICEOPS_USERNAME": USERNAME,
        "SERVICEOPS_PASSWORD": PASSWORD,
        **({"SERVICEOPS_CA_PATH": authority} if authority else {}),
    }


def export_lines(variables: Mapping[str, str]) -> str:
    """Return one line for each variable, which a shell takes as it is."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
