# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that acquires, reuses, renews and forgets the access token."""

from __future__ import annotations

import time
from typing import Any

from .._api.auth import CachedTokenAuth
from .._api.errors import OptionError
from .._api.token import Token
from .._engine.context import TaskResult
from .._resources._times import iso
from .argspec import ArgumentSpec, connection_arguments
from .task import Task, TaskContext, open_client

_NO_TOKEN = dict.fromkeys(("access_token", "token_type", "expires_in", "expires_at", "scope", "source"))


def token_task() -> Task:
    """Return the task of the module that manages the access token; the token is its result on purpose."""
    return Task(token_arguments(), _run, unmasked_keys=frozenset({"access_token"}))


def token_arguments() -> ArgumentSpec:
    """Return the options of the module."""
    return {
        **connection_arguments(),
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "force": {"type": "bool", "default": False},
        "min_validity": {"type": "int", "default": 60},
    }


def _run(context: TaskContext) -> TaskResult:
    if context.params["min_validity"] < 0:
        raise OptionError(f"min_validity is {context.params['min_validity']}: give 0 seconds or more.")
    with open_client(context, sign_in_only=True) as client:
        auth = client.token_auth
        if auth is None:
            raise OptionError("serviceops_token needs client_id, client_secret, username and password.")
        return _absent(context, auth) if context.params["state"] == "absent" else _present(context, auth)


def _present(context: TaskContext, auth: CachedTokenAuth) -> TaskResult:
    validity, force = context.params["min_validity"], context.params["force"]
    if context.check_mode:
        token = None if force else auth.kept(validity)
        source = "cache" if token else "refresh" if not force and auth.renewable() else "login"
        return TaskResult(token is None, _token_values(token, source))
    token, source = auth.obtain(min_validity=validity, force=force)
    if token.seconds_left(time.time()) < validity:
        context.warn(
            f"The new token lives {token.seconds_left(time.time())} s, less than min_validity ({validity} s): "
            "the server decides how long."
        )
    return TaskResult(source != "cache", _token_values(token, source))


def _absent(context: TaskContext, auth: CachedTokenAuth) -> TaskResult:
    found = auth.has_any() if context.check_mode else auth.forget()
    return TaskResult(found, _NO_TOKEN)


def _token_values(token: Token | None, source: str) -> dict[str, Any]:
    if token is None:
        return {**_NO_TOKEN, "source": source}
    return {
        "access_token": token.access_token,
        "token_type": token.token_type,
        "expires_in": token.seconds_left(time.time()),
        "expires_at": iso(token.expires_at * 1000),
        "scope": token.scope,
        "source": source,
    }
