# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a warning while a task runs, such as one about a wait."""

from __future__ import annotations

import threading

from ansible.utils.display import Display

_display = Display()


def announce(text: str) -> None:
    """Show a warning at once. Ansible does not repeat it with the result of the task."""
    # Since core 2.19 a warning from the thread of a task is held back until the task ends.
    thread = threading.Thread(target=_display.warning, args=(text,))
    thread.start()
    thread.join()
