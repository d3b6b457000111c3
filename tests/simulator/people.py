# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and requesters: found by e-mail or logon name, whatever the case."""

from __future__ import annotations

import sqlite3

from .credentials import PEOPLE, Person
from .store import Store


class People:
    """Everyone known, kept in the database and in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_id: dict[int, Person] = {}
        self._by_name: dict[str, Person] = {}
        with store.writing() as db:
            if not db.execute("SELECT 1 FROM person LIMIT 1").fetchone():
                self.seed(db)
        self.load()

    def seed(self, db: sqlite3.Connection) -> None:
        """Write the people known from the start into an empty table."""
        rows = [(p.id, p.email, p.logon, p.name, p.password, p.technician, p.writes) for p in PEOPLE]
        db.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def load(self) -> None:
        """Read everyone from the database again."""
        with self._store.reading() as db:
            rows = db.execute("SELECT * FROM person ORDER BY id").fetchall()
        by_id, by_name = {}, {}
        for row in rows:
            person = Person(
                row["id"],
                row["email"],
                row["logon"],
                row["name"],
                row["password"],
                bool(row["technician"]),
                bool(row["writes"]),
            )
            by_id[person.id] = by_name[person.email.casefold()] = by_name[person.logon.casefold()] = person
        self._by_id, self._by_name = by_id, by_name

    def find(self, name: str) -> Person | None:
        """Return who has this e-mail or logon name."""
        return self._by_name.get(name.strip().casefold())

    def get(self, number: int | None) -> Person | None:
        """Return who has this id."""
        return None if number is None else self._by_id.get(number)

    def add(self, email: str) -> Person:
        """Make a requester of an e-mail address that nobody has, or return who has it by now."""
        logon = email.strip()
        name = logon.partition("@")[0].replace(".", " ").title()
        with self._store.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO person (email, logon, name, technician, writes) VALUES (?, ?, ?, 0, 1)",
                (logon, logon, name),
            )
        self.load()
        found = self.find(logon)
        assert found is not None
        return found

    def set_password(self, name: str, password: str) -> bool:
        """Change a password; false where nobody has this name."""
        person = self.find(name)
        if person is None:
            return False
        with self._store.writing() as db:
            db.execute("UPDATE person SET password = ? WHERE id = ?", (password, person.id))
        self.load()
        return True
