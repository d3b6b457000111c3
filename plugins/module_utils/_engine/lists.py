# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconcile a list of records in one task: few searches for all keys, several writes at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any, NamedTuple

from .._api.client import Client
from .._api.errors import NoAnswerError, OptionError, ServiceOpsError, SignInError, UnavailableError, exchange_of
from .._api.resource_client import ResourceClient
from .._resources._resource import FieldError, Resource
from .context import Context, TaskResult
from .ensure import Reconciler, RecordTask
from .form_sample import FormSample
from .prefetch import Prefetch, find_same_description, find_same_record
from .projection import Projection

# Threads that wait for the server at the same time; more bring no gain.
_THREADS = 8
# Seconds between two progress reports.
_REPORT_INTERVAL = 5.0
_MAX_QUOTED_FAILURES = 3
# Failures in a row after which the server counts as unavailable.
_MAX_CONSECUTIVE_FAILURES = 2 * _THREADS


class Item(NamedTuple):
    """One item of the list: its place, such as requests[3], and its task."""

    place: str
    task: RecordTask

    def __str__(self) -> str:
        return f"{self.place} ({self.task.identity})"


def check_distinct(resource: Resource, items: Sequence[Item]) -> None:
    """Raise OptionError if two items describe one record."""
    same = find_same_description([item.task.identity for item in items], [item.task.desired for item in items])
    _raise_if_same(resource, items, same)


def run_list(
    context: Context,
    client: Client,
    records: ResourceClient,
    resource: Resource,
    items: Sequence[Item],
    projection: Projection,
) -> TaskResult:
    """Run every item and return a result for each. Raises OptionError, MatchError and SignInError."""
    form = FormSample(records, resource)
    prefetch = Prefetch(records, resource, [item.task.identity for item in items])
    reconcilers = [
        Reconciler(_item_context(context, item), records, item.task, form, projection, prefetch.pool(place))
        for place, item in enumerate(items)
    ]
    _raise_if_same(resource, items, find_same_record([reconciler.target_id() for reconciler in reconcilers]))
    return _result(resource, items, _ListRun(context, resource, client).run(reconcilers))


def _raise_if_same(resource: Resource, items: Sequence[Item], same: tuple[int, int] | None) -> None:
    """Raise OptionError if two items are about one record, because their order is not defined."""
    if same:
        one, other = (items[place] for place in same)
        first, second = str(one.task.identity), str(other.task.identity)
        raise OptionError(
            f"{one.place} and {other.place} mean one {resource.name}: {first}"
            f"{'' if first == second else f', and {second}'}. Nothing was changed."
        )


def _item_context(context: Context, item: Item) -> Context:
    return replace(context, warn=lambda text: context.warn(f"{item}: {text}"))


class _ItemOutcome(NamedTuple):
    """The result of one item, or its error."""

    result: TaskResult | None = None
    error: Exception | None = None


class _ListRun:
    """Run the items of one task in threads."""

    def __init__(self, context: Context, resource: Resource, client: Client) -> None:
        self._context = context
        self._resource = resource
        self._client = client
        self._consecutive_failures = 0
        # Why the rest is skipped: an unavailable server fails every item.
        self._unavailable: ServiceOpsError | None = None

    def run(self, reconcilers: Sequence[Reconciler]) -> list[_ItemOutcome]:
        """Run every item, several at a time unless they are a sequence, and return their outcomes in order.

        Raises what is no error of an item, after the others are done.
        """
        executor = ThreadPoolExecutor(1 if self._resource.is_sequence else _THREADS)
        try:
            futures = [executor.submit(self._run, each) for each in reconcilers]
            while wait(futures, timeout=_REPORT_INTERVAL).not_done:
                done = sum(future.done() for future in futures)
                self._context.report(f"{done} of {len(futures)} {self._resource.plural} are done.")
            return [future.result() for future in futures]
        finally:
            # If the task is interrupted, waiting calls stop.
            self._client.cancel()
            executor.shutdown(wait=False, cancel_futures=True)

    def _run(self, reconciler: Reconciler) -> _ItemOutcome:
        if self._unavailable:
            text = f"Skipped because the server is unavailable: {self._unavailable}"
            return _ItemOutcome(error=OptionError(text, exchange=self._unavailable.exchange))
        try:
            with self._client.create_lock.held(reconciler.lock_key):
                done = _ItemOutcome(reconciler.run())
        except (ServiceOpsError, FieldError) as exc:
            self._count_failure(exc)
            return _ItemOutcome(error=exc)
        self._consecutive_failures = 0
        return done

    def _count_failure(self, exc: ServiceOpsError | FieldError) -> None:
        """Mark the server as unavailable after a failed sign-in or connection, or after several failures in a row."""
        if not isinstance(exc, (NoAnswerError, UnavailableError, SignInError)):
            self._consecutive_failures = 0
            return
        self._consecutive_failures += 1
        is_away = isinstance(exc, SignInError) or (isinstance(exc, NoAnswerError) and not exc.attempt.sent)
        if is_away or self._consecutive_failures >= _MAX_CONSECUTIVE_FAILURES:
            self._unavailable = exc


def _result(resource: Resource, items: Sequence[Item], done: Sequence[_ItemOutcome]) -> TaskResult:
    results = [_item_result(resource, each) for each in done]
    counts = Counter("failed" if result["failed"] else result["operation"] for result in results)
    operations = ("created", "updated", "deleted", "none", "failed")
    values: dict[str, Any] = {
        "results": results,
        "summary": {operation: counts[operation] for operation in operations},
    }
    errors = [(item, each.error) for item, each in zip(items, done) if each.error]
    if errors:
        values["failure"] = exchange_of(errors[0][1])
    return TaskResult(
        any(result["changed"] for result in results),
        values,
        [dict(part) for item, each in zip(items, done) for part in _diff(item, each)],
        failed=_summary(resource, len(items), errors) if errors else None,
    )


def _item_result(resource: Resource, done: _ItemOutcome) -> dict[str, Any]:
    if done.result is not None:
        return {"failed": False, "msg": None, "failure": None, "changed": done.result.changed, **done.result.values}
    failure = exchange_of(done.error) if done.error else None
    nothing = {"changed": False, "operation": "none", resource.name: None}
    return {"failed": True, "msg": str(done.error), "failure": failure, **nothing}


def _diff(item: Item, done: _ItemOutcome) -> Iterator[Mapping[str, Any]]:
    if done.result and isinstance(done.result.diff, Mapping):
        headers = {key: f"{item.place}: {done.result.diff[key]}" for key in ("before_header", "after_header")}
        yield {**done.result.diff, **headers}


def _summary(resource: Resource, count: int, errors: Sequence[tuple[Item, Exception]]) -> str:
    quoted = " ".join(f"{item.place}: {error}" for item, error in errors[:_MAX_QUOTED_FAILURES])
    rest = len(errors) - _MAX_QUOTED_FAILURES
    more = f" The other {rest} are in results." if rest > 0 else ""
    return f"{len(errors)} of {count} {resource.plural} failed, the others are done. {quoted}{more}"
