# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look again before a record counts as missing: a search may be behind, a write may be applied late."""

from __future__ import annotations

import math
import time
from typing import Any, Callable

from . import endpoints
from .retry import RetryBudget

# When to look again, as parts of the whole time.
_PARTS = (1 / 12, 3 / 12, 6 / 12, 1)


def look_until_settled(
    look: Callable[[], Any], retry_budget: RetryBudget, why: str, seconds: float | None = None
) -> tuple[Any, bool]:
    """Return the first that ``look`` finds within ``seconds``, and whether it looked for so long.

    The default is ``endpoints.SETTLING``. ``why`` is the reason for the waiting, which ``retry_budget`` announces and
    bounds. An error of ``look`` ends it.
    """
    seconds = endpoints.SETTLING if seconds is None else seconds
    announced: str | None = f"{why.rstrip('.')}; looking again for {math.ceil(seconds)} s."
    begin = time.monotonic()
    found = look()
    for part in _PARTS:
        if found is not None:
            return found, False
        pause = begin + part * seconds - time.monotonic()
        if pause <= 0 and part < 1:
            # The last look took longer; only the one at the end has to be.
            continue
        if not retry_budget.pause(max(0.0, pause), announced):
            return None, False
        announced = None
        before = time.monotonic()
        found = look()
        retry_budget.spend(time.monotonic() - before)
    return found, True
