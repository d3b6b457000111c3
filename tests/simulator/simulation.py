# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that one running simulator consists of."""

from __future__ import annotations

import sqlite3
from typing import cast

from flask import current_app

from .call_log import CallLog
from .example_tickets import write_examples
from .faults import Faults
from .history import History
from .people import People
from .rate_limit import Buckets
from .seeding import seed_tickets
from .store import Store, forget_all
from .switches import Settings
from .tokens import Tokens

EXTENSION = "simulation"


class Simulation:
    """The database and what is kept in memory beside it."""

    def __init__(self, store: Store, settings: Settings, tickets: int = 0, *, examples: bool = False) -> None:
        self.store = store
        self.settings = settings
        self.people = People(store)
        self.tokens = Tokens(store)
        self.calls = CallLog()
        self.faults = Faults()
        self.history = History()
        self.buckets = Buckets()
        self._tickets = tickets
        self._examples = examples
        with store.writing() as db:
            if not db.execute("SELECT 1 FROM ticket LIMIT 1").fetchone():
                self._fill(db, None)

    def reset(self, tickets: int | None = None) -> None:
        """Go back to the state at start; with a number of requests in place of its tickets if one is given."""
        with self.store.writing() as db:
            forget_all(db)
            self.people.seed(db)
            self._fill(db, tickets)
        self.people.load()
        self.settings.reset()
        self.faults.clear()
        self.history.clear()
        self.buckets.clear()
        self.calls.clear()

    def _fill(self, db: sqlite3.Connection, tickets: int | None) -> None:
        seed_tickets(db, self._tickets if tickets is None else tickets)
        if self._examples and tickets is None:
            write_examples(db)


def simulation() -> Simulation:
    """Return the simulation that the current request belongs to."""
    return cast(Simulation, current_app.extensions[EXTENSION])
