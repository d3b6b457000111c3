# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the switches of changes and releases do, and those of links and of the clock."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

SPAN = {"startDate": 1_772_402_400_000, "endDate": 1_772_406_000_000}
NEEDED = {"subject": "x", "requesterEmail": "jane@acme.example", **SPAN}


def approval_status(api: Any) -> Any:
    return api.call("POST", "/api/v1/change", json=NEEDED).json()["approvalStatus"]


def planned_status(api: Any) -> Any:
    made = api.call("POST", "/api/v1/release", json={**NEEDED, "statusName": "Pending"}).json()
    changed = api.call("PATCH", f"/api/v1/release/{made['id']}", json={"statusName": "closed"}).json()
    return made["statusName"], changed["statusName"]


def planned_custom_fields(api: Any) -> Any:
    return "customField" in api.call("POST", "/api/v1/change", json=NEEDED).json()


def links(api: Any) -> Any:
    return api.created(linkCiIds=[{"ciId": 2, "ciModel": "cmdb"}]).get("linkCiIds")


def clock_ahead(api: Any) -> Any:
    shown = parsedate_to_datetime(api.call("GET", "/api/v1/change/1").headers["Date"]).timestamp()
    return round((shown - time.time()) / 60)


EXPECTED: dict[Any, dict[Any, Any]] = {
    approval_status: {value: value for value in ("pre_approved", "pending", "approved", "rejected")},
    planned_status: {"honoured": ("Pending", "Closed"), "ignored": ("Requested", "Requested")},
    planned_custom_fields: {"absent": False, "shown": True},
    clock_ahead: {0: 0, 7200: 120},
    links: {"hidden": None, "shown": [{"ciId": 2, "ciModel": "cmdb"}]},
}
