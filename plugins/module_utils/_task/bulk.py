# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage many records in one task: one sign-in, a few searches for all keys, and several writes at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from .._api.client import Client
from .._api.errors import NoAnswerError, OptionError, ServiceOpsError, SignInError, UnavailableError
from .._api.records import Records
from .._records._noun import FieldError, Noun, Wanted, from_task
from .arguments import IDENTITIES, ArgumentSpec, item_arguments
from .coercion import coerced
from .crew import MOST, Crew
from .frame import Frame, Outcome, open_client
from .identity import Identity, choose_identity
from .overlap import same_description, same_record
from .pool import Pools
from .report import exchange_of
from .single import Form, Single
from .view import View

# Seconds between two words on how far the work is.
_REPORT = 5
_TOLD = 3
# Failures in a row, with no success between them, after which the server is taken to be away.
_MOST_FAILURES = 2 * MOST


@dataclass(frozen=True)
class Item:
    """One of the list: its place, and what it wants of which record. ``params`` are options as a task has them."""

    place: str
    params: Mapping[str, Any]
    wanted: Wanted
    identity: Identity

    def __str__(self) -> str:
        return f"{self.place} ({self.identity})"


def run_bulk(noun: Noun, frame: Frame) -> Outcome:
    """Do all that the list asks for, and return a result for each. Raises OptionError, MatchError and SignInError."""
    from . import ahead  # noqa: F401, PLC0415 - it loads this file, too

    # Python 3.9 gives a thread a file of an archive that another thread has only half loaded: nothing is left to load.
    view = View(noun, frame.params["fields"])
    items = _items(noun, frame.params)
    with open_client(frame, threads=True) as client:
        records = Records(client, noun.name)
        form = Form(records, noun)
        frames = [_ItemFrame(frame, item) for item in items]
        singles = [
            Single(each, records, item.identity, item.wanted, form, view.shown) for each, item in zip(frames, items)
        ]
        pools = Pools(records, noun, [item.identity for item in items])
        for place, single in enumerate(singles):
            single.use(pools.of(place), partial(pools.fresh, place))
        _check_apart(noun, items, same_record([single.target() for single in singles]))
        done = _Work(frame, noun, client).through(singles)
    return _outcome(noun, items, done)


def _items(noun: Noun, params: Mapping[str, Any]) -> list[Item]:
    """Return the items of a task, each with what the task says for all. Raises OptionError for any that is wrong."""
    for option in IDENTITIES:
        if params[option] is not None:
            raise OptionError(f"{option} names one {noun.name}: give it to each of {noun.plural}, not beside them.")
    spec = item_arguments(noun)
    outer = {option: params[option] for option in spec}
    checks = _Checks(spec)
    items = [
        _item(noun, checks, f"{noun.plural}[{number}]", given, outer)
        for number, given in enumerate(params[noun.plural])
    ]
    _check_apart(noun, items, same_description([item.identity for item in items], [item.wanted for item in items]))
    return items


def _check_apart(noun: Noun, items: Sequence[Item], same: tuple[int, int] | None) -> None:
    """Raise OptionError where two items are about one record: which of them came last would be chance."""
    if same:
        one, other = (items[place] for place in same)
        raise OptionError(
            f"{one.place} and {other.place} mean one {noun.name}: {one.identity}"
            f"{'' if str(one.identity) == str(other.identity) else f', and {other.identity}'}. Nothing was changed."
        )


class _Checks:
    """The check of an item against ``spec``, of which each item says little: only that part of it is gone through."""

    def __init__(self, spec: ArgumentSpec) -> None:
        self._spec = spec
        self._whole = ArgumentSpecValidator(spec)
        self._parts: dict[frozenset[str], ArgumentSpecValidator] = {}

    def checked(self, given: Mapping[str, Any], place: str) -> dict[str, Any]:
        """Return the options that an item gives, of the right types. Raises OptionError."""
        try:
            given = coerced(self._spec, given)
        except ValueError as exc:
            raise OptionError(f"{place}: {exc}") from exc
        validated = self._validator(frozenset(given)).validate(given)
        if validated.error_messages:
            unknown = "unsupported parameters: " if isinstance(validated.errors[0], UnsupportedError) else ""
            raise OptionError(f"{place}: {unknown}{validated.error_messages[0]}")
        return {option: value for option, value in validated.validated_parameters.items() if value is not None}

    def _validator(self, options: frozenset[str]) -> ArgumentSpecValidator:
        if not options <= self._spec.keys():
            # It says what else there is.
            return self._whole
        if options not in self._parts:
            self._parts[options] = ArgumentSpecValidator({option: self._spec[option] for option in options})
        return self._parts[options]


def _item(noun: Noun, checks: _Checks, place: str, given: Mapping[str, Any], outer: Mapping[str, Any]) -> Item:
    own = checks.checked({key: value for key, value in given.items() if value is not None}, place)
    merged = {**outer, **own}
    if "correlation_id" not in own:
        merged["correlation_field"] = own.get("correlation_field")
    try:
        wanted = from_task(noun, merged)
        return Item(place, merged, wanted, choose_identity(noun, merged, wanted))
    except (OptionError, FieldError) as exc:
        raise OptionError(f"{place}: {exc}") from exc


class _ItemFrame(Frame):
    """The surroundings of one item: those of the task, with the item's own options."""

    def __init__(self, frame: Frame, item: Item) -> None:
        self._frame = frame
        self._item = item
        self.params = item.params
        self.check_mode = frame.check_mode
        self.environ = frame.environ

    def warn(self, text: str) -> None:
        """Say which item the warning is about."""
        self._frame.warn(f"{self._item}: {text}")

    def learn(self, secret: str) -> None:
        """Take note of a secret that must not be shown."""
        self._frame.learn(secret)

    def report(self, text: str) -> None:
        """Say how far the work is."""
        self._frame.report(text)


@dataclass(frozen=True)
class _Done:
    """What became of one item: its outcome, or the error."""

    outcome: Outcome | None = None
    error: Exception | None = None


class _Work:
    """The items of one task on their way."""

    def __init__(self, frame: Frame, noun: Noun, client: Client) -> None:
        self._frame = frame
        self._noun = noun
        self._client = client
        self._failures = 0
        # Why the rest is not tried; a server that is away is away for all.
        self._given_up: ServiceOpsError | None = None

    def through(self, singles: Sequence[Single]) -> list[_Done]:
        """Run every item, some at a time, and return what became of each, in their order."""

        def tell(done: int) -> None:
            self._frame.report(f"{done} of {len(singles)} {self._noun.plural} are done.")

        try:
            return Crew(self._run, tell, _REPORT).through(singles)
        finally:
            # Where the task is broken off, what waits does not go on.
            self._client.give_up()

    def _run(self, single: Single) -> _Done:
        if self._given_up:
            said = f"Not tried, for the server could not be worked with: {self._given_up}"
            return _Done(error=OptionError(said, exchange=self._given_up.exchange))
        try:
            with self._client.creations.held(single.key()):
                done = _Done(single.run())
        except (ServiceOpsError, FieldError) as exc:
            self._count(exc)
            return _Done(error=exc)
        self._failures = 0
        return done

    def _count(self, exc: ServiceOpsError | FieldError) -> None:
        """Give up where nothing is left to expect: without a sign-in or a connection, or after several in a row."""
        if not isinstance(exc, (NoAnswerError, UnavailableError, SignInError)):
            self._failures = 0
            return
        self._failures += 1
        is_away = isinstance(exc, SignInError) or (isinstance(exc, NoAnswerError) and not exc.attempt.sent)
        if is_away or self._failures >= _MOST_FAILURES:
            self._given_up = exc


def _outcome(noun: Noun, items: Sequence[Item], done: Sequence[_Done]) -> Outcome:
    results = [_result(noun, each) for each in done]
    counts = Counter("failed" if result["failed"] else result["operation"] for result in results)
    operations = ("created", "updated", "deleted", "none", "failed")
    values: dict[str, Any] = {
        "results": results,
        "summary": {operation: counts[operation] for operation in operations},
    }
    errors = [(item, each.error) for item, each in zip(items, done) if each.error]
    if errors:
        values["failure"] = exchange_of(errors[0][1])
    return Outcome(
        any(result["changed"] for result in results),
        values,
        [dict(part) for item, each in zip(items, done) for part in _diff(item, each)],
        failed=_sentence(noun, len(items), errors) if errors else None,
    )


def _result(noun: Noun, done: _Done) -> dict[str, Any]:
    if done.outcome is None:
        words = str(done.error)
        failure = exchange_of(done.error) if done.error else None
        return {
            "failed": True,
            "msg": words,
            "failure": failure,
            "changed": False,
            "operation": "none",
            noun.name: None,
        }
    return {"failed": False, "msg": None, "failure": None, "changed": done.outcome.changed, **done.outcome.values}


def _diff(item: Item, done: _Done) -> Iterator[Mapping[str, Any]]:
    if done.outcome and isinstance(done.outcome.diff, Mapping):
        header = str(item)
        yield {**done.outcome.diff, "before_header": header, "after_header": header}


def _sentence(noun: Noun, count: int, errors: Sequence[tuple[Item, Exception]]) -> str:
    told = " ".join(f"{item.place}: {error}" for item, error in errors[:_TOLD])
    more = f" The other {len(errors) - _TOLD} are in results." if len(errors) > _TOLD else ""
    return f"{len(errors)} of {count} {noun.plural} failed, the others are done. {told}{more}"
