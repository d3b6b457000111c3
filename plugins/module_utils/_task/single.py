# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make one record exist as described, read it, change it, or delete it: find, plan, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable, Optional, cast

from .._api.errors import MatchError
from .._api.records import Records
from .._api.settling import look_until_settled
from .._plan import Plan, plan_absent, plan_present
from .._records._custom_fields import CustomFields
from .._records._noun import Noun, Wanted
from .frame import Frame, Outcome
from .identity import Identity, find

if TYPE_CHECKING:
    from .change import Change

# Makes of a server's object, and of its address where it has one, what results show.
Show = Callable[[Mapping[str, Any], Optional[str]], dict[str, Any]]


class Form:
    """The custom fields of a noun's form, as some other record shows them; looked at once, when they are needed."""

    def __init__(self, records: Records, noun: Noun) -> None:
        self._records = records
        self._noun = noun

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """Return a record; empty where there is none."""
        doing = f"look at a {self._noun.name} for the types of its custom fields"
        return self._records.search(doing=doing).first() or {}


class Single:
    """One record on its way from the options to the outcome.

    After ``use`` the first look is at what an earlier search found; without it, it is a search.
    """

    def __init__(
        self,
        frame: Frame,
        records: Records,
        identity: Identity,
        wanted: Wanted,
        form: Form,
        show: Show,
    ) -> None:
        self._frame = frame
        self._records = records
        self._identity = identity
        self._wanted = wanted
        self._noun = wanted.noun
        self._form = form
        self._show = show
        self._pool: Sequence[dict[str, Any]] | None = None
        self._fresh: Callable[[], Sequence[dict[str, Any]]] | None = None

    def run(self) -> Outcome:
        """Do what the task asks for. Raises ServiceOpsError and FieldError."""
        return self._present() if self._frame.params["state"] == "present" else self._absent()

    def key(self) -> str | None:
        """Return what no two tasks of one controller may create or delete at once, None if there is no such key."""
        return None if self._frame.check_mode else self._identity.key

    def use(self, pool: Sequence[dict[str, Any]], fresh: Callable[[], Sequence[dict[str, Any]]]) -> None:
        """Take ``pool`` for all that may be meant; before anything is written, what ``fresh`` returns counts."""
        self._pool, self._fresh = pool, fresh

    def target(self) -> int | None:
        """Return the id of the record that is meant, as far as that can be told without a call."""
        if self._identity.record_id is not None:
            return self._identity.record_id
        from .by_key import known_by_key  # noqa: PLC0415 - only a list asks

        try:
            current = known_by_key(self._identity, self._pool or (), closing=self._closing)
        except MatchError:
            return None
        return current["id"] if current else None

    def _present(self) -> Outcome:
        current = self._look()
        plan = plan_present(current, self._wanted) if current is not None else self._change().plan_new()
        for warning in plan.warnings:
            self._frame.warn(warning)
        if current is not None and plan.operation == "none":
            return self._outcome(plan, current, current)
        if self._frame.check_mode:
            return self._outcome(plan, self._change().foretell(plan, current), current)
        return self._outcome(*self._change().make(plan, current), current)

    def _absent(self) -> Outcome:
        current = self._look()
        plan = plan_absent(current, self._wanted)
        if current is not None and not self._frame.check_mode:
            deleted = self._change().delete(current)
            # A search may still show what is gone.
            plan = plan if deleted else plan_absent(None, self._wanted)
        return self._outcome(plan, current, current)

    def _look(self) -> dict[str, Any] | None:
        """Return the record that is meant; one that an earlier task may have created is waited for."""
        current = self._find(self._pool)
        if self._fresh and self._writes(current):
            current = self._find(self._fresh())
        key = self.key()
        seconds = self._records.client.creations.unsettled(key) if key and current is None else 0.0
        if seconds <= 0:
            return current
        verb = "create" if self._frame.params["state"] == "present" else "delete"
        doing = f"{verb} the {self._noun.name} with {self._identity}"
        why = f"Could not {doing} at once: an earlier task tried to create it, and that may still be applied"
        patience = self._records.client.patience()
        found, is_settled = look_until_settled(self._find, patience, why, seconds)
        if found is None and not is_settled:
            raise MatchError(
                f"Could not {doing}: an earlier task tried to create it, and that may still be applied. Run it again."
            )
        return cast("dict[str, Any] | None", found)

    def _writes(self, current: Mapping[str, Any] | None) -> bool:
        """Return whether something is to be written, if ``current`` is what there is."""
        if self._frame.check_mode:
            return False
        if self._frame.params["state"] == "absent" or current is None:
            return bool((current is None) != (self._frame.params["state"] == "absent"))
        return plan_present(current, self._wanted).operation != "none"

    def _find(self, pool: Sequence[dict[str, Any]] | None = None) -> dict[str, Any] | None:
        return find(self._records, self._identity, closing=self._closing, pool=pool)

    @property
    def _closing(self) -> bool:
        return self._frame.params["state"] == "present" and self._noun.is_closed(self._wanted.values.get("status"))

    def _change(self) -> Change:
        from .change import Change  # noqa: PLC0415 - a task that finds all as described need not load this

        return Change(self._frame, self._records, self._identity, self._wanted, self._form, self._find)

    def _outcome(self, plan: Plan, record: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> Outcome:
        shown = None
        if record is not None:
            url = self._records.address(record["id"]) if "id" in record else None
            shown = self._show(record, url)
            given, custom = self._wanted.values.get("custom_fields"), self._noun.field("custom_fields")
            if given and custom.option in shown:
                shown[custom.option] = CustomFields().shown_to(given, record.get(custom.key))
        changed = plan.operation != "none"
        diff = plan.diff and {**plan.diff, **dict.fromkeys(("before_header", "after_header"), self._header(before))}
        return Outcome(changed, {self._noun.name: shown, "operation": plan.operation}, diff)

    def _header(self, before: Mapping[str, Any] | None) -> str:
        """Return which record a diff is about: for a new one the same in check mode, where its name is not known."""
        if before is None:
            return f"{self._noun.name} with {self._identity}"
        return f"{self._noun.name} {before.get(self._noun.field('name').key)} (id {before['id']})"
