# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path of an endpoint that a task names: on the configured server, in its API, and never the token endpoint."""

from __future__ import annotations

import re
from urllib.parse import unquote

from . import endpoints
from .errors import OptionError

# Next to the token endpoint stand others that issue or show tokens.
_SIGN_IN = endpoints.TOKEN_PATH.split("/")[1:-1]


def checked_path(path: str, option: str) -> str:
    """Return ``path`` without blanks around it; raises OptionError, which names ``option``."""
    path = path.strip()
    # What is refused here may hold credentials or a key: it is not repeated.
    if "://" in path or path.startswith("//"):
        raise OptionError(f"{option} names a server: give only the path, for the server is the one of url.")
    if re.search("[?#]", path):
        raise OptionError(f"{option} has a query or a fragment: give only the path, and the parameters in query.")
    if not path.startswith("/api/"):
        raise OptionError(f"{option} {path!r} must begin with /api/, for example /api/v1/change/7.")
    # Servers resolve encoded dots, drop what follows a semicolon, and some take a backslash for a slash.
    parts = [part.partition(";")[0].strip() for part in re.split(r"[/\\]", _decoded(path).removesuffix("/"))[1:]]
    if any(part in ("", ".", "..") for part in parts):
        raise OptionError(f"{option} {path!r} has an empty part, '.' or '..' in it: give the path in full.")
    if [part.casefold() for part in parts[: len(_SIGN_IN)]] == _SIGN_IN:
        raise OptionError(f"{option} {path!r} belongs to the sign-in: use serviceops_token, which keeps the token.")
    return path


def _decoded(path: str) -> str:
    """Return a path without percent-encodings, however often it was encoded."""
    before = ""
    while path != before:
        before, path = path, unquote(path)
    return path
