# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look again and again before nothing counts as nothing: a search may be behind, a write may be applied late."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, Callable

from . import contract

if TYPE_CHECKING:
    from .retry import Patience

# When it is looked again, as parts of the whole time.
_PARTS = (1 / 12, 3 / 12, 6 / 12, 1)


def look_until_settled(
    look: Callable[[], Any], patience: Patience, why: str, seconds: float | None = None
) -> tuple[Any, bool]:
    """Return the first that ``look`` finds within ``seconds`` (of the contract), and whether it looked for so long.

    ``why`` is the reason for the waiting, which ``patience`` says and bounds. What ``look`` raises ends it.
    """
    seconds = contract.SETTLING if seconds is None else seconds
    said: str | None = f"{why.rstrip('.')}; looking again for {math.ceil(seconds)} s."
    begin = time.monotonic()
    found = look()
    for part in _PARTS:
        if found is not None:
            return found, False
        pause = begin + part * seconds - time.monotonic()
        if pause <= 0 and part < 1:
            # The last look took longer; only the one at the end has to be.
            continue
        if not patience.pause(max(0.0, pause), said):
            return None, False
        said = None
        before = time.monotonic()
        found = look()
        patience.spend(time.monotonic() - before)
    return found, True
