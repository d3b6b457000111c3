# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks include and what is not there."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: missing_includes
short_description: Find files and roles that tasks include and that do not exist
version_added: 0.1.0
description:
  - Reads a file of tasks, or those of a role, and all that they include, and names what does not exist.
  - In a C(rescue) Ansible does not say why a file or a role could not be included. Names with templates in them are not
    looked for.
author:
  - Motadata (@motadata)
positional: _input, files, roles
options:
  _input:
    description: Path of the file of tasks, or name or path of the role.
    type: str
    required: true
  files:
    description: Folders in which included files are looked for, beside that of the file that includes them.
    type: list
    elements: path
    default: []
  roles:
    description: Folders in which roles are looked for.
    type: list
    elements: path
    default: []
"""

EXAMPLES = r"""
- name: Say what is missing
  ansible.builtin.debug:
    msg: "{{ 'tasks/backup.yml' | motadata.serviceops.missing_includes([playbook_dir], [playbook_dir ~ '/roles']) }}"
"""

RETURN = r"""
_value:
  description: One sentence for each file or role that does not exist.
  type: list
  elements: str
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..plugin_utils._includes import Search


def _missing_includes(source: str, files: Iterable[str] = (), roles: Iterable[str] = ()) -> list[str]:
    return Search(files=[Path(str(folder)) for folder in files], roles=[Path(str(folder)) for folder in roles]).missing(
        str(source)
    )


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"missing_includes": _missing_includes}
