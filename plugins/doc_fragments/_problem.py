# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options for problems, made from their table."""

from __future__ import annotations

from ..module_utils._resources._documentation import info_options_of, lookup_options_of, options_of
from ..module_utils._resources.problem import PROBLEM


class ModuleDocFragment:
    """Options of the module; INFO and LOOKUP are for what finds problems."""

    # With an annotation, for ansible-test reads the value of a bare assignment as a text.
    DOCUMENTATION: str = options_of(PROBLEM)
    INFO: str = info_options_of(PROBLEM)
    LOOKUP: str = lookup_options_of(PROBLEM)
