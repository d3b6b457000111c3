# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A warning that is shown while a task runs, and once."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from ansible.utils.display import Display

from ansible_collections.motadata.serviceops.plugins.plugin_utils._announcement import announce

try:
    # Since core 2.19.
    from ansible._internal import _display_utils
except ImportError:
    _display_utils = None


@pytest.fixture
def running_task():
    """The context of a task, in which warnings are kept for its result."""
    if _display_utils is None:
        return nullcontext()
    return _display_utils.DeferredWarningContext(variables={})


def test_a_warning_is_shown_while_the_task_runs(running_task, capsys):
    with running_task:
        announce("The server is away; waiting.")
        shown = capsys.readouterr().err
    assert shown.count("The server is away; waiting.") == 1


def test_the_same_warning_of_the_result_is_not_shown_again(running_task, capsys):
    with running_task:
        announce("The server is away again.")
    Display().warning("The server is away again.")
    assert capsys.readouterr().err.count("The server is away again.") == 1
