# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the result of a task, with secrets masked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from .._api.errors import ServiceOpsError, exchange_of
from .._api.redact import redact
from .._engine.context import TaskResult


def result_of(task_result: TaskResult, secrets: Iterable[str], unmasked_keys: Collection[str]) -> dict[str, Any]:
    """Return the result of a task that succeeded; ``unmasked_keys`` are keys whose value is a secret on purpose."""
    result: dict[str, Any] = {"changed": task_result.changed}
    known = list(secrets)
    for key, value in task_result.values.items():
        result[key] = value if key in unmasked_keys else without_secrets(value, known)
    if task_result.diff:
        result["diff"] = without_secrets(task_result.diff, known)
    if task_result.failed:
        result.update(failed=True, msg=without_secrets(task_result.failed, known))
    return result


def failure_of(exc: Exception, secrets: Iterable[str]) -> dict[str, Any]:
    """Return the result of a task that failed: one sentence, and details for a playbook to test."""
    known = list(secrets)
    failure = exchange_of(exc)
    text = exc.message if isinstance(exc, ServiceOpsError) else str(exc)
    return {"msg": without_secrets(text, known), "failure": without_secrets(failure, known)}


def without_secrets(value: Any, secrets: list[str]) -> Any:
    """Return ``value`` with the secrets masked in every text that it holds."""
    return value if _is_plain(value, secrets) else _masked(value, secrets)


def _is_plain(value: Any, secrets: list[str]) -> bool:
    """Return whether nothing needs masking, by one check of the value as JSON; False if it has no JSON form."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError):
        return False
    return redact(text, secrets) == text


def _masked(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        return _encodable(redact(value, secrets))
    if isinstance(value, dict):
        return {
            _encodable(redact(key, secrets)) if isinstance(key, str) else key: _masked(part, secrets)
            for key, part in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked(part, secrets) for part in value]
    return value


def _encodable(text: str) -> str:
    """Return ``text`` with lone surrogates replaced, which remain of a split character and which no core accepts."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
