# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report the failures of a job on the change that it ran under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Callable

from ..module_utils._failures.notes import change_note, job_note_text, unnoted
from ..module_utils._failures.report import Run, reported
from ..module_utils._resources.change import CHANGE
from ._report_writer import Notes, done, run_module


def passed_changes(hostvars: Mapping[str, Any], hosts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the number of each change under which the role change_gate let tasks run, and the hosts that ran them."""
    found: dict[str, frozenset[str]] = {}
    for host in hosts:
        for change in _passed(hostvars, host)[-1:]:
            number = str(change["id"])
            found[number] = found.get(number, frozenset()) | {host}
    return found


def update_change(
    connection: Mapping[str, Any], change: str, job: str, run: Run, *, warn: Callable[[str], None]
) -> str | None:
    """Report ``run`` on a change and return what was done in a few words, None for nothing. Raises ReportError.

    ``change`` is a number or a name. What the role change_gate noted of this run is not reported once more.
    """
    identity = {"id" if change.isdigit() else "name": change}
    found = run_module(CHANGE, {**connection, **identity}, warn)["change"]
    warnings: list[str] = []
    notes = Notes(connection, CHANGE, found["id"], change_note(job), warnings.append)
    described = found["description"] or ""
    conversations = notes.read()
    failed = unnoted(run.failed, conversations, described if notes.are_refused else "")
    after = reported(described, replace(run, failed=failed), note=job_note_text(conversations, change_note(job)))
    if not after.failures:
        return None
    changed = notes.write(after.note)
    for warning in warnings:
        warn(warning)
    if notes.are_refused:
        changed = run_module(CHANGE, {**connection, "id": found["id"], "description": after.description}, warn)[
            "changed"
        ]
    return done("brought up to date", found) if changed else None


def of_hosts(run: Run, hosts: frozenset[str]) -> Run:
    """Return the part of a run that is about some hosts."""
    return replace(
        run,
        failed={host: text for host, text in run.failed.items() if host in hosts},
        succeeded=run.succeeded & hosts,
    )


def _passed(hostvars: Mapping[str, Any], host: str) -> list[Mapping[str, Any]]:
    passed = hostvars[host].get("change_gate_passed") if host in hostvars else None
    return list(passed or ())
