# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a line while a task runs: a warning about a wait, or what an HTTP exchange was like."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Callable

from ansible.module_utils.common.parameters import remove_values
from ansible.utils.display import Display

_display = Display()
# As many times -v.
_TRACING = 3


def announce(text: str) -> None:
    """Show a warning at once. Ansible does not repeat it with the result of the task."""
    # Since core 2.19 a warning from the thread of a task is held back until the task ends.
    thread = threading.Thread(target=_display.warning, args=(text,))
    thread.start()
    thread.join()


def tracer(masked: Collection[str], host: str | None = None) -> Callable[[str], None] | None:
    """Return what shows a line at -vvv, without the values ``masked``; None if nobody would see it."""
    if _display.verbosity < _TRACING:
        return None
    return lambda text: _display.vvv(str(remove_values(text, masked)), host=host)
