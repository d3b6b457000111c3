# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a ticket in words: what was changed, and what it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .. import revisions
from ..people import People
from . import fields

CONVERSATION_WORDS = {
    "note": "Note",
    "collaborate": "Message to colleagues",
    "technician_to_requester": "Reply to the requester",
    "requestor_to_technician": "Reply from the requester",
}
_TICKET = "Ticket"
# What to call an event of a ticket (true) or of a conversation; a change stands for itself unless it changed nothing.
_EVENTS = {
    (True, revisions.CREATED): "opened",
    (True, revisions.CHANGED): "sent again; nothing was different",
    (True, revisions.DELETED): "deleted",
    (False, revisions.CREATED): "written",
    (False, revisions.CHANGED): "sent again; nothing was different",
    (False, revisions.DELETED): "deleted",
}
_LISTS = ("tags", "cc")


@dataclass(frozen=True)
class Change:
    """One value that changed; ``before`` and ``after`` are texts to show, empty if there was no value."""

    word: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One write: when and by whom, in a few words, with each value that it changed."""

    number: int
    moment: int
    person: str
    event: str
    changes: tuple[Change, ...]


def entry(revision: dict[str, Any], people: People) -> Entry:
    """Return what a revision is in words."""
    person = people.get(revision["person_id"])
    noun = _TICKET
    changes = revision["changes"]
    if revision["conversation_id"] is not None:
        noun = CONVERSATION_WORDS.get(changes["type"][1], "Conversation")
    listed = () if revision["event"] != revisions.CHANGED else tuple(_changes(changes, people))
    event = f"{noun} {_EVENTS[noun == _TICKET, revision['event']]}"
    return Entry(revision["id"], revision["moment"], person.name if person else "-", event, listed)


def _changes(changes: dict[str, list[Any]], people: People) -> Iterator[Change]:
    for column, (before, after) in changes.items():
        if column in ("custom", "more"):
            yield from _members(json.loads(before), json.loads(after), people)
        elif column in _LISTS:
            yield _items(fields.word_of(column), json.loads(before), json.loads(after))
        elif column == "attachments":
            names = [[file["realName"] for file in json.loads(value)] for value in (before, after)]
            yield _items("Attachments", *names)
        elif before != after:
            word = "Text" if column == "details" else fields.word_of(column)
            yield Change(word, fields.value_of(column, before, people), fields.value_of(column, after, people))


def _members(before: dict[str, Any], after: dict[str, Any], people: People) -> Iterator[Change]:
    for key in {**before, **after}:
        old, new = (fields.value_of(key, values.get(key), people) for values in (before, after))
        if old != new:
            yield Change(fields.word_of(key), old, new)


def _items(word: str, before: list[str], after: list[str]) -> Change:
    """Return what left a list, and what came to it."""
    gone = ", ".join(item for item in before if item not in after)
    return Change(word, gone, ", ".join(item for item in after if item not in before))
