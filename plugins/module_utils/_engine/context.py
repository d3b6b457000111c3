# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface between a task and the engine: settings in, result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable, NamedTuple


@dataclass(frozen=True)
class Context:
    """Settings of a run: ``check_mode`` changes nothing; ``warn`` and ``report`` take a text for the user."""

    check_mode: bool
    warn: Callable[[str], None]
    report: Callable[[str], None]


class TaskResult(NamedTuple):
    """The result of a task: ``values`` by result key, and ``diff`` if something changes.

    ``diff`` is a list for many records. ``failed`` is the error message if a part of the work failed.
    """

    changed: bool
    values: Mapping[str, Any]
    diff: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    failed: str | None = None
