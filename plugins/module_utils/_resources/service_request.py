# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service request: an order from the catalogue. Its keys are those of a public log of a live server; once it is
placed, it is a request as any other."""

from __future__ import annotations

from . import _ticket_fields as ticket
from ._field_types import Line, Name
from ._resource import Field, Resource
from .request import REQUEST

# Where an order is placed, and what its requester is called there [REAL].
ORDER_PATH = "/api/v1/service_catalog/servicerequest"
ORDER_KEYS = {"requesterEmail": "requester"}
# The prefix of names that orders do not have, for each category of services may have its own [DOC]; and the subject of
# an order, which has none of its own [REAL].
INCIDENTS = "INC-"
ORDER_MARKS = {"subject": "---"}

_OWN = (
    Field(
        "service",
        "serviceName",
        Line(),
        "input",
        required=True,
        description=("Name of the service in the catalogue.",),
        sample="VPN Access",
    ),
    Field(
        "service_category",
        "serviceCategoryName",
        Line(),
        "input",
        required=True,
        description=("Name of its category in the catalogue.",),
        sample="Access",
    ),
    ticket.requester_of("service request"),
    Field(
        "source",
        "source",
        Name(),
        "create",
        description=("Where the order came from, for example V(Email). The known server shows V(External) anyway.",),
        sample="External",
    ),
)
_ORDERED = (
    "description",
    "department",
    "impact",
    "urgency",
    "category",
    "location",
    "priority",
    "tags",
    "custom_fields",
)


def _fields() -> tuple[Field, ...]:
    """Return the fields of a request, of which an order sets some, and those that only an order has."""
    own = {field.option: field for field in _OWN}
    shown = [
        own.pop(field.option, field if field.option in _ORDERED else field._replace(use="never", required=False))
        for field in REQUEST.fields
        if field.use != "input"
    ]
    return (*shown, *own.values())


SERVICE_REQUEST = Resource(
    name="request",
    path=REQUEST.path,
    display="name",
    carrier="tags",
    created="created_time",
    updated="updated_time",
    whole=("subject",),
    sent_along=("subject",),
    fields=_fields(),
)
