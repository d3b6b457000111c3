# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what the modules support."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of a module that changes something; READ_ONLY is for one that does not."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can predict the result without changing anything.
    support: full
  diff_mode:
    description: Shows what changes, before and after.
    support: full
  idempotent:
    description: Changes nothing when run again with the same options.
    support: full
"""

    TOKEN = r"""
options: {}
attributes:
  check_mode:
    description: Can predict the result without changing anything.
    support: full
    details:
      - Check mode does not sign in. If no valid token is kept, the token is null.
  diff_mode:
    description: Shows what changes, before and after.
    support: none
  idempotent:
    description: Changes nothing when run again with the same options.
    support: partial
    details:
      - As long as a kept token is valid and O(force) is not set.
"""

    READ_ONLY = r"""
options: {}
attributes:
  check_mode:
    description: Can predict the result without changing anything.
    support: full
    details:
      - This module changes nothing anyway.
  diff_mode:
    description: Shows what changes, before and after.
    support: N/A
  idempotent:
    description: Changes nothing when run again with the same options.
    support: full
"""

    API = r"""
options: {}
attributes:
  check_mode:
    description: Can predict the result without changing anything.
    support: full
    details:
      - Check mode makes only the call of O(creates), and predicts a change if that finds nothing. What the server would
        answer is not known.
  diff_mode:
    description: Shows what changes, before and after.
    support: none
  idempotent:
    description: Changes nothing when run again with the same options.
    support: partial
    details:
      - Only with O(creates), once its call finds what the task created. Without it every run makes the call.
"""

    VERIFY = r"""
options: {}
attributes:
  check_mode:
    description: Can predict the result without changing anything.
    support: full
    details:
      - Check mode only reads, as without O(write), and reports what O(write) would try as not tried.
  diff_mode:
    description: Shows what changes, before and after.
    support: N/A
  idempotent:
    description: Changes nothing when run again with the same options.
    support: partial
    details:
      - Only without O(write). With it, each run creates a request of its own, and removes it.
"""

    ACTION_GROUP = r"""
options: {}
attributes:
  action:
    description: Has an action plugin of its name, which runs on the controller.
    support: full
    details:
      - A task that would run on the controller anyway runs in Ansible's own process, which is faster and has the same
        result. This needs a local connection without C(become) and C(async), Ansible's own Python or one that Ansible
        picks, and requests in Ansible's own Python.
      - Set the variable C(serviceops_in_process) to false to turn this off. C(-vvv) shows which way a task took.
  async:
    description: Supports the keyword C(async).
    support: full
  action_group:
    description: Use C(group/motadata.serviceops.all) in C(module_defaults) to set options for all modules at once.
    support: full
    membership:
      - motadata.serviceops.all
"""
