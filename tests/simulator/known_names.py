# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator knows from the start, as ``--list-names`` prints it: who and what a playbook can name."""

from __future__ import annotations

from . import catalogue
from .credentials import PEOPLE, Person
from .form import FIELDS

_WANTED = {
    "text": "a text",
    "choice": "a text",
    "many": "a list of texts",
    "datetime": "a time",
    "number": "a number",
}
# By the option of a module.
NAMES: dict[str, tuple[str, ...]] = {
    option: tuple(names.names.values())
    for option, names in (
        ("category", catalogue.CATEGORIES),
        ("department", catalogue.DEPARTMENTS),
        ("location", catalogue.LOCATIONS),
        ("technician_group", catalogue.GROUPS),
        ("status", catalogue.STATUSES),
        ("status of a change or release", catalogue.PLANNED_STATUSES),
        ("priority", catalogue.PRIORITIES),
        ("urgency", catalogue.URGENCIES),
        ("impact", catalogue.IMPACTS),
        ("source", catalogue.SOURCES),
        ("risk_type", catalogue.RISKS),
        ("change_type", catalogue.CHANGE_TYPES),
        ("target_environment", catalogue.ENVIRONMENTS),
        ("release_type", catalogue.RELEASE_TYPES),
        ("reason_type", catalogue.REASONS),
    )
}
NAMES["support_level"] = catalogue.SUPPORT_LEVELS


def known_names() -> str:
    """Return everyone and everything known, in lines to read."""
    technicians = [person for person in PEOPLE if person.technician]
    lines = ["requester_email (anyone of these; the logon name will do, too):", *map(_person, PEOPLE)]
    lines += ["", "assignee_email:", *map(_person, technicians)]
    for option, names in NAMES.items():
        lines += ["", f"{option}:", *(f"  {name}" for name in names)]
    lines += ["", "custom_fields:", *(f"  {label} ({_WANTED[kind]})" for label, kind in FIELDS.items())]
    lines += ["", "services, with their category:"]
    lines += [f"  {service} ({category})" for service, category in catalogue.SERVICES]
    return "\n".join(lines)


def _person(person: Person) -> str:
    signs_in = f", signs in with {person.password}" if person.password else ""
    return f"  {person.email} ({person.name}, logon name {person.logon}{signs_in})"
