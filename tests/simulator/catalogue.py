# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that tickets refer to. Names are compared without case and shown in their own spelling.

The statuses but the last, and the priorities and urgencies, are the product's own; the rest stands for what an
administrator would set up. Tickets keep the ids, as the product's database does.
"""

from __future__ import annotations


class Names:
    """A closed list of names with their ids."""

    def __init__(self, names: dict[int, str]) -> None:
        self.names = names
        self._ids = {name.casefold(): number for number, name in names.items()}

    def id_of(self, name: str) -> int | None:
        """Return the id of a name in any case, None where it is unknown."""
        return self._ids.get(name.strip().casefold())


STATUSES = Names({9: "Open", 10: "In Progress", 11: "Pending", 12: "Resolved", 13: "Closed", 14: "On Hold"})
OPEN, RESOLVED, CLOSED = 9, 12, 13
# Changes and releases pass through stages, which the API shows as one flat name.
PLANNED_STATUSES = Names(
    {
        13: "Closed",
        21: "Requested",
        22: "In Progress",
        23: "Pending",
        24: "Approved",
        25: "Rejected",
        26: "Completed",
        27: "Failed",
        28: "Canceled",
    }
)
REQUESTED = 21
# By id, those of every kind of ticket; two ids may have one name.
STATUS_NAMES = {**STATUSES.names, **PLANNED_STATUSES.names}
APPROVALS = Names({1: "pre_approved", 2: "pending", 3: "approved", 4: "rejected"})
LEVELS = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"}
PRIORITIES = Names(LEVELS)
URGENCIES = Names(LEVELS)
IMPACTS = Names({1: "Low", 2: "On User", 3: "On department", 4: "On Business", 5: "On Users", 6: "Medium", 7: "High"})
CATEGORIES = Names(
    {
        1: "Incident Category",
        2: "SR Category",
        3: "Hardware",
        4: "Software",
        5: "Network",
        6: "Email",
        7: "Access",
        8: "Printer",
        9: "Database",
        10: "Security",
        11: "Server",
        12: "Storage",
    }
)
DEPARTMENTS = Names(
    {1: "Department", 2: "IT", 3: "Finance", 4: "Human Resources", 5: "Sales", 6: "Operations", 7: "Engineering"}
)
LOCATIONS = Names({1: "Ahmedabad", 2: "Pune", 3: "Berlin", 4: "London", 5: "New York", 6: "Singapore", 7: "Mumbai"})
GROUPS = Names(
    {1: "Service Desk", 2: "Network Team", 3: "Server Team", 4: "Database Team", 5: "Security Team", 6: "IT Support"}
)
SOURCES = Names(
    {
        1: "External",
        2: "Email",
        3: "Phone",
        4: "Chat",
        5: "Support Portal",
        6: "Technician Portal",
        7: "Mobile App",
        8: "Monitoring",
        9: "Walk In",
        10: "Web",
    }
)
EXTERNAL = 1
RISKS = Names({1: "Low", 2: "Medium", 3: "High"})
CHANGE_TYPES = Names({1: "Minor", 2: "Standard", 3: "Significant", 4: "Major", 5: "Emergency"})
ENVIRONMENTS = Names({1: "Production", 2: "Development", 3: "Test"})
RELEASE_TYPES = Names({1: "Minor", 2: "Major", 3: "Emergency"})
REASONS = Names({1: "Upgrade Existing", 2: "New Implementation"})
SUPPORT_LEVELS = ("tier0", "tier1", "tier2", "tier3", "tier4")

# The service catalogue: (service, category of services).
SERVICES = (("HW 1", "Hardware"), ("New Laptop", "Hardware"), ("VPN Access", "Access"), ("New Mailbox", "Email"))
