# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Example requests: what a small company's service desk may have on a weekday."""

from __future__ import annotations

from .example import ANSWER, COLLEAGUES, REPLY, Example, Step

_DF = """\
Filesystem                 Size  Used Avail Use% Mounted on
/dev/mapper/vg0-root        30G   11G   18G  38% /
/dev/mapper/vg0-var        100G   96G  4.1G  96% /var
/dev/mapper/vg0-pgdata     500G  307G  193G  62% /var/lib/pgsql
"""
_APT = """\
TASK [Install the security updates] ********************************************
fatal: [web03]: FAILED! => {"changed": false, "msg": "Failed to lock apt for exclusive operation"}

PLAY RECAP *********************************************************************
web01 : ok=14  changed=3  unreachable=0  failed=0
web02 : ok=14  changed=3  unreachable=0  failed=0
web03 : ok=6   changed=0  unreachable=0  failed=1
"""
REQUESTS = (
    Example(
        0.7,
        "request",
        "Disk /var is 96 % full on db01",
        "automation",
        "The file system /var on db01.acme.example is 96 % full: 4.1 GB of 100 GB are free.\n"
        "At the present rate it is full in about five hours.",
        {
            "priority": "High",
            "urgency": "High",
            "impact": "On Business",
            "category": "Storage",
            "group": "Server Team",
            "department": "IT",
            "location": "Ahmedabad",
            "source": "Monitoring",
            "tags": ["monitoring", "disk", "correlation:disk-var-db01"],
        },
        (
            Step(0.02, "automation", files={"df.txt": _DF}),
            Step(0.1, "tina", fields={"assignee": "tina", "status": "In Progress"}),
            Step(
                0.3,
                "automation",
                "<p>The clean-up playbook removed 22 GB of rotated logs from /var/log/postgresql.</p>"
                "<p>/var is 74 % full now.</p>",
            ),
            Step(
                0.5, "tina", "Log rotation kept 90 days in place of 14. I set it back and watch it until this evening."
            ),
            Step(0.51, "tina", fields={"priority": "Medium"}),
        ),
    ),
    Example(
        0.2,
        "request",
        "Shared drive is very slow since this morning",
        "jane",
        "Opening a spreadsheet on S: takes more than a minute. My colleagues at Finance see the same.",
        {
            "priority": "Medium",
            "impact": "On department",
            "category": "Storage",
            "department": "Finance",
            "location": "London",
            "source": "Support Portal",
        },
    ),
    Example(
        1.4,
        "request",
        "Playbook patch_web.yml failed on web03: apt is locked",
        "automation",
        "Job 4711 failed on 1 of 3 hosts.\n"
        "web03, task 'Install the security updates': Failed to lock apt for exclusive operation.",
        {
            "priority": "High",
            "category": "Server",
            "group": "Server Team",
            "department": "IT",
            "tags": ["ansible", "correlation:job-patch-web"],
        },
        (Step(0.01, "automation", files={"job-4711.log": _APT}),),
    ),
    Example(
        3.1,
        "request",
        "Certificate of shop.acme.example expires in 6 days",
        "automation",
        "The certificate that shop.acme.example presents ends in 6 days. It is not one that renews itself.",
        {
            "priority": "Urgent",
            "urgency": "Urgent",
            "impact": "On Business",
            "category": "Security",
            "group": "Security Team",
            "source": "Monitoring",
            "tags": ["monitoring", "certificate"],
        },
        (
            Step(0.5, "sam", fields={"assignee": "sam", "status": "Pending"}),
            Step(0.52, "sam", "Ordered at the authority. Waiting for the check of the domain.", COLLEAGUES),
        ),
    ),
    Example(
        22,
        "request",
        "No VPN from the home office",
        "ravi",
        "The client says 'Gateway unreachable'. It worked on Friday.",
        {
            "priority": "Medium",
            "category": "Network",
            "group": "Network Team",
            "department": "Sales",
            "location": "Pune",
            "source": "Phone",
        },
        (
            Step(1, "tim", fields={"assignee": "tim", "status": "In Progress"}),
            Step(1.2, "tim", "Which version does the client show under Help, About?", REPLY),
            Step(4, "ravi", "It is 5.1.2. And now it asks for an update.", ANSWER),
            Step(5, "tim", fields={"status": "Pending"}),
        ),
    ),
    Example(
        27,
        "request",
        "Outlook asks for the password again and again",
        "omar",
        "Every few minutes, also right after I typed it.",
        {"priority": "Low", "category": "Email", "group": "Service Desk", "department": "Human Resources"},
        (
            Step(2, "tina", fields={"assignee": "tina", "status": "In Progress"}),
            Step(3, "tina", "An old password was kept by the credential store. Removed it; please try again.", REPLY),
            Step(20, "omar", "It is gone. Thank you!", ANSWER),
            Step(20.5, "tina", fields={"status": "Resolved"}),
        ),
    ),
    Example(
        30,
        "request",
        "Nightly backup of erp01 did not finish",
        "automation",
        "The backup that began at 01:00 still ran at 06:00 and was ended.",
        {
            "priority": "High",
            "category": "Database",
            "group": "Database Team",
            "source": "Monitoring",
            "tags": ["monitoring", "backup"],
        },
        (Step(2, "sam", "On hold until the new tape library is in place on Monday.", fields={"status": "On Hold"}),),
    ),
    Example(
        98,
        "request",
        "Printer on the third floor prints empty pages",
        "lena@old.acme.example",
        "The one beside the kitchen.",
        {"priority": "Low", "category": "Printer", "location": "Berlin", "group": "IT Support"},
        (
            Step(3, "tim", fields={"assignee": "tim", "status": "In Progress"}),
            Step(26, "tim", "New toner, test page is fine.", fields={"status": "Closed"}),
        ),
    ),
    Example(
        49,
        "request",
        "New Laptop",
        "chen",
        "For a new colleague in Singapore, who begins on the first of the month.",
        {
            "priority": "Medium",
            "category": "SR Category",
            "department": "Engineering",
            "location": "Singapore",
            "group": "IT Support",
            "tags": ["onboarding"],
        },
        (
            Step(
                20,
                "tim",
                "Ordered; it arrives on Thursday.",
                REPLY,
                fields={"assignee": "tim", "status": "In Progress"},
            ),
        ),
        prefix="SR",
    ),
    Example(
        5.5,
        "request",
        "VPN Access",
        "jane",
        "For the auditor, until the end of the quarter.",
        {"priority": "Low", "category": "SR Category", "department": "Finance", "group": "Network Team"},
        prefix="SR",
    ),
)
