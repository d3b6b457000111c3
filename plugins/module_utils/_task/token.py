# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acquire, reuse, renew and forget the access token."""

from __future__ import annotations

import time
from typing import Any

from .._api.authorization import KeptToken
from .._api.errors import OptionError
from .._api.token import Token
from .._records._times import iso
from .arguments import token_arguments
from .frame import Frame, Outcome, Task, open_client

_NOTHING = dict.fromkeys(("access_token", "token_type", "expires_in", "expires_at", "scope", "source"))


def token_task() -> Task:
    """Return the task of the module that manages the access token; the token is its result on purpose."""
    return Task(token_arguments(), _run, bare=frozenset({"access_token"}))


def _run(frame: Frame) -> Outcome:
    if frame.params["min_validity"] < 0:
        raise OptionError(f"min_validity is {frame.params['min_validity']}: give 0 seconds or more.")
    with open_client(frame, sign_in_only=True) as client:
        kept = client.kept_token
        if kept is None:
            raise OptionError("serviceops_token needs client_id, client_secret, username and password.")
        return _absent(frame, kept) if frame.params["state"] == "absent" else _present(frame, kept)


def _present(frame: Frame, kept: KeptToken) -> Outcome:
    validity, force = frame.params["min_validity"], frame.params["force"]
    if frame.check_mode:
        token = None if force else kept.kept(validity)
        source = "cache" if token else "refresh" if not force and kept.renewable() else "login"
        return Outcome(token is None, _shown(token, source))
    token, source = kept.obtain(min_validity=validity, force=force)
    if token.seconds_left(time.time()) < validity:
        frame.warn(
            f"The new token lives {token.seconds_left(time.time())} s, less than min_validity ({validity} s): "
            "the server decides how long."
        )
    return Outcome(source != "cache", _shown(token, source))


def _absent(frame: Frame, kept: KeptToken) -> Outcome:
    found = kept.has_any() if frame.check_mode else kept.forget()
    return Outcome(found, _NOTHING)


def _shown(token: Token | None, source: str) -> dict[str, Any]:
    if token is None:
        return {**_NOTHING, "source": source}
    return {
        "access_token": token.access_token,
        "token_type": token.token_type,
        "expires_in": token.seconds_left(time.time()),
        "expires_at": iso(token.expires_at * 1000),
        "scope": token.scope,
        "source": source,
    }
