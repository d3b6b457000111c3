# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task shows in the end, without the secrets that it knows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from .._api.errors import ServiceOpsError
from .._api.redact import redact
from .frame import Outcome

# What a failure without a call says of it.
NO_EXCHANGE = {"status": None, "code": None, "method": None, "url": None}


def result_of(outcome: Outcome, secrets: Iterable[str], bare: Collection[str]) -> dict[str, Any]:
    """Return the result of a task that succeeded; ``bare`` are keys whose value is a secret on purpose."""
    result: dict[str, Any] = {"changed": outcome.changed}
    known = list(secrets)
    for key, value in outcome.values.items():
        result[key] = value if key in bare else without_secrets(value, known)
    if outcome.diff:
        result["diff"] = without_secrets(outcome.diff, known)
    if outcome.failed:
        result.update(failed=True, msg=without_secrets(outcome.failed, known))
    return result


def failure_of(exc: Exception, secrets: Iterable[str]) -> dict[str, Any]:
    """Return the result of a task that failed: one sentence, and what a playbook can branch on."""
    known = list(secrets)
    failure = exchange_of(exc)
    text = exc.message if isinstance(exc, ServiceOpsError) else str(exc)
    return {"msg": without_secrets(text, known), "failure": without_secrets(failure, known)}


def exchange_of(exc: Exception) -> dict[str, Any]:
    """Return what a playbook can branch on; every key is always there."""
    return exc.failure if isinstance(exc, ServiceOpsError) else dict(NO_EXCHANGE)


def without_secrets(value: Any, secrets: list[str]) -> Any:
    """Return ``value`` with the secrets masked in every text that it holds."""
    return value if _is_plain(value, secrets) else _masked(value, secrets)


def _is_plain(value: Any, secrets: list[str]) -> bool:
    """Tell, in one look at all of it, that there is nothing to mask; what cannot be told so is no plain value."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError):
        return False
    return redact(text, secrets) == text


def _masked(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        return _printable(redact(value, secrets))
    if isinstance(value, dict):
        return {
            _printable(redact(key, secrets)) if isinstance(key, str) else key: _masked(part, secrets)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked(part, secrets) for part in value]
    return value


def _printable(text: str) -> str:
    """Return ``text`` with half a character, as a server leaves that cuts one in two, replaced: no core takes it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
