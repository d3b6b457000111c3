# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records that may be the one of a create in doubt, though the server shows them under another key."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Mapping
from typing import Any

from .._api.records import Records
from .._api.search import Clause
from .._records._kinds import CORRELATION, Line, Requester
from .._records._noun import correlation_of
from .identity import Identity

_NAMED = 5
# In milliseconds: how far the clock of whoever names the server's time may be off, and that of this machine.
_SKEW, _LARGE_SKEW = 5_000, 300_000
# A subject that was cut is at least as long, and what is left of one without its other characters.
_SHORTEST_CUT, _SHORTEST_ASCII = 20, 8


def similar_records(
    records: Records, identity: Identity, payload: Mapping[str, Any], since: float | None
) -> list[dict[str, Any]]:
    """Return a few records made since a moment of the server that resemble the payload of a create.

    They have its subject, as far as a server may have changed it (cut short, without some characters, in another
    normal form), or its subject and another requester. What this controller created under another key is none of them.
    """
    created = identity.noun.field("created_time").key
    moment = int(since - _SKEW if since is not None else 1000 * time.time() - _LARGE_SKEW)
    doing = f"search for what may be the {identity.noun.name} with {identity}"
    others = records.client.creations.ids()
    found = []
    for record in records.search([Clause(created, "after", (moment,))], doing=doing):
        is_new = isinstance(record.get(created), (int, float)) and record[created] >= moment
        if is_new and record["id"] not in others and _resembles(identity, payload, record):
            found.append(record)
    return found[:_NAMED]


def _resembles(identity: Identity, payload: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    noun = identity.noun
    texts = [noun.field(option) for option in noun.key if isinstance(noun.field(option).kind, Line)]
    given = [(field, payload.get(field.key), record.get(field.key)) for field in texts]
    if not given or not all(_are_alike(str(ours), str(theirs or "")) for dummy, ours, theirs in given):
        return False
    if not _may_carry(identity, record):
        return False
    if all(field.kind.same(ours, theirs) for field, ours, theirs in given):
        return True
    people = [noun.field(option) for option in noun.key if isinstance(noun.field(option).kind, Requester)]
    return all(field.kind.same(payload.get(field.key, ""), record.get(field.key)) for field in people)


def _may_carry(identity: Identity, record: Mapping[str, Any]) -> bool:
    """Return whether a record may be meant by the correlation id of a task: it has none, or a part of it."""
    for criterion in identity.criteria:
        if criterion.option == "correlation_id":
            there = record.get(criterion.key)
            if criterion.label is None:
                carried = correlation_of(there)
            else:
                carried = there.get(criterion.label) if isinstance(there, dict) else None
            wanted = str(criterion.values[0]).removeprefix(CORRELATION)
            if carried and not criterion.kind.same("", carried) and not _are_alike(wanted, str(carried), shortest=1):
                return False
    return True


def _are_alike(ours: str, theirs: str, shortest: int = _SHORTEST_CUT) -> bool:
    """Return whether a server may have made ``theirs`` of ``ours``."""
    theirs = html.unescape(theirs)
    if "?" in theirs and re.fullmatch(re.escape(theirs).replace(re.escape("?"), "."), ours):
        # It has no such letters.
        return True
    for sent in (html.unescape(ours), re.sub("<[^>]*>", "", ours)):
        for form in (_folded, _ascii):
            one, other = form(sent), form(theirs)
            if other and one == other and (form is _folded or len(one) >= _SHORTEST_ASCII):
                return True
            if (len(other) >= shortest and one.startswith(other)) or (len(one) >= _SHORTEST_ASCII and one in other):
                return True
    return False


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _ascii(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum() and character.isascii())
