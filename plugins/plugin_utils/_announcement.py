# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a warning while a task runs: one that says what the user is about to wait for."""

from __future__ import annotations

import threading

from ansible.utils.display import Display

_display = Display()


def announce(text: str) -> None:
    """Show a warning at once. The same one in the result of the task is then not shown again."""
    # Since core 2.19 a warning of the thread that runs a task is kept until the task ends.
    thread = threading.Thread(target=_display.warning, args=(text,))
    thread.start()
    thread.join()
