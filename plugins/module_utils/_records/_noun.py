# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A noun of the server (request, later change and others): its fields, and the way from task to server and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ._kinds import CORRELATION, Kind


class FieldError(Exception):
    """A value that a field cannot take; the text names the option and says what it takes."""


class Field(NamedTuple):
    """One field: ``option`` in tasks and results, ``key`` on the server.

    ``use`` says who sets it: ``always`` (a task, at any time), ``create`` (a task, once) or ``never`` (the server).
    ``required`` ones every record has: none is created without, and none can be cleared.
    """

    option: str
    key: str
    kind: Kind
    use: str = "always"
    required: bool = False


class Noun:
    """One kind of record.

    ``closed`` are the values of ``status`` that end it, ``key`` its natural key, ``keys`` what another natural key may
    be made of. ``plural`` is also the option and the result that hold a list, ``settable`` what a task may set, and
    ``by_key`` has the fields by the server's keys.
    """

    def __init__(
        self,
        *,
        name: str,
        fields: tuple[Field, ...],
        closed: tuple[str, ...],
        key: tuple[str, ...],
        keys: tuple[str, ...],
    ) -> None:
        self.name = name
        self.plural = f"{name}s"
        self.fields = fields
        self.closed = closed
        self.key = key
        self.keys = keys
        self.settable = tuple(field for field in fields if field.use != "never")
        self.by_key: Mapping[str, Field] = {field.key: field for field in fields}
        self._by_option: Mapping[str, Field] = {field.option: field for field in fields}

    def field(self, option: str) -> Field:
        """Return the field of an option; raises KeyError."""
        return self._by_option[option]

    def is_empty(self, key: str, record: Mapping[str, Any]) -> bool:
        """Tell whether a server's object has no value under ``key``."""
        return self.by_key[key].kind.same("", record.get(key))

    def is_closed(self, status: Any) -> bool:
        """Tell whether a record with this status is at its end."""
        kind = self.field("status").kind
        return any(kind.same(closed, status) for closed in self.closed)

    def is_closed_record(self, record: Mapping[str, Any]) -> bool:
        """Tell whether a server's object is at its end."""
        return self.is_closed(record.get(self.field("status").key))


class Wanted(NamedTuple):
    """What a task wants of a record: values by option, and passed-through ones by the server's key.

    ``correlation_tag`` is one tag that must be there beside whatever ``tags`` says.
    """

    noun: Noun
    values: Mapping[str, Any]
    extra: Mapping[str, Any]
    correlation_tag: str | None = None

    def __bool__(self) -> bool:
        return bool(self.values or self.extra)

    @property
    def emptied(self) -> list[str]:
        """Return the options that every record has, and that the task would clear."""
        return [field.option for field in self.noun.settable if field.required and self.values.get(field.option) == ""]

    @property
    def missing(self) -> list[str]:
        """Return the options that a new record needs and the task does not set."""
        return [field.option for field in self.noun.settable if field.required and field.option not in self.values]


def from_task(noun: Noun, options: Mapping[str, Any]) -> Wanted:
    """Return what the options of a task want; unset ones (None) are left alone. Raises FieldError."""
    values: dict[str, Any] = {}
    for field in noun.settable:
        if options.get(field.option) is not None:
            try:
                values[field.option] = field.kind.wanted(options[field.option])
            except (ValueError, TypeError) as exc:
                raise FieldError(f"{field.option}: {exc}.") from exc
    correlation, label = (options.get("correlation_id") or "").strip(), options.get("correlation_field")
    if correlation and label:
        values["custom_fields"] = {**values.get("custom_fields", {}), label: correlation}
    tag = f"{CORRELATION}{correlation}" if correlation and not label else None
    return Wanted(noun, values, _extra(noun, options.get("extra_fields") or {}), tag)


def to_result(
    noun: Noun, record: Mapping[str, Any], url: str | None, fields: Iterable[Field] | None = None
) -> dict[str, Any]:
    """Return a server's object under the names that tasks use; every key is there, or those of ``fields`` alone.

    What is made of no field, or of several, is always there.
    """
    chosen = noun.fields if fields is None else fields
    result = {field.option: field.kind.shown(record.get(field.key)) for field in chosen}
    result["correlation_id"] = correlation_of(result.get("tags"))
    result["url"] = url
    result["extra_fields"] = {key: value for key, value in record.items() if key not in noun.by_key}
    return result


def correlation_of(tags: Any) -> str | None:
    """Return the correlation id that a list of tags carries."""
    for tag in tags if isinstance(tags, list) else []:
        if str(tag).startswith(CORRELATION):
            return str(tag)[len(CORRELATION) :]
    return None


def _extra(noun: Noun, extra: Mapping[str, Any]) -> dict[str, Any]:
    for key in extra:
        if key in noun.by_key:
            raise FieldError(f"extra_fields: {key} is the option {noun.by_key[key].option}; use that.")
    return dict(extra)
