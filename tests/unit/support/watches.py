# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches of a simulator, without ansible-rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.motadata.serviceops.plugins.module_utils._module.watch import Watch
from ansible_collections.motadata.serviceops.plugins.module_utils._module.watch_options import watch_options
from tests.simulator.client import Simulator


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
