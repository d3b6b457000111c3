# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that runs the event source as ansible-rulebook does: a queue of one, and some events in its hands.

It writes id and time of each event that was worked on as a line of the file ``sink``, and a warning to standard error.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[3] / "extensions/eda/plugins/event_source/records.py"
# ansible-rulebook 1.3.2 keeps eleven actions waiting; one more runs, and one event is being looked at.
_IN_HAND = 13


async def work(queue: asyncio.Queue[Any], sink: int) -> None:
    """Work on the events of a queue, some behind, until it has been empty for a while."""
    waiting: list[Any] = []
    while True:
        try:
            waiting.append(await asyncio.wait_for(queue.get(), 0.2))
        except asyncio.TimeoutError:
            least = 0
        else:
            least = _IN_HAND
        while len(waiting) > least:
            record = waiting.pop(0)["serviceops"]["record"]
            os.write(sink, f"{record['id']} {record['updated_time']}\n".encode())


async def run(args: dict[str, Any], sink: str) -> None:
    """Run the source until it ends."""
    queue: asyncio.Queue[Any] = asyncio.Queue(1)
    worker = asyncio.create_task(work(queue, os.open(sink, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))
    try:
        await runpy.run_path(str(SOURCE))["main"](queue, args)
    finally:
        worker.cancel()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1]), sys.argv[2]))
