# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database: a file of SQLite in WAL mode, connections from a pool, one writer at a time."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Ids start behind numbers, so that nobody takes the one for the other.
FIRST_ID, FIRST_NUMBER = 65, 46
_VERSION = 3
_APPLICATION = 0x534F5053
_WAIT = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS ticket (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, subject TEXT NOT NULL, description TEXT,
    status_id INTEGER NOT NULL, priority_id INTEGER, impact_id INTEGER, urgency_id INTEGER, category_id INTEGER,
    department_id INTEGER, location_id INTEGER, group_id INTEGER, technician_id INTEGER, requester_id INTEGER,
    created_by INTEGER, updated_by INTEGER, source_id INTEGER, support_level INTEGER, spam INTEGER,
    created_time INTEGER, updated_time INTEGER, last_opened_time INTEGER, resolved_time INTEGER,
    last_resolved_time INTEGER, last_closed_time INTEGER, due_by INTEGER,
    tags TEXT, cc TEXT, attachments TEXT, custom TEXT, removed INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT 'request', more TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS ticket_subject ON ticket (subject, kind, removed);
CREATE INDEX IF NOT EXISTS ticket_requester ON ticket (requester_id, kind, removed);
CREATE INDEX IF NOT EXISTS ticket_created ON ticket (kind, removed, created_time, id);
CREATE INDEX IF NOT EXISTS ticket_updated ON ticket (kind, removed, updated_time, id);
CREATE INDEX IF NOT EXISTS ticket_created_in_all ON ticket (kind, created_time, id);
CREATE INDEX IF NOT EXISTS ticket_updated_in_all ON ticket (kind, updated_time, id);
CREATE TABLE IF NOT EXISTS ticket_tag (tag TEXT NOT NULL, ticket_id INTEGER NOT NULL, PRIMARY KEY (tag, ticket_id))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ticket_tag_ticket ON ticket_tag (ticket_id);
CREATE TABLE IF NOT EXISTS conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL, type TEXT NOT NULL, details TEXT, subject TEXT,
    state TEXT, emails TEXT, cc TEXT, attachments TEXT, created_by INTEGER, created_time INTEGER, updated_time INTEGER
);
CREATE INDEX IF NOT EXISTS conversation_ticket ON conversation (ticket_id, id);
CREATE TABLE IF NOT EXISTS revision (
    id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, conversation_id INTEGER, event TEXT NOT NULL,
    moment INTEGER NOT NULL, person_id INTEGER, changes TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS revision_ticket ON revision (ticket_id, id);
CREATE TABLE IF NOT EXISTS upload (reference TEXT PRIMARY KEY, name TEXT, size INTEGER, sha256 TEXT);
CREATE TABLE IF NOT EXISTS upload_content (reference TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY, email TEXT UNIQUE, logon TEXT UNIQUE, name TEXT, password TEXT, technician INTEGER,
    writes INTEGER
);
CREATE TABLE IF NOT EXISTS token (
    value TEXT PRIMARY KEY, kind TEXT, client TEXT, person_id INTEGER, issued REAL, expires_in INTEGER,
    ended INTEGER NOT NULL DEFAULT 0
);
"""

# What ANALYZE would find among many requests: so the plans do not depend on how many there are.
_STATISTICS = (
    ("ticket", "ticket_subject", "100000 2 2 2"),
    ("ticket", "ticket_requester", "100000 20000 20000 20000"),
    ("ticket", "ticket_created", "100000 100000 100000 1 1"),
    ("ticket", "ticket_updated", "100000 100000 100000 1 1"),
    ("ticket", "ticket_created_in_all", "100000 100000 1 1"),
    ("ticket", "ticket_updated_in_all", "100000 100000 1 1"),
    ("ticket", "sqlite_autoindex_ticket_1", "100000 1"),
)


class StoreError(Exception):
    """The database file cannot be used; the text is a sentence."""


class Store:
    """Hands out connections; ``durable`` false gives up safety against a power cut for speed."""

    def __init__(self, path: str, *, durable: bool) -> None:
        self.path = path
        self._durable = durable
        self._writer = threading.Lock()
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._all: list[sqlite3.Connection] = []
        try:
            with self._connection() as db:
                self._prepare(db)
        except sqlite3.Error as exc:
            raise StoreError(f"The database {path} cannot be used: {_reason(Path(path), exc)}.") from exc

    def count(self) -> int:
        """Return how many tickets there are, deleted ones included."""
        with self.reading() as db:
            return int(db.execute("SELECT count(*) FROM ticket").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the database throughout."""
        with self._connection() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction: kept if the block ends well, undone if it raises."""
        with self._writer, self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def supposing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is undone at its end."""
        with self._writer, self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection; SQLite then folds the write-ahead log into the file."""
        with self._writer:
            for db in self._all:
                db.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = self._open()
        try:
            yield db
        finally:
            self._idle.put(db)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {'NORMAL' if self._durable else 'OFF'}")
        db.execute("PRAGMA cache_size = -32000")
        self._all.append(db)
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        version = (db.execute("PRAGMA application_id").fetchone()[0], db.execute("PRAGMA user_version").fetchone()[0])
        if version == (_APPLICATION, _VERSION):
            return
        if version != (0, 0) or db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(
                f"The database {self.path} does not belong to this version of the simulator: name another file."
            )
        db.executescript(_SCHEMA)
        db.execute("ANALYZE")
        db.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", _STATISTICS)
        # This connection reads them now; each other one does when it is opened.
        db.execute("ANALYZE sqlite_master")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', ?)", (FIRST_ID - 1,))
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {_VERSION}")


def _reason(path: Path, exc: sqlite3.Error) -> str:
    if path.is_dir():
        return "it is a folder"
    if not path.absolute().parent.is_dir():
        return f"there is no folder {path.parent}"
    return str(exc)


def forget_all(db: sqlite3.Connection) -> None:
    """Empty every table and start the numbers anew."""
    for table in ("ticket_tag", "conversation", "revision", "upload", "upload_content", "ticket", "token", "person"):
        db.execute(f"DELETE FROM {table}")
    db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'ticket'", (FIRST_ID - 1,))
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'conversation'")
