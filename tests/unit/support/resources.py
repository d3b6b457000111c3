# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three resources that use every setting of a table that the request does not."""

from __future__ import annotations

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._field_types import (
    Line,
    Markup,
    Name,
    Number,
    Status,
    Tags,
    Time,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    Field,
    LifeCycle,
    Resource,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

# It has times that a task sets, and no custom fields.
OUTAGE = Resource(
    name="outage",
    path="/api/v1/outage",
    display="name",
    match_on=("subject",),
    life_cycle=LifeCycle("phase", ("Over",)),
    carrier="labels",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    sent_along=("subject", "start_date"),
    fields=(
        Field("id", "id", Number(), "never", search="asked"),
        Field("name", "name", Name(), "never", search="asked"),
        Field("subject", "subject", Line(), required=True, search="asked", is_text=True),
        Field("phase", "phaseName", Status("Planned", "Over")),
        Field("labels", "labels", Tags(), search="doubted"),
        Field("start_date", "startDate", Time(), required=True, span="start"),
        Field("end_date", "endDate", Time(), span="end"),
        Field("created_time", "createdTime", Time(), "never", search="asked", span="created"),
        Field("updated_time", "updatedTime", Time(), "never", search="asked", span="updated"),
    ),
)

# It has a name that a task sets, neither status nor tags, and its times are texts.
PERSON = Resource(
    name="person",
    plural="people",
    path="/api/v1/person",
    display="name",
    match_on=("email",),
    whole=("email",),
    fields=(
        Field("id", "id", Number(), "never", search="asked"),
        Field("name", "name", Line(), required=True),
        Field("email", "email", Name(), "create", required=True),
        Field("phone", "contactNo", Line()),
        Field("created_date", "createdDate", Line(), "never"),
    ),
)

# It belongs to a request, has no name, and cannot be read by its number.
COMMENT = Resource(
    name="comment",
    path="{parent}/comment",
    parents=(REQUEST,),
    match_on=("text",),
    whole=("text",),
    operand=".comment.{key}",
    has_read=False,
    fields=(
        Field("id", "id", Number(), "never", search="asked"),
        Field("text", "text", Markup(), required=True),
        Field("mood", "mood", Name()),
    ),
)
