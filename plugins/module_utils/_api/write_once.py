# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a call that changes something, exactly once: nothing shows afterwards whether it was applied."""

from __future__ import annotations

from collections.abc import Callable

from .call import Call
from .client import Client
from .errors import ServiceOpsError
from .response import Response


def write_once(client: Client, call: Call, doing: str, *, before_repeat: Callable[[], None] | None = None) -> Response:
    """Return the 2xx response to a call, sent again only if the server surely did not work on it.

    ``before_repeat`` is called before that, and may raise. Raises ServiceOpsError, whose message says how long was
    waited.
    """
    retry_budget = client.retry_budget()
    while True:
        try:
            return client.write(call, doing)
        except ServiceOpsError as exc:
            attempt = exc.attempt
            untouched = attempt and not attempt.hopeless and (not attempt.sent or attempt.status == 429)
            if untouched and retry_budget.wait(exc.message, exc.retry_after, repeats=attempt):
                if before_repeat:
                    before_repeat()
                continue
            exc.message += retry_budget.account
            raise


def may_be_applied(error: ServiceOpsError) -> bool:
    """Return whether the server may have done what a call asked for that ended in this error."""
    attempt = error.attempt
    return bool(attempt and attempt.sent and attempt.status != 429)
