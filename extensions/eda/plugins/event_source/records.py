# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events for ansible-rulebook from the records of a ServiceOps server."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, Callable

# ansible-rulebook runs this file alone, and nothing there finds ansible_collections. So the collection gets a name of
# its own, under which its shared code is found wherever the collection lies, in a checkout, too.
_PACKAGE = "motadata_serviceops_collection"
_logger = logging.getLogger("motadata.serviceops.records")


def _shared(name: str) -> Any:
    """Return a module of the collection's shared code."""
    if _PACKAGE not in sys.modules:
        spec = ModuleSpec(_PACKAGE, loader=None, is_package=True)
        spec.submodule_search_locations = [str(Path(__file__).resolve().parents[4] / "plugins")]
        sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)
    return importlib.import_module(f"{_PACKAGE}.module_utils.{name}")


_watch = _shared("_module.watch")
_watch_options = _shared("_module.watch_options")


async def main(queue: asyncio.Queue[Any], args: Mapping[str, Any]) -> None:
    """Put an event into the queue for each change, until cancelled."""
    options = _watch_options.watch_options(args)
    watch = _watch.Watch(options, environ=os.environ, warn=_logger.warning)
    try:
        while True:
            for change in await _in_thread(watch.changes):
                await queue.put(watch.event(change))
                watch.note(change)
            watch.note_end()
            await asyncio.sleep(watch.pause)
    finally:
        watch.cancel()
        watch.close()


async def _in_thread(work: Callable[[], Any]) -> Any:
    """Return what ``work`` returns, in a thread that the end of the program does not wait for."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if future.done():
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(result)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as exc:  # noqa: BLE001
            error = exc
        # After a cancellation the loop may be closed.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True, name="serviceops-poll").start()
    return await future
