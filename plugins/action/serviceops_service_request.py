# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_service_request without a process of its own."""

from __future__ import annotations

from ..modules.serviceops_service_request import TASK
from ..plugin_utils._action import InProcessAction


class ActionModule(InProcessAction):
    """The fast path."""

    module_task = TASK
