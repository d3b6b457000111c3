# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service request: an order from the catalogue. Its keys are those of a public log of a live server; once it is
placed, it is a request as any other."""

from __future__ import annotations

from collections.abc import Mapping

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
        description=("Name of the service in the catalogue. A new order needs it.",),
        sample="VPN Access",
    ),
    Field(
        "service_category",
        "serviceCategoryName",
        Line(),
        "input",
        required=True,
        description=("Name of its category in the catalogue. A new order needs it.",),
        sample="Access",
    ),
    ticket.requester_of("order")._replace(
        description=("E-mail address or logon name of the requester. A new order needs one.",)
    ),
    Field(
        "source",
        "source",
        Name(),
        "create",
        description=("Where the order came from, for example V(Email). The known server shows V(External) anyway.",),
        sample="External",
    ),
)
_UNSHOWN = "The known server does not show {} of an order. The module warns then."
# What an order sets of the fields of a request, described as there unless something differs.
_ORDERED: Mapping[str, tuple[str, ...]] = {
    "description": ("Description, as plain text or HTML.", _UNSHOWN.format("the description")),
    "department": (),
    "impact": (),
    "urgency": (),
    "category": ("Name of the category.", _UNSHOWN.format("the category")),
    "location": (),
    "priority": (),
    "tags": ("Tags of a new order, beside the one with O(correlation_id).",),
    "custom_fields": (
        "Custom fields of a new order, by their labels.",
        (
            "Give a date and time in ISO 8601, or as epoch seconds or milliseconds, and a selection as a list. A time "
            "without a zone is UTC."
        ),
        _UNSHOWN.format("the custom fields"),
    ),
}


def _fields() -> tuple[Field, ...]:
    """Return the fields of a request, of which an order sets some, and those that only an order has."""
    own = {field.option: field for field in _OWN}
    shown = [
        own.pop(field.option, _ordered(field) if field.option in _ORDERED else _shown(field))
        for field in REQUEST.fields
        if field.use != "input"
    ]
    return (*shown, *own.values())


def _ordered(field: Field) -> Field:
    return field._replace(description=_ORDERED[field.option] or field.description)


def _shown(field: Field) -> Field:
    return field._replace(use="never", required=False)


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
