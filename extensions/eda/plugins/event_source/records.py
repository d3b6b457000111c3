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

DOCUMENTATION = r"""
---
name: records
short_description: Make an event of each ServiceOps ticket that is new or changed
description:
  - Polls the search of a ServiceOps server by the time of update, and makes one event of each state that a poll can
    see, the oldest first. A ticket that changes twice between two polls is one event.
  - "An event is C({serviceops: {resource: request, event: created, record: {}}}). The record is what
    M(motadata.serviceops.serviceops_request_info) shows, with times in ISO 8601 and V(null) for what the server
    leaves out."
  - C(event) is V(created) for the first state of a ticket that was created since the last poll, or of any ticket at the
    first poll of O(start=all). Everything else is V(updated).
  - No state comes twice within a run. With O(state_file) the next run goes on where this one was, even if
    C(ansible-rulebook) is killed, and the last O(replay) events come again. If meanwhile the clock of the server was
    set back, what changed in that span before comes again, too.
  - A server that is away, too busy, or replaced by another is waited for, with a warning in the log for each poll that
    failed. A refused sign-in or a wrong option ends the source.
  - A note, a reply or an attachment is no change of a ticket unless the server counts it as one.
version_added: 1.0.0
author:
  - Motadata
requirements:
  - ansible-rulebook >= 1.1
  - ansible-core >= 2.16, in the Python of ansible-rulebook
  - requests >= 2.32
extends_documentation_fragment:
  - motadata.serviceops._connection
options:
  resource:
    description: Which tickets to watch.
    type: str
    choices: [request, change, problem, release]
    default: request
  filters:
    description:
      - Only tickets that fit, as the option of the same name of M(motadata.serviceops.serviceops_request_info) has
        it, for example those of a tag and a status.
      - A ticket that begins to fit is an event then.
    type: dict
  interval:
    description:
      - Seconds between two polls, 1 or more. A poll is usually one call. After more than 10000 changes in one poll the
        next one follows at once.
    type: float
    default: 30
  start:
    description:
      - Where to begin if O(state_file) is not set or not there yet. V(now) is the first poll that succeeds,
        V(all) every ticket that there is. Of more than 10000, each poll hands over as many, and reads all that are
        left.
      - Or a time of update in ISO 8601, or epoch seconds or milliseconds. A time without a zone is UTC.
    type: str
    default: now
  state_file:
    description:
      - File that keeps the position, so that a source that ends and starts again goes on where it was. Each source
        needs its own, in a folder that survives the container.
      - It is written as a whole, with mode 0600, at least each second while there are events. A file that is damaged,
        or that another user can write, is refused. The folder must be there, and not open to every user.
    type: path
  replay:
    description:
      - How many of the last events come again when a source goes on from O(state_file), for C(ansible-rulebook) may
        have ended before it worked on them. A ticket that changed since does not come again. 0 to 1000.
      - In C(ansible-rulebook) an event that matches a rule waits until the action is done, while those that match none
        go past it. A kill loses one that waits if O(replay) or more events came after it. So set O(filters) to make
        events only of tickets that a rule matches.
      - As an event may come twice, an action must bear that, as C(motadata.serviceops.remediate) does by a tag.
    type: int
    default: 1000
"""

EXAMPLES = r"""
- name: Work on requests
  hosts: localhost,all
  sources:
    - name: requests
      motadata.serviceops.records:
        url: https://acme.motadataserviceops.com
        api_key: "{{ serviceops_api_key }}"
        filters:
          tags: [disk-full, restart]
        state_file: /var/lib/serviceops/requests.json
  rules:
    - name: Work on a new request
      condition: event.serviceops.event == "created"
      action:
        run_playbook:
          name: motadata.serviceops.remediate
          extra_vars:
            remediate_request: "{{ event.serviceops.record.id }}"
            remediate_map: "{{ remediate_map }}"
            # Absolute, as ansible-rulebook copies a playbook before it runs.
            remediate_tasks_dir: /etc/ansible/remediations

- name: Look at changes
  hosts: localhost,all
  sources:
    - name: changes
      motadata.serviceops.records:
        # The connection comes from SERVICEOPS_URL and SERVICEOPS_API_KEY.
        resource: change
        interval: 60
        start: all
  rules:
    - name: Roll out what was approved
      condition: event.serviceops.record.approval_status == "approved"
      action:
        run_job_template:
          name: Roll out
          organization: Default
          include_events: false
          job_args:
            extra_vars:
              change_gate_change: "{{ event.serviceops.record.name }}"
"""

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
