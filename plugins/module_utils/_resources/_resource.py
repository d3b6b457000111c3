# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe a resource as a table, and convert its records from a task to the server and to results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .._api.endpoints import Endpoint
from ._custom_fields import CustomFields
from ._field_types import EMPTY, FieldType, Name
from ._links import Links

_ID = "id"


class FieldError(Exception):
    """A value that a field cannot accept; the message names the option and what it accepts."""


class Field(NamedTuple):
    """One field: ``option`` in tasks and results, ``key`` on the server.

    ``use`` says who sets it: ``always`` (a task, at any time), ``create`` (a task, once), ``never`` (the server) or
    ``input`` (a task, and another field shows the key). A ``required`` field is needed to create a record and cannot be
    cleared. ``default`` is the value of a task that sets none, unless it gives an id, and ``only_with`` names an option
    and those of its values that the field goes with.

    ``search`` says how the server searches it: ``none`` (the client compares records), ``asked`` (the server does), or
    ``doubted`` (the server does, but an empty result is checked). A field that ``is_text`` has a _contains filter, and
    ``span`` is the first word of a time's filters, as in created_after.

    ``description`` and ``sample`` are its documentation.
    """

    option: str
    key: str
    type: FieldType
    use: str = "always"
    required: bool = False
    search: str = "none"
    is_text: bool = False
    span: str | None = None
    default: Any = None
    only_with: tuple[str, tuple[str, ...]] | None = None
    description: tuple[str, ...] = ()
    sample: Any = None


class LifeCycle(NamedTuple):
    """The option that holds the workflow status, and its values that count as ``closed``."""

    option: str
    closed: tuple[str, ...]


class Kinds(NamedTuple):
    """The option of the kind, which never changes; kinds that can be changed; those that one parent alone has."""

    option: str
    changed: tuple[str, ...]
    only_under: tuple[str, tuple[str, ...]] = ("", ())


class Resource:
    """One type of record.

    ``name`` and ``plural`` are result keys, and ``plural`` is the option that holds a list. ``path`` is that of the
    list. A child belongs to a record of one of the ``parents``, whose names are options, and in its path
    ``{parent}`` stands for the path of the parent.

    ``display`` is the option that names a record for people; if the server sets it, it also identifies a record. The
    options of ``match_on`` identify a record by default, and a task may choose others from ``match_options``, if there
    are any. If records with the same key are ``alike``, any of them is the one that a task wants to exist. The records
    of a list are made one after the other if people read them as a sequence.
    ``life_cycle`` is None for records that are never closed, ``kinds`` for those of one kind, and ``carrier`` is the
    option that can carry a correlation id. A search takes the ``filter_options`` as options of their own, beside
    ``filters``, and names a field as ``operand`` says. ``created`` and ``updated`` are the options of the creation
    time and of the last update, in epoch milliseconds.

    Without ``has_read`` a record is read by a search for all of its parent's. A server's object that has the options
    ``whole`` is a record, not an acknowledgement. Every update also sends the options ``sent_along``, unchanged.
    """

    def __init__(
        self,
        *,
        name: str,
        path: str,
        fields: tuple[Field, ...],
        plural: str = "",
        display: str | None = None,
        match_on: tuple[str, ...] = (),
        match_options: tuple[str, ...] | None = None,
        alike: bool = False,
        is_sequence: bool = False,
        kinds: Kinds | None = None,
        filter_options: tuple[str, ...] = (),
        life_cycle: LifeCycle | None = None,
        carrier: str | None = None,
        created: str | None = None,
        updated: str | None = None,
        whole: tuple[str, ...] = (),
        sent_along: tuple[str, ...] = (),
        operand: str = "",
        has_read: bool = True,
        parents: tuple[Resource, ...] = (),
    ) -> None:
        self.name = name
        self.plural = plural or f"{name}s"
        self.path = path
        self.fields = fields
        self.settable = tuple(field for field in fields if field.use != "never")
        self.required = tuple(field.option for field in self.settable if field.required)
        self.shown = tuple(field for field in fields if field.use != "input")
        by_server = (field for field in self.shown if field.use == "never" and field.option != display)
        self.server_names = tuple(field for field in by_server if isinstance(field.type, Name))
        self.by_key: Mapping[str, Field] = {field.key: field for field in fields}
        self._by_option: Mapping[str, Field] = {field.option: field for field in fields}
        self.display = self.field(display) if display else None
        self.is_named_by_server = self.display is not None and self.display.use == "never" and display != _ID
        self.match_on = match_on
        self.match_options = match_on if match_options is None else match_options
        self.alike = alike
        self.is_sequence = is_sequence
        self.kinds = kinds
        self.filters = tuple(self.field(option) for option in filter_options)
        self.life_cycle = life_cycle
        self.carrier = self.field(carrier) if carrier else None
        self.has_correlation = self.carrier is not None
        self.custom_fields = next((field for field in fields if isinstance(field.type, CustomFields)), None)
        self.created, self.updated = (self.field(option) if option else None for option in (created, updated))
        self.sent_along = tuple(self.field(option).key for option in sent_along)
        self._whole = tuple(self.field(option).key for option in (_ID, *whole))
        self._operand = operand or f"{name}.{{key}}"
        self._has_read = has_read
        self.parents = parents
        self.sort_by = f"-{created or _ID}"

    @property
    def one(self) -> str:
        """The word for one with its article, as in an order."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"

    def endpoint(self, parent: str = "") -> Endpoint:
        """Return the endpoint of the records; ``parent`` is the path of their parent, if they have one."""
        return Endpoint(
            self.name,
            self.path.format(parent=parent),
            whole=self._whole,
            order=self.created.key if self.created else None,
            operand=self._operand,
            has_read=self._has_read,
            deletion_advice=self._deletion_advice,
            name=self.display.key if self.display and self.is_named_by_server else None,
        )

    @property
    def _deletion_advice(self) -> str:
        if self.life_cycle:
            option, closed = self.life_cycle
            return f"Close the {self.name} instead: state present with {option} {closed[-1]}."
        return f"Delete the {self.name} in ServiceOps itself."

    def field(self, option: str) -> Field:
        """Return the field of an option; raises KeyError."""
        return self._by_option[option]

    def is_extra(self, key: str) -> bool:
        """Return whether extra_fields holds the value under a server's ``key``."""
        return key not in self.by_key or isinstance(self.by_key[key].type, Links)

    def is_empty(self, key: str, record: Mapping[str, Any]) -> bool:
        """Return whether a server's object has no value under ``key``."""
        return self.by_key[key].type.same("", record.get(key))

    def is_closing(self, values: Mapping[str, Any]) -> bool:
        """Return whether values, by option, close a record."""
        return self.life_cycle is not None and self._is_closed(self.life_cycle, values.get(self.life_cycle.option))

    def is_closed(self, record: Mapping[str, Any]) -> bool:
        """Return whether a server's object is closed."""
        key = self.field(self.life_cycle.option).key if self.life_cycle else ""
        return self.life_cycle is not None and self._is_closed(self.life_cycle, record.get(key))

    def is_changeable(self, record: Mapping[str, Any]) -> bool:
        """Return whether the server lets a task change a record of this kind."""
        if self.kinds is None:
            return True
        field = self.field(self.kinds.option)
        return any(field.type.same(kind, record.get(field.key)) for kind in self.kinds.changed)

    def created_time(self, record: Mapping[str, Any]) -> Any:
        """Return the creation time of a server's object, None if it has none."""
        return record.get(self.created.key) if self.created else None

    def updated_time(self, record: Mapping[str, Any]) -> Any:
        """Return the time of the last update of a server's object, None if it has none."""
        return record.get(self.updated.key) if self.updated else None

    def title(self, record: Mapping[str, Any], *, with_status: bool = False) -> str:
        """Return the name of a server's object in messages: INC-46 (Open), or Jane Doe (id 1) if names may repeat."""
        name = record.get(self.display.key) if self.display and self.display.option != _ID else None
        facts = [] if self.is_named_by_server and name else [f"id {record.get(_ID)}"]
        if with_status and self.life_cycle:
            facts.append(str(record.get(self.field(self.life_cycle.option).key)))
        shown = ", ".join(facts)
        return f"{name} ({shown})" if name and facts else str(name or shown)

    def _is_closed(self, life_cycle: LifeCycle, value: Any) -> bool:
        field = self.field(life_cycle.option)
        return any(field.type.same(closed, value) for closed in life_cycle.closed)


class DesiredRecord(NamedTuple):
    """The desired record of a task: values by option, and extra fields by the server's key.

    ``correlation_id`` is one that the carrier of the resource must carry in addition to the value of its option.
    """

    resource: Resource
    values: Mapping[str, Any]
    extra: Mapping[str, Any]
    correlation_id: str | None = None

    @property
    def cleared_required(self) -> list[str]:
        """Return the required options that the task clears."""
        return [option for option in self.resource.required if self.values.get(option) == ""]

    @property
    def missing_required(self) -> list[str]:
        """Return the required options that the task does not set."""
        return [option for option in self.resource.required if self.values.get(option) is None]

    @property
    def custom_fields(self) -> Mapping[str, Any]:
        """Return the custom fields that the task sets."""
        field = self.resource.custom_fields
        found: Mapping[str, Any] = self.values.get(field.option, {}) if field else {}
        return found


def from_task(resource: Resource, options: Mapping[str, Any]) -> DesiredRecord:
    """Return the desired record of a task's options; unset ones (None) are not managed. Raises FieldError."""
    values: dict[str, Any] = {}
    for field in resource.settable:
        given = options.get(field.option)
        if given is None and options.get(_ID) is None:
            given = field.default
        if given is not None:
            try:
                values[field.option] = field.type.parse(given)
            except (ValueError, TypeError) as exc:
                raise FieldError(f"{field.option}: {exc}.") from exc
    _check_combinations(resource, values)
    correlation, label = (options.get("correlation_id") or "").strip(), options.get("correlation_field")
    if correlation and label and resource.custom_fields:
        option = resource.custom_fields.option
        values[option] = {**values.get(option, {}), label: correlation}
    carried = correlation if correlation and not label else None
    return DesiredRecord(resource, values, _extra(resource, values, options.get("extra_fields") or {}), carried)


def to_result(
    resource: Resource,
    record: Mapping[str, Any],
    url: str | None,
    web_url: str | None = None,
    *,
    fields: Iterable[Field] | None = None,
) -> dict[str, Any]:
    """Return a server's object by option: every field, or only ``fields``.

    Keys that do not come from a single field are always present.
    """
    chosen = resource.shown if fields is None else fields
    result = {field.option: field.type.to_result(record.get(field.key)) for field in chosen}
    if resource.carrier:
        result["correlation_id"] = resource.carrier.type.correlation_of(record.get(resource.carrier.key))
    result.update(url=url, web_url=web_url)
    result["extra_fields"] = {key: value for key, value in record.items() if resource.is_extra(key)}
    return result


def _check_combinations(resource: Resource, values: Mapping[str, Any]) -> None:
    for option in (option for option, value in values.items() if value not in EMPTY):
        other, accepted = resource.field(option).only_with or ("", ())
        if other in values and values[other] not in map(resource.field(other).type.parse, accepted):
            raise FieldError(f"{option} goes only with {other} {' or '.join(accepted)}: leave it out, or set {other}.")


def _extra(resource: Resource, values: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    for key in extra:
        if not resource.is_extra(key) or (key in resource.by_key and resource.by_key[key].option in values):
            raise FieldError(f"extra_fields: {key} is the option {resource.by_key[key].option}; use that.")
    return dict(extra)
