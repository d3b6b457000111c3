# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look records up: by ids and names, or by a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.errors import MatchError, NoConnectionError, OptionError
from .._api.records import Records
from .._records import _criteria
from .._records._noun import Noun
from .arguments import lookup_arguments
from .frame import Frame, Outcome, Task, open_client
from .identity import Identity, check_identity_options, find
from .pool import Pools
from .record_info import search_records
from .view import View

# Options of a search: any of them asks for one.
_SEARCH = ("correlation_id", "correlation_field", "filters", "qualification", "scope", "sort_by", "limit")


def record_lookup_task(noun: Noun, terms: Sequence[Any] | None) -> Task:
    """Return the task of a lookup for ``noun``. ``terms`` are ids and names, None if there are none."""
    return Task(lookup_arguments(), lambda frame: _run_alone(noun, terms, frame))


def _run_alone(noun: Noun, terms: Sequence[Any] | None, frame: Frame) -> Outcome:
    """Run a lookup; if it lacks a connection, explain why the modules of the play may have one."""
    try:
        return _run(noun, terms, frame)
    except NoConnectionError as exc:
        raise NoConnectionError(
            f"{exc} Modules take theirs from module_defaults and environment, too; a lookup sees only its own options, "
            "variables such as serviceops_url, and the environment of ansible-playbook."
        ) from exc


def _run(noun: Noun, terms: Sequence[Any] | None, frame: Frame) -> Outcome:
    params = {**frame.params, "id": None, "name": None}
    given = [option for option in _SEARCH if params[option] is not None]
    if terms is None:
        if not given:
            raise OptionError(
                f"Nothing says which {noun.plural} are meant: give their ids or names, or one of {', '.join(_SEARCH)}. "
                "To get every one, give scope=all."
            )
        return search_records(noun, frame, params)
    if given:
        raise OptionError(f"{given[0]} cannot be combined with ids or names: give one or the other.")
    return _read(noun, [_identity(noun, params, term) for term in terms], frame)


def _identity(noun: Noun, params: Mapping[str, Any], term: Any) -> Identity:
    if isinstance(term, bool) or not isinstance(term, (int, str)):
        raise OptionError(f"{term!r:.60} must be the id of a {noun.name} (a number) or its name (a text).")
    text = str(term).strip()
    if not text:
        raise OptionError(f"An id or name is empty: give the one of a {noun.name}.")
    if isinstance(term, int) or (text.isascii() and text.isdigit()):
        check_identity_options(noun, {**params, "id": int(text)})
        return Identity(noun, (), int(text))
    return Identity(noun, (_criteria.name(noun, text),), name=text)


def _read(noun: Noun, identities: Sequence[Identity], frame: Frame) -> Outcome:
    view = View(noun, frame.params["fields"])
    with open_client(frame) as client:
        records = Records(client, noun.name)
        pools: Sequence[list[dict[str, Any]] | None] = [None] * len(identities)
        # One alone is asked for by its own address, or by a search for its name.
        if len(identities) > 1:
            together = Pools(records, noun, identities)
            pools = [together.of(place) for place in range(len(identities))]
        found = [find(records, identity, closing=False, pool=pool) for identity, pool in zip(identities, pools)]
        shown = [view.shown(record, records.address(record["id"])) for record in found if record]
    missing = [str(identity) for identity, record in zip(identities, found) if record is None]
    if missing and frame.params["on_missing"] != "skip":
        text = f"There is no {noun.name} with {' or '.join(dict.fromkeys(missing))}."
        if frame.params["on_missing"] == "error":
            raise MatchError(f"{text} To carry on without it, set on_missing to warn or skip.")
        frame.warn(text)
    return Outcome(False, {noun.plural: shown})
