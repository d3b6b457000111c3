# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The release, as far as what belongs to one needs it. Only the search of its conversations is documented."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._field_types import Line, Name, Status, Time
from ._resource import Field, LifeCycle, Resource

RELEASE = Resource(
    name="release",
    path="/api/v1/release",
    display="name",
    life_cycle=LifeCycle("status", ("Closed",)),
    updated="updated_time",
    whole=("subject",),
    # By analogy with the change.
    sent_along=("subject", "start_date", "end_date"),
    fields=(
        ticket.number_of("release", sample=9),
        Field("name", "name", Name(), "never", search="asked", description=("Display name.",), sample="REL-9"),
        Field("subject", "subject", Line(), required=True, search="asked", is_text=True),
        Field("status", "statusName", Status("Open", "Closed")),
        Field("start_date", "startDate", Time(), required=True),
        Field("end_date", "endDate", Time(), required=True),
        ticket.FILE_ATTACHMENTS,
        ticket.UPDATED_TIME,
    ),
)
