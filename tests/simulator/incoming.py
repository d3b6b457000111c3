# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the JSON of a create or an update to the columns that it sets, judged by the switches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from flask import request

from . import catalogue
from .form import full, read_fields
from .kinds import KINDS, LINKS, REQUEST, Kind, OwnField
from .markup import shown_description, stored_subject
from .refusals import RefusalError, refused
from .simulation import Simulation

_NAMES = {
    "priorityName": ("priority_id", catalogue.PRIORITIES),
    "impactName": ("impact_id", catalogue.IMPACTS),
    "urgencyName": ("urgency_id", catalogue.URGENCIES),
    "categoryName": ("category_id", catalogue.CATEGORIES),
    "departmentName": ("department_id", catalogue.DEPARTMENTS),
    "locationName": ("location_id", catalogue.LOCATIONS),
    "technicianGroupName": ("group_id", catalogue.GROUPS),
}
_LISTS = {"tags": "tags", "ccEmailSet": "cc"}


def json_body() -> dict[str, Any]:
    """Return the JSON object of the request; refuses anything else."""
    if request.mimetype != "application/json":
        raise refused(f"Content type '{request.mimetype}' not supported", 415)
    try:
        body = json.loads(request.get_data())
        # Half a surrogate pair is no text that could be kept.
        json.dumps(body, ensure_ascii=False).encode()
    except ValueError as exc:
        raise refused("Invalid Input Data.") from exc
    if not isinstance(body, dict):
        raise refused("Invalid Input Data.")
    return body


class Reader:
    """Reads one body. ``current`` is the row that an update changes, None at creation."""

    def __init__(
        self,
        simulated: Simulation,
        body: Mapping[str, Any],
        current: Mapping[str, Any] | None = None,
        kind: Kind = KINDS[REQUEST],
    ) -> None:
        self._simulated = simulated
        self._settings = simulated.settings
        self._people = simulated.people
        self._body = body
        self._current = current
        self._kind = kind
        self._columns: dict[str, Any] = {}

    def columns(self) -> dict[str, Any]:
        """Return the columns to write; raises a refusal where the body cannot be taken."""
        self._read_texts()
        self._read_status()
        for key, (column, names) in _NAMES.items():
            self._read_name(key, column, names)
        self._read_assignee()
        self._read_support_level()
        self._read_spam()
        for key, column in _LISTS.items():
            self._read_list(key, column)
        attachments = read_attachments(self._simulated, self._body, self._current)
        if attachments is not None:
            self._columns["attachments"] = json.dumps(attachments)
        for key in LINKS:
            check_list(key, self._body.get(key), dict)
        self._read_custom_fields()
        return self._columns

    def own(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the fields that only some kinds of tickets have; ``before`` has those so far."""
        values = {**before, **{key: self._body[key] for key in LINKS if isinstance(self._body.get(key), list)}}
        for field in self._kind.own:
            if field.type in ("time", "flag"):
                value = self._time(field.key) if field.type == "time" else self._flag(field.key)
                values.update({} if value is None else {field.key: value})
                continue
            effective, name = self._given(field.key)
            known = self._own_value(field, name) if name is not None else None
            if effective and name is not None and known is None:
                self._unknown(field.key, name)
            elif effective:
                values[field.key] = known
        return values

    def source(self) -> int:
        """Return the id of the source of a new request."""
        name = self._text("source")
        if not name:
            return catalogue.EXTERNAL
        number = catalogue.SOURCES.id_of(name)
        if number is None:
            self._unknown("source", name)
        return number or catalogue.EXTERNAL

    def requester(self, key: str = "requesterEmail") -> int:
        """Return the id of the requester of a new request, named by e-mail or logon name."""
        name = (self._text(key) or "").strip()
        if not name:
            raise refused(f"{key} is compulsory.")
        person = self._people.find(name)
        if person is None and "@" in name and self._settings["unknown_requester"] == "created":
            person = self._people.add(name)
        if person is None:
            raise refused(f"{key}: there is no requester '{name}'.")
        return person.id

    def _text(self, key: str) -> str | None:
        value = self._body.get(key)
        if value is not None and not isinstance(value, str):
            raise refused(f"{key}: a string is expected, not {value!r}.")
        return value

    def _given(self, key: str) -> tuple[bool, str | None]:
        """Return whether a key has an effect, and the text that it sets (None: emptied)."""
        if key not in self._body:
            return False, None
        value = self._text(key)
        if value is not None and value.strip():
            return True, value
        if self._current is None:
            return True, None
        clearing = self._settings["clearing"]
        if value is not None and clearing == "refused":
            raise refused(f"{key}: must not be empty.")
        takes = ("empty_string",) if value is not None else ("null", "refused")
        return clearing in takes, None

    def _read_texts(self) -> None:
        subject = self._text("subject")
        absent = self._current is None or self._settings["patch_subject"] == "required" or "subject" in self._body
        if subject is not None and subject.strip():
            self._columns["subject"] = stored_subject(subject, self._settings["stored_subject"])
        elif absent:
            raise refused("subject is compulsory.")
        effective, text = self._given("description")
        if effective:
            self._columns["description"] = shown_description(text or "", self._settings["description"])

    def _own_value(self, field: OwnField, name: str) -> str | None:
        """Return a name or an address as the server shows it, None where it is unknown."""
        if field.names is not None:
            return field.names.names.get(field.names.id_of(name) or 0)
        person = self._people.find(name)
        return person.email if person and person.technician else None

    def _read_name(self, key: str, column: str, names: catalogue.Names) -> None:
        effective, name = self._given(key)
        if not effective or (name is None and key == "statusName"):
            return
        number = names.id_of(name) if name is not None else None
        if name is not None and number is None:
            self._unknown(key, name)
            return
        self._columns[column] = number

    def _read_assignee(self) -> None:
        effective, name = self._given("assigneeEmail")
        if not effective:
            return
        person = self._people.find(name) if name is not None else None
        if name is not None and (person is None or not person.technician):
            self._unknown("assigneeEmail", name)
            return
        self._columns["technician_id"] = person.id if person else None

    def _read_support_level(self) -> None:
        effective, name = self._given("supportLevel")
        if not effective:
            return
        level = (name or "tier0").strip().lower()
        if level not in catalogue.SUPPORT_LEVELS:
            self._unknown("supportLevel", level)
            return
        self._columns["support_level"] = catalogue.SUPPORT_LEVELS.index(level)

    def _read_spam(self) -> None:
        spam = self._flag("spam")
        if spam is not None:
            self._columns["spam"] = int(spam)

    def _flag(self, key: str) -> bool | None:
        value = self._body.get(key)
        if not isinstance(value, (bool, type(None))):
            raise refused(f"{key}: true or false is expected, not {value!r}.")
        return value

    def _time(self, key: str) -> int | None:
        """Return a moment; those of a ticket that is planned are compulsory as its subject is."""
        moment = self._body.get(key)
        if isinstance(moment, bool) or not isinstance(moment, (int, type(None))):
            raise refused(f"{key}: epoch milliseconds are expected, not {moment!r}.")
        if moment is None and (self._current is None or self._settings["patch_subject"] == "required"):
            raise refused(f"{key} is compulsory.")
        return moment

    def _read_status(self) -> None:
        is_ignored = self._kind.planned and self._settings["planned_status"] == "ignored"
        if not is_ignored:
            self._read_name("statusName", "status_id", self._kind.statuses)

    def _read_list(self, key: str, column: str) -> None:
        value = self._body.get(key)
        check_list(key, value, str)
        if value is None:
            if key not in self._body or self._settings["clearing"] not in ("null", "refused"):
                return
            value = []
        if key == "tags" and self._settings["stored_tags"] == "split_at_commas":
            value = [part for tag in value for part in tag.split(",")]
        if self._current is not None and self._settings["patch_lists"] == "merged":
            value = json.loads(self._current[column]) + value
        unique = list({json.dumps(item, sort_keys=True): item for item in value}.values())
        self._columns[column] = json.dumps(unique)

    def _read_custom_fields(self) -> None:
        given = self._body.get("customField")
        if given is None:
            return
        values = read_fields(given, self._settings)
        if self._current is not None and self._settings["patch_custom_fields"] == "merged":
            values = {**json.loads(self._current["custom"]), **values}
        self._columns["custom"] = json.dumps(full(values))

    def _unknown(self, key: str, name: str) -> None:
        policy = self._settings["unknown_name"]
        if policy == "error500":
            raise RefusalError(500)
        if policy == "refused":
            raise refused(f"{key}: '{name}' does not exist.")


def read_attachments(
    simulated: Simulation, body: Mapping[str, Any], current: Mapping[str, Any] | sqlite3.Row | None
) -> list[dict[str, Any]] | None:
    """Return the attachments that a body leaves a record with, None if it leaves them alone.

    ``current`` is the row that an update changes. Refuses what was never uploaded.
    """
    given = body.get("fileAttachments")
    check_list("fileAttachments", given, dict)
    if given is None:
        cleared = "fileAttachments" in body and simulated.settings["clearing"] in ("null", "refused")
        return [] if cleared else None
    wanted = [_attachment(simulated, one) for one in given]
    appended = simulated.settings["patch_attachments"] == "appended" or simulated.settings["patch_lists"] == "merged"
    if current is not None and appended:
        wanted = json.loads(current["attachments"]) + wanted
    return list({one["refFileName"]: one for one in wanted}.values())


def _attachment(simulated: Simulation, given: dict[str, Any]) -> dict[str, Any]:
    reference, name = given.get("refFileName"), given.get("realName")
    with simulated.store.reading() as db:
        row = db.execute("SELECT name FROM upload WHERE reference = ?", (str(reference),)).fetchone()
    if row is None:
        raise refused(f"fileAttachments: there is no file '{reference}'.")
    return {"refFileName": reference, "realName": name if isinstance(name, str) and name.strip() else row["name"]}


def check_list(key: str, value: Any, kind: type) -> None:
    """Refuse what is no list of this type; nothing at all will do."""
    if value is not None and not (isinstance(value, list) and all(isinstance(item, kind) for item in value)):
        wanted = "strings" if kind is str else "objects"
        raise refused(f"{key}: a list of {wanted} is expected, not {value!r}.")
