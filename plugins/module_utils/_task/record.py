# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of a module that manages records: one that the options describe, or all of a list."""

from __future__ import annotations

from functools import partial

from .._api.records import Records
from .._records._noun import Noun, from_task, to_result
from .arguments import record_arguments
from .frame import Frame, Outcome, Task, open_client
from .identity import choose_identity
from .single import Form, Show, Single


def record_task(noun: Noun) -> Task:
    """Return the task of a module that manages records of ``noun``."""
    return Task(record_arguments(noun), lambda frame: _run(noun, frame))


def _run(noun: Noun, frame: Frame) -> Outcome:
    if frame.params[noun.plural] is not None:
        from .bulk import run_bulk  # noqa: PLC0415 - a task for one record need not load this

        return run_bulk(noun, frame)
    # Everything that the options alone can have wrong is said before a call is made.
    show = _show(noun, frame.params["fields"])
    wanted = from_task(noun, frame.params)
    identity = choose_identity(noun, frame.params, wanted)
    with open_client(frame) as client:
        records = Records(client, noun.name)
        single = Single(frame, records, identity, wanted, Form(records, noun), show)
        with client.creations.held(single.key()):
            return single.run()


def _show(noun: Noun, names: list[str] | None) -> Show:
    if names is None:
        return partial(to_result, noun)
    from .view import View  # noqa: PLC0415 - a task that returns all need not load this

    return View(noun, names).shown
