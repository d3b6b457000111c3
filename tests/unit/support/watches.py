# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches of a simulator, without ansible-rulebook."""

from __future__ import annotations

import math
from email.utils import formatdate
from pathlib import Path
from typing import Any, Callable

from ansible_collections.motadata.serviceops.plugins.module_utils._module.watch import Watch
from ansible_collections.motadata.serviceops.plugins.module_utils._module.watch_options import watch_options
from tests.simulator.client import Simulator
from tests.unit.support.canned import CannedServer, Received, response
from tests.unit.support.simulated import TOKEN_PATH


class Watches:
    """Starts watches of one server, and ends them with the test."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.defaults = {
            **{name.removeprefix("SERVICEOPS_").lower(): text for name, text in simulator.environment.items()},
            "token_cache_path": str(folder / "kept"),
            "retry_timeout": 0,
        }
        self.warnings: list[str] = []
        self._open: list[Watch] = []

    def start(self, **options: Any) -> Watch:
        watch = Watch(watch_options({**self.defaults, **options}), environ={}, warn=self.warnings.append)
        self._open.append(watch)
        return watch

    def close(self) -> None:
        while self._open:
            self._open.pop().close()


def events(watch: Watch) -> list[dict[str, Any]]:
    """Return the events of one poll, all of them handed over."""
    found = []
    for change in watch.changes():
        found.append(watch.event(change)["serviceops"])
        watch.note(change)
    watch.note_end()
    return found


def names(watch: Watch) -> list[tuple[str, str]]:
    return [(event["event"], event["record"]["subject"]) for event in events(watch)]


def search_server(records: list[dict[str, Any]], clock: Callable[[], float] | None = None) -> CannedServer:
    """Return a server with these records, which are looked up at each call. Without a clock it sends no date."""

    def answer(call: Received) -> bytes:
        date = {"Date": formatdate(clock(), usegmt=True)} if clock else {}
        if call.path == TOKEN_PATH:
            return response(200, {"access_token": "fake-token", "expires_in": 3600}, **date)
        quals = (call.json.get("qualDetails") or {}).get("quals") or []
        since = max((qual["rightOperand"]["value"]["value"] for qual in quals), default=0)
        found = [record for record in records if record.get("updatedTime", math.inf) >= since]
        return response(200, {"objectList": found, "totalCount": len(found)}, **date)

    return CannedServer(answer)
