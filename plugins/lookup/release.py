# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup release."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: release
short_description: Find and read ServiceOps releases in a template
version_added: "1.0.0"
description:
  - Returns releases of Motadata ServiceOps, by their ids or names, or by a search.
  - It does in a template what M(motadata.serviceops.serviceops_release_info) does in a task. It only reads.
notes:
  - How releases are read and searched is not documented. It is assumed to be as for changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._release.lookup
  - motadata.serviceops._lookup
seealso:
  - module: motadata.serviceops.serviceops_release_info
  - module: motadata.serviceops.serviceops_release
"""

EXAMPLES = r"""
- name: Show when a release begins
  ansible.builtin.debug:
    msg: "{{ lookup('motadata.serviceops.release', 'REL-8').start_date }}"

- name: Show the releases of the shop
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.subject }}"
  loop: "{{ query('motadata.serviceops.release', filters={'tags': 'shop'}) }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
_raw:
  description:
    - One dictionary for each release.
    - The keys are those of RV(motadata.serviceops.serviceops_release#module:release).
    - Every key is present, unless O(fields) selects some.
  type: list
  elements: dict
  sample:
    - id: 8
      name: REL-8
      subject: Shop 4.2
"""

from ..module_utils._resources.release import RELEASE
from ..plugin_utils._lookup import RecordLookup


class LookupModule(RecordLookup):
    """Releases by id, by name, or as a search finds them."""

    resource = RELEASE
