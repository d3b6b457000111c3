# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look again and again before nothing counts as nothing: a search may be behind, a write may be applied late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from . import contract

if TYPE_CHECKING:
    from .retry import Patience

# The parts of the whole time after which it is looked again.
_PARTS = (1 / 12, 2 / 12, 3 / 12, 6 / 12)


def look_until_settled(
    look: Callable[[], Any], patience: Patience, why: str, seconds: float | None = None
) -> tuple[Any, bool]:
    """Return the first that ``look`` finds within ``seconds`` (of the contract), and whether it looked for so long.

    ``why`` is the reason for the waiting, which ``patience`` says and bounds. What ``look`` raises ends it.
    """
    seconds = contract.SETTLING if seconds is None else seconds
    why = f"{why.rstrip('.')}; looking again for {seconds:.0f} s."
    found = look()
    for part in _PARTS:
        if found is not None:
            return found, False
        if not patience.pause(part * seconds, why):
            return None, False
        found = look()
    return found, True
