# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that describe an order, made from their table."""

from __future__ import annotations

from ..module_utils._resources._documentation import field_options_of
from ..module_utils._resources.service_request import SERVICE_REQUEST


class ModuleDocFragment:
    """Options of the module."""

    # With an annotation, for ansible-test reads the value of a bare assignment as a text.
    DOCUMENTATION: str = field_options_of(SERVICE_REQUEST)
