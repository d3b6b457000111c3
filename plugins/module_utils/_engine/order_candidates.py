# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that may be an order, though no correlation id is on them, and the form that they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.resource_client import ResourceClient
from .._api.search import Clause
from .._resources._resource import DesiredRecord, Field
from .catalogue import Catalogue
from .form_sample import FormSample
from .identity import Identity


class Candidates:
    """The requests that may be the order of a task. Those of the names ``others`` are known to be different ones.

    ``key`` is that of the order in the log of writes. ``form`` holds the custom fields that requests showed so far.
    """

    def __init__(
        self,
        records: ResourceClient,
        catalogue: Catalogue,
        identity: Identity,
        desired: DesiredRecord,
        others: Sequence[str],
        key: str,
    ) -> None:
        self._records = records
        self._catalogue = catalogue
        self._identity = identity
        self._desired = desired
        self._resource = desired.resource
        self._tags = needed(desired.resource.carrier)
        self._created = needed(desired.resource.created)
        self._display = needed(desired.resource.display)
        self._others = {name.strip().casefold() for name in others}
        self._key = key
        self.form: Mapping[str, Any] = {}

    def names(self, since: float) -> list[str]:
        """Return the names of orders of this requester since a moment that carry no correlation id."""
        found = []
        log = self._records.write_log
        own = log.created(self._key)
        others = log.ids() - ({own.id} if own else set())
        doing = f"look for orders that may be the one with {self._identity}"
        for record in self._records.search([Clause(self._created.key, "after", (int(since),))], doing=doing):
            self.form = self._with_form_of(record)
            moment = self._resource.created_time(record)
            is_new = moment >= since if isinstance(moment, (int, float)) else True
            if is_new and record["id"] not in others:
                found += [self._resource.title(record)] if self._may_be_it(record) else []
        return found

    def sample(self) -> Mapping[str, Any]:
        """Return the custom fields that requests show, if the order has some; of those seen, or else of any."""
        if self._desired.custom_fields and not self.form:
            self.form = self._with_form_of(FormSample(self._records, self._resource).record)
        return self.form

    def _with_form_of(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the form that is known so far with the custom fields that another record shows."""
        field = self._resource.custom_fields
        shown = record.get(field.key) if field else None
        if not field or not isinstance(shown, dict):
            return self.form
        return {field.key: {**shown, **self.form.get(field.key, {})}}

    def _may_be_it(self, record: Mapping[str, Any]) -> bool:
        name = str(record.get(self._display.key))
        is_order = self._catalogue.may_be_order(name, record)
        is_tagged = self._tags.type.correlation_of(record.get(self._tags.key)) is not None
        return is_order and not is_tagged and name.casefold() not in self._others and self._is_for_same(record)

    def _is_for_same(self, record: Mapping[str, Any]) -> bool:
        """Return whether a record may be for the requester; a logon name is shown as an address, and tells nothing."""
        for field in self._resource.settable:
            if field.required and field.use == "create":
                wanted = self._desired.values.get(field.option)
                return not field.type.is_comparable(wanted) or field.type.same(wanted, record.get(field.key))
        return True


def needed(field: Field | None) -> Field:
    """Return a field without which no order can be told from another."""
    if field is None:
        raise KeyError(field)
    return field
