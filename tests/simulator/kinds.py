# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of tickets: request, change, problem and release, with the fields that only some of them have."""

from __future__ import annotations

from dataclasses import dataclass

from . import catalogue
from .catalogue import Names

REQUEST = "request"


@dataclass(frozen=True)
class OwnField:
    """A field of some kinds only: one of ``names``, else a ``type`` time (epoch milliseconds), flag or technician."""

    key: str
    names: Names | None = None
    type: str = "name"


@dataclass(frozen=True)
class Kind:
    """One kind: the prefix of its names, its own fields, keys of requests that it lacks, and its statuses.

    A kind that is ``planned`` has a span of time and an approval.
    """

    prefix: str
    own: tuple[OwnField, ...] = ()
    lacks: tuple[str, ...] = ("source", "spam", "supportLevel", "ccEmailSet")
    statuses: Names = catalogue.STATUSES
    first_status: int = catalogue.OPEN
    planned: bool = False


_PLANNED = {"statuses": catalogue.PLANNED_STATUSES, "first_status": catalogue.REQUESTED, "planned": True}
_SPAN = (OwnField("startDate", type="time"), OwnField("endDate", type="time"))
KINDS = {
    REQUEST: Kind("INC", lacks=()),
    "change": Kind(
        "CHG",
        (
            *_SPAN,
            OwnField("riskType", catalogue.RISKS),
            OwnField("changeType", catalogue.CHANGE_TYPES),
            OwnField("targetEnvironment", catalogue.ENVIRONMENTS),
        ),
        **_PLANNED,
    ),
    "problem": Kind("PRB", (OwnField("knownError", type="flag"),)),
    "release": Kind(
        "REL",
        (
            *_SPAN,
            # Named otherwise than those of a change.
            OwnField("riskTypeName", catalogue.RISKS),
            OwnField("releaseTypeName", catalogue.RELEASE_TYPES),
            OwnField("reasonTypeName", catalogue.REASONS),
            OwnField("releaseEngineerEmail", type="technician"),
            OwnField("releaseManagerEmail", type="technician"),
            OwnField("qaManagerEmail", type="technician"),
            OwnField("releaseReviewerEmail", type="technician"),
        ),
        **_PLANNED,
    ),
}
# The keys of links, which only some servers show.
LINKS = ("linkAssetIds", "linkCiIds")
# The segment of a path that names a kind.
SEGMENT = f"<any({', '.join(KINDS)}):kind>"
