# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Example changes, problems and releases of the same company."""

from __future__ import annotations

from .example import COLLEAGUES, Example, Step

# What becomes of a change that somebody approves.
_APPROVED = {"approval": "approved", "status": "Approved"}
_PLAN = """\
1. Take db02 out of the pool, patch it, start it, check replication.
2. Switch over to db02.
3. Patch db01 in the same way.
4. Back out: switch back, install 16.3 from the local mirror.
"""

OTHERS = (
    Example(
        44,
        "change",
        "Patch PostgreSQL 16.3 to 16.4 on db01 and db02",
        "sam",
        "A minor release with security fixes. No interruption but the switch-over of a few seconds.",
        {
            "priority": "Medium",
            "category": "Database",
            "group": "Database Team",
            "department": "IT",
            "tags": ["patching"],
        },
        (
            Step(0.1, "sam", files={"plan.txt": _PLAN}, fields={"assignee": "sam"}),
            Step(21, "tina", "Tried on the test system: 4 seconds without a connection.", COLLEAGUES),
        ),
        own={
            "approvalStatus": "approved",
            "startDate": 64,
            "endDate": 66,
            "riskType": "Medium",
            "changeType": "Standard",
            "targetEnvironment": "Production",
        },
    ),
    # Its window is open whenever the simulator starts, for a gate to let tasks run.
    Example(
        27,
        "change",
        "Restart the web servers with the new certificate",
        "tina",
        "web01 to web03, one after the other. The certificate of shop.acme.example ends in six days.",
        {"priority": "High", "category": "Security", "group": "Server Team", "tags": ["certificate"]},
        (
            Step(0.2, "tina", fields={"assignee": "tina"}),
            Step(6, "sam", "Approved. Take web03 first, it has the least traffic.", fields=_APPROVED),
        ),
        own={
            "approvalStatus": "pending",
            "startDate": 26.5,
            "endDate": 39,
            "riskType": "Low",
            "changeType": "Standard",
            "targetEnvironment": "Production",
        },
    ),
    # This one keeps a gate waiting: for the approval and for the window.
    Example(
        4,
        "change",
        "Update the kernel of the database servers",
        "sam",
        "db01 and db02, each with a restart. Replication catches up in about a minute.",
        {"priority": "Medium", "category": "Database", "group": "Database Team", "tags": ["patching", "kernel"]},
        (Step(0.3, "sam", fields={"assignee": "sam"}),),
        own={
            "approvalStatus": "pending",
            "startDate": 7,
            "endDate": 9,
            "riskType": "Medium",
            "changeType": "Standard",
            "targetEnvironment": "Production",
        },
    ),
    Example(
        220,
        "change",
        "Replace the core switch in Berlin",
        "tim",
        "The fan of the second power supply failed; the vendor replaces the whole device.",
        {"priority": "Urgent", "category": "Network", "group": "Network Team", "location": "Berlin"},
        (
            Step(1, "tim", fields={"assignee": "tim", "status": "In Progress"}),
            Step(9, "tim", "Done at 21:40, all links are up.", fields={"status": "Closed"}),
        ),
        own={
            "approvalStatus": "pre_approved",
            "startDate": 6,
            "endDate": 9,
            "riskType": "High",
            "changeType": "Emergency",
            "targetEnvironment": "Production",
        },
    ),
    Example(
        120,
        "problem",
        "Wireless network in Pune drops on Monday mornings",
        "ravi",
        "Four requests in five weeks, each between 09:00 and 09:30. Probably the leases of the weekend.",
        {"priority": "Medium", "category": "Network", "group": "Network Team", "location": "Pune"},
        (
            Step(4, "tim", fields={"assignee": "tim", "status": "In Progress"}),
            Step(52, "tim", "The pool of addresses has 254, and 310 devices come back at once."),
        ),
    ),
    Example(
        9,
        "problem",
        "Orders time out since release 4.2 of the shop",
        "sam",
        "More than 5 % of the orders between 17:00 and 19:00 end in a time-out.",
        {"priority": "High", "category": "Software", "department": "Sales", "tags": ["shop"]},
    ),
    Example(
        75,
        "release",
        "Shop 4.3",
        "sam",
        "Faster search, and the correction of the time-outs when an order is sent.",
        {"priority": "High", "category": "Software", "department": "Engineering", "tags": ["shop"]},
        (Step(30, "tina", "Accepted by the department, see the protocol.", fields={"status": "In Progress"}),),
        own={
            "approvalStatus": "pending",
            "startDate": 147,
            "endDate": 151,
            "riskTypeName": "Medium",
            "releaseTypeName": "Minor",
            "reasonTypeName": "Upgrade Existing",
            "releaseManagerEmail": "sam@acme.example",
            "qaManagerEmail": "tina@acme.example",
        },
    ),
)
