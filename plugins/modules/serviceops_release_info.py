#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_release_info."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_release_info
short_description: Find and read ServiceOps releases
version_added: "1.0.0"
description:
  - Finds releases of Motadata ServiceOps and returns them.
  - A release must match every option that is set. Without any, the module returns every release that the user may see.
  - The module reads every page of the server's answer and compares every release itself, so the result is right even if
    the server cannot search by a field.
notes:
  - How releases are read and searched is not documented. It is assumed to be as for changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._release.info
  - motadata.serviceops._connection
  - motadata.serviceops._attributes.read_only
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_release
  - plugin: motadata.serviceops.release
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Read one release
  motadata.serviceops.serviceops_release_info:
    name: REL-8
  register: found

- name: Find the releases that begin in March
  motadata.serviceops.serviceops_release_info:
    filters:
      start_after: "2026-03-01"
      start_before: "2026-04-01"
    sort_by: start_date
    fields:
      - name
      - subject
      - start_date
"""

RETURN = r"""
releases:
  description:
    - The releases that match, an empty list if there are none.
    - The keys of each are those of RV(motadata.serviceops.serviceops_release#module:release). Every key is present,
      unless O(fields) selects some.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 8
      name: REL-8
      subject: Shop 4.2
total:
  description: How many releases match every option, O(scope) included, whatever O(limit) says.
  returned: success
  type: int
  sample: 3
server_time:
  description: Time by the server's clock, in ISO 8601; null if the server does not send it.
  returned: success
  type: str
  sample: "2026-03-01T08:00:00.000Z"
failure:
  description: Why the task failed, for conditions; each value is null if it does not apply.
  returned: failure
  type: dict
  contains:
    status: {description: HTTP status of the answer., type: int}
    code: {description: Error code of the answer., type: str}
    method: {description: HTTP method of the call., type: str}
    url: {description: Address of the call., type: str}
"""

from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import info_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.release import RELEASE

TASK = info_task(RELEASE)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
