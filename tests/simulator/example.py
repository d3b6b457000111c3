# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an example ticket is made of, and what happened to it since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """Something that happened to a ticket: hours after it was made, who did it, and what."""

    hours: float
    by: str
    text: str = ""
    type: str = "note"
    fields: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """A ticket; people are named by logon name, ``by`` is who made it if not the requester."""

    hours_ago: float
    kind: str
    subject: str
    requester: str
    description: str
    fields: dict[str, Any]
    steps: tuple[Step, ...] = ()
    own: dict[str, Any] = field(default_factory=dict)
    prefix: str = ""
    by: str = ""


# Types of conversations.
COLLEAGUES, REPLY, ANSWER = "collaborate", "technician_to_requester", "requestor_to_technician"
