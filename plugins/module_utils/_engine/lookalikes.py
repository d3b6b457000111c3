# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find records that a create in doubt may have made, even if the server stored the key in another form."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Mapping
from typing import Any

from .._api.resource_client import ResourceClient
from .._api.search import Clause
from .._resources._field_types import Line, Requester
from .._resources._resource import Field, Resource
from .identity import Identity

_MAX_CANDIDATES = 5
# Milliseconds by which the server's time (as a proxy may give it) and the clock of this machine may be off.
_CLOCK_SKEW_MS, _LOCAL_CLOCK_SKEW_MS = 5_000, 300_000
# A truncated text has at least so many characters, and one reduced to ASCII at least so many.
_MIN_PREFIX_LENGTH, _MIN_ASCII_LENGTH = 20, 8


def has_lookalikes(resource: Resource) -> bool:
    """Return whether a record that a server stores under another key could be told by its texts and its time."""
    return resource.created is not None and bool(_texts(resource))


def find_lookalikes(
    records: ResourceClient, identity: Identity, payload: Mapping[str, Any], since: float | None
) -> list[dict[str, Any]]:
    """Return a few records, created since a time of the server, that resemble the payload of a create.

    They have its natural key, which a server may have changed (truncated, without some characters, in another normal
    form), or the same texts and another person. Records that this controller created by another key do not count.
    """
    created = identity.resource.created
    if created is None:
        return []
    earliest = int(since - _CLOCK_SKEW_MS if since is not None else 1000 * time.time() - _LOCAL_CLOCK_SKEW_MS)
    doing = f"search for what may be the {identity.resource.name} with {identity}"
    known_ids = records.write_log.ids()
    found = []
    for record in records.search([Clause(created.key, "after", (earliest,))], doing=doing):
        is_new = isinstance(record.get(created.key), (int, float)) and record[created.key] >= earliest
        if is_new and record["id"] not in known_ids and _resembles(identity, payload, record):
            found.append(record)
    return found[:_MAX_CANDIDATES]


def _resembles(identity: Identity, payload: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    resource = identity.resource
    given = [(field, payload.get(field.key), record.get(field.key)) for field in _texts(resource)]
    if not given or not all(_may_be_same_text(str(sent), str(shown or "")) for dummy, sent, shown in given):
        return False
    if not _may_carry(identity, record):
        return False
    if all(field.type.same(sent, shown) for field, sent, shown in given):
        return True
    people = [
        resource.field(option) for option in resource.match_on if isinstance(resource.field(option).type, Requester)
    ]
    return all(field.type.same(payload.get(field.key, ""), record.get(field.key)) for field in people)


def _texts(resource: Resource) -> list[Field]:
    fields = map(resource.field, resource.match_on)
    return [field for field in fields if isinstance(field.type, Line)]


def _may_carry(identity: Identity, record: Mapping[str, Any]) -> bool:
    """Return whether a record has no correlation id, or a part of the task's one."""
    for criterion in identity.criteria:
        if criterion.is_correlation:
            carried = criterion.correlation_in(record)
            is_blank = not carried or (criterion.label is not None and criterion.type.same("", carried))
            if not is_blank and not _may_be_same_text(str(criterion.values[0]), str(carried), min_length=1):
                return False
    return True


def _may_be_same_text(sent: str, shown: str, min_length: int = _MIN_PREFIX_LENGTH) -> bool:
    """Return whether a server may have stored ``sent`` as ``shown``."""
    shown = html.unescape(shown)
    if "?" in shown and re.fullmatch(re.escape(shown).replace(re.escape("?"), "."), sent):
        # A server replaces letters that its character set lacks with question marks.
        return True
    for variant in (html.unescape(sent), re.sub("<[^>]*>", "", sent)):
        for form in (_folded, _ascii):
            one, other = form(variant), form(shown)
            if other and one == other and (form is _folded or len(one) >= _MIN_ASCII_LENGTH):
                return True
            if (len(other) >= min_length and one.startswith(other)) or (len(one) >= _MIN_ASCII_LENGTH and one in other):
                return True
    return False


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _ascii(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum() and character.isascii())
