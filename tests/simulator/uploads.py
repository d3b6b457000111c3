# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploaded files: what they are called, how large they are, their digest, and the content of those that are small."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

# No file is ever in memory as a whole unless it is at most this large.
LARGEST_KEPT = 4_000_000


def read(chunks: Iterator[bytes]) -> tuple[int, str, bytes | None]:
    """Return the size and the digest of a file, and its content unless it is large."""
    size, digest, kept = 0, hashlib.sha256(), bytearray()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
        if size <= LARGEST_KEPT:
            kept += chunk
        else:
            kept.clear()
    return size, digest.hexdigest(), bytes(kept) if size <= LARGEST_KEPT else None


def write(db: sqlite3.Connection, name: str, size: int, digest: str, content: bytes | None) -> str:
    """Keep what was read of a file, and return its reference."""
    reference = str(uuid.uuid4())
    db.execute("INSERT INTO upload VALUES (?, ?, ?, ?)", (reference, name, size, digest))
    if content is not None:
        db.execute("INSERT INTO upload_content VALUES (?, ?)", (reference, content))
    return reference


def add(db: sqlite3.Connection, name: str, content: bytes) -> str:
    """Keep a file as if it had been uploaded, and return its reference."""
    return write(db, name, *read(iter([content])))


def found(db: sqlite3.Connection, reference: str) -> tuple[str, bytes | None] | None:
    """Return name and content of a file, None for an unknown one; one that was too large to keep has no content."""
    query = "SELECT name, content FROM upload LEFT JOIN upload_content USING (reference) WHERE reference = ?"
    row = db.execute(query, (reference,)).fetchone()
    return tuple(row) if row else None


def size_of(db: sqlite3.Connection, reference: str) -> int | None:
    """Return how large a file is, None for an unknown one."""
    row = db.execute("SELECT size FROM upload WHERE reference = ?", (reference,)).fetchone()
    return row[0] if row else None


def listed(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return every upload, the oldest first."""
    return [dict(row) for row in db.execute("SELECT * FROM upload ORDER BY rowid")]
