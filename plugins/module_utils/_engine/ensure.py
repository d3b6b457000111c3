# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconcile one record with a task: find it, plan, apply the plan, return the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

from .._api.errors import MatchError
from .._api.resource_client import ResourceClient
from .._api.settling import look_until_settled
from .._resources._custom_fields import CustomFields
from .._resources._resource import DesiredRecord
from .apply import Applier
from .context import Context, TaskResult
from .form_sample import FormSample
from .identity import Identity, find, find_known
from .plan import Plan, plan_absent, plan_present
from .projection import Projection


class RecordTask(NamedTuple):
    """The desired state of one record: its identity, its values, and whether it must exist."""

    identity: Identity
    desired: DesiredRecord
    exists: bool

    @property
    def closes(self) -> bool:
        """Whether the task closes the record."""
        return self.exists and self.desired.resource.is_closing(self.desired.values)


class Pool(Protocol):
    """Every record that an identity may match, from an earlier search for many."""

    def known(self) -> Sequence[dict[str, Any]]:
        """Return the records as they were found."""

    def fresh(self) -> Sequence[dict[str, Any]]:
        """Return the records, at most a few seconds old."""


class Reconciler:
    """Bring one record to the state that a task asks for.

    With a ``pool`` the record is first looked up there, without one by a search.
    """

    def __init__(
        self,
        context: Context,
        records: ResourceClient,
        task: RecordTask,
        form: FormSample,
        projection: Projection,
        pool: Pool | None = None,
    ) -> None:
        self._context = context
        self._records = records
        self._task = task
        self._resource = task.desired.resource
        self._projection = projection
        self._pool = pool
        self._applier = Applier(context, records, task.identity, task.desired, form, self._find)

    def run(self) -> TaskResult:
        """Do what the task asks for. Raises ServiceOpsError and FieldError."""
        return self._present() if self._task.exists else self._absent()

    @property
    def lock_key(self) -> str | None:
        """The key of the lock that tasks of one controller hold to create or delete a record, None without one."""
        return f"{self._records.endpoint.path} {self._key}" if self._key else None

    def target_id(self) -> int | None:
        """Return the id of the matching record, None if it is not known without a call."""
        identity = self._task.identity
        if identity.record_id is not None or self._pool is None:
            return identity.record_id
        try:
            current = find_known(identity, self._pool.known(), closing=self._task.closes)
        except MatchError:
            return None
        return current["id"] if current else None

    @property
    def _key(self) -> str | None:
        return None if self._context.check_mode else self._task.identity.key

    def _present(self) -> TaskResult:
        current = self._find_current()
        plan = self._applier.plan_new() if current is None else self._plan_change(current)
        for warning in plan.warnings:
            self._context.warn(warning)
        if current is not None and plan.operation == "none":
            return self._result(plan, current, current)
        if self._context.check_mode:
            return self._result(plan, self._applier.predict(plan, current), current)
        return self._result(*self._applier.apply(plan, current), current)

    def _plan_change(self, current: Mapping[str, Any]) -> Plan:
        """Return the plan for a record that exists. Raises MatchError if the server never changes it."""
        desired, kinds = self._task.desired, self._resource.kinds
        plan = plan_present(current, desired)
        if kinds is None:
            return plan
        title = self._header(current)
        kind = self._resource.field(kinds.option)
        shown, wanted = kind.type.to_result(current.get(kind.key)), desired.values.get(kinds.option)
        leave = "leave out id and " if self._task.identity.record_id is not None else ""
        advice = f"Nothing was changed. To write another one, {leave}give a new correlation_id."
        if wanted is not None and not kind.type.same(wanted, current.get(kind.key)):
            raise MatchError(
                f"The {title} has {self._task.identity}, but its {kinds.option} is {shown}, not "
                f"{kind.type.to_result(wanted)}, and the server never changes that. {advice}"
            )
        if plan.operation == "updated" and not self._resource.is_changeable(current):
            raise MatchError(
                f"The {title} would get other {' and '.join(plan.after)}, but its {kinds.option} is {shown}, and the "
                f"server changes only {' and '.join(kinds.changed)}. {advice}"
            )
        return plan

    def _absent(self) -> TaskResult:
        current = self._find_current()
        plan = plan_absent(current, self._task.desired)
        if current is not None and not self._context.check_mode:
            deleted = self._applier.delete(current)
            # A search may still show a deleted record.
            plan = plan if deleted else plan_absent(None, self._task.desired)
        return self._result(plan, current, current)

    def _find_current(self) -> dict[str, Any] | None:
        """Return the matching record; wait for one that an earlier task may have created."""
        current = self._find(self._pool.known() if self._pool else None)
        if self._pool and self._would_write(current):
            current = self._find(self._pool.fresh())
        seconds = self._records.write_log.unsettled(self._key) if self._key and current is None else 0.0
        return current if seconds <= 0 else self._wait_for_creation(seconds)

    def _wait_for_creation(self, seconds: float) -> dict[str, Any] | None:
        verb = "create" if self._task.exists else "delete"
        doing = f"{verb} the {self._noun} with {self._task.identity}"
        why = f"Could not {doing} at once: an earlier task tried to create it, and that may still be applied"
        found, is_settled = look_until_settled(self._find, self._records.client.retry_budget(), why, seconds)
        if found is None and not is_settled:
            raise MatchError(
                f"Could not {doing}: an earlier task tried to create it, and that may still be applied. Run it again."
            )
        return cast("dict[str, Any] | None", found)

    def _would_write(self, current: Mapping[str, Any] | None) -> bool:
        """Return whether the task writes if ``current`` is the existing record."""
        if self._context.check_mode:
            return False
        if current is None or not self._task.exists:
            return (current is None) == self._task.exists
        return plan_present(current, self._task.desired).operation != "none"

    def _find(self, pool: Sequence[dict[str, Any]] | None = None) -> dict[str, Any] | None:
        return find(self._records, self._task.identity, closing=self._task.closes, pool=pool)

    def _result(self, plan: Plan, record: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> TaskResult:
        values = {self._resource.name: self._shown(record), "operation": plan.operation}
        diff = plan.diff and {**plan.diff, "before_header": self._header(before), "after_header": self._header(record)}
        return TaskResult(plan.operation != "none", values, diff)

    def _shown(self, record: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if record is None:
            return None
        addresses = self._records.addresses(record) if "id" in record else (None, None)
        shown = self._projection.project(record, *addresses)
        given, field = self._task.desired.custom_fields, self._resource.custom_fields
        if given and field and field.option in shown:
            shown[field.option] = CustomFields().shown_to(given, record.get(field.key))
        return shown

    def _header(self, record: Mapping[str, Any] | None) -> str:
        """Return the header of one side of a diff; in check mode a new record has no name yet."""
        if record is None or record.get("id") is None:
            return f"{self._noun} with {self._task.identity}"
        return f"{self._resource.name} {self._resource.title(record)}{self._records.of_parent}"

    @property
    def _noun(self) -> str:
        return f"{self._resource.name}{self._records.of_parent}"
